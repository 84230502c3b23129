#include "runtime/encoding.hpp"

#include <gtest/gtest.h>

namespace amends::runtime {
namespace {

using namespace std::string_view_literals;

TEST(Encoding, NamesWhatBytesSeemToBe) {
  EXPECT_EQ(guess_encoding("\xFF\xFE" "i\0d\0"sv), "UTF-16");
  EXPECT_EQ(guess_encoding("\xFE\xFF\0i\0d"sv), "UTF-16");
  EXPECT_EQ(guess_encoding("\0i\0d\0,\0t"sv), "UTF-16") << "without a mark";
  EXPECT_EQ(guess_encoding("id,\xCD\xB6\xCB\xDF\n"sv), "GB18030") << "投诉";
  EXPECT_EQ(guess_encoding("\xCD\xB6\x81\x30\x89\x38"sv), "GB18030") << "with a sequence of four bytes";
  EXPECT_EQ(guess_encoding("Caf\xE9 fee"sv), "") << "Latin-1 is no Chinese";
  EXPECT_EQ(guess_encoding("\xCD\xB6\xCB"sv), "") << "cut in the middle";
  EXPECT_EQ(guess_encoding("plain"sv), "");
  EXPECT_EQ(guess_encoding(""sv), "");
}

TEST(Encoding, TheSentenceHoldsTheCommand) {
  EXPECT_NE(how_to_convert("\xCD\xB6\xCB\xDF"sv, "a.csv").find("`iconv -f GB18030 -t UTF-8 a.csv > NEW`"), std::string::npos);
  EXPECT_NE(how_to_convert("\xFF\xFE"sv, "a.csv").find("iconv -f UTF-16"), std::string::npos);
  EXPECT_NE(how_to_convert("\xE9"sv, "a.csv").find("find out its encoding"), std::string::npos);
}

}  // namespace
}  // namespace amends::runtime
