#include "bulk_input.h"

#include <algorithm>
#include <utility>

namespace traveler::cmd {
namespace {

constexpr std::size_t kPiece = std::size_t{64} << 10U;

bool is_blank(int c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }

}  // namespace

bool BulkInput::fill() {
  if (at_ < buffer_.size()) return true;
  buffer_.resize(kPiece);
  buffer_.resize(read_(buffer_.data(), kPiece));
  at_ = 0;
  return !buffer_.empty();
}

int BulkInput::look() { return fill() ? static_cast<unsigned char>(buffer_[at_]) : -1; }

int BulkInput::get() {
  const int c = look();
  if (c < 0) return c;
  ++at_;
  // The bytes that continue a character have no column of their own.
  if (c == '\n') {
    ++line_;
    column_ = 1;
  } else if ((c & 0xc0) != 0x80) {
    ++column_;
  }
  return c;
}

void BulkInput::skip_blanks() {
  while (is_blank(look())) get();
}

/// A byte order mark before everything says nothing more.
void BulkInput::skip_mark() {
  constexpr std::string_view kMark = "\xEF\xBB\xBF";
  if (fill() && buffer_.compare(at_, kMark.size(), kMark) == 0) at_ += kMark.size();
}

char BulkInput::peek() {
  // What is before the first operation may be thrown away, but lines count.
  if (!peeked_) skip_mark();
  peeked_ = true;
  skip_blanks();
  count_ = line_ - 1;
  const int c = look();
  return c < 0 ? '\0' : static_cast<char>(c);
}

std::optional<BulkItem> BulkInput::next() {
  if (!begun_) {
    begun_ = true;
    in_array_ = peek() == '[';
    if (in_array_) {
      get();
      count_ = 0;
    }
  }
  return in_array_ ? next_element() : next_line();
}

std::optional<BulkItem> BulkInput::next_line() {
  while (fill()) {
    BulkItem item;
    item.number = ++count_;
    item.line = line_;
    item.column = column_;
    column_ = 1;
    item_.clear();
    bool ended = false;
    while (!ended && fill()) {
      const std::size_t end = buffer_.find('\n', at_);
      ended = end != std::string::npos;
      const std::size_t stop = ended ? end : buffer_.size();
      const std::size_t room = limit_ - std::min(limit_, item_.size());
      item.too_long = item.too_long || stop - at_ > room;
      item_.append(buffer_, at_, std::min(stop - at_, room));
      at_ = ended ? stop + 1 : stop;
    }
    ++line_;
    if (std::all_of(item_.begin(), item_.end(), [](char c) { return is_blank(c); }) && !item.too_long)
      continue;
    item.text = item_;
    return item;
  }
  return std::nullopt;
}

BulkItem BulkInput::broken(std::string why) {
  over_ = true;
  BulkItem item;
  item.number = count_ + 1;
  item.line = line_;
  item.column = column_;
  item.broken = std::move(why);
  return item;
}

std::optional<BulkItem> BulkInput::next_element() {
  if (over_) return std::nullopt;
  if (trailing_) return broken("something follows the array");
  skip_blanks();
  if (look() == ']' && count_ == 0) {
    get();
    over_ = true;
    return std::nullopt;
  }
  if (look() < 0) return broken("the array is not closed");
  BulkItem item;
  item.line = line_;
  item.column = column_;
  item_.clear();
  int depth = 0;
  bool in_text = false;
  while (true) {
    const int c = look();
    if (c < 0) return broken("the array is not closed");
    if (!in_text && depth == 0 && (c == ',' || c == ']')) break;
    get();
    if (in_text) {
      if (c == '"') in_text = false;
      if (c == '\\' && look() >= 0) {
        if (item_.size() < limit_) item_ += static_cast<char>(c);
        if (item_.size() < limit_) item_ += static_cast<char>(look());
        get();
        continue;
      }
    } else if (c == '"') {
      in_text = true;
    } else if (c == '{' || c == '[') {
      ++depth;
    } else if (c == '}' || c == ']') {
      if (--depth < 0) return broken("a bracket is closed that was not opened");
    }
    if (item_.size() < limit_) {
      item_ += static_cast<char>(c);
    } else {
      item.too_long = true;
    }
  }
  const bool last = get() == ']';
  item.number = ++count_;
  item.text = item_;
  if (last) {
    skip_blanks();
    // The element itself is sound; what follows the array is told next.
    trailing_ = look() >= 0;
    over_ = !trailing_;
  }
  return item;
}

std::string BulkInput::rest(std::size_t most) {
  std::string text;
  while (text.size() < most && fill()) {
    const std::size_t take = std::min(most - text.size(), buffer_.size() - at_);
    text.append(buffer_, at_, take);
    at_ += take;
  }
  return text;
}

}  // namespace traveler::cmd
