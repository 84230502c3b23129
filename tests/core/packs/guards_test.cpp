#include <gtest/gtest.h>

#include "core/packs/pack_folder.hpp"

namespace amends::packs {
namespace {

class GuardPacks : public ::testing::Test {
 protected:
  GuardPacks() {
    folder.write("base/guard/gag.yaml", "pack: guard/gag\nrows:\n  - {id: g1, guard: G7, pattern: 撤回投诉, action: flag, message: {zh: 一, en: one}}\n  - {id: g2, guard: G7, pattern: '不得.{0,4}举报', regex: true, action: block, message: {zh: 二, en: two}}\n");
  }
  std::string with(const std::string& row) {
    folder.write("bank/guard/gag.yaml", "pack: guard/gag\nrows:\n  - " + row + "\n");
    const auto loaded = folder.load("base", {"bank"});
    return loaded ? "" : loaded.error().text();
  }
  PackFolder folder;
};

TEST_F(GuardPacks, CanBeExtendedByRowsThatBlock) {
  EXPECT_EQ(with("{id: g9, guard: G7, pattern: 保密, action: block, message: {zh: 九, en: nine}}"), "");
  EXPECT_EQ(json::list_at(*(*folder.load("base", {"bank"}))->file("guard/gag"), "rows").size(), 3u);
}

TEST_F(GuardPacks, CanBeWordedAnewAndMadeStronger) {
  EXPECT_EQ(with("{id: g1, guard: G7, pattern: 撤回投诉, action: block, message: {zh: 新, en: new}}"), "");
}

TEST_F(GuardPacks, CannotBeReducedOrWeakened) {
  const auto refused = [&](const std::string& row) {
    const auto text = with(row);
    return text.starts_with("bank/guard/gag.yaml:3:5: the guard row") && text.find("never reduced or weakened") != std::string::npos ? std::string() : "not refused: " + text;
  };
  EXPECT_EQ(refused("{id: g1, disabled: true}"), "");
  EXPECT_EQ(refused("{id: g2, guard: G7, pattern: '不得.{0,4}举报', regex: true, action: flag, message: {zh: 二, en: two}}"), "");
  EXPECT_EQ(refused("{id: g2, guard: G7, pattern: '不得.{0,4}举报', action: block, message: {zh: 二, en: two}}"), "");
  EXPECT_EQ(refused("{id: g1, guard: G7, pattern: 撤回全部投诉, action: flag, message: {zh: 一, en: one}}"), "");
  EXPECT_EQ(refused("{id: g1, guard: G7, pattern: 撤回投诉, action: none, message: {zh: 一, en: one}}"), "");
  EXPECT_EQ(refused("{id: g1, guard: G7, pattern: 撤回投诉, action: flag, unless: solution_ref, message: {zh: 一, en: one}}"), "");
  EXPECT_EQ(refused("{id: g9, guard: G7, pattern: 请撤回投诉, action: flag, message: {zh: 九, en: nine}}"), "");  // would consume what g1 finds
}

TEST_F(GuardPacks, CannotBeReplacedWhole) {
  folder.write("top/pack.yaml", "pack: top\nversion: 1.0.0\nextends: base\nreplaces: [guard/gag]\n").write("top/guard/gag.yaml", "pack: guard/gag\nrows: []\n");
  const auto loaded = folder.load("top");
  ASSERT_FALSE(loaded);
  EXPECT_EQ(loaded.error().code, ErrorCode::refused);
}

TEST_F(GuardPacks, KeepTheirRowsUnderAnEmptyOverlay) {
  folder.write("bank/guard/gag.yaml", "pack: guard/gag\nrows: []\n");
  EXPECT_EQ(json::list_at(*(*folder.load("base", {"bank"}))->file("guard/gag"), "rows").size(), 2u);
  folder.write("bank/guard/gag.yaml", "pack: guard/gag\nrows: null\n");
  EXPECT_FALSE(folder.load("base", {"bank"}));
}

TEST_F(GuardPacks, MayBeginInALaterLayerWithRowsThatOnlyFlag) {
  folder.write("bank/guard/own.yaml", "pack: guard/own\nrows:\n  - {id: o1, guard: G2, pattern: 报警, action: flag, message: {zh: 一, en: one}}\n");
  EXPECT_EQ(folder.error("base", {"bank"}), "");
}

}  // namespace
}  // namespace amends::packs
