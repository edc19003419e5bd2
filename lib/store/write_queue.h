#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

namespace traveler::store {

/// The line of those who want to write, in a file beside the database that is made when somebody first lines
/// up. Where it cannot be had (a folder that may not be written, a file system without locks) there is no
/// line, and everybody races.
///
/// The file holds the number of the next ticket; whoever waits keeps the byte of their ticket locked, so that
/// the kernel forgets who dies. First is who finds no lower ticket.
class WriteQueue {
 public:
  using Clock = std::chrono::steady_clock;

  explicit WriteQueue(std::string path) : path_(std::move(path)) {}
  ~WriteQueue() { leave(); }
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// True when somebody is in line now.
  bool is_taken();
  /// Waits for the first place, until `deadline` at most; true when it is ours.
  bool line_up(Clock::time_point deadline);
  void leave() noexcept;

 private:
  bool take_ticket(Clock::time_point deadline);

  std::string path_;
  int file_ = -1;
  off_t ticket_ = 0;
};

}  // namespace traveler::store
