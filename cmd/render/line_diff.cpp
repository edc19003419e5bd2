#include "render/line_diff.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "base/text.h"

namespace traveler::cmd {
namespace {

using Lines = std::vector<std::string_view>;

/// Beyond that many pairs of lines comparing costs more than it tells.
constexpr std::size_t kMostPairs = 1'000'000;

Lines lines_of(std::string_view text) {
  if (text.empty()) return {};
  if (text.ends_with('\n')) text.remove_suffix(1);
  return split(text, '\n');
}

class Middle {
 public:
  Middle(const Lines& a, const Lines& b, std::size_t from, std::size_t end_a, std::size_t end_b)
      : a_(a), b_(b), from_(from), rows_(end_a - from), columns_(end_b - from) {
    // The longest common sequence of what follows each pair of lines.
    common_.assign((rows_ + 1) * (columns_ + 1), 0);
    for (std::size_t i = rows_; i-- > 0;) {
      for (std::size_t j = columns_; j-- > 0;) {
        at(i, j) = same(i, j) ? at(i + 1, j + 1) + 1 : std::max(at(i + 1, j), at(i, j + 1));
      }
    }
  }

  void append(std::vector<DiffLine>& out) {
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < rows_ || j < columns_) {
      if (i < rows_ && j < columns_ && same(i, j)) {
        out.push_back({' ', a_[from_ + i]});
        ++i;
        ++j;
      } else if (i < rows_ && (j == columns_ || at(i + 1, j) >= at(i, j + 1))) {
        out.push_back({'-', a_[from_ + i++]});
      } else {
        out.push_back({'+', b_[from_ + j++]});
      }
    }
  }

 private:
  bool same(std::size_t i, std::size_t j) const { return a_[from_ + i] == b_[from_ + j]; }
  std::uint32_t& at(std::size_t i, std::size_t j) { return common_[i * (columns_ + 1) + j]; }

  const Lines& a_;
  const Lines& b_;
  std::size_t from_;
  std::size_t rows_;
  std::size_t columns_;
  std::vector<std::uint32_t> common_;
};

}  // namespace

std::vector<DiffLine> diff_lines(std::string_view text_a, std::string_view text_b) {
  const Lines a = lines_of(text_a);
  const Lines b = lines_of(text_b);
  std::size_t from = 0;
  while (from < a.size() && from < b.size() && a[from] == b[from]) ++from;
  std::size_t end_a = a.size();
  std::size_t end_b = b.size();
  for (; end_a > from && end_b > from && a[end_a - 1] == b[end_b - 1]; --end_a) --end_b;

  std::vector<DiffLine> out;
  for (std::size_t i = 0; i < from; ++i) out.push_back({' ', a[i]});
  if ((end_a - from + 1) * (end_b - from + 1) <= kMostPairs) {
    Middle(a, b, from, end_a, end_b).append(out);
  } else {
    for (std::size_t i = from; i < end_a; ++i) out.push_back({'-', a[i]});
    for (std::size_t j = from; j < end_b; ++j) out.push_back({'+', b[j]});
  }
  for (std::size_t i = end_a; i < a.size(); ++i) out.push_back({' ', a[i]});
  return out;
}

}  // namespace traveler::cmd
