#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace traveler {

/// A SHA-256 digest.
struct Digest {
  std::array<std::uint8_t, 32> bytes{};

  std::string hex() const;  ///< 64 lower-case digits
  /// Reads 64 hexadecimal digits of either case; nullopt for anything else.
  static std::optional<Digest> from_hex(std::string_view hex);
  std::string_view view() const { return {reinterpret_cast<const char*>(bytes.data()), bytes.size()}; }
  /// Takes exactly 32 bytes, as stored; throws Error(storage.corrupt) for another number.
  static Digest from_bytes(std::string_view bytes);

  auto operator<=>(const Digest&) const = default;
};

/// SHA-256 of the pieces one after the other.
Digest sha256(std::initializer_list<std::string_view> pieces);

/// SHA-256 of what is added piece by piece.
class Sha256 {
 public:
  Sha256();
  void add(std::string_view bytes);
  /// The digest of all that was added; nothing can be added afterwards.
  Digest finish();

 private:
  alignas(16) std::array<unsigned char, 128> state_{};
};

/// A new random (version 4) UUID in text form.
std::string random_uuid();

}  // namespace traveler
