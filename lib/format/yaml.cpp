#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <istream>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "format/tree_builder.h"
#include "format/yaml_scan.h"

namespace traveler::format {

namespace {

/// Thrown at the start of a second document; what was read before it stays.
struct SecondDocument {};

/// yaml-cpp reads the escapes \N and \_ as single bytes, U+0085 and U+00A0 cut in half. Nothing else
/// in the text can be broken.
std::string mend_escapes(std::string_view value) {
  std::string out;
  while (const auto broken = invalid_utf8(value)) {
    out.append(value.substr(0, *broken)).append("\xC2").append(value.substr(*broken, 1));
    value.remove_prefix(*broken + 1);
  }
  return out.append(value);
}

/// Builds the tree from the events of yaml-cpp. Its `Load` is not used: it keeps duplicate keys,
/// follows aliases into bombs and types `010` as 8.
class YamlHandler : public YAML::EventHandler {
 public:
  YamlHandler(TreeBuilder& builder, YamlInput& input) : builder_(builder), input_(input) {}

  void OnDocumentStart(const YAML::Mark& mark) override {
    if (std::exchange(started_, true)) {
      const std::size_t begin = offset(mark);
      if (!text().substr(begin).starts_with("---")) {
        builder_.fail("syntax", "unexpected text after the end of the document", begin, begin);
      }
      builder_.add("yaml.documents", "a second document; a file holds one", begin, begin + 3,
                   "put it into a file of its own");
      throw SecondDocument{};
    }
  }
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t) override {
    const std::size_t begin = offset(mark);
    check_tag(begin, "?");
    const bool as_key = builder_.expects_key();
    const std::size_t word = yaml_null_word(text(), begin, as_key);
    if (!as_key) {
      const std::size_t place = word > 0 ? begin : empty_place();
      builder_.null(place, place + word);
    } else if (word > 0) {
      builder_.key(text().substr(begin, word), begin, begin + word);
    } else {
      builder_.add("key.invalid", "a key is missing", begin, begin);
      builder_.drop_key(begin);
    }
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override { refuse_alias(offset(mark)); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                const std::string& given) override {
    const std::size_t begin = offset(mark);
    check_tag(begin, tag);
    if (begin < text().size() && text()[begin] == '*') return refuse_alias(begin);
    std::string value = without_stand_ins(given);
    const std::size_t end = yaml_scalar_end(text(), begin, value);
    if (end == std::string_view::npos) {  // which yaml-cpp accepts when the file ends with a line end
      builder_.fail("syntax", "a quoted text is not closed", begin, begin + 1);
    }
    const char first = begin < text().size() ? text()[begin] : '\0';
    if (first == '"') value = mend_escapes(value);
    const bool quoted = first == '"' || first == '\'' || first == '|' || first == '>';
    if (!builder_.expects_key()) {
      builder_.scalar(value, quoted, begin, end);
    } else if (value == "<<" && !quoted) {
      builder_.add("yaml.merge", "merge keys are not supported", begin, end, "write the keys out");
      builder_.drop_key(begin, value);
    } else {
      builder_.key(value, begin, end);
    }
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                       YAML::EmitterStyle::value) override {
    open(NodeKind::kList, mark, tag);
  }
  void OnSequenceEnd() override { close(']'); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t,
                  YAML::EmitterStyle::value) override {
    open(NodeKind::kMap, mark, tag);
  }
  void OnMapEnd() override { close('}'); }

  void OnAnchor(const YAML::Mark& mark, const std::string& given) override {
    const std::string name = without_stand_ins(given);
    const std::size_t begin = text().find('&', offset(mark));
    const std::size_t place = begin == std::string_view::npos ? offset(mark) : begin;
    builder_.add("yaml.anchor", concat("anchors are not supported: &", name), place, place + 1 + name.size(),
                 "write the value out where it is used");
  }

  /// The innermost bracket that is open, npos for none.
  std::size_t open_bracket() const {
    const auto is_bracket = [&](std::size_t at) {
      return at < text().size() && (text()[at] == '[' || text()[at] == '{');
    };
    const auto found = std::find_if(begins_.rbegin(), begins_.rend(), is_bracket);
    return found == begins_.rend() ? std::string_view::npos : *found;
  }

  /// The bracket that goes beyond `depth`, of those behind the last event.
  std::size_t bracket_beyond(std::size_t depth, std::size_t reached) const {
    const bool opened = !begins_.empty() && begins_.back() == reached;
    return yaml_bracket_beyond(text(), opened ? reached + 1 : reached,
                               depth - std::min(depth, begins_.size()));
  }

  void refuse_alias(std::size_t begin) {
    std::size_t end = begin;
    while (end < text().size() &&
           std::string_view(" \t\r\n,[]{}").find(text()[end]) == std::string_view::npos)
      ++end;
    builder_.add("yaml.alias", concat("aliases are not supported: ", text().substr(begin, end - begin)),
                 begin, end, "write the value out; a text that begins with * needs quotes");
    if (builder_.expects_key()) {
      builder_.drop_key(begin);
    } else {
      builder_.null(begin, end);
    }
  }

 private:
  std::string_view text() const { return builder_.text(); }

  std::size_t offset(const YAML::Mark& mark) {
    const std::size_t at = std::min(static_cast<std::size_t>(std::max(mark.pos, 0)), text().size());
    input_.reached(at);
    return at;
  }

  /// A tag is told by its text: yaml-cpp gives "!" to quoted scalars too, and nothing at all for
  /// an empty value with a tag.
  void check_tag(std::size_t begin, const std::string& tag) {
    const bool typed = begin < text().size() && text()[begin] == '!';
    if (!typed && (tag.empty() || tag == "?" || tag == "!")) return;
    const std::size_t found = text().find('!', begin);
    const std::size_t place = found == std::string_view::npos ? begin : found;
    const bool verbatim = text().substr(place).starts_with("!<");
    const std::size_t end =
        std::min(text().find_first_of(verbatim ? " \t\r\n" : " \t\r\n,", place), text().size());
    builder_.add("yaml.tag", concat("tags are not supported: ", text().substr(place, end - place)), place,
                 end, "remove the tag; a text that begins with ! needs quotes");
  }

  /// Where an empty value stands, which yaml-cpp marks at whatever comes next: behind its `:` or `-`.
  std::size_t empty_place() const {
    const char sign = begins_.empty() ? '\0' : builder_.in_list() ? '-' : ':';
    if (sign == '\0') return 0;  // an empty document
    const std::size_t at = skip_yaml_blank(text(), builder_.last_end());
    if (at < text().size() && text()[at] == sign) return at + 1;
    return builder_.last_end();
  }

  void open(NodeKind kind, const YAML::Mark& mark, const std::string& tag) {
    const std::size_t begin = offset(mark);
    check_tag(begin, tag);
    builder_.open(kind, begin);
    begins_.push_back(begin);
  }

  void close(char bracket) {
    const std::size_t begin = begins_.back();
    begins_.pop_back();
    std::size_t end = builder_.last_end();
    if (begin < text().size() && text()[begin] == (bracket == ']' ? '[' : '{')) {
      std::size_t at = std::max(end, begin + 1);
      for (at = skip_yaml_blank(text(), at); at < text().size() && text()[at] == ',';) {
        at = skip_yaml_blank(text(), at + 1);
      }
      if (at < text().size() && text()[at] == bracket) end = at + 1;
    }
    builder_.close(end);
  }

  TreeBuilder& builder_;
  YamlInput& input_;
  bool started_ = false;
  std::vector<std::size_t> begins_;  ///< of the collections that are open
};

struct ReadableMessage {
  std::string_view theirs;
  std::string_view ours;
};
// What yaml-cpp says in terms of its scanner, in terms of the text.
constexpr std::array kReadableMessages{
    ReadableMessage{"end of map not found",
                    "this line does not fit the mapping around it: check its indentation"},
    ReadableMessage{"end of map flow not found", "a `{` is not closed by `}`"},
    ReadableMessage{"end of sequence not found",
                    "this line does not fit the list around it: check its indentation"},
    ReadableMessage{"end of sequence flow not found", "a `[` is not closed by `]`"},
    ReadableMessage{"illegal map value",
                    "a `:` where no key can stand: check the indentation, or quote the text"},
    ReadableMessage{"illegal map key", "a key where none can stand"},
    ReadableMessage{"illegal block entry", "a `-` where no list item can stand"},
    ReadableMessage{"illegal flow end", "a closing bracket that nothing opened"},
    ReadableMessage{"illegal EOF in scalar", "a quoted text is not closed"},
    ReadableMessage{"illegal document indicator in scalar",
                    "a quoted text is not closed before the next document"},
    ReadableMessage{"illegal tab when looking for indentation", "a tab in the indentation: use spaces"},
    ReadableMessage{"unknown token", "a character that cannot begin a text: quote the text"},
    ReadableMessage{"bad file", "nested too deep"},
};

std::string readable(const std::string& message) {
  for (const ReadableMessage& known : kReadableMessages) {
    if (known.theirs == message) return std::string(known.ours);
  }
  return without_stand_ins(message);
}

/// The backslash of the escape that was read up to `place`.
std::size_t escape_before(std::string_view text, std::size_t place) {
  const std::size_t found = place == 0 ? std::string_view::npos : text.rfind('\\', place - 1);
  return found == std::string_view::npos ? place : found;
}

/// The tab behind the `-` that a line begins with, before `place`; npos for none.
std::size_t tab_behind_dash(std::string_view text, std::size_t line, std::size_t place) {
  for (std::size_t at = text.find_first_not_of(' ', line); at < place && text[at] == '-';) {
    const std::size_t next = text.find_first_not_of(' ', at + 1);
    if (next < place && text[next] == '\t') return next;
    at = next;
  }
  return std::string_view::npos;
}

[[noreturn]] void fail_syntax(TreeBuilder& builder, YamlHandler& handler, const YAML::Exception& error) {
  const std::string_view text = builder.text();
  const std::size_t place = std::min(static_cast<std::size_t>(std::max(error.mark.pos, 0)), text.size());
  const std::string_view message = error.msg;
  const std::size_t escaped = escape_before(text, place);
  const std::string_view unicode = YAML::ErrorMsg::INVALID_UNICODE;
  if (message.starts_with(unicode)) {
    unsigned code = 0;
    std::from_chars(message.data() + unicode.size(), message.data() + message.size(), code);
    if (code >= 0xD800 && code <= 0xDFFF) {
      builder.fail("text.surrogate", "half of a surrogate pair is not a character", escaped, place,
                   "write the character itself");
    }
    builder.fail("syntax", "an escape beyond the last character of Unicode", escaped, place);
  }
  if (message.starts_with(YAML::ErrorMsg::INVALID_ESCAPE) || message == YAML::ErrorMsg::INVALID_HEX) {
    std::size_t end = place;  // the parser may stop inside of a character
    while (end < text.size() && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) ++end;
    builder.fail("syntax", concat("there is no escape ", text.substr(escaped, end - escaped)), escaped, end,
                 "write a backslash twice in \"…\", or use '…'");
  }
  // yaml-cpp tells of a tab in the indentation in many ways, and of an open quote at the end of the file.
  const std::size_t line = text.rfind('\n', place == 0 ? 0 : place - 1);
  const std::size_t first = line == std::string_view::npos ? 0 : line + 1;
  const std::size_t indent = std::min(text.find_first_not_of(' ', first), text.size());
  if (indent < text.size() && text[indent] == '\t' && indent <= place) {
    builder.fail("syntax", "a tab in the indentation: use spaces", indent, indent + 1);
  }
  if (message == YAML::ErrorMsg::MAP_VALUE) {
    const std::size_t tab = tab_behind_dash(text, first, place);
    if (tab != std::string_view::npos) {
      builder.fail("syntax", "a tab behind the `-` of an item that is a mapping: use a space", tab, tab + 1);
    }
  }
  if (message == YAML::ErrorMsg::EOF_IN_SCALAR) {
    const std::size_t quote = text.find_first_not_of(" \t\r\n:-?,[{", builder.last_end());
    if (quote != std::string_view::npos && (text[quote] == '"' || text[quote] == '\'')) {
      builder.fail("syntax", "a quoted text is not closed", quote, quote + 1);
    }
  }
  const std::size_t opened = handler.open_bracket();
  if ((message == YAML::ErrorMsg::END_OF_SEQ_FLOW || message == YAML::ErrorMsg::END_OF_MAP_FLOW) &&
      opened != std::string_view::npos) {
    if (yaml_flow_closes(text, opened)) {
      builder.fail("syntax", "a `,` or a closing bracket is missing before this, or the text needs quotes",
                   place, place);
    }
    builder.fail("syntax", readable(error.msg), opened, opened + 1);
  }
  builder.fail("syntax", readable(error.msg), place, place);
}

}  // namespace

void read_yaml(TreeBuilder& builder) {
  const std::string_view text = builder.text();
  const DocumentLimits& limits = builder.limits();
  constexpr std::size_t kMostBytes = std::numeric_limits<int>::max();  // yaml-cpp counts in int
  if (text.size() > kMostBytes) {
    builder.fail("limit.bytes", concat("more than ", kMostBytes, " bytes of YAML"), 0, 0, "use JSON");
  }
  YamlInput input(text, limits.nodes, limits.depth);
  YamlHandler handler(builder, input);
  struct Taken {  // however the reading ends
    ~Taken() { builder.set_taken(input.taken()); }
    TreeBuilder& builder;
    const YamlInput& input;
  } const taken{builder, input};
  try {
    std::istream stream(&input);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(handler)) {
      builder.null(0, 0);
      return;
    }
    parser.HandleNextDocument(handler);
  } catch (const SecondDocument&) {
    return;
  } catch (const ReadAheadStop& stop) {
    if (stop.reason == ReadAhead::kTooDeep) {
      const std::size_t place = std::min(handler.bracket_beyond(limits.depth, stop.reached), stop.offset);
      builder.fail("limit.depth", concat("nested deeper than ", limits.depth, " levels"), place, place);
    }
    builder.fail("limit.nodes", concat("more than ", limits.nodes, " values in one document"), stop.offset,
                 stop.offset);
  } catch (const YAML::Exception& error) {
    fail_syntax(builder, handler, error);
  }
}

}  // namespace traveler::format
