#include "streams.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <optional>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler::cmd {
namespace {

constexpr std::size_t kBuffer = std::size_t{1} << 16U;

/// A file without a name, for what a slow reader has not taken yet.
int open_spool() {
  const char* folder = std::getenv("TMPDIR");
  const std::string path = folder == nullptr || *folder == '\0' ? "/tmp" : folder;
  return ::open(path.c_str(), O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
}

/// Plain write(2) with a buffer: start-up decides scripts of thousands of commands, and iostreams cost a
/// part of it. A reader that is slow (a pager, a pipe into something long) must not keep the workspace
/// locked: after a moment what it does not take goes to a file, until `flush`.
class Writer {
 public:
  Writer(int file, bool buffered) : file_(file), buffered_(buffered) {}

  void write(std::string_view text) {
    if (!buffered_) return put(text);
    if (kept_.size() + text.size() > kBuffer) pass_on();
    if (text.size() > kBuffer) return put_patiently(text);
    kept_ += text;
  }

  /// Writes what is kept, or puts it behind what a slow reader has not taken yet.
  void pass_on() {
    const std::string kept = std::move(kept_);
    kept_.clear();
    put_patiently(kept);
  }
  void flush() {
    pass_on();
    drain();
  }
  /// While somebody waits for input: gives a slow reader what it takes. False when all is out.
  bool offer() {
    constexpr std::size_t kAtomic = 4096;
    if (offered_ >= spooled_) return false;
    std::array<char, kAtomic> piece{};
    const ssize_t got = ::pread(spool_, piece.data(), piece.size(), offered_);
    if (got > 0) offered_ += static_cast<off_t>(put_some({piece.data(), static_cast<std::size_t>(got)}));
    if (offered_ >= spooled_) drain();
    return spool_ >= 0;
  }
  bool has_spool() const { return spool_ >= 0; }

 private:
  void put(std::string_view text) {
    while (!text.empty()) text.remove_prefix(put_some(text));
  }

  std::size_t put_some(std::string_view text) const {
    while (true) {
      const ssize_t written = ::write(file_, text.data(), text.size());
      if (written >= 0) return static_cast<std::size_t>(written);
      if (errno == EPIPE) throw BrokenPipe{};
      if (errno != EINTR)
        throw Error(ErrorCode::kStorageIo, concat("cannot write the output: ", std::strerror(errno)));
    }
  }

  /// True for what takes bytes at the pace of somebody else.
  bool has_reader() {
    if (!has_reader_) {
      struct stat info {};
      has_reader_ = ::fstat(file_, &info) == 0 &&
                    (S_ISFIFO(info.st_mode) || S_ISSOCK(info.st_mode) || ::isatty(file_) == 1);
    }
    return *has_reader_;
  }

  /// Whether the reader takes bytes now, or within what is left of our patience.
  bool takes_more() {
    pollfd ready{file_, POLLOUT, 0};
    if (::poll(&ready, 1, 0) > 0) return true;
    const auto begun = std::chrono::steady_clock::now();
    const bool taken = ::poll(&ready, 1, static_cast<int>(patience_.count())) > 0;
    const auto waited = std::chrono::steady_clock::now() - begun;
    patience_ -= std::min(patience_, std::chrono::duration_cast<std::chrono::milliseconds>(waited));
    return taken;
  }

  void put_patiently(std::string_view text) {
    // Only that much is sure not to block when a pipe says that it takes more.
    constexpr std::size_t kAtomic = 4096;
    while (!text.empty()) {
      if (spool_ < 0 && !has_reader()) return put(text);
      if (spool_ < 0 && takes_more()) {
        text.remove_prefix(put_some(text.substr(0, kAtomic)));
        continue;
      }
      if (spool_ < 0) spool_ = open_spool();
      if (spool_ < 0 || !keep(text)) {
        drain();  // no room to keep it: the reader's pace it is
        put(text);
      }
      return;
    }
  }

  bool keep(std::string_view text) {
    const off_t end = spooled_;
    while (!text.empty()) {
      const ssize_t written = ::pwrite(spool_, text.data(), text.size(), spooled_);
      if (written < 0 && errno == EINTR) continue;
      if (written <= 0) {
        spooled_ = end;
        return false;
      }
      spooled_ += written;
      text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

  void drain() {
    std::array<char, kBuffer> piece{};
    for (off_t at = offered_; at < spooled_;) {
      const auto most = static_cast<std::size_t>(std::min<off_t>(spooled_ - at, kBuffer));
      const ssize_t got = ::pread(spool_, piece.data(), most, at);
      if (got < 0 && errno == EINTR) continue;
      if (got <= 0) throw Error(ErrorCode::kStorageIo, "cannot read back the output that was kept");
      put({piece.data(), static_cast<std::size_t>(got)});
      at += got;
    }
    spooled_ = offered_ = 0;
    if (spool_ >= 0) ::close(spool_);
    spool_ = -1;
  }

  int file_;
  bool buffered_;
  std::string kept_;
  std::optional<bool> has_reader_;
  std::chrono::milliseconds patience_{100};  ///< for all of the output
  int spool_ = -1;
  off_t spooled_ = 0;
  off_t offered_ = 0;  ///< of that, what the reader has taken
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

/// A stream that the caller closed stays unusable: without this the next file to be opened, the database
/// perhaps, would be what is read or written as that stream.
void occupy_closed_streams() {
  for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    if (::fcntl(stream, F_GETFD) < 0 && errno == EBADF) {
      // The lowest free number is given: this one. Opened for the other direction, so that using it fails.
      [[maybe_unused]] const int file = ::open("/dev/null", stream == STDIN_FILENO ? O_WRONLY : O_RDONLY);
    }
  }
}

[[noreturn]] void cannot_read_input() {
  if (errno == EBADF) throw Error(ErrorCode::kStorageIo, "standard input is closed");
  throw Error(ErrorCode::kStorageIo, concat("cannot read standard input: ", std::strerror(errno)));
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
  occupy_closed_streams();
  Streams streams;
  streams.out = [](std::string_view text) { standard_output().write(text); };
  streams.flush = [] { standard_output().flush(); };
  // The process ends: what the system frees in one go is not taken apart piece by piece.
  streams.leave = [](Workspace workspace) {
    static std::vector<Workspace*> left;
    left.push_back(new Workspace(std::move(workspace)));
  };
  streams.err = [](std::string_view text) {
    standard_output().flush();
    try {
      Writer(STDERR_FILENO, false).write(text);
    } catch (const BrokenPipe&) {
      // Whoever closed standard error does not want to know; what was done is not changed by it.
    } catch (const Error&) {
    }
  };
  streams.in = [](std::size_t limit) {
    auto text = read_all(STDIN_FILENO, limit);
    if (!text) cannot_read_input();
    return std::move(*text);
  };
  streams.pass_on = [] { standard_output().pass_on(); };
  streams.read = [](char* to, std::size_t most) {
    // Who feeds us may wait for the answers that a slow reader has not taken yet.
    while (standard_output().has_spool()) {
      std::array<pollfd, 2> both{{{STDIN_FILENO, POLLIN, 0}, {STDOUT_FILENO, POLLOUT, 0}}};
      if (::poll(both.data(), both.size(), -1) < 0 && errno != EINTR) break;
      if (both[1].revents != 0 && !standard_output().offer()) break;
      if (both[0].revents != 0) break;
    }
    while (true) {
      const ssize_t got = ::read(STDIN_FILENO, to, most);
      if (got >= 0) return static_cast<std::size_t>(got);
      if (errno != EINTR) cannot_read_input();
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
