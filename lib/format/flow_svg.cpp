#include <algorithm>
#include <array>
#include <cstdlib>
#include <set>
#include <vector>

#include "base/concat.h"
#include "format/flow.h"
#include "format/flow_text.h"
#include "model/flow_layout.h"

namespace traveler::format {
namespace {

// In pixels; the picture scales.
constexpr int kStepWidth = 208;
constexpr int kInset = 10;  // from the border of a box to its text
constexpr int kMargin = 20;
constexpr int kNameSize = 11;
constexpr int kTitleSize = 13;
constexpr int kSmallSize = 11;
constexpr int kNameLine = 16;
constexpr int kTitleLine = 17;
constexpr int kSmallLine = 15;
constexpr std::size_t kTitleLines = 3;
constexpr int kHeadlineSize = 18;
constexpr int kHeadline = 34;
constexpr int kLegendLine = 24;
constexpr int kLeastHeadline = 380;
constexpr int kMostHeadline = 700;
constexpr int kCorner = 8;

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : drawable(text)) {
    if (c == '&')
      out += "&amp;";
    else if (c == '<')
      out += "&lt;";
    else if (c == '>')
      out += "&gt;";
    else if (c == '"')
      out += "&quot;";
    else
      out += c;
  }
  return out;
}

/// What fits of `text` into lines of `pixels` at that size of the font.
std::vector<std::string> fitted_lines(std::string_view text, int pixels, int size, std::size_t lines) {
  return fitted(text, pixels * 1000 / size, lines);
}

std::string rect(int x, int y, int width, int height, std::string_view attributes) {
  return concat("<rect x=\"", x, "\" y=\"", y, "\" width=\"", width, "\" height=\"", height, "\" ",
                attributes, "/>\n");
}

std::string line_of_text(int x, int y, int size, std::string_view text, std::string_view attributes = {}) {
  return concat("<text x=\"", x, "\" y=\"", y, "\" font-size=\"", size, "\"", attributes.empty() ? "" : " ",
                attributes, ">", escaped(text), "</text>\n");
}

/// The border of a box: its state by colour, optional dashed, available heavy.
std::string border(const FlowDiagram::Node& node) {
  const std::string_view line = node.state ? look_of(*node.state).line : "#374151";
  return concat("stroke=\"", line, "\" stroke-width=\"", node.available ? "3.5" : "1.2", "\"",
                node.required ? "" : " stroke-dasharray=\"6 4\"");
}

/// The title wraps in a box of fixed width; the heading of a parent is one line as wide as its children.
struct StepText {
  std::vector<std::string> title;
  std::vector<std::string> small;  ///< state, facts

  int height() const {
    return 8 + kNameLine + kTitleLine * static_cast<int>(title.size()) +
           kSmallLine * static_cast<int>(small.size()) + 6;
  }
};

StepText text_of(const FlowDiagram::Node& node, int width, bool is_parent) {
  StepText text;
  const int room = width - 2 * kInset;
  text.title = fitted_lines(node.title, room, kTitleSize, is_parent ? 1 : kTitleLines);
  for (const std::string& line : {state_words(node), fact_words(node)}) {
    if (!line.empty()) text.small.push_back(fitted_lines(line, room, kSmallSize, 1).front());
  }
  return text;
}

std::string number(int twice) { return concat(twice / 2, twice % 2 == 0 ? "" : ".5"); }

/// The way of an edge. Points on a line are joined by it, with round corners; others by an S.
std::string path_of(const std::vector<FlowPoint>& points) {
  const auto is_straight = [&](std::size_t i) {
    return points[i].x == points[i + 1].x || points[i].y == points[i + 1].y;
  };
  const auto toward = [](FlowPoint from, FlowPoint to, int distance) {
    const int length = std::abs(to.x - from.x) + std::abs(to.y - from.y);
    if (length == 0) return from;
    return FlowPoint{from.x + (to.x - from.x) * distance / length,
                     from.y + (to.y - from.y) * distance / length};
  };
  std::string out = concat("M", points[0].x, ' ', points[0].y);
  for (std::size_t i = 0; i + 1 < points.size(); ++i) {
    const FlowPoint a = points[i];
    const FlowPoint b = points[i + 1];
    if (!is_straight(i)) {
      const std::string middle = number(a.y + b.y);
      out += concat("C", a.x, ' ', middle, ' ', b.x, ' ', middle, ' ', b.x, ' ', b.y);
    } else if (i + 2 < points.size() && is_straight(i + 1)) {
      const FlowPoint c = points[i + 2];
      const int half =
          std::min(std::abs(b.x - a.x) + std::abs(b.y - a.y), std::abs(c.x - b.x) + std::abs(c.y - b.y)) / 2;
      const FlowPoint in = toward(b, a, std::min(kCorner, half));
      const FlowPoint out_of = toward(b, c, std::min(kCorner, half));
      out += concat("L", in.x, ' ', in.y, "Q", b.x, ' ', b.y, ' ', out_of.x, ' ', out_of.y);
    } else {
      out += concat("L", b.x, ' ', b.y);
    }
  }
  return out;
}

class SvgWriter {
 public:
  explicit SvgWriter(const FlowDiagram& diagram) : diagram_(diagram), children_(flow_children(diagram)) {
    std::vector<FlowSize> sizes;
    for (std::size_t i = 0; i < diagram.nodes.size(); ++i)
      sizes.push_back({kStepWidth, text_of(diagram.nodes[i], kStepWidth, is_parent(i)).height()});
    for (const auto& node : diagram.nodes) has_states_ = has_states_ || node.state.has_value();
    layout_ = lay_out_flow(diagram, sizes);
  }

  std::string text() {
    // A small drawing still has room for its headline.
    const int headline = drawn_width(drawable(diagram_.title)) * kHeadlineSize / 1000 + 1;
    const int least = std::clamp(headline, kLeastHeadline, kMostHeadline);
    const int width = std::max(layout_.size.width, least) + 2 * kMargin;
    const std::string legend = has_states_ ? legend_in(width) : std::string();
    const int top = kMargin + kHeadline + legend_height_;
    const int height = top + layout_.size.height + kMargin;
    const int left = (width - layout_.size.width) / 2;
    out_ = concat("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 ", width, ' ', height,
                  "\" width=\"", width, "\" height=\"", height,
                  "\" role=\"img\" font-family=\"Helvetica, Arial, 'Liberation Sans', 'DejaVu Sans', "
                  "sans-serif\" fill=\"#111827\">\n<title>",
                  escaped(diagram_.title), "</title>\n",
                  "<defs><marker id=\"arrow\" viewBox=\"0 0 10 10\" refX=\"9\" refY=\"5\" markerWidth=\"8\" "
                  "markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L10 5L0 "
                  "10z\" fill=\"#374151\"/></marker></defs>\n",
                  rect(0, 0, width, height, "fill=\"#ffffff\""));
    out_ += line_of_text(kMargin, kMargin + kHeadlineSize, kHeadlineSize,
                         fitted_lines(diagram_.title, width - 2 * kMargin, kHeadlineSize, 1).front(),
                         "font-weight=\"bold\"");
    out_ += legend;
    out_ += concat("<g transform=\"translate(", left, ' ', top, ")\">\n");
    write_grounds();
    write_edges();
    for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) write_step(i);
    return std::move(out_) + "</g>\n</svg>\n";
  }

 private:
  bool is_parent(std::size_t node) const { return !children_[node].empty(); }

  void write_grounds() {
    for (std::size_t i = 0; i < diagram_.nodes.size(); ++i) {
      if (!is_parent(i)) continue;
      const FlowBox& box = layout_.boxes[i];
      out_ += rect(box.x, box.y, box.width, box.height,
                   concat("rx=\"8\" fill=\"#f3f4f6\" fill-opacity=\"0.6\" ", border(diagram_.nodes[i])));
    }
  }

  void write_edges() {
    out_ += "<g fill=\"none\" stroke=\"#374151\" stroke-width=\"1.3\">\n";
    for (const FlowRoute& route : layout_.routes) {
      write_edge(route.points);
    }
    out_ += "</g>\n";
  }

  /// What edges share is drawn once: one line, not a heavier one.
  void write_edge(const std::vector<FlowPoint>& points) {
    std::vector<FlowPoint> piece;
    for (std::size_t i = 0; i + 1 < points.size(); ++i) {
      const bool fresh = drawn_.insert({points[i].x, points[i].y, points[i + 1].x, points[i + 1].y}).second;
      if (fresh && piece.empty()) piece.push_back(points[i]);
      if (fresh) piece.push_back(points[i + 1]);
      const bool ends = i + 2 == points.size();
      if (piece.empty() || (fresh && !ends)) continue;
      out_ += concat("<path d=\"", path_of(piece), fresh ? "\" marker-end=\"url(#arrow)\"/>\n" : "\"/>\n");
      piece.clear();
    }
  }

  void write_step(std::size_t index) {
    const FlowDiagram::Node& node = diagram_.nodes[index];
    const FlowBox& box = layout_.boxes[index];
    const StepText text = text_of(node, box.width, is_parent(index));
    const std::string name = step_name(node);
    std::string tip = concat(name, ": ", node.title);
    for (const std::string& line : {state_words(node), fact_words(node)}) {
      if (!line.empty()) tip += concat("; ", line);
    }
    out_ += concat("<g><title>", escaped(tip), "</title>\n");
    const std::string_view fill = node.state ? look_of(*node.state).fill : "#ffffff";
    if (is_parent(index)) {
      // Lines to the children pass behind the heading.
      out_ += rect(box.x + 2, box.y + 2, box.width - 4, text.height() - 4,
                   concat("rx=\"6\" fill=\"", node.state ? fill : "#e5e7eb", "\""));
    } else {
      out_ +=
          rect(box.x, box.y, box.width, box.height, concat("rx=\"5\" fill=\"", fill, "\" ", border(node)));
    }
    const int x = box.x + kInset;
    int y = box.y + 8 + kNameSize;
    out_ += line_of_text(x, y, kNameSize, fitted_lines(name, box.width - 2 * kInset, kNameSize, 1).front(),
                         "fill=\"#4b5563\" font-weight=\"bold\"");
    y += kNameLine - kNameSize + kTitleSize;
    const bool struck = node.state && look_of(*node.state).struck;
    for (const std::string& line : text.title) {
      out_ += line_of_text(x, y, kTitleSize, line, struck ? "text-decoration=\"line-through\"" : "");
      y += kTitleLine;
    }
    y += kSmallLine - kTitleLine;
    for (const std::string& line : text.small) {
      const bool is_state = node.state && &line == &text.small.front();
      out_ += line_of_text(x, y, kSmallSize, line,
                           is_state ? concat("font-weight=\"bold\" fill=\"", state_ink(*node.state), "\"")
                                    : std::string("fill=\"#4b5563\" font-style=\"italic\""));
      y += kSmallLine;
    }
    out_ += "</g>\n";
  }

  static std::string_view state_ink(StepState state) { return look_of(state).line; }

  /// The states that occur, and what the borders mean.
  std::string legend_in(int width) {
    std::vector<FlowDiagram::Node> samples;
    for (std::size_t i = 0; i < kStepStates; ++i) {
      FlowDiagram::Node sample;
      sample.state = static_cast<StepState>(i);
      const auto occurs = [&](const auto& node) { return node.state == sample.state; };
      if (std::any_of(diagram_.nodes.begin(), diagram_.nodes.end(), occurs)) samples.push_back(sample);
    }
    FlowDiagram::Node available;
    available.available = true;
    samples.push_back(available);
    FlowDiagram::Node optional;
    optional.required = false;
    samples.push_back(optional);
    std::string out;
    int x = kMargin;
    legend_height_ = kLegendLine;
    for (const FlowDiagram::Node& sample : samples) {
      const std::string words = sample.state       ? state_words(sample)
                                : sample.available ? std::string("can be worked on")
                                                   : std::string("optional");
      const int length = 26 + drawn_width(words) * kSmallSize / 1000 + 16;
      if (x > kMargin && x + length > width - kMargin) {
        x = kMargin;
        legend_height_ += kLegendLine;
      }
      const int y = kMargin + kHeadline + legend_height_ - kLegendLine;
      const std::string_view fill = sample.state ? look_of(*sample.state).fill : "#ffffff";
      out += rect(x, y - 4, 20, 13, concat("rx=\"3\" fill=\"", fill, "\" ", border(sample)));
      out += line_of_text(x + 26, y + 7, kSmallSize, words);
      x += length;
    }
    legend_height_ += 4;
    return out;
  }

  const FlowDiagram& diagram_;
  std::vector<std::vector<std::size_t>> children_;
  FlowLayout layout_;
  std::set<std::array<int, 4>> drawn_;  ///< pieces of edges
  bool has_states_ = false;
  int legend_height_ = 0;
  std::string out_;
};

}  // namespace

std::string to_svg(const FlowDiagram& diagram) { return SvgWriter(diagram).text(); }

}  // namespace traveler::format
