#pragma once

#include <string>
#include <vector>

#include "oracle.h"
#include "plans.h"

/// What the commands of a case are chosen from.
struct Stage {
  std::vector<std::string> procedures;  ///< KEY@REV
  bool batches = false;
};

/// Chooses a command in view of the model: mostly one that can be carried out, so that deep states are
/// reached, often enough one that cannot.
oracle::Command choose_command(const oracle::Model& model, const Stage& stage, Choices& choices);

/// One or more runs, batched or not.
oracle::Command choose_new_runs(const Stage& stage, std::size_t most, Choices& choices);
/// The rest of a command `batch.*`, `run.assign` or `run.set`.
oracle::Command choose_batch_command(const oracle::Model& model, const std::string& operation,
                                     Choices& choices);
/// Whether there is anything that such a command could be carried out on.
bool batch_command_fits(const oracle::Model& model, const std::string& operation);

/// One line for the log.
std::string line_of(const oracle::Command& command);
