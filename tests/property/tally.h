#pragma once

#include <cstdint>
#include <map>
#include <string>

/// How often what happened, for the table at the end.
class Tally {
 public:
  void outcome(const std::string& operation, const std::string& code);
  void seen(const std::string& what) { ++seen_[what]; }

  std::int64_t total() const { return total_; }
  std::int64_t count(const std::string& operation, const std::string& code) const;
  std::int64_t count(const std::string& what) const;
  /// How often anything was refused with the code.
  std::int64_t codes(const std::string& code) const;
  void print() const;

 private:
  std::map<std::string, std::map<std::string, std::int64_t>> outcomes_;
  std::map<std::string, std::int64_t> seen_;
  std::int64_t total_ = 0;
};

/// Of the whole test.
extern Tally tally;
