#include "tally.h"

#include <cstdio>

Tally tally;

void Tally::outcome(const std::string& operation, const std::string& code) {
  ++outcomes_[operation][code];
  ++total_;
}

std::int64_t Tally::count(const std::string& operation, const std::string& code) const {
  const auto codes = outcomes_.find(operation);
  if (codes == outcomes_.end()) return 0;
  const auto it = codes->second.find(code);
  return it == codes->second.end() ? 0 : it->second;
}

std::int64_t Tally::count(const std::string& what) const {
  const auto it = seen_.find(what);
  return it == seen_.end() ? 0 : it->second;
}

std::int64_t Tally::codes(const std::string& code) const {
  std::int64_t n = 0;
  for (const auto& [operation, codes] : outcomes_) n += count(operation, code);
  return n;
}

void Tally::print() const {
  for (const auto& [operation, codes] : outcomes_) {
    std::printf("%-14s", operation.c_str());
    for (const auto& [code, n] : codes) std::printf("  %s %lld", code.c_str(), static_cast<long long>(n));
    std::printf("\n");
  }
  for (const auto& [what, n] : seen_) std::printf("  %-52s %lld\n", what.c_str(), static_cast<long long>(n));
}
