#include "process.h"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace stress {
namespace {

[[noreturn]] void fail(const char* what, int code) {
  throw std::system_error(code, std::generic_category(), what);
}

struct Pipe {
  int read_end = -1;
  int write_end = -1;

  // Closed on exec: another thread may be starting a process of its own.
  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) fail("pipe", errno);
    read_end = ends[0];
    write_end = ends[1];
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;
  ~Pipe() {
    close_end(read_end);
    close_end(write_end);
  }
  static void close_end(int& end) {
    if (end >= 0) ::close(end);
    end = -1;
  }
};

/// Reads what is there; false at the end of it.
bool take(int from, std::string& to) {
  std::array<char, 1U << 16U> bytes{};
  const ssize_t count = ::read(from, bytes.data(), bytes.size());
  if (count < 0 && errno == EINTR) return true;
  if (count <= 0) return false;
  to.append(bytes.data(), static_cast<std::size_t>(count));
  return true;
}

void nap(std::int64_t nanoseconds) {
  const timespec delay{static_cast<time_t>(nanoseconds / 1'000'000'000),
                       static_cast<long>(nanoseconds % 1'000'000'000)};
  ::nanosleep(&delay, nullptr);
}

/// Feeds and reads the process until it has closed its ends.
void converse(const std::string& input, Pipe& in, Pipe& out, Pipe& err, Finished& result) {
  std::size_t written = 0;
  if (input.empty()) Pipe::close_end(in.write_end);
  while (out.read_end >= 0 || err.read_end >= 0 || in.write_end >= 0) {
    std::array<pollfd, 3> ends{
        {{out.read_end, POLLIN, 0}, {err.read_end, POLLIN, 0}, {in.write_end, POLLOUT, 0}}};
    if (::poll(ends.data(), ends.size(), -1) < 0 && errno != EINTR) fail("poll", errno);
    if (ends[0].revents != 0 && !take(out.read_end, result.out)) Pipe::close_end(out.read_end);
    if (ends[1].revents != 0 && !take(err.read_end, result.err)) Pipe::close_end(err.read_end);
    if (ends[2].revents == 0) continue;
    const ssize_t count = ::write(in.write_end, input.data() + written, input.size() - written);
    if (count > 0) written += static_cast<std::size_t>(count);
    // Who ends early reads no more: that is not our trouble.
    if (written == input.size() || (count < 0 && errno != EAGAIN && errno != EINTR))
      Pipe::close_end(in.write_end);
  }
}

}  // namespace

std::int64_t steady_nanoseconds() {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(
             std::chrono::steady_clock::now().time_since_epoch())
      .count();
}

Finished run_process(const std::vector<std::string>& words, const std::string& input, long kill_after) {
  static const auto ignored = ::signal(SIGPIPE, SIG_IGN);
  (void)ignored;
  Pipe in;
  Pipe out;
  Pipe err;
  ::fcntl(in.write_end, F_SETFL, O_NONBLOCK);
  std::vector<char*> arguments;
  arguments.reserve(words.size() + 1);
  for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, in.read_end, STDIN_FILENO);
  posix_spawn_file_actions_adddup2(&actions, out.write_end, STDOUT_FILENO);
  posix_spawn_file_actions_adddup2(&actions, err.write_end, STDERR_FILENO);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t defaults;
  sigemptyset(&defaults);
  sigaddset(&defaults, SIGPIPE);
  posix_spawnattr_setsigdefault(&attributes, &defaults);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGDEF);

  Finished result;
  result.began = steady_nanoseconds();
  pid_t child = 0;
  const int failed =
      ::posix_spawn(&child, arguments.front(), &actions, &attributes, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  posix_spawnattr_destroy(&attributes);
  if (failed != 0) fail(arguments.front(), failed);
  Pipe::close_end(in.read_end);
  Pipe::close_end(out.write_end);
  Pipe::close_end(err.write_end);
  if (kill_after >= 0) {
    // What it says fits into the pipes. Killing a child that is done has no effect: it is not reaped yet.
    if (!input.empty() &&
        ::write(in.write_end, input.data(), input.size()) != static_cast<ssize_t>(input.size())) {
      fail("the input does not fit into a pipe", EFBIG);
    }
    Pipe::close_end(in.write_end);
    nap(kill_after * 1000L);
    ::kill(child, SIGKILL);
    converse({}, in, out, err, result);
  } else {
    converse(input, in, out, err, result);
  }
  int status = 0;
  while (::waitpid(child, &status, 0) < 0) {
    if (errno != EINTR) fail("waitpid", errno);
  }
  result.ended = steady_nanoseconds();
  result.code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return result;
}

Scratch::Scratch() {
  std::string name = (std::filesystem::temp_directory_path() / "traveler-stress-XXXXXX").string();
  if (::mkdtemp(name.data()) == nullptr) fail("mkdtemp", errno);
  path_ = name;
  std::filesystem::current_path(path_);
}

Scratch::~Scratch() {
  std::error_code ignored;
  std::filesystem::current_path("/", ignored);
  std::filesystem::remove_all(path_, ignored);
}

void write_file(const std::string& name, const std::string& text) {
  std::ofstream file(name, std::ios::binary);
  file << text;
  if (!file.flush()) fail(name.c_str(), EIO);
}

}  // namespace stress
