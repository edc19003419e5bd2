#pragma once

#include <filesystem>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "format/tree.h"

namespace traveler {

/// One document of the corpus: a file, or a section of a bundle (tests/data/documents), in which
/// `=== NAME` begins each document and the folder is the name of the schema.
struct Sample {
  std::string name;    ///< for messages
  std::string schema;  ///< of a bundle
  std::string bundle;  ///< its name: good, bad, other (refused, not for its shape), unseen
  std::string text;
};

/// All of tests/data and examples, in the order of their names.
std::vector<Sample> corpus(const std::filesystem::path& source);

std::string read_file(const std::filesystem::path& path);

/// The value of a document typed as an editor does it: by the core schema of YAML 1.2, of which JSON
/// is a part.
nlohmann::json to_json(const format::Node& node);

}  // namespace traveler
