#include "ops/validate.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <map>
#include <mutex>
#include <thread>

#include "model/ids.h"
#include "ops/references.h"
#include "traveler/error.h"

namespace traveler::ops {
namespace {

using format::CheckedDocument;

CheckedDocument check_text(const ValidationInput& input, std::size_t place, bool with_references) {
  try {
    return format::check_document(input.names[place], input.text(place), with_references);
  } catch (const Error& error) {
    CheckedDocument failed;
    failed.file = input.names[place];
    failed.failure = error;
    return failed;
  }
}

/// Texts are independent: each core takes the next one.
template <class Each>
void on_all_cores(std::size_t count, const Each& each) {
  std::atomic<std::size_t> next{0};
  std::exception_ptr failure;
  std::mutex first;
  const auto work = [&] {
    try {
      for (std::size_t i = next++; i < count; i = next++) each(i);
    } catch (...) {
      next = count;
      const std::lock_guard lock(first);
      if (!failure) failure = std::current_exception();
    }
  };
  constexpr std::size_t kTextsPerThread = 4;  // below that a thread costs more than it brings
  const std::size_t cores = std::max(1U, std::thread::hardware_concurrency());
  const std::size_t helpers = std::min(cores - 1, count / kTextsPerThread);
  {
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < helpers; ++i) threads.emplace_back(work);
    work();
  }
  if (failure) std::rethrow_exception(failure);
}

void look_up_references(const std::string& workspace, std::vector<CheckedDocument>& all) {
  std::map<std::string, const CheckedDocument*> standard_steps;
  for (const CheckedDocument& checked : all) {
    if (!checked.standard_step.empty()) standard_steps.emplace(checked.standard_step, &checked);
  }
  const auto among_texts = [&](const std::string& id) -> const StandardStepDef* {
    const auto found = standard_steps.find(standard_step_key(id));
    return found != standard_steps.end() && found->second->standard ? &*found->second->standard : nullptr;
  };
  ReferenceCheck check(workspace);
  for (CheckedDocument& checked : all) {
    for (const format::Reference& reference : checked.references) {
      const bool is_among_texts = reference.kind == format::ReferenceKind::kStandardStep &&
                                  standard_steps.contains(standard_step_key(reference.name));
      if (is_among_texts) continue;
      if (auto finding = check.find(reference, checked.file)) checked.findings.push_back(std::move(*finding));
    }
    if (!checked.procedure) continue;
    for (Finding& misfit : check.misfits(*checked.procedure, checked.references, checked.file, among_texts)) {
      checked.findings.push_back(std::move(misfit));
    }
  }
}

}  // namespace

std::vector<CheckedDocument> validate(const ValidationInput& input, const std::string& workspace) {
  std::vector<CheckedDocument> all(input.names.size());
  on_all_cores(all.size(), [&](std::size_t i) {
    all[i] = check_text(input, i, !workspace.empty());
    if (workspace.empty()) format::settle(all[i], input.severities(i));
  });
  if (workspace.empty()) return all;
  look_up_references(workspace, all);
  on_all_cores(all.size(), [&](std::size_t i) { format::settle(all[i], input.severities(i)); });
  return all;
}

}  // namespace traveler::ops
