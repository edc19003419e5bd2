#include <vector>

#include "ops/operation.h"

namespace traveler {
namespace ops {
namespace {

using Source = std::span<const Operation> (*)();
// The order of the manual.
constexpr Source kSources[] = {
    local_operations, workspace_operations, people_operations,  config_operations,    location_operations,
    part_operations,  inventory_operations, resolve_operations, procedure_operations, run_operations,
    abom_operations,  step_operations,      batch_operations,   install_operations,   split_operations,
    issue_operations, history_operations};

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
