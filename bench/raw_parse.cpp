// raw_parse FILE...: the floor of `procedure validate`: reads the files and lets yaml-cpp tell its events
// to nobody, each core taking the next file.

#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/parser.h>

#include <atomic>
#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

namespace {

struct Nobody : YAML::EventHandler {
  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark&, YAML::anchor_t) override {}
  void OnAlias(const YAML::Mark&, YAML::anchor_t) override {}
  void OnScalar(const YAML::Mark&, const std::string&, YAML::anchor_t, const std::string&) override {}
  void OnSequenceStart(const YAML::Mark&, const std::string&, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {}
  void OnSequenceEnd() override {}
  void OnMapStart(const YAML::Mark&, const std::string&, YAML::anchor_t, YAML::EmitterStyle::value) override {
  }
  void OnMapEnd() override {}
};

void parse(const char* path) {
  std::ifstream file(path, std::ios::binary);
  std::istringstream text(std::string(std::istreambuf_iterator<char>(file), {}));
  YAML::Parser parser(text);
  Nobody nobody;
  while (parser.HandleNextDocument(nobody)) {
  }
}

}  // namespace

int main(int argc, char** argv) {
  std::atomic<int> next{1};
  const auto work = [&] {
    for (int i = next++; i < argc; i = next++) parse(argv[i]);
  };
  std::vector<std::thread> threads;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) threads.emplace_back(work);
  work();
  for (std::thread& thread : threads) thread.join();
}
