#include "render/next.h"

#include <algorithm>
#include <vector>

#include "base/concat.h"
#include "fields.h"
#include "global_options.h"
#include "traveler/operations.h"

namespace traveler::cmd {
namespace {

/// More of them would bury the line that they are in.
constexpr std::size_t kMostNamed = 12;

/// A word as a shell takes it: the brackets of a cell's key would be a pattern.
std::string shell_word(std::string_view word) {
  return word.find('[') == std::string_view::npos ? std::string(word) : concat('\'', word, '\'');
}

/// The words of one argument; a null is a placeholder.
std::vector<std::string> words_of(const ArgumentSpec& argument, const Value& value) {
  const std::string placeholder = metavar(argument);
  std::vector<std::string> words;
  if (value.is_object()) {
    for (const auto& [key, text] : value.as_object()) {
      words.push_back(shell_word(
          concat(key, '=', text.is_null() ? placeholder.substr(placeholder.find('=') + 1) : text_of(text))));
    }
  } else if (value.is_list()) {
    for (const Value& item : value.as_list()) words.push_back(shell_word(text_of(item)));
  } else {
    words.push_back(value.is_null() ? placeholder : shell_word(text_of(value)));
  }
  return words;
}

/// A call {op, args} as it is typed.
std::string typed_call(const Value& call) {
  const OperationSpec* operation = find_operation(text_of(call["op"]));
  if (operation == nullptr) return {};
  std::string out = typed_name(*operation);
  std::size_t left_out = 0;
  for (const ArgumentSpec& argument : operation->arguments) {
    const Value* value = call["args"].find(request_name(argument));
    if (value == nullptr) continue;
    const auto words = words_of(argument, *value);
    const std::size_t most = value->is_object() ? kMostNamed : words.size();
    for (std::size_t i = 0; i < std::min(words.size(), most); ++i)
      out += concat(' ', argument.positional ? "" : option_name(argument) + ' ', words[i]);
    if (words.size() > most) left_out = words.size() - most;
  }
  if (call.find("reason") != nullptr) out += " --reason \"...\"";
  if (const Value* needed = call.find("needed")) out += concat("  (", text_of(*needed), " needed)");
  if (left_out > 0) out += concat("  (and ", left_out, " more)");
  return out;
}

}  // namespace

std::string next_steps(const Value& happened, const View& view) {
  std::string out;
  if (!happened.is_object()) return out;
  for (const Value& field : happened["out_of_spec"].as_list()) {
    const std::string limits = limits_text(field);
    out += concat(styled("✗ out of spec:", Style::kBad, view.color), ' ', text_of(field["key"]), ' ',
                  reading_text(field), limits.empty() ? "" : concat(" (", limits, ')'), '\n');
  }
  std::string before;
  for (const Value& call : happened["next"].as_list()) {
    const std::string op = text_of(call["op"]);
    // What is out of spec is measured again or accepted.
    const bool instead = op == "step.deviate" && before == "step.record";
    out += concat(styled(instead ? "  or:" : "next:", Style::kDim, view.color), " traveler ",
                  typed_call(call), '\n');
    before = op;
  }
  return out;
}

}  // namespace traveler::cmd
