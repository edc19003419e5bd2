#include "base/digest.h"

#include <catch2/catch.hpp>
#include <set>
#include <string>

#include "traveler/error.h"

namespace traveler {
namespace {

TEST_CASE("SHA-256 gives the published digests", "[base][digest]") {
  // FIPS 180-4 examples and the NIST short message for a single byte.
  CHECK(sha256({""}).hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(sha256({"abc"}).hex() == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(sha256({"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"}).hex() ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(sha256({"abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu"})
            .hex() == "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(sha256({"\xbd"}).hex() == "68325720aabd7c82f30f554b313d0570c95accbb7dc4b5aae11204c08ffe732b");
  CHECK(sha256({std::string(1'000'000, 'a')}).hex() ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("SHA-256 of pieces is that of the pieces joined", "[base][digest]") {
  CHECK(sha256({}) == sha256({""}));
  CHECK(sha256({"a", "", "bc"}) == sha256({"abc"}));
  CHECK(sha256({std::string_view("traveler/history/1\0", 19), "x"}) ==
        sha256({std::string_view("traveler/history/1\0x", 20)}));
  const std::string text(200, 'x');
  for (std::size_t cut = 0; cut <= text.size(); ++cut) {
    REQUIRE(sha256({std::string_view(text).substr(0, cut), std::string_view(text).substr(cut)}) ==
            sha256({text}));
  }
}

TEST_CASE("a digest survives its text and byte forms", "[base][digest]") {
  const Digest digest = sha256({"abc"});
  CHECK(Digest::from_hex(digest.hex()) == digest);
  CHECK(Digest::from_hex("BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD") == digest);
  CHECK(Digest::from_bytes(digest.view()) == digest);
  CHECK(digest.view().size() == 32);
  CHECK(Digest().hex() == std::string(64, '0'));
}

TEST_CASE("what is not a digest is refused", "[base][digest]") {
  const std::string good = sha256({"abc"}).hex();
  CHECK_FALSE(Digest::from_hex("").has_value());
  CHECK_FALSE(Digest::from_hex(good.substr(1)).has_value());
  CHECK_FALSE(Digest::from_hex(good + "0").has_value());
  for (const char bad : {'g', 'G', '/', ':', '@', '`', ' ', '\0', '-', '\xff'}) {
    for (const std::size_t place : {0U, 31U, 63U}) {
      std::string text = good;
      text[place] = bad;
      CHECK_FALSE(Digest::from_hex(text).has_value());
    }
  }
  for (const std::size_t size : {0U, 31U, 33U, 64U}) {
    try {
      Digest::from_bytes(std::string(size, 'x'));
      FAIL("accepted " << size << " bytes");
    } catch (const Error& error) {
      CHECK(error.code() == ErrorCode::kStorageCorrupt);
    }
  }
}

TEST_CASE("random UUIDs have the form of version 4 and differ", "[base][digest]") {
  std::set<std::string> seen;
  for (int i = 0; i < 1000; ++i) {
    const std::string uuid = random_uuid();
    REQUIRE(uuid.size() == 36);
    for (std::size_t place = 0; place < uuid.size(); ++place) {
      if (place == 8 || place == 13 || place == 18 || place == 23) {
        REQUIRE(uuid[place] == '-');
      } else {
        REQUIRE(std::string_view("0123456789abcdef").find(uuid[place]) != std::string_view::npos);
      }
    }
    REQUIRE(uuid[14] == '4');
    REQUIRE(std::string_view("89ab").find(uuid[19]) != std::string_view::npos);
    seen.insert(uuid);
  }
  CHECK(seen.size() == 1000);
}

}  // namespace
}  // namespace traveler
