// The guard from pack sets: missing files are refused, overlays add and never take away.
#include <filesystem>
#include <fstream>

#include "guard_test_kit.hpp"
#include "packs/packs.hpp"

namespace amends::guard_test {
namespace {

namespace fs = std::filesystem;

/// A copy of the shipped packs in a folder of its own, removed afterwards.
class Folder {
 public:
  Folder() : path_(fs::path(AMENDS_TEST_BINARY_DIR) / ("packs_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()))) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    const auto from = fs::path(AMENDS_SOURCE_DIR) / "workflows" / "packs";
    for (const auto* part : {"shipped", "schemas", "catalogue"}) fs::copy(from / part, path_ / part, fs::copy_options::recursive);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] const fs::path& path() const { return path_; }
  void write(const std::string& name, std::string_view text) const {
    fs::create_directories((path_ / name).parent_path());
    std::ofstream(path_ / name) << text;
  }

 private:
  fs::path path_;
};

constexpr const char* kGuardFiles[] = {"deceive", "threat", "insult", "delay", "discriminate", "suppress", "entitlement", "gag", "refusal", "care", "label"};
constexpr std::string_view kHeader = "lang: [zh, en]\nversion: 1.0.0\nlicence: Apache-2.0\nauthored_by: test\nreviewed_by: null\nvalid_from: 2026-01-01\nverify: false\nrows:\n";
std::string guard_file(std::string_view pack, std::string_view rows) { return "pack: guard/" + std::string(pack) + "\n" + std::string(kHeader) + std::string(rows); }

Result<std::shared_ptr<const guard::Guard>> load(const Folder& folder, std::string_view set = "shipped", const std::vector<fs::path>& overlays = {}) {
  auto packs = packs::PackSet::load(folder.path(), set, overlays);
  if (!packs) return packs.error();
  return guard::Guard::from_packs(**packs);
}

TEST(GuardFromPacks, TheShippedAndTheCatalogueSetGiveEveryRow) {
  const Folder folder;
  for (const auto* set : {"shipped", "catalogue"}) {
    const auto made = load(folder, set);
    ASSERT_TRUE(made.has_value()) << made.error().text();
    EXPECT_EQ(rules((*made)->check_text("後果自負。", "", context())), std::vector<std::string>{"gd.threat.004"}) << "folded";
    EXPECT_TRUE((*made)->check_text("请拨12356或者110。", "", context()).empty());
  }
}
TEST(GuardFromPacks, TheRegisterOfTechniquesComesWithTheSetAndALayerNeverMakesOneFree) {
  const auto script_by = [](std::string_view technique) { return parsed(R"({"status": "ok", "scripts": [{"id": "s1", "moment": "talk", "technique": ")" + std::string(technique) + R"(", "text": {"zh": "您好。", "en": "Hello."}}]})"); };
  const auto row = [](std::string_view id, std::string_view ethics, std::string_view signs) {
    return "  - {id: " + std::string(id) + ", origin: D67, ethics: " + std::string(ethics) + ", blocked_when: [" + std::string(signs) + "], use: {zh: 用, en: Use}, limit: {zh: 限, en: Limit}, safe_form: {zh: 稳, en: Safe}}\n";
  };
  const auto bank = [](std::string_view rows) { return "pack: banks/techniques\n" + std::string(kHeader) + std::string(rows); };
  const Folder folder;
  for (const auto* set : {"shipped", "catalogue"}) {
    const auto made = load(folder, set);
    ASSERT_TRUE(made.has_value()) << made.error().text();
    auto care = script_by("red_white"), plain = script_by("paraphrase");
    EXPECT_EQ(rules((*made)->enforce(care, context())), std::vector<std::string>{"technique.unchecked"}) << set;
    EXPECT_TRUE((*made)->enforce(plain, context()).empty()) << set;
  }
  const std::pair<std::string, const char*> kWeaker[] = {{row("red_white", "ok", "vulnerability, safety"), "ethics"}, {row("red_white", "caution", "safety"), "blocked_when"}, {"  - {id: red_white, disabled: true}\n", "disabled"}};
  for (const auto& [text, part] : kWeaker) {
    folder.write("bank/banks/techniques.yaml", bank(text));
    const auto made = load(folder, "shipped", {folder.path() / "bank"});
    ASSERT_FALSE(made.has_value()) << text;
    EXPECT_EQ(made.error().code, ErrorCode::refused);
    for (const auto* what : {"red_white", part}) EXPECT_NE(made.error().text().find(what), std::string::npos) << made.error().text();
  }
  folder.write("bank/banks/techniques.yaml", bank(row("paraphrase", "caution", "safety") + row("own_method", "ok", "")));
  const auto stricter = load(folder, "shipped", {folder.path() / "bank"});
  ASSERT_TRUE(stricter.has_value()) << stricter.error().text();
  auto raised = script_by("paraphrase"), own = script_by("own_method");
  EXPECT_EQ(rules((*stricter)->enforce(raised, context())), std::vector<std::string>{"technique.unchecked"}) << "a bank may ask for more care";
  EXPECT_TRUE((*stricter)->enforce(own, context()).empty()) << "and register a technique of its own";
}
TEST(GuardFromPacks, ASetWithoutAGuardFileIsRefused) {
  for (const auto* name : kGuardFiles) {
    const Folder folder;
    fs::remove(folder.path() / "shipped" / "guard" / (std::string(name) + ".yaml"));
    const auto made = load(folder);
    ASSERT_FALSE(made.has_value()) << name;
    EXPECT_EQ(made.error().code, ErrorCode::pack_missing);
    EXPECT_NE(made.error().text().find("guard/" + std::string(name)), std::string::npos) << made.error().text();
  }
}
TEST(GuardFromPacks, AnOverlayAddsRowsAndTheShippedOnesGoOn) {
  const Folder folder;
  folder.write("bank/guard/deceive.yaml", guard_file("deceive", "  - {id: gd.deceive.900, guard: G1, lang: zh, pattern: 内部消息, action: block, message: {zh: 不得暗示内部消息。, en: No hints at inside news.}}\n"));
  const auto made = load(folder, "shipped", {folder.path() / "bank"});
  ASSERT_TRUE(made.has_value()) << made.error().text();
  EXPECT_EQ(rules((*made)->check_text("内部消息：后果自负。", "", context())), (std::vector<std::string>{"gd.deceive.900", "gd.threat.004"}));
}
TEST(GuardFromPacks, AnOverlayThatDisablesARowIsRefused) {
  const Folder folder;
  folder.write("bank/guard/gag.yaml", guard_file("gag", "  - {id: gd.gag.004, disabled: true}\n"));
  const auto made = load(folder, "shipped", {folder.path() / "bank"});
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::refused);
  EXPECT_NE(made.error().message.find("gd.gag.004"), std::string::npos) << made.error().text();
}
TEST(GuardFromPacks, AnOverlayThatWeakensARowIsRefusedWithFileLineAndId) {
  struct Weaker { std::string_view file, row, id; };
  const Weaker kRows[] = {
      {"gag", "{id: gd.gag.013, disabled: true}", "gd.gag.013"},
      {"gag", "{id: gd.gag.014, guard: G7, lang: en, pattern: non-disparagement, action: flag, message: {zh: 弱, en: weak}}", "gd.gag.014"},
      {"deceive", "{id: gd.deceive.011, guard: G1, lang: zh, pattern: 最后一次大机会, action: block, message: {zh: 另, en: other}}", "gd.deceive.011"},
      {"deceive", "{id: gd.deceive.021, guard: G12, lang: en, pattern: last chance, action: block, message: {zh: 另, en: other}}", "gd.deceive.021"},
      {"threat", "{id: gd.threat.901, guard: G2, lang: zh, pattern: 报警, action: flag, message: {zh: 新, en: new}}", "gd.threat.901"},
      {"label", "{id: gd.label.003, disabled: true}", "gd.label.003"},
      {"care", "{id: gd.care.009, disabled: true}", "gd.care.009"},
      {"refusal", "{id: gd.refusal.007, disabled: true}", "gd.refusal.007"}};
  for (const auto& [file, row, id] : kRows) {
    const Folder folder;
    folder.write("bank/guard/" + std::string(file) + ".yaml", guard_file(file, "  - " + std::string(row) + "\n"));
    const auto made = load(folder, "shipped", {folder.path() / "bank"});
    ASSERT_FALSE(made.has_value()) << row;
    EXPECT_EQ(made.error().code, ErrorCode::refused);
    const auto text = made.error().text();
    EXPECT_NE(text.find("bank/guard/" + std::string(file) + ".yaml:10:"), std::string::npos) << text;
    EXPECT_NE(text.find(id), std::string::npos) << text;
    EXPECT_NE(text.find("never reduced or weakened"), std::string::npos) << text;
  }
}
TEST(GuardFromPacks, ASetThatReplacesAGuardFileWholeIsRefused) {
  const Folder folder;
  folder.write("bank/pack.yaml", "pack: bank\nversion: 1.0.0\ntitle: {zh: 银行, en: Bank}\nextends: shipped\nreplaces: [guard/gag]\n");
  folder.write("bank/guard/gag.yaml", guard_file("gag", "  - {id: gd.gag.900, guard: G7, lang: zh, pattern: 封口费, action: block, message: {zh: 不得。, en: Never.}}\n"));
  const auto made = load(folder, "bank");
  ASSERT_FALSE(made.has_value());
  EXPECT_EQ(made.error().code, ErrorCode::refused);
}
TEST(GuardFromPacks, ASetOfItsOwnWithHarmlessGuardFilesStillHasTheShippedRows) {
  const Folder folder;
  for (const auto* name : kGuardFiles)
    folder.write("shipped/guard/" + std::string(name) + ".yaml",
                 guard_file(name, "  - {id: gd." + std::string(name) + ".001, guard: G1, lang: zh, pattern: 从来没有人这样写, action: flag, message: {zh: 无, en: None}}\n"));
  const auto made = load(folder);
  ASSERT_TRUE(made.has_value()) << made.error().text();
  for (const auto& row : {"后果自负。", "This is your last chance.", "请承诺不再投诉。", "这件不要登记。"}) EXPECT_FALSE((*made)->check_text(row, "", context()).empty()) << row;
}

}  // namespace
}  // namespace amends::guard_test
