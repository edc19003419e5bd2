#include "model/flow_columns.h"

#include <algorithm>
#include <cstdint>
#include <cstdlib>

namespace traveler::flow {
namespace {

constexpr int kTallest = 1000;         // up to this height there is one column
constexpr std::size_t kMostLanes = 4;  // lines from one column to the next
constexpr int kLane = 10;
constexpr int kLaneMargin = 20;  // between boxes and the nearest lane; an arrow fits
constexpr int kBorderGap = 14;
constexpr int kRowGap = 18;  // between layers that no line joins
constexpr int kLayerGap = 30;
constexpr int kWidestGap = 84;

class ColumnBuilder {
 public:
  ColumnBuilder(const Web& web, const std::vector<int>& heights)
      : web_(web), heights_(heights), gaps_(web.layers.size() - 1), crossing_(web.layers.size()) {
    for (std::size_t i = 0; i < web.segments.size(); ++i)
      crossing_[web.vertices[web.segments[i].upper].layer].push_back(i);
    columns_.bands.resize(web.layers.size());
    columns_.lanes.resize(web.segments.size());
    for (std::size_t layer = 0; layer < gaps_.size(); ++layer) gaps_[layer] = gap_below(layer);
  }

  Columns build() {
    assign_columns();
    stack();
    put_side_by_side();
    return std::move(columns_);
  }

 private:
  std::size_t last() const { return web_.layers.size() - 2; }  // before the bottom border

  /// Lines that go far to the side need height to be told apart.
  int gap_below(std::size_t layer) const {
    int widest = 0;
    for (const std::size_t i : crossing_[layer])
      widest =
          std::max(widest, std::abs(web_.upper_end(web_.segments[i]) - web_.lower_end(web_.segments[i])));
    if (layer == 0 || layer == last()) return kBorderGap + std::min(kLayerGap, widest / 6);
    return crossing_[layer].empty() ? kRowGap : std::min(kWidestGap, kLayerGap + widest / 12);
  }

  struct Extent {
    int left = 0;
    int right = 0;
    int width() const { return right - left; }
  };

  Extent extent_of(std::size_t first, std::size_t end) const {
    Extent extent{INT32_MAX, INT32_MIN};
    for (std::size_t layer = first; layer < end; ++layer) {
      for (const std::size_t i : web_.layers[layer]) {
        const Web::Vertex& vertex = web_.vertices[i];
        extent.left = std::min(extent.left, vertex.x);
        extent.right = std::max(extent.right, vertex.x + vertex.width);
      }
    }
    return extent.left > extent.right ? Extent{} : extent;
  }

  /// Cuts the stack where few lines pass, into as many columns as make it largest on a page.
  void assign_columns() {
    std::int64_t height = 0;
    std::int64_t area = 0;
    for (std::size_t layer = 1; layer <= last(); ++layer) {
      const Extent extent = extent_of(layer, layer + 1);
      extents_.push_back(extent);
      const int own = heights_[layer] + gaps_[layer];
      height += own;
      area += std::int64_t{own} * (extent.width() + 2 * kLaneMargin);
    }
    starts_ = {1, last() + 1};
    if (height > kTallest) {
      std::int64_t least = page_of(starts_) * 7 / 8;  // one column is the easiest to follow
      std::int64_t side = kTallest;
      while (side * side < area) side += side / 8;
      const std::int64_t about = std::max<std::int64_t>(1, height / side);
      for (std::int64_t count = std::max<std::int64_t>(2, about / 2); count <= about * 2 + 2; ++count) {
        std::vector<std::size_t> starts = cut_into(count, height);
        const std::int64_t page = page_of(starts);
        if (page >= least) continue;
        least = page;
        starts_ = std::move(starts);
      }
    }
    for (std::size_t i = 0; i + 1 < starts_.size(); ++i) {
      for (std::size_t layer = starts_[i]; layer < starts_[i + 1]; ++layer) columns_.bands[layer].column = i;
    }
    columns_.bands.back().column = starts_.size() - 2;
  }

  /// The first layers of about `count` columns, then the bottom border.
  std::vector<std::size_t> cut_into(std::int64_t count, std::int64_t height) const {
    const std::int64_t aim = height / count;
    std::vector<std::size_t> starts{1};
    while (height > aim * 13 / 10) {
      const auto [end, used] = next_cut(starts.back(), aim);
      if (end > last()) break;
      starts.push_back(end);
      height -= used;
    }
    starts.push_back(last() + 1);
    return starts;
  }

  /// The height of the smallest page, four by three, that holds the columns.
  std::int64_t page_of(const std::vector<std::size_t>& starts) const {
    std::int64_t width = 0;
    std::int64_t height = 0;
    for (std::size_t i = 0; i + 1 < starts.size(); ++i) {
      Extent extent = extents_[starts[i] - 1];
      std::int64_t own = 0;
      for (std::size_t layer = starts[i]; layer < starts[i + 1]; ++layer) {
        extent.left = std::min(extent.left, extents_[layer - 1].left);
        extent.right = std::max(extent.right, extents_[layer - 1].right);
        own += heights_[layer] + gaps_[layer];
      }
      width += extent.width() + 3 * kLaneMargin;
      height = std::max(height, own);
    }
    return std::max(height, width * 3 / 4);
  }

  /// The layer that the column after the one from `first` starts with, and the height up to there.
  std::pair<std::size_t, std::int64_t> next_cut(std::size_t first, std::int64_t aim) const {
    std::pair<std::size_t, std::int64_t> best{last() + 1, 0};
    std::int64_t least = INT64_MAX;
    std::int64_t height = 0;
    for (std::size_t layer = first; layer < last(); ++layer) {
      height += heights_[layer] + gaps_[layer];
      if (least != INT64_MAX && height > aim * 13 / 10) break;
      const std::size_t lines = crossing_[layer].size();
      if (lines > kMostLanes || height < aim / 2) continue;
      const std::int64_t cost =
          std::abs(height - aim) + static_cast<std::int64_t>(lines > 1 ? lines - 1 : 0) * aim / 8;
      if (cost < least) {
        least = cost;
        best = {layer + 1, height};
      }
    }
    return best;
  }

  std::size_t column_count() const { return starts_.size() - 1; }
  /// The segments from a column to the next one.
  const std::vector<std::size_t>& leaving(std::size_t column) const {
    return crossing_[starts_[column + 1] - 1];
  }
  /// What lanes for the segments that leave the column take.
  int lanes_of(std::size_t column) const {
    return kLaneMargin + kLane * static_cast<int>(leaving(column).size());
  }

  void stack() {
    top_ = gaps_[0];
    for (std::size_t i = 0; i + 1 < column_count(); ++i) top_ = std::max(top_, lanes_of(i));
    int bottom = 0;
    for (std::size_t i = 0; i < column_count(); ++i) {
      int y = top_;
      for (std::size_t layer = starts_[i]; layer < starts_[i + 1]; ++layer) {
        columns_.bands[layer].top = y;
        columns_.bands[layer].bottom = y + heights_[layer];
        y += heights_[layer] + gaps_[layer];
      }
      const bool is_last = i + 1 == column_count();
      const int end = columns_.bands[starts_[i + 1] - 1].bottom;
      bottom = std::max(bottom, end + (is_last ? gaps_[last()] : std::max(kBorderGap, lanes_of(i))));
    }
    columns_.bands.back().top = columns_.bands.back().bottom = bottom;
    columns_.size.height = bottom;
  }

  void put_side_by_side() {
    int x = 0;
    for (std::size_t i = 0; i < column_count(); ++i) {
      // The borders belong to the first and the last column.
      const bool is_last = i + 1 == column_count();
      const std::size_t first = i == 0 ? 0 : starts_[i];
      const Extent extent = extent_of(first, is_last ? web_.layers.size() : starts_[i + 1]);
      for (std::size_t layer = first; layer < starts_[i + 1]; ++layer)
        columns_.bands[layer].shift = x - extent.left;
      if (is_last) columns_.bands.back().shift = x - extent.left;
      x += extent.width();
      if (is_last) break;
      lay_lanes(i, x);
      x += kLaneMargin + lanes_of(i);
    }
    columns_.size.width = x;
  }

  /// The lane of the rightmost line is the innermost, so that no two of a column cross.
  void lay_lanes(std::size_t column, int right) {
    std::vector<std::size_t> lines = leaving(column);
    std::sort(lines.begin(), lines.end(), [&](std::size_t a, std::size_t b) {
      const auto ends = [&](std::size_t i) {
        return std::pair(web_.upper_end(web_.segments[i]), web_.lower_end(web_.segments[i]));
      };
      return std::pair(ends(b), b) < std::pair(ends(a), a);
    });
    const int bottom = columns_.bands[starts_[column + 1] - 1].bottom;
    const int count = static_cast<int>(lines.size());
    for (int i = 0; i < count; ++i) {
      columns_.lanes[lines[static_cast<std::size_t>(i)]] = {bottom + kLaneMargin + kLane * i,
                                                            right + kLaneMargin + kLane * i,
                                                            top_ - kLaneMargin - kLane * (count - 1 - i)};
    }
  }

  const Web& web_;
  const std::vector<int>& heights_;
  std::vector<int> gaps_;                           ///< below each layer
  std::vector<std::vector<std::size_t>> crossing_;  ///< segments below each layer
  std::vector<Extent> extents_;                     ///< of each layer, from the first below the border
  std::vector<std::size_t> starts_;                 ///< first layer of each column, then the bottom border
  int top_ = 0;
  Columns columns_;
};

}  // namespace

void Columns::append(std::vector<FlowPoint>& path, const Web& web, std::size_t segment) const {
  const Web::Segment& line = web.segments[segment];
  const Band& upper = bands[web.vertices[line.upper].layer];
  const Band& lower = bands[web.vertices[line.lower].layer];
  const FlowPoint from{web.upper_end(line) + upper.shift, upper.bottom};
  const FlowPoint to{web.lower_end(line) + lower.shift, lower.top};
  path.push_back(from);
  if (upper.column != lower.column) {
    const Lane& lane = lanes[segment];
    path.push_back({from.x, lane.low});
    path.push_back({lane.between, lane.low});
    path.push_back({lane.between, lane.high});
    path.push_back({to.x, lane.high});
  }
  path.push_back(to);
}

Columns arrange_columns(const Web& web, const std::vector<int>& heights) {
  return ColumnBuilder(web, heights).build();
}

}  // namespace traveler::flow
