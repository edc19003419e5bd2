#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "arguments.h"
#include "global_options.h"
#include "traveler/operations.h"

namespace traveler::cmd {

/// Reads the texts that an invocation gives for its arguments. Every refusal is an Error(usage) that says
/// where help is.
class ValueReader {
 public:
  explicit ValueReader(const OperationSpec& operation) : operation_(operation) {}

  [[noreturn]] void refuse(std::string message, std::string hint = {}) const;

  /// One value of an argument, as a request carries it; `name` is how the argument was typed.
  Value value(const ArgumentSpec& argument, const std::string& name, const std::string& text) const;
  /// `key=value` texts as an object, in the order given.
  Value pairs(const std::string& name, const std::vector<std::string>& texts) const;
  /// Takes a global option, or a filter of a list, into the request or the options.
  void global(Parsed& parsed, const ArgumentSpec& argument, const std::string& name,
              const std::string& text) const;

 private:
  std::int64_t whole_number(const std::string& name, const std::string& text) const;
  void check_choice(const ArgumentSpec& argument, const std::string& name, const std::string& text) const;
  void set_format(GlobalOptions& options, const std::string& name, const std::string& text) const;
  void set_fields(GlobalOptions& options, const std::string& text) const;
  void set_sort(GlobalOptions& options, const std::string& text) const;
  std::chrono::milliseconds timeout(const std::string& name, const std::string& text) const;

  const OperationSpec& operation_;
};

}  // namespace traveler::cmd
