#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace traveler {

/// An amount of material: exact, at most six decimals (spec section 9).
class Quantity {
 public:
  static constexpr std::int64_t kScale = 1'000'000;

  constexpr Quantity() = default;
  static constexpr Quantity from_micros(std::int64_t micros) {
    Quantity q;
    q.micros_ = micros;
    return q;
  }
  /// That many whole units; throws Error(value.invalid) on overflow.
  static constexpr Quantity whole(std::int64_t count) {
    std::int64_t micros = 0;
    if (__builtin_mul_overflow(count, kScale, &micros)) refuse_overflow();
    return from_micros(micros);
  }

  /// Reads "12", "0.5", "-3.25" (ASCII digits, no exponent, no sign but '-'); nullopt for anything
  /// else, for more than six decimals and for what does not fit.
  static std::optional<Quantity> parse(std::string_view text);

  constexpr std::int64_t micros() const { return micros_; }
  /// How many decimals the amount needs, 0 to 6.
  int decimals() const;
  /// With as many decimals as it needs, at least `min_decimals` (at most six): "12", "0.5".
  std::string text(int min_decimals = 0) const;

  /// Sum, difference, product with a count; throws Error(value.invalid) on overflow.
  Quantity operator+(Quantity other) const;
  Quantity operator-(Quantity other) const;
  /// Exact product, rounded never: throws Error(value.invalid) when it needs more than six decimals.
  Quantity operator*(Quantity other) const;
  constexpr auto operator<=>(const Quantity&) const = default;

 private:
  [[noreturn]] static void refuse_overflow();

  std::int64_t micros_ = 0;
};

/// A number of record: the text as typed beside an exact value of any length (spec section 3).
/// Grammar: `-?digits(.digits)?([eE][+-]?digits)?`, ASCII only; magnitude below 1e309 and nonzero
/// exponents from -400, at most 1,000 characters.
class Decimal {
 public:
  static std::optional<Decimal> parse(std::string_view text);

  /// Compares values, not texts: 10.50 equals 10.5.
  std::strong_ordering operator<=>(const Decimal& other) const;
  bool operator==(const Decimal& other) const { return std::is_eq(*this <=> other); }

  /// Exact sum and difference, of any length.
  Decimal operator+(const Decimal& other) const;
  Decimal operator-(const Decimal& other) const;
  bool is_negative() const { return negative_; }

  /// Plain digits without exponent and without needless zeros: "10.5".
  std::string text() const;
  /// The nearest double; beyond the largest one, the largest one (JSON has no infinity).
  double to_double() const;

 private:
  /// Drops needless zeros, and the sign of zero.
  void normalize();
  std::strong_ordering compare_magnitude(const Decimal& other) const;

  bool negative_ = false;  ///< never set for zero
  std::string digits_;     ///< most significant first, no leading or trailing zeros; empty is zero
  int exponent_ = 0;       ///< value = 0.digits × 10^exponent
};

}  // namespace traveler
