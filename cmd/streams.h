#pragma once

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "base/login.h"
#include "traveler/workspace.h"

namespace traveler::cmd {

/// Thrown by a stream whose reader has gone away; the program ends with 141.
struct BrokenPipe {};

/// Everything outside of the program that a command touches, so that tests drive it without a terminal.
struct Streams {
  std::function<void(std::string_view)> out;         ///< data
  std::function<void(std::string_view)> err;         ///< everything else
  std::function<void()> pass_on;                     ///< gives `out` what is kept, as far as it takes it soon
  std::function<void()> flush;                       ///< writes what `out` keeps
  std::function<std::string(std::size_t limit)> in;  ///< all of standard input, at most `limit` bytes
  std::function<std::size_t(char* to, std::size_t most)>
      read;  ///< of standard input, as it comes; 0 at its end
  std::function<std::optional<std::string>(const std::string&)> environment;  ///< a variable
  std::function<Login()> login;
  std::function<void(Workspace)> leave = [](Workspace) {};  ///< takes the workspace of a command that is done
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool in_is_terminal = false;
  int width = 80;  ///< of the terminal
};

/// The streams of this process. What is written to `out` is kept until `flush`, or until something goes to
/// `err`. They throw BrokenPipe, and Error(storage.io) for any other failed read or write.
Streams system_streams();

/// Everything that can be read from a file descriptor, at most `limit` bytes; nullopt after an error,
/// with the reason in errno.
std::optional<std::string> read_all(int file, std::size_t limit);

}  // namespace traveler::cmd
