// Commands as processes of their own: what they wrote, how they ended and when.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace stress {

/// One finished process. Times are of the steady clock, in nanoseconds.
struct Finished {
  std::int64_t began = 0;
  std::int64_t ended = 0;
  int code = 0;  ///< 128 + the signal when one ended it
  std::string out;
  std::string err;

  double seconds() const { return static_cast<double>(ended - began) / 1e9; }
};

std::int64_t steady_nanoseconds();

/// Runs `words` (the first is the path of the program) with `input` on standard input and waits for its end.
/// With `kill_after` of 0 or more it is killed with SIGKILL after as many microseconds. May be called by
/// several threads at once. Throws std::system_error when no process can be made.
Finished run_process(const std::vector<std::string>& words, const std::string& input = {},
                     long kill_after = -1);

/// A new folder that becomes the current one, and goes with all that is in it at the end.
class Scratch {
 public:
  Scratch();
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  ~Scratch();

 private:
  std::string path_;
};

/// Writes `text` to a file of that name, in the current folder.
void write_file(const std::string& name, const std::string& text);

}  // namespace stress
