#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/concat.h"
#include "format/tree_builder.h"

namespace traveler::format {

namespace {

bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

/// Builds the tree from nlohmann's events. These come without places, so the handler walks along
/// the text itself; what it walks over has been accepted by the parser already.
class JsonHandler : public nlohmann::json_sax<nlohmann::json> {
 public:
  explicit JsonHandler(TreeBuilder& builder) : builder_(builder), text_(builder.text()) {}

  bool null() override {
    const std::size_t begin = next_token();
    builder_.null(begin, at_ = begin + 4);
    return true;
  }
  bool boolean(bool value) override {
    const std::size_t begin = next_token();
    at_ = begin + (value ? 4 : 5);
    builder_.scalar(value ? "true" : "false", false, begin, at_);
    return true;
  }
  bool number_integer(number_integer_t) override { return number(); }
  bool number_unsigned(number_unsigned_t) override { return number(); }
  bool number_float(number_float_t, const string_t&) override { return number(); }
  bool string(string_t& value) override {
    const std::size_t begin = next_token();
    builder_.scalar(value, true, begin, at_ = string_end(begin));
    return true;
  }
  bool binary(binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(NodeKind::kMap); }
  bool key(string_t& value) override {
    const std::size_t begin = next_token();
    at_ = string_end(begin);
    // A word that was given quotes in the place of its first and last sign.
    const bool is_word = builder_.is_replaced(begin) && builder_.original()[begin] != '\'';
    builder_.key(is_word ? builder_.original().substr(begin, at_ - begin) : value, begin, at_);
    return true;
  }
  bool end_object() override { return close(); }
  bool start_array(std::size_t) override { return open(NodeKind::kList); }
  bool end_array() override { return close(); }

  bool parse_error(std::size_t position, const std::string& last_token,
                   const nlohmann::detail::exception& error) override;

 private:
  /// The begin of the token that the event is about.
  std::size_t next_token() const {
    std::size_t at = at_;
    while (at < text_.size() && (is_blank(text_[at]) || text_[at] == ',' || text_[at] == ':')) ++at;
    return at;
  }
  std::size_t string_end(std::size_t begin) const {
    for (std::size_t i = begin + 1; i < text_.size(); ++i) {
      if (text_[i] == '\\') {
        ++i;
      } else if (text_[i] == '"') {
        return i + 1;
      }
    }
    return text_.size();
  }
  /// What the grammar takes and no more: of 010 only the first 0.
  std::size_t number_end(std::size_t begin) const {
    const auto skip_digits = [&](std::size_t at) {
      return std::min(text_.find_first_not_of("0123456789", at), text_.size());
    };
    const auto is_one_of = [&](std::size_t at, std::string_view these) {
      return at < text_.size() && these.find(text_[at]) != std::string_view::npos;
    };
    std::size_t at = begin + (is_one_of(begin, "-") ? 1 : 0);
    at = is_one_of(at, "0") ? at + 1 : skip_digits(at);
    if (is_one_of(at, ".")) at = skip_digits(at + 1);
    if (is_one_of(at, "eE")) at = skip_digits(at + (is_one_of(at + 1, "+-") ? 2 : 1));
    return at;
  }
  /// A number is the text as typed: 10.50 and -0 stay, and so do integers of any length.
  bool number() {
    const std::size_t begin = next_token();
    const std::size_t end = number_end(begin);
    if (builder_.is_replaced(begin)) {  // what stood there could not be read
      builder_.null(begin, at_ = end);
      return true;
    }
    builder_.scalar(text_.substr(begin, end - begin), false, begin, at_ = end);
    return true;
  }
  bool open(NodeKind kind) {
    const std::size_t begin = next_token();
    builder_.open(kind, begin);
    at_ = begin + 1;
    return true;
  }
  bool close() {
    at_ = next_token() + 1;
    builder_.close(at_);
    return true;
  }

  TreeBuilder& builder_;
  std::string_view text_;
  std::size_t at_ = 0;
};

/// The parser's message without its prefix and the token last read, which is text of the document:
/// "[json.exception.parse_error.101] parse error at line 1, column 5: syntax error while parsing
/// value - invalid literal; last read: 'x'; expected '}'" is "invalid literal; expected '}'".
std::string readable(std::string_view message, std::string_view last_token) {
  constexpr std::string_view kDash = " - ";
  constexpr std::string_view kLastRead = "; last read: '";
  const std::size_t read = message.find(kLastRead);
  const std::string_view behind =
      read == std::string_view::npos
          ? ""
          : message.substr(std::min(message.size(), read + kLastRead.size() + last_token.size() + 1));
  message = message.substr(0, read);
  if (const std::size_t dash = message.find(kDash); dash != std::string_view::npos) {
    message.remove_prefix(dash + kDash.size());
  } else if (const std::size_t bracket = message.find("] "); bracket != std::string_view::npos) {
    message.remove_prefix(bracket + 2);
  }
  return concat(message, behind);
}

bool JsonHandler::parse_error(std::size_t position, const std::string& last_token,
                              const nlohmann::detail::exception& error) {
  const std::string message = readable(error.what(), last_token);
  const auto says = [&](std::string_view part) { return message.find(part) != std::string_view::npos; };
  // `position` counts what was read, the end of input too.
  const std::size_t end = std::min(position, text_.size());
  const std::size_t last = end == 0 ? 0 : end - 1;
  std::size_t begin = std::min(next_token(), last);
  if (says("number overflow")) {
    builder_.fail("limit.number", "a number too large to be read", begin,
                  std::min(text_.find_first_not_of("+-.0123456789eE", begin), text_.size()));
  }
  if (text_.empty() || text_.find_first_not_of(" \t\r\n") == std::string_view::npos) {
    builder_.fail("syntax", "the document is empty", 0, 0);
  }
  if (says("unexpected end of input") || position > text_.size()) {
    const bool in_text = says("missing closing quote");
    builder_.fail("syntax", in_text ? "a text is not closed by `\"`" : "the document ends too early",
                  in_text ? next_token() : text_.size(), text_.size());
  }
  if (says("invalid string")) {
    if (says("surrogate")) {
      const std::size_t escape = text_.rfind('\\', last);
      const std::size_t place = escape == std::string_view::npos ? last : escape;
      builder_.fail("text.surrogate", "half of a surrogate pair is not a character", place, end,
                    "write the character itself, or both halves");
    }
    // A line end in a text most often means that its closing quote is missing.
    if (says("control character") && text_[last] == '\n') {
      builder_.fail("syntax", "a text is not closed by `\"` on its line", next_token(), last);
    }
    begin = last;
  }
  builder_.fail("syntax", message, begin, end);
}

}  // namespace

void read_json(TreeBuilder& builder) {
  const std::string_view text = builder.text();
  JsonHandler handler(builder);
  nlohmann::json::sax_parse(text.begin(), text.end(), &handler);
}

}  // namespace traveler::format
