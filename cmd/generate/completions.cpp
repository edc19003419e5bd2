#include "base/concat.h"
#include "generate/pages.h"
#include "generate/shells.h"
#include "global_options.h"

namespace traveler::cmd::generate {

std::string_view kind_of(const ArgumentSpec& spec) {
  switch (spec.refers_to) {
    case Refers::kRun:
      return "run";
    case Refers::kStep:
      return "step";
    case Refers::kProcedure:
      return "procedure";
    case Refers::kPart:
      return "part";
    case Refers::kUser:
      return "user";
    case Refers::kTeam:
      return "team";
    case Refers::kRole:
      return "role";
    case Refers::kLocation:
      return "location";
    case Refers::kSetting:
      return "setting";
    case Refers::kSchema:
      return "schema";
    case Refers::kTable:
      return "table";
    case Refers::kInventory:
      return "inventory";
    case Refers::kIssue:
      return "issue";
    case Refers::kBatch:
      return "batch";
    case Refers::kField:
    case Refers::kNothing:
      return "";
  }
  return "";
}

bool is_path(const ArgumentSpec& spec) {
  return spec.type == ArgumentType::kFile || spec.type == ArgumentType::kDocument;
}

std::string joined(const std::vector<std::string_view>& words) {
  std::string out;
  for (const std::string_view word : words) out += concat(out.empty() ? "" : " ", word);
  return out;
}

std::vector<ArgumentSpec> options_of(const OperationSpec& operation) {
  std::vector<ArgumentSpec> all;
  const auto add = [&](std::span<const ArgumentSpec> specs) {
    for (const ArgumentSpec& spec : specs) {
      if (!spec.positional) all.push_back(spec);
    }
  };
  add(operation.arguments);
  if (operation.lists) add(list_arguments());
  if (!operation.formats.empty()) all.push_back(format_option(operation));
  return all;
}

std::string quoted(std::string_view text) {
  std::string out = "'";
  for (const char c : text) {
    if (c == '\'')
      out += "'\\''";
    else
      out += c;
  }
  return out + '\'';
}

std::vector<Page> completions() {
  return {{"completions/traveler.bash", bash_completion()},
          {"completions/_traveler", zsh_completion()},
          {"completions/traveler.fish", fish_completion()}};
}

}  // namespace traveler::cmd::generate
