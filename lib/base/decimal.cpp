#include "base/decimal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstddef>
#include <limits>
#include <system_error>

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler {
namespace {

// Two 64-bit factors always fit; the extension keyword keeps -Wpedantic content.
__extension__ typedef __int128 Wide;

constexpr int kQuantityDecimals = 6;
constexpr std::size_t kLongestDecimal = 1000;
// Exponents of a leading digit behind the point (value = 0.d × 10^e), so one more than in 1.2e34.
constexpr int kLargestExponent = 309;
constexpr int kSmallestExponent = -399;
// From here on, 1,000 digits cannot bring an exponent back into range: it is read no further.
constexpr int kFarOut = 100'000;

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Moves past the ASCII digits at the front of `text` and returns them.
std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const std::string_view digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

bool take(std::string_view& text, char c) {
  if (text.empty() || text.front() != c) return false;
  text.remove_prefix(1);
  return true;
}

std::uint64_t magnitude(std::int64_t value) {
  const auto bits = static_cast<std::uint64_t>(value);
  return value < 0 ? 0 - bits : bits;
}

}  // namespace

void Quantity::refuse_overflow() { throw Error(ErrorCode::kValueInvalid, "the quantity is too large"); }

std::optional<Quantity> Quantity::parse(std::string_view text) {
  const bool negative = take(text, '-');
  const std::string_view whole_digits = take_digits(text);
  if (whole_digits.empty()) return std::nullopt;
  std::string_view decimals;
  if (take(text, '.')) {
    decimals = take_digits(text);
    if (decimals.empty() || decimals.size() > kQuantityDecimals) return std::nullopt;
  }
  if (!text.empty()) return std::nullopt;

  // Counted downwards, because the smallest number has no positive counterpart.
  std::int64_t micros = 0;
  const auto push = [&micros](int digit) {
    return !__builtin_mul_overflow(micros, 10, &micros) && !__builtin_sub_overflow(micros, digit, &micros);
  };
  for (const char c : whole_digits) {
    if (!push(c - '0')) return std::nullopt;
  }
  for (std::size_t i = 0; i < kQuantityDecimals; ++i) {
    if (!push(i < decimals.size() ? decimals[i] - '0' : 0)) return std::nullopt;
  }
  if (!negative && __builtin_sub_overflow(std::int64_t{0}, micros, &micros)) return std::nullopt;
  return from_micros(micros);
}

int Quantity::decimals() const {
  std::int64_t rest = micros_ % kScale;
  if (rest == 0) return 0;
  int count = kQuantityDecimals;
  for (; rest % 10 == 0; rest /= 10) --count;
  return count;
}

std::string Quantity::text(int min_decimals) const {
  constexpr auto scale = static_cast<std::uint64_t>(kScale);
  const std::uint64_t size = magnitude(micros_);
  std::string out;
  if (micros_ < 0) out += '-';
  append_piece(out, size / scale);
  const int shown = std::max(decimals(), std::clamp(min_decimals, 0, kQuantityDecimals));
  if (shown == 0) return out;
  std::array<char, kQuantityDecimals> digits{};
  std::uint64_t rest = size % scale;
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, rest /= 10) {
    *digit = static_cast<char>('0' + rest % 10);
  }
  out += '.';
  out.append(digits.data(), static_cast<std::size_t>(shown));
  return out;
}

Quantity Quantity::operator+(Quantity other) const {
  std::int64_t sum = 0;
  if (__builtin_add_overflow(micros_, other.micros_, &sum)) refuse_overflow();
  return from_micros(sum);
}

Quantity Quantity::operator-(Quantity other) const {
  std::int64_t difference = 0;
  if (__builtin_sub_overflow(micros_, other.micros_, &difference)) refuse_overflow();
  return from_micros(difference);
}

Quantity Quantity::operator*(Quantity other) const {
  const Wide product = Wide{micros_} * Wide{other.micros_};
  if (product % kScale != 0) {
    throw Error(ErrorCode::kValueInvalid,
                concat(text(), " × ", other.text(), " needs more than six decimals"));
  }
  const Wide micros = product / kScale;
  if (micros > std::numeric_limits<std::int64_t>::max() ||
      micros < std::numeric_limits<std::int64_t>::min()) {
    refuse_overflow();
  }
  return from_micros(static_cast<std::int64_t>(micros));
}

std::optional<Decimal> Decimal::parse(std::string_view text) {
  if (text.size() > kLongestDecimal) return std::nullopt;
  Decimal out;
  const bool negative = take(text, '-');
  const std::string_view whole = take_digits(text);
  if (whole.empty()) return std::nullopt;
  std::string_view fraction;
  if (take(text, '.')) {
    fraction = take_digits(text);
    if (fraction.empty()) return std::nullopt;
  }
  int power = 0;
  if (take(text, 'e') || take(text, 'E')) {
    const bool down = take(text, '-');
    if (!down) take(text, '+');
    const std::string_view digits = take_digits(text);
    if (digits.empty()) return std::nullopt;
    for (const char c : digits) power = std::min(power * 10 + (c - '0'), kFarOut);
    if (down) power = -power;
  }
  if (!text.empty()) return std::nullopt;

  out.digits_.reserve(whole.size() + fraction.size());
  out.digits_.append(whole).append(fraction);
  out.exponent_ = power + static_cast<int>(whole.size());
  out.negative_ = negative;
  out.normalize();
  if (out.exponent_ > kLargestExponent || out.exponent_ < kSmallestExponent) return std::nullopt;
  return out;
}

void Decimal::normalize() {
  const std::size_t first = digits_.find_first_not_of('0');
  if (first == std::string::npos) {
    *this = Decimal();
    return;
  }
  digits_.erase(digits_.find_last_not_of('0') + 1);
  digits_.erase(0, first);
  exponent_ -= static_cast<int>(first);
}

std::strong_ordering Decimal::compare_magnitude(const Decimal& other) const {
  if (digits_.empty() || other.digits_.empty()) return other.digits_.empty() <=> digits_.empty();
  if (exponent_ != other.exponent_) return exponent_ <=> other.exponent_;
  // Without trailing zeros, the text that is a prefix of the other is the smaller number too.
  return digits_.compare(other.digits_) <=> 0;
}

std::strong_ordering Decimal::operator<=>(const Decimal& other) const {
  if (negative_ != other.negative_) return other.negative_ <=> negative_;
  return negative_ ? other.compare_magnitude(*this) : compare_magnitude(other);
}

Decimal Decimal::operator+(const Decimal& other) const {
  if (digits_.empty()) return other;
  if (other.digits_.empty()) return *this;

  const bool subtract = negative_ != other.negative_;
  const bool other_is_larger = std::is_lt(compare_magnitude(other));
  const Decimal& large = other_is_larger ? other : *this;
  const Decimal& small = other_is_larger ? *this : other;

  // The larger number takes the columns from `top` down; one more in front takes the carry.
  const auto lowest = [](const Decimal& d) { return d.exponent_ - static_cast<int>(d.digits_.size()); };
  const int bottom = std::min(lowest(large), lowest(small));
  const int top = large.exponent_;
  Decimal out;
  out.negative_ = large.negative_;
  out.exponent_ = top + 1;
  out.digits_.assign(static_cast<std::size_t>(top - bottom) + 1, '0');
  std::copy(large.digits_.begin(), large.digits_.end(), out.digits_.begin() + 1);

  int carry = 0;
  auto column = static_cast<std::size_t>(top + 1 - lowest(small));
  for (std::size_t i = small.digits_.size(); i > 0 || carry != 0;) {
    --column;
    const int amount = (i > 0 ? small.digits_[--i] - '0' : 0) + carry;
    int digit = out.digits_[column] - '0' + (subtract ? -amount : amount);
    carry = digit < 0 || digit > 9 ? 1 : 0;
    if (carry != 0) digit += subtract ? 10 : -10;
    out.digits_[column] = static_cast<char>('0' + digit);
  }
  out.normalize();
  return out;
}

Decimal Decimal::operator-(const Decimal& other) const {
  Decimal negated = other;
  negated.negative_ = !other.negative_ && !other.digits_.empty();
  return *this + negated;
}

std::string Decimal::text() const {
  if (digits_.empty()) return "0";
  std::string out;
  if (negative_) out += '-';
  if (exponent_ <= 0) {
    out += "0.";
    out.append(static_cast<std::size_t>(-exponent_), '0');
    return out += digits_;
  }
  const auto whole = static_cast<std::size_t>(exponent_);
  if (whole >= digits_.size()) return out.append(digits_).append(whole - digits_.size(), '0');
  return out.append(digits_, 0, whole).append(1, '.').append(digits_, whole);
}

double Decimal::to_double() const {
  if (digits_.empty()) return 0.0;
  const std::string scientific = concat("0.", digits_, 'e', exponent_);
  double size = 0.0;
  const auto result = std::from_chars(scientific.data(), scientific.data() + scientific.size(), size);
  if (result.ec == std::errc::result_out_of_range) {
    size = exponent_ > 0 ? std::numeric_limits<double>::max() : 0.0;
  }
  return negative_ ? -size : size;
}

}  // namespace traveler
