#include <vector>

#include "ops/operation.h"

namespace traveler {
namespace ops {

// Each noun declares its operations in its own file.
std::span<const Operation> workspace_operations();
std::span<const Operation> people_operations();
std::span<const Operation> config_operations();
std::span<const Operation> location_operations();
std::span<const Operation> part_operations();
std::span<const Operation> inventory_operations();
std::span<const Operation> procedure_operations();
std::span<const Operation> run_operations();
std::span<const Operation> abom_operations();
std::span<const Operation> batch_operations();
std::span<const Operation> step_operations();
std::span<const Operation> install_operations();
std::span<const Operation> split_operations();
std::span<const Operation> resolve_operations();
std::span<const Operation> where_used_operations();
std::span<const Operation> issue_operations();
std::span<const Operation> history_operations();
std::span<const Operation> local_operations();

namespace {

using Source = std::span<const Operation> (*)();
// The order of the manual.
constexpr Source kSources[] = {
    local_operations, workspace_operations, people_operations,  config_operations,     location_operations,
    part_operations,  inventory_operations, resolve_operations, where_used_operations, procedure_operations,
    run_operations,   abom_operations,      step_operations,    batch_operations,      install_operations,
    split_operations, issue_operations,     history_operations};

}  // namespace

const Operation* find(std::string_view name) {
  for (const Source source : kSources) {
    for (const Operation& operation : source()) {
      if (operation.spec.name == name) return &operation;
    }
  }
  return nullptr;
}

}  // namespace ops

std::span<const OperationSpec* const> catalogue() {
  static const std::vector<const OperationSpec*> all = [] {
    std::vector<const OperationSpec*> specs;
    for (const ops::Source source : ops::kSources) {
      for (const ops::Operation& operation : source()) specs.push_back(&operation.spec);
    }
    return specs;
  }();
  return all;
}

const OperationSpec* find_operation(std::string_view name) {
  const ops::Operation* operation = ops::find(name);
  return operation == nullptr ? nullptr : &operation->spec;
}

std::string_view request_name(const ArgumentSpec& argument) {
  return argument.many && !argument.plural.empty() ? argument.plural : argument.name;
}

}  // namespace traveler
