#include <sys/stat.h>

#include <cstdio>

#include "generate/pages.h"

namespace {

bool write_page(const std::string& path, const std::string& text) {
  std::FILE* file = std::fopen(path.c_str(), "wb");
  if (file == nullptr) return false;
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  return std::fclose(file) == 0 && written;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fputs("usage: traveler-generate OUTDIR\n", stderr);
    return 2;
  }
  const std::string folder = argv[1];
  for (const char* inner : {"", "/man", "/completions", "/schemas"}) ::mkdir((folder + inner).c_str(), 0777);
  auto pages = traveler::cmd::generate::manual_pages();
  for (auto& page : traveler::cmd::generate::completions()) pages.push_back(std::move(page));
  pages.push_back(traveler::cmd::generate::settings_schema());
  for (const auto& [path, text] : pages) {
    if (write_page(folder + '/' + path, text)) continue;
    std::perror((folder + '/' + path).c_str());
    return 1;
  }
  return 0;
}
