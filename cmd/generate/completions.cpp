#include "base/concat.h"
#include "generate/pages.h"
#include "generate/shells.h"
#include "global_options.h"
#include "model/kinds.h"

namespace traveler::cmd::generate {

std::string_view completed_kind(const ArgumentSpec& spec) {
  // Fields of a step are not listed without the step.
  return spec.refers_to == ObjectKind::kField ? std::string_view{} : kind_of(spec.refers_to).name;
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
