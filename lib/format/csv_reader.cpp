#include "format/csv_reader.h"

#include <algorithm>
#include <string>
#include <vector>

#include "base/concat.h"
#include "base/text.h"
#include "format/decode.h"
#include "format/tree_builder.h"

namespace traveler::format {

namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";

/// One cell: its bytes in the text, quotes included, and what they stand for.
struct Cell {
  std::size_t begin = 0;
  std::size_t end = 0;
  std::string text;
};

class CsvReader {
 public:
  CsvReader(TreeBuilder& builder, const CsvTable& table)
      : builder_(builder), text_(builder.text()), table_(table) {}

  void read() {
    read_header();
    builder_.open(NodeKind::kMap, 0);
    builder_.key(table_.key, 0, 0);
    builder_.open(NodeKind::kList, at_);
    while (at_ < text_.size()) {
      read_row();
      if (!is_blank_row()) build_row();
    }
    builder_.close(text_.size());
    builder_.close(text_.size());
  }

 private:
  bool at_line_end() const { return at_ == text_.size() || text_[at_] == '\n' || text_[at_] == '\r'; }

  /// Cells up to and with the end of the line, into `cells_`.
  void read_row() {
    count_ = 0;
    while (true) {
      if (count_ == cells_.size()) cells_.emplace_back();
      read_cell(cells_[count_++]);
      if (at_ == text_.size() || text_[at_] != ',') break;
      ++at_;
    }
    if (at_ < text_.size() && text_[at_] == '\r') ++at_;
    if (at_ < text_.size() && text_[at_] == '\n') ++at_;
  }

  void read_cell(Cell& cell) {
    cell.text.clear();
    cell.begin = at_;
    if (at_ < text_.size() && text_[at_] == '"') {
      read_quoted(cell);
    } else {
      at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
      cell.text = text_.substr(cell.begin, at_ - cell.begin);
      if (const std::size_t quote = cell.text.find('"'); quote != std::string::npos) {
        builder_.add("syntax", "a quote in a cell that does not begin with one", cell.begin + quote,
                     cell.begin + quote + 1, "put the cell in quotes and write each quote in it twice");
      }
    }
    cell.end = at_;
  }

  void read_quoted(Cell& cell) {
    ++at_;
    while (true) {
      const std::size_t quote = text_.find('"', at_);
      if (quote == std::string_view::npos) {
        builder_.fail("syntax", "the quote is not closed", cell.begin, cell.begin + 1);
      }
      cell.text += text_.substr(at_, quote - at_);
      at_ = quote + 1;
      if (at_ == text_.size() || text_[at_] != '"') break;
      cell.text += '"';
      ++at_;
    }
    if (at_line_end() || text_[at_] == ',') return;
    const std::size_t rest = at_;
    at_ = std::min(text_.find_first_of(",\r\n", at_), text_.size());
    builder_.add("syntax", "text behind the closing quote", rest, at_, "write a quote within a cell twice");
  }

  void read_header() {
    read_row();
    for (std::size_t i = 0; i < count_; ++i) {
      const Cell& cell = cells_[i];
      const auto known = std::find(table_.columns.begin(), table_.columns.end(), cell.text);
      // Its cells are looked at by nobody.
      std::string_view name;
      if (count_ == 1 && cell.text.empty()) {
        // An empty line: it lacks the column that is needed.
      } else if (known == table_.columns.end()) {
        builder_.add("key.unknown", concat("there is no column ", shown(cell.text)), cell.begin, cell.end,
                     did_you_mean(cell.text, {table_.columns.begin(), table_.columns.end()}));
      } else if (std::find(header_.begin(), header_.end(), *known) != header_.end()) {
        builder_.add("key.duplicate", concat("a second column ", shown(cell.text)), cell.begin, cell.end);
      } else {
        name = *known;
      }
      header_.push_back(name);
    }
    if (std::find(header_.begin(), header_.end(), table_.needed) != header_.end()) return;
    std::string all;
    for (const std::string_view column : table_.columns) all += concat(all.empty() ? "" : ",", column);
    builder_.fail("key.missing", concat("the first line names no column \"", table_.needed, '"'), 0, 0,
                  text_.substr(0, cells_.front().end).find(';') == std::string_view::npos
                      ? concat("a header can have ", all)
                      : "cells are separated by commas");
  }

  bool is_blank_row() const {
    return std::all_of(cells_.begin(), cells_.begin() + static_cast<std::ptrdiff_t>(count_),
                       [](const Cell& cell) { return cell.text.empty(); });
  }

  void build_row() {
    if (count_ != header_.size()) {
      // The first cell too many, or the end of the row.
      const Cell& cell = cells_[std::min(header_.size(), count_ - 1)];
      const std::size_t begin = count_ > header_.size() ? cell.begin : cell.end;
      builder_.add("syntax",
                   concat("the row has ", count_, count_ == 1 ? " cell" : " cells", ", the header has ",
                          header_.size()),
                   begin, cell.end, "a cell with a comma in it is written in quotes");
    }
    builder_.open(NodeKind::kMap, cells_.front().begin);
    for (std::size_t i = 0; i < std::min(count_, header_.size()); ++i) {
      const Cell& cell = cells_[i];
      if (cell.text.empty() || header_[i].empty()) continue;
      builder_.key(header_[i], cell.begin, cell.begin);
      builder_.scalar(cell.text, true, cell.begin, cell.end);
    }
    builder_.close(cells_[count_ - 1].end);
  }

  TreeBuilder& builder_;
  std::string_view text_;
  const CsvTable& table_;
  std::size_t at_ = 0;
  std::vector<std::string_view> header_;  ///< of each column its name, or empty
  std::vector<Cell> cells_;               ///< of the row being read; kept for its memory
  std::size_t count_ = 0;                 ///< how many of them the row has
};

bool ends_with(std::string_view file, std::string_view lower_end) {
  if (file.size() < lower_end.size()) return false;
  const auto to_lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(lower_end.begin(), lower_end.end(),
                    file.end() - static_cast<std::ptrdiff_t>(lower_end.size()),
                    [&](char a, char b) { return a == to_lower(b); });
}

}  // namespace

Document read_csv(std::string_view file, std::string_view text, const CsvTable& table) {
  Document document;
  document.file = file;
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  TreeBuilder builder(document, text, DocumentLimits::material());
  try {
    check_characters(builder);
    CsvReader(builder, table).read();
  } catch (const StopReading&) {
    document.root = Node{};
  }
  return document;
}

bool is_csv(std::string_view file, std::string_view text, const CsvTable& table) {
  if (ends_with(file, ".csv")) return true;
  for (const std::string_view other : {".json", ".yaml", ".yml"}) {
    if (ends_with(file, other)) return false;
  }
  if (text.starts_with(kByteOrderMark)) text.remove_prefix(kByteOrderMark.size());
  const std::string_view line = text.substr(0, text.find_first_of("\r\n"));
  const auto cells = split(line, ',');
  if (cells.size() < 2) return false;
  return std::any_of(cells.begin(), cells.end(), [&](std::string_view cell) {
    if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') cell = cell.substr(1, cell.size() - 2);
    return std::find(table.columns.begin(), table.columns.end(), cell) != table.columns.end();
  });
}

}  // namespace traveler::format
