// What the decoders and valijson say of every document of the corpus. Prints one JSON object a
// document, which check.mjs compares with ajv, and fails when decoder and schema disagree.
// usage: schema_verdicts SOURCE_DIR

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <optional>
#include <regex>
#include <set>
#include <sstream>
#include <string>
#include <vector>
// Keep the order: valijson includes what it finds.
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "format/json.h"
#include "format/material_document.h"
#include "format/procedure_document.h"
#include "shape_rules.h"

namespace traveler {

namespace {

namespace fs = std::filesystem;
using format::Document;
using format::Node;
using format::NodeKind;
using Json = nlohmann::json;

/// One document of the corpus: a file, or a section of a bundle (tests/data/documents), in which
/// `=== NAME` begins each document and the folder is the name of the schema.
struct Sample {
  std::string name;    ///< for messages
  std::string schema;  ///< of a bundle
  std::string bundle;  ///< its name: good, bad, other (refused, not for its shape), unseen
  std::string text;
};

/// Files of the other corpus of which a schema cannot say what the decoder says.
struct Exception {
  std::string_view file;
  bool schema_accepts;
  std::string_view why;
};
constexpr Exception kExceptions[] = {
    {"requirement-seven-decimals.yaml", true, "a multiple of 0.000001 is not told with binary fractions"},
    {"two-revisions-of-a-part.yaml", true, "compares two texts"},
    {"words-as-texts.yaml", false, "an editor takes .inf and .nan for numbers, which JSON does not have"},
};

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

/// Lines of `//` before a JSON document say what it is for; blanks in their place keep the lines.
void blank_comments(std::string& text) {
  for (std::size_t at = 0; text.compare(at, 2, "//") == 0;) {
    const std::size_t end = std::min(text.find('\n', at), text.size());
    std::fill(text.begin() + static_cast<std::ptrdiff_t>(at), text.begin() + static_cast<std::ptrdiff_t>(end),
              ' ');
    at = std::min(end + 1, text.size());
  }
}

/// A plain scalar typed as an editor does it: the core schema of YAML 1.2, of which JSON is a part.
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

Json to_json(const Node& node) {
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

class Schemas {
 public:
  explicit Schemas(fs::path folder) : folder_(std::move(folder)) {}

  bool accepts(const std::string& name, const Json& value, std::string& why) {
    valijson::Validator validator;
    valijson::ValidationResults results;
    const valijson::adapters::NlohmannJsonAdapter target(value);
    if (validator.validate(schema(name), target, &results)) return true;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      why += "\n    ";
      for (const std::string& part : error.context) why += part;
      why += ": " + error.description;
    }
    return false;
  }

 private:
  const valijson::Schema& schema(const std::string& name) {
    if (const auto known = schemas_.find(name); known != schemas_.end()) return known->second;
    const Json text = Json::parse(read_file(folder_ / (name + ".schema.json")));
    const auto fetch = [this](const std::string& uri) -> const Json* {
      return new Json(Json::parse(read_file(folder_ / fs::path(uri).filename())));
    };
    const auto release = [](const Json* json) { delete json; };
    valijson::Schema& schema = schemas_[name];
    valijson::SchemaParser parser;
    const valijson::adapters::NlohmannJsonAdapter adapter(text);
    parser.populateSchema(adapter, schema, fetch, release);
    return schema;
  }

  fs::path folder_;
  std::map<std::string, valijson::Schema> schemas_;
};

std::string schema_of(const Sample& sample, const Document& document) {
  if (!sample.schema.empty()) return sample.schema;
  const std::string file = fs::path(sample.name).filename().string();
  if (file == "parts.yaml") return "parts";
  if (file == "runs.yaml") return "run-create";
  return format::is_standard_step(document) ? "standard-step" : "procedure";
}

/// What the program writes of a definition, when there is one.
template <class Definition>
std::string written(const std::optional<Definition>& definition) {
  return definition ? format::to_json(format::to_value(*definition)) : std::string();
}

/// Decodes, so that the document has all its findings. False for a document without a decoder.
/// `again` is what the program writes of an accepted procedure or standard step.
bool decode(const std::string& schema, Document& document, std::string& again) {
  if (schema == "procedure") {
    again = written(format::decode_procedure(document));
  } else if (schema == "standard-step") {
    again = written(format::decode_standard_step(document));
  } else if (schema == "parts") {
    format::decode_parts(document);
  } else if (schema == "run-create") {
    format::decode_runs(document);
  } else if (schema == "values") {
    format::decode_values(document);
  } else {
    return false;
  }
  return true;
}

std::optional<Shape> shape_of(std::string_view rule) {
  for (const ShapeRule& known : kShapeRules) {
    if (known.rule == rule) return known.shape;
  }
  return std::nullopt;
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

class Checker {
 public:
  explicit Checker(fs::path source) : source_(std::move(source)), schemas_(source_ / "schemas") {}

  int run() {
    for (const Sample& sample : corpus(source_)) check(sample);
    for (const ShapeRule& rule : kShapeRules) {
      if (rule.shape == Shape::kYes && !seen_.contains(std::string(rule.rule))) {
        complain(std::string(rule.rule), "no document of the corpus breaks this rule");
      }
    }
    return failures_ == 0 ? 0 : 1;
  }

 private:
  void complain(const std::string& where, const std::string& what) {
    std::cerr << where << ": " << what << "\n";
    ++failures_;
  }

  void check(const Sample& sample) {
    const std::string& name = sample.name;
    Document document = format::read_document(name, sample.text);
    const std::string schema = schema_of(sample, document);
    std::string again;
    const bool decoded = decode(schema, document, again);
    bool accepted = true;
    bool unread = false;
    std::string rules;
    for (const Finding& finding : document.findings) {
      const auto shape = shape_of(finding.rule);
      if (!shape) complain(name, "the rule " + finding.rule + " has no entry in kShapeRules");
      if (shape == Shape::kUnread) unread = true;
      if (shape != Shape::kYes) continue;
      accepted = false;
      seen_.insert(finding.rule);
      rules += (rules.empty() ? "" : ", ") + finding.rule;
    }
    if (unread && sample.bundle.empty()) return;
    if (unread) complain(name, "this document cannot be read");
    if (!decoded) accepted = sample.bundle == "good";
    if (!sample.bundle.empty()) {
      const bool good = sample.bundle == "good";
      if (decoded && document.ok() != good) complain(name, good ? "is refused: " + rules : "is accepted");
      const bool shape_fits = sample.bundle == "good" || sample.bundle == "other";
      if (accepted != shape_fits) complain(name, "is in the wrong bundle: " + rules);
    }
    // What a schema cannot refuse: it sees the number 15, whether that was written as 15, 15.0 or
    // 0xF, and does no arithmetic.
    if (sample.bundle == "unseen") accepted = true;
    for (const Exception& exception : kExceptions) {
      if (fs::path(name).filename() == exception.file) accepted = exception.schema_accepts;
    }
    const bool json = format::detect_syntax(name, sample.text) == format::Syntax::kJson;
    std::cout << Json{{"name", name},        {"schema", schema}, {"syntax", json ? "json" : "yaml"},
                      {"text", sample.text}, {"rules", rules},   {"accepted", accepted}}
                     .dump()
              << "\n";
    std::string why;
    if (!again.empty() && !schemas_.accepts(schema, Json::parse(again), why)) {
      complain(name, "the schema refuses what the program writes of it" + why);
    }
    why.clear();
    if (schemas_.accepts(schema, to_json(document.root), why) != accepted) {
      complain(name, accepted ? "the schema refuses what the decoder accepts" + why
                              : "the schema accepts what the decoder refuses: " + rules);
    }
  }

  fs::path source_;
  Schemas schemas_;
  std::set<std::string> seen_;
  int failures_ = 0;
};

}  // namespace

}  // namespace traveler

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: schema_verdicts SOURCE_DIR\n";
    return 2;
  }
  return traveler::Checker(std::filesystem::canonical(argv[1])).run();
}
