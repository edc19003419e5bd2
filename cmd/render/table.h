#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace traveler::cmd {

enum class Align : std::uint8_t { kLeft, kRight };

/// What a cell means; shown as colour where there is any.
enum class Style : std::uint8_t { kPlain, kGood, kWarn, kBad, kDim, kBold };

/// `text` in the colour of `style`; unchanged without colour, for plain and for empty text.
std::string styled(std::string_view text, Style style, bool color);

struct Cell {
  std::string text;
  Style style = Style::kPlain;

  Cell() = default;
  Cell(std::string cell_text, Style cell_style = Style::kPlain)
      : text(std::move(cell_text)), style(cell_style) {}
  Cell(std::string_view cell_text, Style cell_style = Style::kPlain) : text(cell_text), style(cell_style) {}
  Cell(const char* cell_text, Style cell_style = Style::kPlain) : text(cell_text), style(cell_style) {}
};

using Row = std::vector<Cell>;

struct Column {
  std::string header;  ///< as shown, `STATE`
  Align align = Align::kLeft;
  /// How a column gives way on a narrow terminal: 0 keeps it whole as long as others can give way;
  /// of those, one of weight 2 is cut to half the width of one of weight 1.
  unsigned shrink = 0;
  /// The width down to which a shrinking column is cut before those of weight 0 are.
  std::size_t min_width = 8;
};

struct TableOptions {
  std::optional<int> max_width;  ///< of the terminal; none, zero or less: nothing is cut
  bool color = false;
  Style header_style = Style::kBold;
};

/// Lays out rows under columns, one line each, two spaces between columns, no blanks at line ends.
///
/// Cells are escaped for the terminal. With a width, every line fits into it: columns that may shrink do,
/// then the widest ones, and where even that is not enough the columns on the right are left out.
/// Without one nothing is cut. A row may be shorter than the columns or longer (extra columns without
/// header). The line of headers is left out when none has a text. Bad input never throws.
class Table {
 public:
  explicit Table(std::vector<Column> columns) : columns_(std::move(columns)) {}

  /// The lines of the table, each with a line end; "" when there is nothing to show.
  std::string render(const std::vector<Row>& rows, const TableOptions& options = {}) const;

 private:
  std::vector<Column> columns_;
};

}  // namespace traveler::cmd
