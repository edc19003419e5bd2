#include "format/text_index.h"

#include <algorithm>

namespace traveler::format {

TextIndex::TextIndex(std::string_view text) : text_(text) {
  checkpoints_.reserve(text.size() / kStride + 1);
  Position position;
  checkpoints_.push_back(position);
  for (std::size_t offset = kStride; offset <= text.size(); offset += kStride) {
    advance(offset - kStride, offset, position);
    checkpoints_.push_back(position);
  }
}

void TextIndex::advance(std::size_t from, std::size_t to, Position& position) const {
  for (std::size_t i = from; i < to; ++i) {
    const auto byte = static_cast<unsigned char>(text_[i]);
    if (byte == '\n') {
      ++position.line;
      position.column = 1;
    } else if ((byte & 0xC0U) != 0x80U) {
      ++position.column;
    }
  }
}

TextIndex::Position TextIndex::at(std::size_t offset) const {
  offset = std::min(offset, text_.size());
  const std::size_t checkpoint = offset / kStride;
  if (last_offset_ > offset || last_offset_ < checkpoint * kStride) {
    last_offset_ = checkpoint * kStride;
    last_ = checkpoints_[checkpoint];
  }
  advance(last_offset_, offset, last_);
  last_offset_ = offset;
  return last_;
}

Mark TextIndex::range(std::size_t begin, std::size_t end) const {
  const Position first = at(begin);
  const Position last = at(std::max(begin, end));
  return {first.line, first.column, last.line, last.column, begin, std::max(begin, end)};
}

}  // namespace traveler::format
