#include <gtest/gtest.h>

#include <cstddef>
#include <fstream>
#include <sstream>
#include <string>

#include "abi/amends_calendar.h"
#include "abi/amends_log.h"
#include "abi/amends_packs.h"
#include "abi/amends_plugin.h"
#include "abi/amends_table.h"
#include "abi/amends_text.h"

extern "C" const unsigned amends_sizes_in_c[];

namespace {

#define MEMBER(type, member) out << "  " #member " " << offsetof(type, member) << '\n'
#define STRUCT(type) out << #type " " << sizeof(type) << '\n'

std::string layout() {
  std::ostringstream out;
  STRUCT(amends_str); MEMBER(amends_str, data); MEMBER(amends_str, size);
  STRUCT(amends_host); MEMBER(amends_host, struct_size); MEMBER(amends_host, abi_version); MEMBER(amends_host, context); MEMBER(amends_host, extension);
  STRUCT(amends_call); MEMBER(amends_call, struct_size); MEMBER(amends_call, reserved); MEMBER(amends_call, context); MEMBER(amends_call, set_result);
  MEMBER(amends_call, set_error); MEMBER(amends_call, is_cancelled); MEMBER(amends_call, remaining_us);
  STRUCT(amends_stage); MEMBER(amends_stage, struct_size); MEMBER(amends_stage, reserved); MEMBER(amends_stage, context); MEMBER(amends_stage, id);
  MEMBER(amends_stage, create); MEMBER(amends_stage, handle); MEMBER(amends_stage, destroy);
  STRUCT(amends_plugin); MEMBER(amends_plugin, struct_size); MEMBER(amends_plugin, stage_count); MEMBER(amends_plugin, manifest); MEMBER(amends_plugin, stages);
  STRUCT(amends_packs); MEMBER(amends_packs, struct_size); MEMBER(amends_packs, reserved); MEMBER(amends_packs, read); MEMBER(amends_packs, hash);
  STRUCT(amends_text); MEMBER(amends_text, struct_size); MEMBER(amends_text, reserved); MEMBER(amends_text, match); MEMBER(amends_text, normalise); MEMBER(amends_text, numbers); MEMBER(amends_text, similarity);
  STRUCT(amends_calendar); MEMBER(amends_calendar, struct_size); MEMBER(amends_calendar, reserved); MEMBER(amends_calendar, add); MEMBER(amends_calendar, rules);
  STRUCT(amends_table); MEMBER(amends_table, struct_size); MEMBER(amends_table, reserved); MEMBER(amends_table, evaluate);
  STRUCT(amends_log); MEMBER(amends_log, struct_size); MEMBER(amends_log, reserved); MEMBER(amends_log, write);
  return out.str();
}

TEST(BoundaryLayout, IsTheCheckedInTable) {
  std::ifstream file(AMENDS_SOURCE_DIR "/tests/core/abi/layout.txt");
  std::stringstream expected;
  expected << file.rdbuf();
  EXPECT_EQ(layout(), expected.str()) << "the boundary has changed: an old plugin would read wrong members. New members go at the end; change layout.txt only on purpose";
}

TEST(BoundaryLayout, IsTheSameInCAndInCpp) {
  const std::size_t in_cpp[] = {sizeof(amends_str),   sizeof(amends_host), sizeof(amends_call),     sizeof(amends_stage), sizeof(amends_plugin),
                                sizeof(amends_packs), sizeof(amends_text), sizeof(amends_calendar), sizeof(amends_table), sizeof(amends_log)};
  for (std::size_t i = 0; i < std::size(in_cpp); ++i) EXPECT_EQ(in_cpp[i], amends_sizes_in_c[i]) << "struct number " << i;
}

TEST(BoundaryLayout, EveryStructByPointerBeginsWithItsSize) {
  EXPECT_EQ(offsetof(amends_host, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_call, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_stage, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_plugin, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_packs, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_text, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_calendar, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_table, struct_size), 0u);
  EXPECT_EQ(offsetof(amends_log, struct_size), 0u);
}

}  // namespace
