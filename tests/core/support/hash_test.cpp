#include "support/hash.hpp"

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>

#include "support/files.hpp"

namespace amends {
namespace {

TEST(Sha256, EqualsThePublishedVectors) {  // FIPS 180-4 examples
  EXPECT_EQ(hex(sha256("")), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex(sha256("abc")), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  Sha256 hasher;
  EXPECT_EQ(hex(hasher.add("a").add("bc").finish()), hex(sha256("abc")));
  EXPECT_EQ(hex(hasher.add("abc").finish()), hex(sha256("abc"))) << "finish starts anew";
}

TEST(Sha256, ReadsFilesAndNamesTheOneThatIsMissing) {
  const auto path = (std::filesystem::temp_directory_path() / ("amends_hash_test_" + std::to_string(::getpid()))).string();
  ASSERT_TRUE(write_file(path, "abc"));
  EXPECT_EQ(hex(*sha256_file(path)), hex(sha256("abc")));
  std::filesystem::remove(path);
  EXPECT_EQ(sha256_file(path).error().code, ErrorCode::not_found);
  EXPECT_EQ(sha256_file(path).error().where, path);
}

TEST(Hex, GoesBothWaysAndRefusesOtherText) {
  EXPECT_EQ(*from_hex("00ff10"), std::string("\x00\xff\x10", 3));
  EXPECT_FALSE(from_hex("0"));
  EXPECT_FALSE(from_hex("0g"));
}

TEST(Entropy, IsTheSameForTheSameSeedAndFreshOtherwise) {
  std::array<std::uint8_t, 32> a{}, b{}, c{};
  seeded_entropy(7)->fill(a);
  seeded_entropy(7)->fill(b);
  EXPECT_EQ(a, b);
  const auto system = system_entropy();
  for (int i = 0; i < 200; ++i) {
    system->fill(b);
    system->fill(c);
    ASSERT_NE(b, c);
  }
}

}  // namespace
}  // namespace amends
