#pragma once

#include <string>
#include <vector>

#include "oracle.h"
#include "traveler/value.h"
#include "traveler/workspace.h"

bool has_operation(const std::string& name);
std::string printed_name(const std::string& user);

/// The library, driven by the commands of the model.
class Library {
 public:
  explicit Library(const std::string& path);

  traveler::Value ask(const std::string& operation, traveler::Value arguments,
                      const std::string& actor = "alice", bool reason = false);

  oracle::Outcome apply(const oracle::Command& command);
  /// The ids of the new runs.
  std::vector<std::string> create_runs(const oracle::Command& command);

  /// What the last command that was carried out answered.
  const traveler::Value& answer() const { return answer_; }
  /// Of the last refusal.
  const std::string& message() const { return message_; }

 private:
  traveler::Workspace workspace_;
  traveler::Value answer_;
  std::string message_;
};
