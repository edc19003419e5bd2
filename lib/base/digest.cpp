#include "base/digest.h"

#include <nettle/sha2.h>
#include <sys/random.h>

#include <algorithm>

#include "base/concat.h"
#include "traveler/error.h"

namespace traveler {
namespace {

constexpr std::string_view kHexDigits = "0123456789abcdef";

void append_hex(std::string& out, std::uint8_t byte) {
  out += kHexDigits[byte >> 4U];
  out += kHexDigits[byte & 0x0FU];
}

/// The value of a hexadecimal digit, or -1.
constexpr int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string Digest::hex() const {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const std::uint8_t byte : bytes) append_hex(out, byte);
  return out;
}

std::optional<Digest> Digest::from_hex(std::string_view hex) {
  Digest out;
  if (hex.size() != 2 * out.bytes.size()) return std::nullopt;
  for (std::size_t i = 0; i < out.bytes.size(); ++i) {
    const int high = hex_value(hex[2 * i]);
    const int low = hex_value(hex[2 * i + 1]);
    if (high < 0 || low < 0) return std::nullopt;
    out.bytes[i] = static_cast<std::uint8_t>(high * 16 + low);
  }
  return out;
}

Digest Digest::from_bytes(std::string_view bytes) {
  Digest out;
  if (bytes.size() != out.bytes.size()) {
    throw Error(ErrorCode::kStorageCorrupt, concat("a digest has 32 bytes, not ", bytes.size()));
  }
  std::copy(bytes.begin(), bytes.end(), out.bytes.begin());
  return out;
}

Sha256::Sha256() {
  static_assert(sizeof(sha256_ctx) <= sizeof(state_));
  sha256_init(reinterpret_cast<sha256_ctx*>(state_.data()));
}

void Sha256::add(std::string_view bytes) {
  sha256_update(reinterpret_cast<sha256_ctx*>(state_.data()), bytes.size(),
                reinterpret_cast<const std::uint8_t*>(bytes.data()));
}

Digest Sha256::finish() {
  Digest digest;
  sha256_digest(reinterpret_cast<sha256_ctx*>(state_.data()), digest.bytes.size(), digest.bytes.data());
  return digest;
}

Digest sha256(std::initializer_list<std::string_view> pieces) {
  static_assert(SHA256_DIGEST_SIZE == sizeof(Digest::bytes));
  Sha256 hash;
  for (const std::string_view piece : pieces) hash.add(piece);
  return hash.finish();
}

std::string random_uuid() {
  std::array<std::uint8_t, 16> bytes{};
  if (getentropy(bytes.data(), bytes.size()) != 0)
    throw Error(ErrorCode::kInternal, "the system gives no random numbers");
  bytes[6] = static_cast<std::uint8_t>((bytes[6] & 0x0FU) | 0x40U);  // version 4
  bytes[8] = static_cast<std::uint8_t>((bytes[8] & 0x3FU) | 0x80U);  // the variant of RFC 4122
  std::string out;
  out.reserve(36);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    if (i == 4 || i == 6 || i == 8 || i == 10) out += '-';
    append_hex(out, bytes[i]);
  }
  return out;
}

}  // namespace traveler
