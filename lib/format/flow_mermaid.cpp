#include <array>
#include <vector>

#include "base/concat.h"
#include "format/flow.h"
#include "format/flow_text.h"
#include "format/json.h"

namespace traveler::format {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_word(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

/// The text of a quoted label. Mermaid looks for quotes, entities, comments, styles, Markdown and HTML in it:
/// ASCII characters go as their numbers but for letters, digits and what means nothing where it stands.
std::string escaped(std::string_view text) {
  const std::string shown = drawable(text);
  std::string out;
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const char c = shown[i];
    const char before = i > 0 ? shown[i - 1] : ' ';
    const char after = i + 1 < shown.size() ? shown[i + 1] : ' ';
    const auto byte = static_cast<unsigned char>(c);
    const bool plain = byte >= 0x80 || is_word(c) || c == ' ' || c == ',' || c == '/' ||
                       (c == '-' && is_word(before) && is_word(after)) ||
                       (c == '.' && is_digit(before) && is_digit(after));
    out += plain ? std::string(1, c) : concat('#', static_cast<int>(byte), ';');
  }
  return out;
}

class MermaidWriter {
 public:
  explicit MermaidWriter(const FlowDiagram& diagram) : diagram_(diagram), children_(flow_children(diagram)) {}

  std::string text() {
    out_ = concat("---\ntitle: ", to_json(Value(drawable(diagram_.title))), "\n---\nflowchart TD\n");
    for (const std::size_t node : children_.back()) write(node, "  ");
    for (const auto& [from, to] : diagram_.edges) out_ += concat("  ", id_of(from), " --> ", id_of(to), '\n');
    write_classes();
    return std::move(out_);
  }

 private:
  /// Keys may be words of the language, `end`: steps go by their place.
  static std::string id_of(std::size_t node) { return concat('s', node + 1); }

  std::string label_of(const FlowDiagram::Node& node) const {
    std::string out = escaped(step_name(node));
    for (const std::string& line : {node.title, state_words(node), fact_words(node)}) {
      if (!line.empty()) out += concat("<br>", escaped(line));
    }
    return concat("[\"", out, "\"]");
  }

  void write(std::size_t index, const std::string& indent) {
    const std::string name = concat(id_of(index), label_of(diagram_.nodes[index]));
    if (children_[index].empty()) {
      out_ += concat(indent, name, '\n');
      return;
    }
    out_ += concat(indent, "subgraph ", name, '\n');
    for (const std::size_t child : children_[index]) write(child, indent + "  ");
    out_ += concat(indent, "end\n");
  }

  void write_classes() {
    std::array<std::string, kStepStates> by_state;
    std::string optional;
    std::string available;
    const auto add = [](std::string& to, const std::string& id) { to += concat(to.empty() ? "" : ",", id); };
    for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
      const FlowDiagram::Node& node = diagram_.nodes[i];
      if (node.state) add(by_state[static_cast<std::size_t>(*node.state)], id_of(i));
      if (!node.required) add(optional, id_of(i));
      if (node.available) add(available, id_of(i));
    }
    for (std::size_t i = 0; i < by_state.size(); ++i) {
      if (by_state[i].empty()) continue;
      const StateLook& look = look_of(static_cast<StepState>(i));
      write_class(look.word, concat("fill:", look.fill, ",stroke:", look.line, ",color:#111827"),
                  by_state[i]);
    }
    if (!optional.empty()) write_class("optional", "stroke-dasharray:5 4", optional);
    if (!available.empty()) write_class("available", "stroke-width:3px", available);
  }

  void write_class(std::string_view name, std::string_view style, std::string_view ids) {
    out_ += concat("  classDef ", name, ' ', style, "\n  class ", ids, ' ', name, '\n');
  }

  const FlowDiagram& diagram_;
  std::vector<std::vector<std::size_t>> children_;
  std::string out_;
};

}  // namespace

std::string to_mermaid(const FlowDiagram& diagram) { return MermaidWriter(diagram).text(); }

}  // namespace traveler::format
