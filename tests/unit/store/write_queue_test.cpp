#include "store/write_queue.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <catch2/catch.hpp>
#include <cstring>
#include <thread>
#include <vector>

#include "../ops/workshop.h"
#include "store/db.h"

using namespace std::chrono_literals;
using namespace traveler;
using namespace traveler::store;
using traveler::testing::Folder;

namespace {

WriteQueue::Clock::time_point within(std::chrono::milliseconds time) {
  return WriteQueue::Clock::now() + time;
}

}  // namespace

TEST_CASE("write queue: one is first, the next waits until the first leaves", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/queue";
  WriteQueue first(path);
  WriteQueue second(path);
  CHECK_FALSE(second.is_taken());
  REQUIRE(first.line_up(within(1s)));
  CHECK(second.is_taken());
  CHECK_FALSE(first.is_taken());
  CHECK_FALSE(second.line_up(within(20ms)));
  second.leave();
  first.leave();
  CHECK(second.line_up(within(1s)));
}

TEST_CASE("write queue: they are served as they came", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/queue";
  constexpr int kWaiting = 8;
  WriteQueue first(path);
  REQUIRE(first.line_up(within(1s)));
  std::atomic<int> served = 0;
  std::vector<std::thread> threads;
  std::vector<int> places(kWaiting, -1);
  for (int i = 0; i < kWaiting; ++i) {
    std::atomic<bool> begun = false;
    threads.emplace_back([&path, &served, &places, &begun, i] {
      WriteQueue queue(path);
      begun = true;
      if (queue.line_up(within(30s))) places[static_cast<std::size_t>(i)] = served++;
    });
    while (!begun) std::this_thread::yield();
    std::this_thread::sleep_for(20ms);
  }
  first.leave();
  for (std::thread& thread : threads) thread.join();
  std::vector<int> in_order(kWaiting);
  for (int i = 0; i < kWaiting; ++i) in_order[static_cast<std::size_t>(i)] = i;
  CHECK(places == in_order);
}

TEST_CASE("write queue: who is killed in line holds nobody up", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/queue";
  int ready[2] = {};
  REQUIRE(::pipe(ready) == 0);
  const pid_t child = ::fork();
  if (child == 0) {
    WriteQueue queue(path);
    const char ok = queue.line_up(within(1s)) ? 'y' : 'n';
    if (::write(ready[1], &ok, 1) == 1) ::pause();
    ::_exit(1);
  }
  char ok = 0;
  REQUIRE(::read(ready[0], &ok, 1) == 1);
  CHECK(ok == 'y');
  WriteQueue queue(path);
  CHECK(queue.is_taken());
  ::kill(child, SIGKILL);
  ::waitpid(child, nullptr, 0);
  CHECK(queue.line_up(within(1s)));
  ::close(ready[0]);
  ::close(ready[1]);
}

TEST_CASE("write queue: what is no plain file is left alone, and nobody waits", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/queue";
  const std::string other = folder.path() + "/other";
  SECTION("a link") { REQUIRE(::symlink(other.c_str(), path.c_str()) == 0); }
  SECTION("a FIFO") { REQUIRE(::mkfifo(path.c_str(), 0600) == 0); }
  SECTION("a folder") { REQUIRE(::mkdir(path.c_str(), 0700) == 0); }
  WriteQueue queue(path);
  CHECK_FALSE(queue.is_taken());
  CHECK_FALSE(queue.line_up(within(1s)));
  CHECK(::access(other.c_str(), F_OK) != 0);
}

TEST_CASE("write queue: its file has the rights of its folder", "[store]") {
  const Folder folder;
  REQUIRE(::chmod(folder.path().c_str(), 0770) == 0);
  const mode_t before = ::umask(077);
  {
    WriteQueue queue(folder.path() + "/queue");
    CHECK(queue.line_up(within(1s)));
  }
  ::umask(before);
  struct stat info {};
  REQUIRE(::stat((folder.path() + "/queue").c_str(), &info) == 0);
  CHECK((info.st_mode & 07777U) == 0660U);
}

TEST_CASE("write queue: a writer that has waited goes before one that comes", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/t.db";
  Connection holder = Connection::create(path);
  std::atomic<int> served = 0;
  int old_place = -1;
  int new_place = -1;
  const auto write = [&](int& place) {
    Connection c = Connection::open(path);
    Transaction writing(c, Transaction::Kind::kWrite);
    place = served++;
    std::this_thread::sleep_for(5ms);
  };
  Transaction held(holder, Transaction::Kind::kWrite);
  std::thread old_one([&] { write(old_place); });
  WriteQueue queue(path + "-queue");
  while (!queue.is_taken()) std::this_thread::sleep_for(1ms);
  std::thread new_one([&] { write(new_place); });
  std::this_thread::sleep_for(50ms);
  held.rollback();
  old_one.join();
  new_one.join();
  CHECK(old_place == 0);
  CHECK(new_place == 1);
}

TEST_CASE("write queue: the lock timeout is kept in line", "[store]") {
  const Folder folder;
  const std::string path = folder.path() + "/t.db";
  Connection::create(path);
  Connection holder = Connection::open(path);
  Transaction held(holder, Transaction::Kind::kWrite);
  WriteQueue queue(path + "-queue");
  REQUIRE(queue.line_up(within(1s)));
  Connection c = Connection::open(path, {.lock_timeout = 150ms});
  const auto begun = WriteQueue::Clock::now();
  CHECK_THROWS(Transaction(c, Transaction::Kind::kWrite));
  const auto waited = WriteQueue::Clock::now() - begun;
  CHECK(waited >= 150ms);
  CHECK(waited < 5s);
}
