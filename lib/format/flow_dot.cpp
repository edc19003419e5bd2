#include <vector>

#include "base/concat.h"
#include "format/flow.h"
#include "format/flow_text.h"

namespace traveler::format {
namespace {

constexpr int kLineWidth = 19'000;  // about 32 letters

/// The text of a quoted string that Graphviz shows as it is: it reads \N, \l and entities like &lt;
/// otherwise.
std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
    if (c == '&') out += "amp;";
  }
  return out;
}

std::string quoted(std::string_view text) { return concat('"', escaped(drawable(text)), '"'); }

class DotWriter {
 public:
  explicit DotWriter(const FlowDiagram& diagram)
      : diagram_(diagram),
        children_(flow_children(diagram)),
        has_foot_(diagram.nodes.size()),
        has_before_(diagram.nodes.size()),
        has_after_(diagram.nodes.size()) {
    for (const auto& [from, to] : diagram.edges) {
      has_foot_[from] = true;
      if (diagram.nodes[from].parent != diagram.nodes[to].parent) continue;
      has_before_[to] = has_after_[from] = true;
    }
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i) {
      const std::size_t parent = diagram.nodes[i].parent;
      if (parent != FlowDiagram::kTop && has_foot_[parent]) has_foot_[i] = true;
    }
  }

  std::string text() {
    out_ = concat("digraph ", quoted(diagram_.title),
                  " {\n"
                  "  graph [label=",
                  quoted(diagram_.title),
                  ", labelloc=t, rankdir=TB, compound=true, newrank=true, fontname=\"sans-serif\"];\n"
                  "  node [shape=box, style=filled, fillcolor=\"#ffffff\", color=\"#374151\", "
                  "fontname=\"sans-serif\", fontsize=11, margin=\"0.12,0.06\"];\n"
                  "  edge [color=\"#374151\", arrowsize=0.7];\n");
    for (const std::size_t node : children_.back()) write(node, "  ");
    for (const auto& edge : diagram_.edges) write(edge);
    return std::move(out_) + "}\n";
  }

 private:
  bool is_parent(std::size_t node) const { return !children_[node].empty(); }
  std::string name_of(std::size_t node) const { return quoted(diagram_.nodes[node].key); }
  std::string cluster_of(std::size_t node) const {
    return quoted(concat("cluster_", diagram_.nodes[node].key));
  }
  /// The foot of a parent, where the edges to what waits for it begin. No key has a slash.
  std::string foot_of(std::size_t node) const { return quoted(concat(diagram_.nodes[node].key, "/end")); }

  std::string label_of(const FlowDiagram::Node& node) const {
    std::string out = escaped(step_name(node));
    for (const std::string& line : fitted(node.title, kLineWidth, kAllLines))
      out += concat("\\n", escaped(line));
    for (const std::string& line : {state_words(node), fact_words(node)}) {
      if (!line.empty()) out += concat("\\n", escaped(line));
    }
    return concat('"', out, '"');
  }

  /// Dashed when optional, a heavy border when available.
  static std::string look_of_step(const FlowDiagram::Node& node) {
    std::string out;
    if (!node.required) out += ", style=\"filled,dashed\"";
    if (node.state) {
      const StateLook& look = look_of(*node.state);
      out += concat(", fillcolor=\"", look.fill, "\", color=\"", look.line, '"');
    }
    if (node.available) out += ", penwidth=3";
    return out;
  }

  /// Clusters inside take over what is not said again.
  static std::string look_of_parent(const FlowDiagram::Node& node) {
    return concat(", style=\"", node.required ? "filled" : "filled,dashed", "\", fillcolor=\"",
                  node.state ? look_of(*node.state).fill : "#f9fafb", "\", color=\"",
                  node.state ? look_of(*node.state).line : "#374151",
                  "\", penwidth=", node.available ? 3 : 1);
  }

  void write(std::size_t index, const std::string& indent) {
    const FlowDiagram::Node& node = diagram_.nodes[index];
    if (!is_parent(index)) {
      out_ += concat(indent, name_of(index), " [label=", label_of(node), look_of_step(node), "];\n");
      return;
    }
    const std::string inner = indent + "  ";
    const std::string point = " [shape=point, style=invis, width=0, height=0, label=\"\"];\n";
    out_ += concat(indent, "subgraph ", cluster_of(index), " {\n", inner, "graph [label=", label_of(node),
                   ", fontsize=11, labeljust=l", look_of_parent(node), "];\n", inner, name_of(index), point);
    if (has_foot_[index]) out_ += concat(inner, foot_of(index), point);
    for (const std::size_t child : children_[index]) write(child, inner);
    // Unseen edges keep the head above the children and the foot below.
    for (const std::size_t child : children_[index]) {
      if (!has_before_[child])
        out_ += concat(inner, name_of(index), " -> ", name_of(child), " [style=invis];\n");
      if (!has_foot_[index] || has_after_[child]) continue;
      out_ += concat(inner, is_parent(child) ? foot_of(child) : name_of(child), " -> ", foot_of(index),
                     " [style=invis];\n");
    }
    out_ += concat(indent, "}\n");
  }

  void write(const FlowDiagram::Edge& edge) {
    const bool out_of_cluster = is_parent(edge.from);
    const bool into_cluster = is_parent(edge.to);
    out_ += concat("  ", out_of_cluster ? foot_of(edge.from) : name_of(edge.from), " -> ", name_of(edge.to));
    std::string ends;
    if (out_of_cluster) ends = concat("ltail=", cluster_of(edge.from));
    if (into_cluster) ends += concat(ends.empty() ? "" : ", ", "lhead=", cluster_of(edge.to));
    out_ += ends.empty() ? std::string(";\n") : concat(" [", ends, "];\n");
  }

  static constexpr std::size_t kAllLines = 1000;

  const FlowDiagram& diagram_;
  std::vector<std::vector<std::size_t>> children_;
  std::vector<bool> has_foot_;    ///< of parents: something waits for them or for what they are in
  std::vector<bool> has_before_;  ///< waits for a sibling
  std::vector<bool> has_after_;   ///< a sibling waits for it
  std::string out_;
};

}  // namespace

std::string to_dot(const FlowDiagram& diagram) { return DotWriter(diagram).text(); }

}  // namespace traveler::format
