#include "model/flow_level.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <queue>
#include <unordered_map>

#include "model/flow_columns.h"
#include "model/flow_web.h"

namespace traveler::flow {
namespace {

constexpr std::size_t kMostBends = 40'000;  // of one level; beyond, lines run straight, behind the boxes
constexpr int kWidest = 1500;               // a layer that is wider goes on in a further row

class LevelBuilder {
 public:
  explicit LevelBuilder(Level& level) : level_(level), layer_(level.items.size()) {}

  void build() {
    assign_layers();
    split_wide_layers();
    make_web();
    reduce_crossings(web_);
    place_across(web_);
    const Columns columns = arrange_columns(web_, heights());
    level_.size = columns.size;
    for (std::size_t i = 0; i < level_.items.size(); ++i) {
      const Columns::Band& band = columns.bands[layer_[i]];
      const FlowSize size = level_.items[i];
      level_.boxes.push_back({web_.vertices[i].x + band.shift, band.top, size.width, size.height, layer_[i]});
    }
    for (std::size_t i = 0; i < level_.links.size(); ++i) level_.paths.push_back(path_of(i, columns));
  }

 private:
  bool has_upper(const Level::Link& link) const { return link.from != Level::kBorder; }
  bool has_lower(const Level::Link& link) const { return link.to != Level::kBorder; }

  /// By the longest path; layer 0 is the top border.
  void assign_layers() {
    std::vector<std::pair<std::size_t, std::size_t>> pairs;
    std::vector<std::vector<std::size_t>> next(level_.items.size());
    for (const Level::Link& link : level_.links) {
      if (!has_upper(link) || !has_lower(link)) continue;
      pairs.emplace_back(link.from, link.to);
      next[link.from].push_back(link.to);
    }
    const auto rank = order_along(level_.items.size(), pairs);
    std::vector<std::size_t> order(rank.size());
    for (std::size_t i = 0; i < rank.size(); ++i) order[rank[i]] = i;
    std::fill(layer_.begin(), layer_.end(), 1);
    for (const std::size_t i : order) {
      for (const std::size_t after : next[i]) layer_[after] = std::max(layer_[after], layer_[i] + 1);
    }
  }

  /// Siblings of one layer wait for none of each other, so they may as well stand in several rows.
  void split_wide_layers() {
    const std::size_t count = *std::max_element(layer_.begin(), layer_.end());
    std::vector<std::vector<std::size_t>> rows(count + 1);
    std::int64_t area = 0;
    for (std::size_t i = 0; i < layer_.size(); ++i) {
      rows[layer_[i]].push_back(i);
      area += std::int64_t{level_.items[i].width} * level_.items[i].height;
    }
    int widest = kWidest;
    while (std::int64_t{widest} * widest < 3 * area) widest += kWidest / 4;
    std::size_t layer = 0;
    for (const auto& row : rows) {
      if (row.empty()) continue;
      int width = 0;
      ++layer;
      for (const std::size_t i : row) {
        if (width > 0 && width + level_.items[i].width > widest) {
          ++layer;
          width = 0;
        }
        width += level_.items[i].width;
        layer_[i] = layer;
      }
    }
    bottom_ = layer + 1;
  }

  std::size_t upper_layer(const Level::Link& link) const { return has_upper(link) ? layer_[link.from] : 0; }
  std::size_t lower_layer(const Level::Link& link) const {
    return has_lower(link) ? layer_[link.to] : bottom_;
  }

  /// Whether a long link keeps to the others of its origin, or to those of its goal.
  bool runs_with_origin(const Level::Link& link) const {
    if (!has_upper(link)) return false;
    if (!has_lower(link)) return true;
    return long_from_.at(link.origin) >= long_to_.at(link.goal);
  }

  void make_web() {
    web_.layers.resize(bottom_ + 1);
    for (std::size_t i = 0; i < level_.items.size(); ++i)
      add_vertex({layer_[i], level_.items[i].width, false, 0});
    std::vector<std::size_t> by_span;
    for (std::size_t i = 0; i < level_.links.size(); ++i) {
      const Level::Link& link = level_.links[i];
      by_span.push_back(i);
      if (lower_layer(link) - upper_layer(link) < 2) continue;
      ++long_from_[link.origin];
      ++long_to_[link.goal];
    }
    ways_.resize(level_.links.size());
    // The short ones first: should it be too much, the longest go without bends.
    const auto span = [&](std::size_t i) {
      return lower_layer(level_.links[i]) - upper_layer(level_.links[i]);
    };
    std::stable_sort(by_span.begin(), by_span.end(),
                     [&](std::size_t a, std::size_t b) { return span(a) < span(b); });
    for (const std::size_t i : by_span) add_way(i);
  }

  std::size_t add_vertex(Web::Vertex vertex) {
    web_.layers[vertex.layer].push_back(web_.vertices.size());
    web_.vertices.push_back(vertex);
    return web_.vertices.size() - 1;
  }

  /// The vertices that a link passes, with its ends, and the segments between them.
  void add_way(std::size_t index) {
    const Level::Link& link = level_.links[index];
    const std::size_t first = upper_layer(link);
    const std::size_t last = lower_layer(link);
    if (last - first > 1 && web_.vertices.size() > kMostBends) return;
    std::vector<Step>& way = ways_[index];
    way.push_back({has_upper(link) ? link.from : add_vertex({0, 0, true, 0}), 0});
    if (last - first > 1) {
      const bool with_origin = runs_with_origin(link);
      auto& bends = bends_[{with_origin ? link.origin : link.goal, with_origin}];
      // A bundle grows away from the end that it belongs to.
      while (bends.size() < last - first - 1) {
        const std::size_t layer = with_origin ? first + 1 + bends.size() : last - 1 - bends.size();
        bends.push_back(add_vertex({layer, 0, true, 0}));
      }
      for (std::size_t layer = first + 1; layer < last; ++layer)
        way.push_back({bends[with_origin ? layer - first - 1 : last - 1 - layer], 0});
    }
    way.push_back({has_lower(link) ? link.to : add_vertex({bottom_, 0, true, 0}), 0});
    for (std::size_t i = 0; i + 1 < way.size(); ++i) {
      const int upper_x = i == 0 ? link.from_x : 0;
      const int lower_x = i + 2 == way.size() ? link.to_x : 0;
      way[i + 1].segment = segment_between(way[i].vertex, way[i + 1].vertex, upper_x, lower_x);
    }
  }

  std::size_t segment_between(std::size_t upper, std::size_t lower, int upper_x, int lower_x) {
    const auto& vertices = web_.vertices;
    // Only inside of a bundle can two links share a segment.
    const bool shared = vertices[upper].bend || vertices[lower].bend;
    if (shared) {
      const auto [known, fresh] =
          shared_segments_.try_emplace((std::uint64_t{upper} << 32) | lower, web_.segments.size());
      if (!fresh) return known->second;
    }
    web_.segments.push_back({upper, lower, upper_x, lower_x});
    return web_.segments.size() - 1;
  }

  std::vector<int> heights() const {
    std::vector<int> out(web_.layers.size());
    for (std::size_t i = 0; i < level_.items.size(); ++i)
      out[layer_[i]] = std::max(out[layer_[i]], level_.items[i].height);
    return out;
  }

  std::vector<FlowPoint> path_of(std::size_t index, const Columns& columns) const {
    const Level::Link& link = level_.links[index];
    const auto& way = ways_[index];
    std::vector<FlowPoint> path;
    if (has_upper(link)) {
      const FlowBox& box = level_.boxes[link.from];
      path.push_back({box.x + link.from_x, box.y + box.height});
    }
    for (std::size_t i = 1; i < way.size(); ++i) columns.append(path, web_, way[i].segment);
    if (!way.empty()) return path;
    if (has_lower(link)) {
      const FlowBox& box = level_.boxes[link.to];
      path.push_back({box.x + link.to_x, box.y});
      if (!has_upper(link)) path.insert(path.begin(), {path.front().x, 0});
    } else {
      path.push_back({path.front().x, level_.size.height});
    }
    return path;
  }

  struct Step {
    std::size_t vertex;
    std::size_t segment;  ///< the one that leads here
  };
  struct BundleHash {
    std::size_t operator()(const std::pair<std::size_t, bool>& bundle) const {
      return bundle.first * 2 + (bundle.second ? 1 : 0);
    }
  };

  Level& level_;
  std::vector<std::size_t> layer_;  ///< by item
  std::size_t bottom_ = 0;          ///< the layer of the bottom border
  Web web_;                         ///< its first vertices are the items
  std::vector<std::vector<Step>> ways_;
  std::unordered_map<std::size_t, int> long_from_;
  std::unordered_map<std::size_t, int> long_to_;
  std::unordered_map<std::pair<std::size_t, bool>, std::vector<std::size_t>, BundleHash> bends_;
  std::unordered_map<std::uint64_t, std::size_t> shared_segments_;
};

/// Which items are left, who waits for whom among them.
class Sorter {
 public:
  Sorter(std::size_t count, const std::vector<std::pair<std::size_t, std::size_t>>& links)
      : next_(count), before_(count), waits_(count), rank_(count, kOpen) {
    for (const auto& [from, to] : links) {
      next_[from].push_back(to);
      before_[to].push_back(from);
      ++waits_[to];
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (waits_[i] == 0) ready_.push(i);
    }
  }

  std::vector<std::size_t> run() {
    std::size_t first_open = 0;
    while (done_ < rank_.size()) {
      while (first_open < rank_.size() && rank_[first_open] != kOpen) ++first_open;
      if (ready_.empty()) {
        ready_.push(first_of_circle(first_open));
        continue;
      }
      const std::size_t item = ready_.top();
      ready_.pop();
      if (rank_[item] != kOpen) continue;
      rank_[item] = done_++;
      for (const std::size_t after : next_[item]) {
        if (--waits_[after] == 0 && rank_[after] == kOpen) ready_.push(after);
      }
    }
    return rank_;
  }

 private:
  static constexpr std::size_t kOpen = static_cast<std::size_t>(-1);

  /// Goes upstream from an open item until it comes round; every open item has an open one before it.
  std::size_t first_of_circle(std::size_t item) const {
    std::vector<std::size_t> trail;
    std::vector<bool> seen(rank_.size());
    while (!seen[item]) {
      seen[item] = true;
      trail.push_back(item);
      item = *std::find_if(before_[item].begin(), before_[item].end(),
                           [&](std::size_t other) { return rank_[other] == kOpen; });
    }
    return *std::min_element(std::find(trail.begin(), trail.end(), item), trail.end());
  }

  std::vector<std::vector<std::size_t>> next_;
  std::vector<std::vector<std::size_t>> before_;
  std::vector<std::size_t> waits_;
  std::vector<std::size_t> rank_;
  std::priority_queue<std::size_t, std::vector<std::size_t>, std::greater<>> ready_;
  std::size_t done_ = 0;
};

}  // namespace

void lay_out_level(Level& level) { LevelBuilder(level).build(); }

std::vector<std::size_t> order_along(std::size_t count,
                                     const std::vector<std::pair<std::size_t, std::size_t>>& links) {
  return Sorter(count, links).run();
}

}  // namespace traveler::flow
