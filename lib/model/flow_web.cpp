#include "model/flow_web.h"

#include <algorithm>
#include <cstdint>
#include <utility>

namespace traveler::flow {
namespace {

constexpr int kOrderSweeps = 12;
constexpr int kPlaceSweeps = 12;
constexpr int kBetweenBoxes = 28;
constexpr int kBetweenBends = 12;
constexpr int kBesideBend = 18;
constexpr std::int64_t kRank = 4096;  // of one vertex: its ports lie between two ranks

/// What both passes need: the segments of each vertex.
class Sweeper {
 public:
  explicit Sweeper(Web& web) : web_(web), above_(web.vertices.size()), below_(web.vertices.size()) {
    for (std::size_t i = 0; i < web.segments.size(); ++i) {
      below_[web.segments[i].upper].push_back(i);
      above_[web.segments[i].lower].push_back(i);
    }
  }

 protected:
  Web& web_;
  std::vector<std::vector<std::size_t>> above_;  ///< segments that come in at the top
  std::vector<std::vector<std::size_t>> below_;
};

class Orderer : Sweeper {
 public:
  explicit Orderer(Web& web) : Sweeper(web), position_(web.vertices.size()) {
    for (const auto& layer : web.layers) number(layer);
  }

  void run() {
    auto best = web_.layers;
    std::int64_t fewest = crossings();
    for (int sweep = 0; sweep < kOrderSweeps && fewest > 0; ++sweep) {
      const bool down = sweep % 2 == 0;
      const std::size_t count = web_.layers.size();
      for (std::size_t i = 1; i < count; ++i) sort_layer(web_.layers[down ? i : count - 1 - i], down);
      if (const std::int64_t now = crossings(); now < fewest) {
        fewest = now;
        best = web_.layers;
      }
    }
    web_.layers = std::move(best);
  }

 private:
  void number(const std::vector<std::size_t>& layer) {
    for (std::size_t i = 0; i < layer.size(); ++i) position_[layer[i]] = static_cast<std::int64_t>(i);
  }

  std::int64_t rank(std::size_t vertex, int port) const {
    const int width = std::max(1, web_.vertices[vertex].width);
    return position_[vertex] * kRank + std::clamp<std::int64_t>(port * kRank / width, 0, kRank - 1);
  }
  std::int64_t upper_rank(const Web::Segment& s) const { return rank(s.upper, s.upper_x); }
  std::int64_t lower_rank(const Web::Segment& s) const { return rank(s.lower, s.lower_x); }

  /// Sorts by the mean rank of the neighbours on one side; a vertex without any keeps its place.
  void sort_layer(std::vector<std::size_t>& layer, bool by_upper) {
    std::vector<std::pair<std::int64_t, std::size_t>> keyed;
    for (const std::size_t vertex : layer) {
      const auto& near = (by_upper ? above_ : below_)[vertex];
      std::int64_t sum = 0;
      for (const std::size_t i : near) {
        const Web::Segment& segment = web_.segments[i];
        // The own port counts too: two lines from one box keep to their sides.
        sum += by_upper ? upper_rank(segment) : lower_rank(segment);
      }
      const auto own = position_[vertex] * kRank + kRank / 2;
      keyed.emplace_back(near.empty() ? own : sum / static_cast<std::int64_t>(near.size()), vertex);
    }
    std::stable_sort(keyed.begin(), keyed.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < layer.size(); ++i) layer[i] = keyed[i].second;
    number(layer);
  }

  std::int64_t crossings() {
    for (const auto& layer : web_.layers) number(layer);
    std::int64_t count = 0;
    std::vector<std::pair<std::int64_t, std::int64_t>> ends;
    for (const auto& layer : web_.layers) {
      ends.clear();
      for (const std::size_t vertex : layer) {
        for (const std::size_t i : below_[vertex])
          ends.emplace_back(upper_rank(web_.segments[i]), lower_rank(web_.segments[i]));
      }
      std::sort(ends.begin(), ends.end());
      count += inversions(ends);
    }
    return count;
  }

  /// Pairs whose second members stand in the wrong order; counted by a Fenwick tree over their ranks.
  static std::int64_t inversions(const std::vector<std::pair<std::int64_t, std::int64_t>>& ends) {
    std::vector<std::int64_t> ranks;
    for (const auto& end : ends) ranks.push_back(end.second);
    std::sort(ranks.begin(), ranks.end());
    ranks.erase(std::unique(ranks.begin(), ranks.end()), ranks.end());
    std::vector<std::int64_t> tree(ranks.size() + 1);
    std::int64_t count = 0;
    std::int64_t seen = 0;
    for (const auto& end : ends) {
      const auto at =
          static_cast<std::size_t>(std::lower_bound(ranks.begin(), ranks.end(), end.second) - ranks.begin()) +
          1;
      std::int64_t not_after = 0;
      for (std::size_t i = at; i > 0; i &= i - 1) not_after += tree[i];
      count += seen++ - not_after;
      for (std::size_t i = at; i < tree.size(); i += i & (~i + 1)) ++tree[i];
    }
    return count;
  }

  std::vector<std::int64_t> position_;
};

int gap_between(const Web::Vertex& left, const Web::Vertex& right) {
  if (left.bend && right.bend) return kBetweenBends;
  return left.bend || right.bend ? kBesideBend : kBetweenBoxes;
}

class Placer : Sweeper {
 public:
  using Sweeper::Sweeper;

  void run() {
    for (const auto& layer : web_.layers) {
      int x = 0;
      for (std::size_t i = 0; i < layer.size(); ++i) {
        Web::Vertex& vertex = web_.vertices[layer[i]];
        if (i > 0) x += gap_between(web_.vertices[layer[i - 1]], vertex);
        vertex.x = x;
        x += vertex.width;
      }
    }
    const std::size_t count = web_.layers.size();
    for (int sweep = 0; sweep < kPlaceSweeps; ++sweep) {
      const bool down = sweep % 2 == 0;
      const bool both = sweep >= kPlaceSweeps / 2;
      for (std::size_t i = 0; i < count; ++i)
        place_layer(web_.layers[down ? i : count - 1 - i], both || down, both || !down);
    }
    for (const auto& layer : web_.layers) gather(layer);
    int left = web_.vertices.empty() ? 0 : web_.vertices.front().x;
    for (const Web::Vertex& vertex : web_.vertices) left = std::min(left, vertex.x);
    for (Web::Vertex& vertex : web_.vertices) vertex.x -= left;
  }

 private:
  bool is_loose(std::size_t vertex) const { return above_[vertex].empty() && below_[vertex].empty(); }

  /// Brings what no line holds close to what one does.
  void gather(const std::vector<std::size_t>& layer) {
    const auto held =
        std::find_if_not(layer.begin(), layer.end(), [&](std::size_t v) { return is_loose(v); });
    if (held == layer.end()) return;
    const auto at = [&](std::size_t i) -> Web::Vertex& { return web_.vertices[layer[i]]; };
    const auto first = static_cast<std::size_t>(held - layer.begin());
    for (std::size_t i = first; i-- > 0;) at(i).x = at(i + 1).x - gap_between(at(i), at(i + 1)) - at(i).width;
    for (std::size_t i = first + 1; i < layer.size(); ++i) {
      if (is_loose(layer[i])) at(i).x = at(i - 1).x + at(i - 1).width + gap_between(at(i - 1), at(i));
    }
  }

  struct Wish {
    std::int64_t sum = 0;
    std::int64_t weight = 0;
  };

  /// Upright lines matter most where they are long.
  std::int64_t weight_of(const Web::Segment& segment) const {
    const int bends = web_.vertices[segment.upper].bend + web_.vertices[segment.lower].bend;
    return bends == 2 ? 1000 : bends == 1 ? 3 : 2;
  }

  Wish wish_of(std::size_t vertex, bool upper, bool lower) const {
    Wish wish;
    const auto add = [&](const Web::Segment& segment, int shift) {
      const std::int64_t weight = weight_of(segment);
      wish.sum += weight * (web_.vertices[vertex].x + shift);
      wish.weight += weight;
    };
    if (upper) {
      for (const std::size_t i : above_[vertex])
        add(web_.segments[i], web_.upper_end(web_.segments[i]) - web_.lower_end(web_.segments[i]));
    }
    if (lower) {
      for (const std::size_t i : below_[vertex])
        add(web_.segments[i], web_.lower_end(web_.segments[i]) - web_.upper_end(web_.segments[i]));
    }
    if (wish.weight == 0) wish = {web_.vertices[vertex].x, 1};
    return wish;
  }

  /// Brings each vertex as near to its wish as the others of its layer let it: neighbours that want to
  /// overlap move as one block, whose place is the mean of their wishes.
  void place_layer(const std::vector<std::size_t>& layer, bool upper, bool lower) {
    struct Block {
      Wish wish;
      std::size_t count;
      std::int64_t at() const { return wish.sum / wish.weight; }
    };
    std::vector<Block> blocks;
    std::vector<int> offsets;
    int offset = 0;
    for (std::size_t i = 0; i < layer.size(); ++i) {
      const Web::Vertex& vertex = web_.vertices[layer[i]];
      if (i > 0) {
        const Web::Vertex& before = web_.vertices[layer[i - 1]];
        offset += before.width + gap_between(before, vertex);
      }
      offsets.push_back(offset);
      Wish wish = wish_of(layer[i], upper, lower);
      wish.sum -= offset * wish.weight;
      blocks.push_back({wish, 1});
      while (blocks.size() > 1 && blocks[blocks.size() - 2].at() >= blocks.back().at()) {
        const Block last = blocks.back();
        blocks.pop_back();
        blocks.back().wish.sum += last.wish.sum;
        blocks.back().wish.weight += last.wish.weight;
        blocks.back().count += last.count;
      }
    }
    std::size_t i = 0;
    for (const Block& block : blocks) {
      for (std::size_t n = 0; n < block.count; ++n, ++i)
        web_.vertices[layer[i]].x = static_cast<int>(block.at()) + offsets[i];
    }
  }
};

}  // namespace

void reduce_crossings(Web& web) { Orderer(web).run(); }

void place_across(Web& web) { Placer(web).run(); }

}  // namespace traveler::flow
