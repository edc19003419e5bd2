#pragma once

#include <string>
#include <vector>

#include "oracle.h"
#include "plans.h"

/// Chooses a command in view of the model: mostly one that can be carried out, so that deep states are
/// reached, often enough one that cannot.
oracle::Command choose_command(const oracle::Model& model, const std::vector<std::string>& procedures,
                               Choices& choices);

/// One line for the log.
std::string line_of(const oracle::Command& command);
