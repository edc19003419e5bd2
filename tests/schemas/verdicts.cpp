// What the decoders and valijson say of every document of the corpus, and of random mutations of
// those that are accepted (TRAVELER_TEST_SEED repeats them). Prints one JSON object a
// document, which check.mjs compares with ajv, and fails when decoder and schema disagree.
// usage: schema_verdicts SOURCE_DIR

#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>
// Keep the order: valijson includes what it finds.
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>

#include "corpus.h"
#include "format/json.h"
#include "format/material_document.h"
#include "format/procedure_document.h"
#include "format/rules.h"
#include "format/validation.h"
#include "mutate.h"

namespace traveler {

namespace {

namespace fs = std::filesystem;
using format::Document;
using Json = nlohmann::json;

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
  if (file == "inventory.yaml") return "inventory";
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
  } else if (schema == "inventory") {
    format::decode_receipts(document);
  } else if (schema == "installs") {
    format::decode_installs(document);
  } else if (schema == "run-create") {
    format::decode_runs(document);
  } else if (schema == "values") {
    format::decode_values(document);
  } else if (schema == "validation") {
    format::decode_severity_settings(document);
  } else {
    return false;
  }
  return true;
}

class Checker {
 public:
  explicit Checker(fs::path source) : source_(std::move(source)), schemas_(source_ / "schemas") {}

  int run() {
    for (const Sample& sample : corpus(source_)) check(sample);
    check_mutations();
    for (const format::Rule& rule : format::rules()) {
      if (rule.kind == format::RuleKind::kShape && !seen_.contains(std::string(rule.id))) {
        complain(std::string(rule.id), "no document of the corpus breaks this rule");
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
      // A schema sees the shape of what can be read, and not how the parts fit together.
      const format::RuleKind kind = format::find_rule(finding.rule)->kind;
      if (kind == format::RuleKind::kText) unread = true;
      if (kind != format::RuleKind::kShape) continue;
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
    if (decoded && document.ok()) accepted_.push_back({name, schema, to_json(document.root)});
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

  /// Accepted documents with something wrong in one to three places, or right again.
  void check_mutations() {
    constexpr int kMutations = 1000;
    // The same ones every time, so that a number that schemas cannot see stops nobody's work.
    const bool given = std::getenv("TRAVELER_TEST_SEED") != nullptr;
    const std::uint32_t seed = given ? testing::random_seed() : 20'261'122;
    std::cerr << "TRAVELER_TEST_SEED=" << seed << "\n";
    testing::Dice dice(seed);
    const std::vector<Accepted> originals = std::exchange(accepted_, {});
    for (int i = 0; i < kMutations; ++i) {
      const Accepted& original = dice.one_of(originals);
      Json value = original.value;
      for (std::int64_t times = dice.between(1, 3); times > 0; --times) mutate(value, dice);
      check({"mutation of " + original.name + ", seed " + std::to_string(seed), original.schema, "",
             value.dump()});
    }
  }

  struct Accepted {
    std::string name;
    std::string schema;
    Json value;
  };

  fs::path source_;
  Schemas schemas_;
  std::vector<Accepted> accepted_;  ///< what may be mutated
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
