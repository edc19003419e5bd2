#include "spelling.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "global_options.h"
#include "traveler/operations.h"

namespace traveler::cmd {
namespace {

/// Cut at blanks outside of double quotes.
std::vector<std::string_view> words_of(std::string_view text) {
  std::vector<std::string_view> words;
  bool quoted = false;
  std::size_t begin = 0;
  for (std::size_t i = 0; i <= text.size(); ++i) {
    if (i < text.size() && text[i] == '"') quoted = !quoted;
    if (i < text.size() && (text[i] != ' ' || quoted)) continue;
    if (i > begin) words.push_back(text.substr(begin, i - begin));
    begin = i + 1;
  }
  return words;
}

/// The name before the first `=`; empty when `word` is no argument.
std::string_view name_of(std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals == std::string_view::npos ? 0 : equals);
  const bool is_name =
      std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; });
  return is_name ? name : std::string_view{};
}

std::string option(std::string_view word) {
  const std::string_view name = name_of(word);
  const std::string_view value = word.substr(name.size() + 1);
  std::string out = concat("--", name);
  std::replace(out.begin(), out.end(), '_', '-');
  return value.empty() ? out : concat(out, ' ', value);
}

/// The command of a call; nullopt when `text` is none.
std::optional<std::string> command(std::string_view text) {
  const auto words = words_of(text);
  const OperationSpec* operation = words.empty() ? nullptr : find_operation(words.front());
  if (operation == nullptr) return std::nullopt;
  std::string out = concat("traveler ", typed_name(*operation));
  for (std::size_t i = 1; i < words.size(); ++i) {
    const std::string_view name = name_of(words[i]);
    if (name.empty()) return std::nullopt;
    const auto argument = std::find_if(operation->arguments.begin(), operation->arguments.end(),
                                       [&](const ArgumentSpec& a) { return a.name == name; });
    const bool is_positional = argument != operation->arguments.end() && argument->positional;
    out += concat(' ', is_positional ? std::string(words[i].substr(name.size() + 1)) : option(words[i]));
  }
  return out;
}

}  // namespace

std::string spelled(std::string_view text) {
  std::string out;
  std::size_t at = 0;
  while (true) {
    const std::size_t open = text.find('`', at);
    const std::size_t close = open == std::string_view::npos ? open : text.find('`', open + 1);
    if (close == std::string_view::npos) return out += text.substr(at);
    const std::string_view inside = text.substr(open + 1, close - open - 1);
    out += text.substr(at, open - at);
    at = close + 1;
    if (const auto typed = command(inside)) {
      const bool is_whole = open == 0 && at == text.size();
      out += is_whole || out.ends_with(": ") ? *typed : concat('`', *typed, '`');
    } else if (!name_of(inside).empty() && words_of(inside).size() == 1) {
      out += option(inside);
    } else {
      out += text.substr(open, at - open);
    }
  }
}

Finding spelled(Finding finding) {
  finding.message = spelled(finding.message);
  finding.hint = spelled(finding.hint);
  return finding;
}

Error spelled(const Error& error) {
  std::vector<Blocker> blockers = error.blockers();
  for (Blocker& blocker : blockers) blocker.message = spelled(blocker.message);
  std::vector<Finding> findings = error.findings();
  for (Finding& finding : findings) finding = spelled(std::move(finding));
  return Error(error.code(), spelled(error.message()))
      .with_subject(error.subject())
      .with_hint(spelled(error.hint()))
      .with_blockers(std::move(blockers))
      .with_findings(std::move(findings))
      .at(error.file(), error.line(), error.column());
}

}  // namespace traveler::cmd
