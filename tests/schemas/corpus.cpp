#include "corpus.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

namespace traveler {

namespace {

namespace fs = std::filesystem;
using format::Node;
using format::NodeKind;
using Json = nlohmann::json;

/// Lines of `//` before a JSON document say what it is for; blanks in their place keep the lines.
void blank_comments(std::string& text) {
  for (std::size_t at = 0; text.compare(at, 2, "//") == 0;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end),
              ' ');
    at = std::min(end + 1, text.size());
  }
}

Json typed(const std::string& text) {
  static const std::regex integer("[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+");
  static const std::regex real("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
  static const std::regex infinite("[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
  if (text == "true" || text == "True" || text == "TRUE") return true;
  if (text == "false" || text == "False" || text == "FALSE") return false;
  if (text.size() > 400) return text;
  if (std::regex_match(text, infinite)) return nullptr;  // which ajv refuses as a number, too
  double value = 0;
  if (std::regex_match(text, integer) && text.starts_with("0o")) {
    value = static_cast<double>(std::strtoull(text.c_str() + 2, nullptr, 8));
  } else if (std::regex_match(text, integer) || std::regex_match(text, real)) {
    value = std::strtod(text.c_str(), nullptr);
  } else {
    return text;
  }
  if (!std::isfinite(value)) return nullptr;
  // valijson takes only what is stored as an integer for one; a JSON Schema does not tell 1 from 1.0.
  if (value == std::floor(value) && std::abs(value) < 9e15) return static_cast<std::int64_t>(value);
  return value;
}

std::vector<Sample> split_bundle(const fs::path& file, const std::string& name) {
  std::vector<Sample> samples;
  std::istringstream in(read_file(file));
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("=== ")) {
      const std::string schema = file.parent_path().filename().string();
      samples.push_back({name + ": " + line.substr(4), schema, file.stem().string(), ""});
    } else {
      samples.at(samples.size() - 1).text += line + "\n";
    }
  }
  return samples;
}

}  // namespace

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

nlohmann::json to_json(const Node& node) {
  switch (node.kind) {
    case NodeKind::kNull:
      return nullptr;
    case NodeKind::kScalar:
      return node.quoted ? Json(node.scalar) : typed(node.scalar);
    case NodeKind::kList: {
      Json list = Json::array();
      for (const Node& item : node.items) list.push_back(to_json(item));
      return list;
    }
    case NodeKind::kMap:
      break;
  }
  Json map = Json::object();
  for (const Node::Entry& entry : node.entries) map[entry.key] = to_json(entry.value);
  return map;
}

std::vector<Sample> corpus(const fs::path& source) {
  std::vector<Sample> samples;
  for (const char* folder : {"tests/data/procedures", "tests/data/documents", "examples"}) {
    if (!fs::exists(source / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(source / folder)) {
      const fs::path& file = entry.path();
      const std::string name = fs::relative(file, source).generic_string();
      const std::string extension = file.extension().string();
      if (!entry.is_regular_file()) continue;
      if (extension == ".txt" && name.starts_with("tests/data/documents/")) {
        for (Sample& sample : split_bundle(file, name)) samples.push_back(std::move(sample));
      } else if (extension == ".yaml" || extension == ".yml" || extension == ".json") {
        samples.push_back({name, "", "", read_file(file)});
        if (extension == ".json") blank_comments(samples.back().text);
      }
    }
  }
  std::sort(samples.begin(), samples.end(), [](const Sample& a, const Sample& b) { return a.name < b.name; });
  return samples;
}

}  // namespace traveler
