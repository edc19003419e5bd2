#include "render/table.h"

#include <algorithm>

#include "render/width.h"

namespace traveler::cmd {
namespace {

constexpr std::size_t kGap = 2;
/// Cells wider than this stand out of their column when nothing is cut: one cell of a megabyte would
/// else be padded to in every other row.
constexpr std::size_t kWidestAligned = 256;

/// What a column has to fit into, and what it may give up for it.
struct Share {
  std::size_t width;
  std::size_t floor;
  std::size_t weight;  ///< 0: keeps its width
};

std::string_view sgr_of(Style style) {
  switch (style) {
    case Style::kPlain:
      return "";
    case Style::kGood:
      return "\x1b[32m";
    case Style::kWarn:
      return "\x1b[33m";
    case Style::kBad:
      return "\x1b[31m";
    case Style::kDim:
      return "\x1b[2m";
    case Style::kBold:
      return "\x1b[1m";
  }
  return "";
}

void append_styled(std::string& out, std::string_view text, Style style, bool color) {
  const std::string_view start = color && !text.empty() ? sgr_of(style) : std::string_view{};
  out += start;
  out += text;
  if (!start.empty()) out += "\x1b[0m";
}

/// A cell as it is shown. Most are printable ASCII: these are only looked at, never copied.
class Shown {
 public:
  explicit Shown(std::string_view text) {
    text = without_trailing_blanks(text);
    if (is_plain_ascii(text)) {
      view_ = text;
      width_ = text.size();
    } else {
      own_ = escape_for_terminal(text);
      view_ = without_trailing_blanks(own_);
      width_ = display_width(view_);
    }
  }
  Shown(const Shown&) = delete;
  Shown& operator=(const Shown&) = delete;

  void cut_to(std::size_t width) {
    if (width_ <= width) return;
    own_ = truncate_to_width(view_, width);
    view_ = own_;
    width_ = display_width(view_);
  }

  std::string_view view() const { return view_; }
  std::size_t width() const { return width_; }

 private:
  static std::string_view without_trailing_blanks(std::string_view text) {
    return text.substr(0, text.find_last_not_of(' ') + 1);
  }

  std::string own_;
  std::string_view view_;
  std::size_t width_ = 0;
};

std::size_t total(const std::vector<std::size_t>& widths) {
  std::size_t sum = widths.empty() ? 0 : kGap * (widths.size() - 1);
  for (const std::size_t width : widths) sum += width;
  return sum;
}

/// The width of a column when weight 1 is cut to `level`.
std::size_t width_at(const Share& share, std::size_t level) {
  if (share.weight == 0) return share.width;
  return std::min(share.width, std::max(share.floor, level / share.weight));
}

/// Cuts the columns with a weight until all fit into `available`, the widest first and none below its
/// floor; they may still be too wide then.
void shrink(std::vector<std::size_t>& widths, const std::vector<Share>& shares, std::size_t available) {
  const auto widths_at = [&](std::size_t level) {
    std::vector<std::size_t> out;
    out.reserve(shares.size());
    for (const Share& share : shares) out.push_back(width_at(share, level));
    return out;
  };
  // The highest level that fits. No column is wider than `available` in a layout that does.
  std::size_t low = 0;
  std::size_t high = available;
  for (const Share& share : shares) high = std::max(high, available * share.weight);
  while (low < high) {
    const std::size_t middle = low + (high - low + 1) / 2;
    if (total(widths_at(middle)) <= available) {
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  widths = widths_at(low);
  // Division leaves a few columns over: they go to the left ones.
  std::size_t used = total(widths);
  for (std::size_t i = 0; i < widths.size() && used < available; ++i) {
    if (shares[i].weight == 0 || widths[i] >= shares[i].width) continue;
    ++widths[i];
    ++used;
  }
}

/// Makes the columns fit into `available` in three steps, the mildest first.
void fit(std::vector<std::size_t>& widths, const std::vector<Column>& columns, std::size_t available) {
  if (total(widths) <= available) return;

  const Column extra;
  std::vector<Share> shares;
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const Column& column = i < columns.size() ? columns[i] : extra;
    shares.push_back({widths[i], std::max<std::size_t>(column.min_width, 1), column.shrink});
  }
  shrink(widths, shares, available);
  if (total(widths) <= available) return;

  // Columns of width zero stay away altogether.
  const std::size_t most = std::max<std::size_t>((available + kGap) / (1 + kGap), 1);
  if (widths.size() > most) widths.resize(most);
  shares.clear();
  for (const std::size_t width : widths) shares.push_back({width, 1, 1});
  shrink(widths, shares, available);
}

class Layout {
 public:
  Layout(const std::vector<Column>& columns, const std::vector<Row>& rows, const TableOptions& options)
      : columns_(columns), color_(options.color) {
    std::size_t count = columns.size();
    for (const Row& row : rows) count = std::max(count, row.size());
    widths_.assign(count, 0);
    for (std::size_t i = 0; i < columns.size(); ++i) widths_[i] = Shown(columns[i].header).width();
    for (const Row& row : rows) {
      for (std::size_t i = 0; i < row.size(); ++i) {
        widths_[i] = std::max(widths_[i], Shown(row[i].text).width());
      }
    }
    if (options.max_width && *options.max_width > 0) {
      cut_ = true;
      fit(widths_, columns, static_cast<std::size_t>(*options.max_width));
    } else {
      for (std::size_t& width : widths_) width = std::min(width, kWidestAligned);
    }
  }

  void append(std::string& out, const Row& row) const {
    // Blanks wait for the text behind them, so that none ends a line.
    std::size_t blanks = 0;
    for (std::size_t i = 0; i < std::min(row.size(), widths_.size()); ++i) {
      Shown shown(row[i].text);
      if (cut_) shown.cut_to(widths_[i]);
      const std::size_t padding = widths_[i] - std::min(widths_[i], shown.width());
      const bool right = i < columns_.size() && columns_[i].align == Align::kRight;
      if (shown.view().empty()) {
        blanks += padding;
      } else {
        out.append(blanks + (right ? padding : 0), ' ');
        append_styled(out, shown.view(), row[i].style, color_);
        blanks = right ? 0 : padding;
      }
      blanks += kGap;
    }
    out += '\n';
  }

 private:
  const std::vector<Column>& columns_;
  std::vector<std::size_t> widths_;
  bool color_;
  bool cut_ = false;
};

}  // namespace

std::string styled(std::string_view text, Style style, bool color) {
  std::string out;
  append_styled(out, text, style, color);
  return out;
}

std::string Table::render(const std::vector<Row>& rows, const TableOptions& options) const {
  const Layout layout(columns_, rows, options);
  std::string out;
  Row headers;
  bool any_header = false;
  for (const Column& column : columns_) {
    headers.emplace_back(column.header, options.header_style);
    any_header = any_header || !column.header.empty();
  }
  if (any_header) layout.append(out, headers);
  for (const Row& row : rows) layout.append(out, row);
  return out;
}

}  // namespace traveler::cmd
