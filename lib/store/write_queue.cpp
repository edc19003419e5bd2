#include "store/write_queue.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <optional>
#include <thread>

#include "store/files.h"

namespace traveler::store {
namespace {

// Nothing but a plain file is locked, and nothing that a link leads to; a FIFO must not hold us up.
constexpr int kCareful = O_RDWR | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK;
// The bytes that are locked lie far behind what the file holds.
constexpr off_t kCounterByte = off_t{1} << 60;
constexpr off_t kFirstTicket = kCounterByte + 1;
constexpr off_t kMostTickets = off_t{1} << 60;

int open_existing(const std::string& path) {
  const int file = ::open(path.c_str(), kCareful);
  struct stat info {};
  if (file < 0 || (::fstat(file, &info) == 0 && S_ISREG(info.st_mode))) return file;
  ::close(file);
  return -1;
}

/// Who may use the folder may use the file, whatever the umask of the first one is.
int open_or_make(const std::string& path) {
  struct stat folder {};
  if (::stat(path.substr(0, path.rfind('/') + 1).c_str(), &folder) != 0) return -1;
  const int made = ::open(path.c_str(), kCareful | O_CREAT | O_EXCL, 0600);
  if (made < 0) return open_existing(path);
  // Who cannot give it these rights has it for themselves.
  [[maybe_unused]] const int code = ::fchmod(made, mode_in(folder.st_mode));
  return made;
}

struct flock range(short type, off_t begin, off_t length) {
  struct flock out {};
  out.l_type = type;
  out.l_whence = SEEK_SET;
  out.l_start = begin;
  out.l_len = length;
  return out;
}

// Locks of the open file: those of the process would go when any descriptor of the file is closed.
bool set(int file, short type, off_t byte) {
  struct flock lock = range(type, byte, 1);
  return ::fcntl(file, F_OFD_SETLK, &lock) == 0;
}

/// A ticket below `end` that somebody else holds, commonly the lowest; where nobody can tell, nobody does.
std::optional<off_t> held_ticket(int file, off_t end) {
  struct flock lock = range(F_WRLCK, kFirstTicket, end);
  if (::fcntl(file, F_OFD_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return std::nullopt;
  return lock.l_start - kFirstTicket;
}

bool pause(WriteQueue::Clock::time_point deadline, std::chrono::microseconds most) {
  const auto left = deadline - WriteQueue::Clock::now();
  if (left <= WriteQueue::Clock::duration::zero()) return false;
  std::this_thread::sleep_for(std::min<WriteQueue::Clock::duration>(most, left));
  return true;
}

}  // namespace

bool WriteQueue::is_taken() {
  if (file_ < 0) file_ = open_existing(path_);
  return file_ >= 0 && held_ticket(file_, kMostTickets).has_value();
}

bool WriteQueue::take_ticket(Clock::time_point deadline) {
  if (file_ < 0) file_ = open_or_make(path_);
  if (file_ < 0) return false;
  while (!set(file_, F_WRLCK, kCounterByte)) {
    if ((errno != EAGAIN && errno != EACCES && errno != EINTR) ||
        !pause(deadline, std::chrono::microseconds(100)))
      return false;
  }
  std::int64_t next = 0;
  const bool known = ::pread(file_, &next, sizeof next, 0) == sizeof next && next >= 0 && next < kMostTickets;
  const off_t ticket = known ? next : 0;
  next = ticket + 1;
  const bool taken =
      ::pwrite(file_, &next, sizeof next, 0) == sizeof next && set(file_, F_WRLCK, kFirstTicket + ticket);
  set(file_, F_UNLCK, kCounterByte);
  ticket_ = ticket;
  return taken;
}

bool WriteQueue::line_up(Clock::time_point deadline) {
  if (!take_ticket(deadline)) return false;
  // Who becomes the first has a whole transaction of somebody else's to notice it, and who is far behind
  // need not look often.
  constexpr std::chrono::microseconds kTurn{500};
  constexpr off_t kFar = 6;
  while (ticket_ > 0) {
    const auto ahead = held_ticket(file_, ticket_);
    if (!ahead) break;
    if (!pause(deadline, kTurn * std::min(ticket_ - *ahead, kFar))) return false;
  }
  return true;
}

void WriteQueue::leave() noexcept {
  if (file_ >= 0) ::close(std::exchange(file_, -1));
}

}  // namespace traveler::store
