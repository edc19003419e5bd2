#include "streams.h"

#include <pwd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>

#include "base/concat.h"
#include "base/text.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16U;

/// Plain write(2) with a buffer: start-up decides scripts of thousands of commands, and iostreams cost a
/// part of it.
class Writer {
 public:
  Writer(int file, bool buffered) : file_(file), buffered_(buffered) {}

  void write(std::string_view text) {
    if (!buffered_) return put(text);
    if (kept_.size() + text.size() > kBuffer) flush();
    if (text.size() > kBuffer) return put(text);
    kept_ += text;
  }

  void flush() {
    const std::string kept = std::move(kept_);
    kept_.clear();
    put(kept);
  }

 private:
  void put(std::string_view text) {
    while (!text.empty()) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written >= 0) {
        text.remove_prefix(static_cast<std::size_t>(written));
      } else if (errno == EPIPE) {
        throw BrokenPipe{};
      } else if (errno != EINTR) {
        throw Error(ErrorCode::kStorageIo, concat("cannot write the output: ", std::strerror(errno)));
      }
    }
  }

  int file_;
  bool buffered_;
  std::string kept_;
};

Writer& standard_output() {
  static Writer writer(STDOUT_FILENO, true);
  return writer;
}

int terminal_width() {
  if (const char* columns = std::getenv("COLUMNS"); columns != nullptr) {
    int width = 0;
    const char* end = columns + std::strlen(columns);
    if (std::from_chars(columns, end, width).ptr == end && width > 0) return width;
  }
  winsize size{};
  if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

Login system_login() {
  Login login;
  if (const passwd* entry = ::getpwuid(::geteuid()); entry != nullptr) {
    login.name = entry->pw_name;
    if (entry->pw_gecos != nullptr) login.printed_name = split(entry->pw_gecos, ',').front();
  } else {
    login.name = concat("uid-", ::geteuid());
  }
  if (login.printed_name.empty()) login.printed_name = login.name;
  return login;
}

}  // namespace

std::optional<std::string> read_all(int file, std::size_t limit) {
  std::string text;
  std::size_t used = 0;
  // A file says how much there is, and one byte more tells its end; anything else is read as it comes.
  struct stat info {};
  if (::fstat(file, &info) == 0 && S_ISREG(info.st_mode)) {
    text.resize(std::min(static_cast<std::size_t>(info.st_size), limit) + 1);
  }
  while (used < limit) {
    if (text.size() == used) text.resize(std::max(text.size() * 2, kBuffer * 2));
    const ssize_t got = ::read(file, text.data() + used, std::min(text.size() - used, limit - used));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return std::nullopt;
    if (got == 0) break;
    used += static_cast<std::size_t>(got);
  }
  text.resize(used);
  return text;
}

Streams system_streams() {
  Streams streams;
  streams.out = [](std::string_view text) { standard_output().write(text); };
  streams.flush = [] { standard_output().flush(); };
  streams.err = [](std::string_view text) {
    standard_output().flush();
    Writer(STDERR_FILENO, false).write(text);
  };
  streams.in = [](std::size_t limit) {
    auto text = read_all(STDIN_FILENO, limit);
    if (!text)
      throw Error(ErrorCode::kStorageIo, concat("cannot read standard input: ", std::strerror(errno)));
    return std::move(*text);
  };
  streams.read = [](char* to, std::size_t most) {
    while (true) {
      const ssize_t got = ::read(STDIN_FILENO, to, most);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR)
        throw Error(ErrorCode::kStorageIo, concat("cannot read standard input: ", std::strerror(errno)));
    }
  };
  streams.environment = [](const std::string& name) -> std::optional<std::string> {
    const char* value = std::getenv(name.c_str());
    return value == nullptr ? std::nullopt : std::optional<std::string>(value);
  };
  streams.login = system_login;
  streams.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  streams.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  streams.in_is_terminal = ::isatty(STDIN_FILENO) == 1;
  if (streams.out_is_terminal) streams.width = terminal_width();
  return streams;
}

}  // namespace traveler::cmd
