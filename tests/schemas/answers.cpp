// Carries out the operations of answers.ndjson in a new workspace and checks every answer with valijson
// against the schema of answers; every operation must have been answered. Prints the lines that
// `apply --each` writes, which check.mjs gives to ajv.
// usage: schema_answers SOURCE_DIR

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>
#include <string>
// Keep the order: valijson includes what it finds.
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "format/bulk_line.h"
#include "format/decode.h"
#include "format/objects.h"
#include "traveler/error.h"
#include "traveler/workspace.h"

namespace traveler {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

std::string read_file(const fs::path& path) {
  std::ostringstream text;
  text << std::ifstream(path).rdbuf();
  return text.str();
}

/// A folder that goes away.
class Scratch {
 public:
  Scratch() {
    std::string pattern = (fs::temp_directory_path() / "traveler-answers-XXXXXX").string();
    if (::mkdtemp(pattern.data()) != nullptr) path_ = pattern;
  }
  ~Scratch() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

class AnswerSchema {
 public:
  explicit AnswerSchema(const fs::path& file) {
    const Json text = Json::parse(read_file(file));
    valijson::SchemaParser parser;
    parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(text), schema_);
  }

  /// What is wrong with an answer; empty when nothing is.
  std::string faults(const std::string& line) const {
    const Json value = Json::parse(line);
    valijson::Validator validator;
    valijson::ValidationResults results;
    if (validator.validate(schema_, valijson::adapters::NlohmannJsonAdapter(value), &results)) return {};
    std::string out;
    valijson::ValidationResults::Error error;
    while (results.popError(error)) {
      out += "\n    ";
      for (const std::string& part : error.context) out += part;
      out += ": " + error.description;
    }
    return out;
  }

 private:
  valijson::Schema schema_;
};

/// What `apply --each` writes for one line of input.
Value answered(Workspace& workspace, const std::string& text, int number, std::set<std::string>& done) {
  Value out = Value::object();
  out.add("line", number);
  format::BulkLine line;
  try {
    format::Document document = format::read_document("answers.ndjson", text, format::Syntax::kJson);
    format::decode_bulk_line(document, document.root, find_operation, line);
    const Request request{line.op,     line.args,       line.actor.value_or("alice"),
                          line.reason, line.at,         false,
                          line.key,    line.if_revision};
    Value answer = workspace.execute(request);
    done.insert(line.op);
    return out.add("ok", true).add("op", line.op).add("result", std::move(answer));
  } catch (const Error& error) {
    out.add("ok", false);
    if (!line.op.empty()) out.add("op", line.op);
    return out.add("error", format::error_value(error));
  }
}

int run(const fs::path& source) {
  fs::current_path(source / "tests" / "schemas");
  const AnswerSchema schema(source / "schemas" / "answers.schema.json");
  const Scratch scratch;
  Workspace workspace = Workspace::init(scratch.path(), "alice", "Alice");
  std::ifstream lines("answers.ndjson");
  std::set<std::string> done;
  int number = 0;
  int faults = 0;
  for (std::string text; std::getline(lines, text);) {
    const std::string line = answered(workspace, text, ++number, done).to_json();
    std::cout << line << '\n';
    if (const std::string wrong = schema.faults(line); !wrong.empty()) {
      std::cerr << "line " << number << ": " << line.substr(0, 200) << wrong << '\n';
      ++faults;
    }
  }
  for (const OperationSpec* operation : catalogue()) {
    if (operation->effect == Effect::kLocal || done.contains(std::string(operation->name))) continue;
    std::cerr << operation->name << " was not answered: give answers.ndjson a line that is\n";
    ++faults;
  }
  std::cerr << number << " lines, " << faults << " faults\n";
  return faults == 0 && number > 0 ? 0 : 1;
}

}  // namespace
}  // namespace traveler

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  try {
    return traveler::run(argv[1]);
  } catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
  }
}
