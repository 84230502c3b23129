#include "packs/packs.hpp"

#include <gtest/gtest.h>

#include <thread>

#include "calendar/calendar.hpp"
#include "core/packs/pack_folder.hpp"
#include "packs/table.hpp"

namespace amends::packs {
namespace {

std::string canonical(const json::Value* value) { return value == nullptr ? "none" : json::canonical(*value); }
bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

TEST(PackSet, JoinsTheLanguagesOfAFileAndMarksEachRow) {
  PackFolder folder;
  folder.write("base/lex/emotion.en.yaml", "pack: lex/emotion\nlang: en\nrows:\n  - {id: e1, term: angry, w: 10}\n");
  folder.write("base/lex/emotion.zh.yaml", "pack: lex/emotion\nlang: zh\nrows:\n  - {id: z1, term: 生气, w: 10}\n");
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ(canonical((*packs)->file("lex/emotion")),
            R"({"lang":["zh","en"],"pack":"lex/emotion","rows":[{"id":"z1","lang":"zh","term":"生气","w":10},{"id":"e1","lang":"en","term":"angry","w":10}]})");
  EXPECT_EQ((*packs)->names(), std::vector<std::string>{"lex/emotion"});
  EXPECT_EQ((*packs)->file("lex/none"), nullptr);
  EXPECT_EQ((*packs)->place("lex/emotion", "rows.1.term"), "base/lex/emotion.en.yaml:4:14");
  EXPECT_EQ(json::text_at(*(*packs)->row("lex/emotion", "e1"), "term"), "angry");
}

TEST(PackSet, ReadsJsonBesideYaml) {
  PackFolder folder;
  folder.write("base/tables/currency.json", R"({"pack": "tables/currency", "rows": [{"id": "jpy", "code": "JPY", "digits": 0}]})");
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ((*packs)->money_context({}, "zh-HK").digits.at("JPY"), 0);
  EXPECT_EQ((*packs)->money_context({}, "zh-HK").locale, "zh-HK");
  EXPECT_EQ((*packs)->place("tables/currency", "rows.0.code"), "base/tables/currency.json:1:52");
  folder.write("base/tables/broken.json", "{\"pack\": \"x\",}");
  EXPECT_TRUE(has(folder.error(), "base/tables/broken.json:"));
}

// A person finds the place in an editor, which counts characters, not bytes.
TEST(PackSet, CountsCharactersInPlacesBehindChineseText) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: 生气, term: 非常生气, w: 10}\n");
  folder.write("base/tables/b.json", R"({"pack": "tables/b", "rows": [{"id": "一二", "term": "三四", "w": 1}]})");
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ((*packs)->place("lex/a", "rows.0.term"), "base/lex/a.yaml:3:14");
  EXPECT_EQ((*packs)->place("lex/a", "rows.0.w"), "base/lex/a.yaml:3:26");
  EXPECT_EQ((*packs)->place("tables/b", "rows.0.w"), "base/tables/b.json:1:58");
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: 生气, term: 非常生气, w: '十'}\n");
  EXPECT_TRUE(has(folder.error(), "base/lex/a.yaml:3:26: ")) << folder.error();
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: 生气, id: 气}\n");
  EXPECT_TRUE(has(folder.error(), "base/lex/a.yaml:3:14: the key 'id' stands twice")) << folder.error();
}

TEST(PackSet, CountsCharactersInPlacesOfTables) {
  PackFolder folder;
  folder.write("base/tables/t.yaml", "pack: tables/t\ntable: t\nhit: first\ninputs: [级别]\nrows:\n  - {id: 甲乙, because: {zh: 因为, en: why}, when: {级别: '> 1 and ('}, then: {x: 1}}\n");
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  const auto table = (*packs)->table("tables/t");
  ASSERT_FALSE(table);
  EXPECT_TRUE(table.error().where.starts_with("base/tables/t.yaml:6:49, column 5")) << table.error().text();
}

TEST(PackSet, ListsItsFormsAndTheSpellingsOfItsTables) {
  PackFolder folder;
  const std::string rows = "hit: first, inputs: [x], rows: [{id: r, when: {x: 1}, then: {y: 1}}]";
  folder.write("base/forms/reply.yaml", "pack: forms/reply\nform: reply\n").write("base/forms/ask.yaml", "pack: forms/ask\nform: ask\n");
  folder.write("base/tables/one.yaml", "{pack: tables/one, table: own, " + rows + "}\n");
  folder.write("base/tables/many.yaml", "{pack: tables/many, tables: {a: {" + rows + "}, b: {" + rows + "}}}\n");
  folder.write("base/tables/plain.yaml", "pack: tables/plain\nrows:\n  - {id: r}\n");
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ((*packs)->forms(), (std::vector<std::string>{"ask", "reply"}));
  EXPECT_EQ((*packs)->tables(), (std::vector<std::string>{"tables/many#a", "tables/many#b", "tables/one", "tables/one#own"}));
  for (const auto& name : (*packs)->tables()) {
    const auto hash = name.find('#');
    EXPECT_TRUE((*packs)->table(name.substr(0, hash), hash == std::string::npos ? std::string{} : name.substr(hash + 1))) << name;
  }
  EXPECT_FALSE((*packs)->table("tables/many"));
}

TEST(PackSet, LaysASetOverTheOneItExtends) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nversion: 1.0.0\nrows:\n  - {id: r1, term: one, w: 1}\n  - {id: r2, term: two, w: 2}\n  - {id: r3, term: three, w: 3}\n");
  folder.write("base/lex/b.yaml", "pack: lex/b\nrows:\n  - {id: r1, term: one}\n");
  folder.write("top/pack.yaml", "pack: top\nversion: 1.0.0\ntitle: {zh: 上, en: Top}\nextends: base\nreplaces: [lex/b]\n");
  folder.write("top/lex/a.yaml", "pack: lex/a\nversion: 2.0.0\nrows:\n  - {id: r2, term: deux, w: 20}\n  - {id: r1, disabled: true}\n  - {id: r4, term: four, w: 4}\n");
  folder.write("top/lex/b.yaml", "pack: lex/b\nrows:\n  - {id: r9, term: nine}\n");
  const auto packs = folder.load("top");
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ(canonical((*packs)->file("lex/a")),
            R"({"pack":"lex/a","rows":[{"id":"r2","term":"deux","w":20},{"id":"r3","term":"three","w":3},{"id":"r4","term":"four","w":4}],"version":"2.0.0"})");
  EXPECT_EQ(canonical((*packs)->file("lex/b")), R"({"pack":"lex/b","rows":[{"id":"r9","term":"nine"}]})");
  EXPECT_EQ((*packs)->place("lex/a", "rows.0.w"), "top/lex/a.yaml:4:26");
  EXPECT_EQ((*packs)->place("lex/a", "rows.1.w"), "base/lex/a.yaml:6:27");
  EXPECT_EQ((*packs)->name(), "top");
}

TEST(PackSet, LaysOverlayFoldersInTheirOrder) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one, w: 1}\n");
  folder.write("bank/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one, w: 5}\n");
  folder.write("unit/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r2, term: two, w: 7}\n");
  folder.write("unit/lex/c.yaml", "pack: lex/c\nrows: []\n");
  const auto packs = folder.load("base", {"bank", "unit"});
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ(canonical((*packs)->file("lex/a")), R"({"pack":"lex/a","rows":[{"id":"r1","term":"one","w":5},{"id":"r2","term":"two","w":7}]})");
  EXPECT_NE((*packs)->file("lex/c"), nullptr);
  // An empty list of rows changes nothing.
  folder.write("unit/lex/a.yaml", "pack: lex/a\nrows: []\n");
  EXPECT_EQ(json::list_at(*(*folder.load("base", {"bank", "unit"}))->file("lex/a"), "rows").size(), 1u);
  EXPECT_TRUE(has(folder.error("base", {"absent"}), "there is no pack folder 'absent'"));
}

TEST(PackSet, MergesTablesInsideAFile) {
  PackFolder folder;
  folder.write("base/tables/s.yaml", "pack: tables/s\ntables:\n  points:\n    hit: first\n    inputs: [x]\n    rows:\n      - {id: A, when: {x: '< 1'}, then: {p: 0}}\n      - {id: B, when: {x: '>= 1'}, then: {p: 5}}\n    default: {p: 0}\n");
  folder.write("bank/tables/s.yaml", "pack: tables/s\ntables:\n  points:\n    rows:\n      - {id: B, when: {x: '>= 1'}, then: {p: 9}}\n");
  const auto packs = folder.load("base", {"bank"});
  ASSERT_TRUE(packs) << packs.error().text();
  EXPECT_EQ(json::integer_at(*(*packs)->file("tables/s"), "tables.points.rows.1.then.p"), 9);
  EXPECT_EQ((*packs)->place("tables/s", "tables.points.rows.1"), "bank/tables/s.yaml:5:9");
  EXPECT_EQ((*packs)->place("tables/s", "tables.points.rows.0"), "base/tables/s.yaml:7:9");
}

TEST(PackSet, ChangesHashesWithContentAndOnlyThen) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one, w: 1}\n");
  folder.write("base/lex/b.yaml", "pack: lex/b\nrows:\n  - {id: r1, term: one, w: 1}\n");
  const auto first = *folder.load();
  folder.write("base/lex/a.yaml", "# a comment and another layout\nrows:\n  - id: r1\n    w: 1\n    term: one\npack: lex/a\n");
  const auto same = *folder.load();
  EXPECT_EQ(first->hash(), same->hash());
  EXPECT_TRUE(first->hash().starts_with("sha256:"));
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one, w: 2}\n");
  const auto other = *folder.load();
  EXPECT_NE(first->hash(), other->hash());
  EXPECT_NE(first->hash_of("lex/a"), other->hash_of("lex/a"));
  EXPECT_EQ(first->hash_of("lex/b"), other->hash_of("lex/b"));
  EXPECT_EQ(first->hash_of("lex/none"), "");
}

TEST(PackSet, RefusesADuplicateIdInOneLayerWithBothPlaces) {
  PackFolder folder;
  folder.write("base/lex/a.zh.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: 一}\n");
  folder.write("base/lex/a.en.yaml", "pack: lex/a\nrows:\n  - {id: r0, term: zero}\n  - {id: r1, term: one}\n");
  EXPECT_EQ(folder.error(), "base/lex/a.en.yaml:4:5: the id 'r1' stands twice, first at base/lex/a.zh.yaml:3:5; give one of them another id");
}

TEST(PackSet, RefusesADisabledRowThatNothingLiesBelow) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one}\n");
  folder.write("bank/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r7, disabled: true}\n");
  EXPECT_TRUE(has(folder.error("base", {"bank"}), "bank/lex/a.yaml:3:5: the row 'r7' is disabled, but no lower layer has it"));
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, disabled: true}\n");
  EXPECT_TRUE(has(folder.error(), "'r1' is disabled"));
}

TEST(PackSet, RefusesWhatItsSchemaForbidsWithFileLineColumnAndId) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows:\n  - {id: r1, term: one, w: many}\n  - {id: r2, term: '', w: 1}\n");
  const auto error = folder.load().error();
  EXPECT_EQ(error.code, ErrorCode::pack_invalid);
  EXPECT_EQ(error.where, "base/lex/a.yaml:3:25");
  EXPECT_TRUE(has(error.message, "row 'r1', w: expected integer, found string \"many\"")) << error.message;
  EXPECT_TRUE(has(error.message, "base/lex/a.yaml:4:14: row 'r2', term: expected a text")) << error.message;
}

TEST(PackSet, RefusesAFileThatNoSchemaIsNamedFor) {
  PackFolder folder;
  folder.write("schemas/index.json", R"({"schemas": [["lex/*", "any"]]})");
  folder.write("base/tables/x.yaml", "pack: tables/x\n");
  EXPECT_TRUE(has(folder.error(), "no schema is named for 'tables/x'"));
}

TEST(PackSet, RefusesUnreadableFiles) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\nrows: [\n");
  EXPECT_TRUE(has(folder.error(), "base/lex/a.yaml:"));
  folder.write("base/lex/a.yaml", "pack: \xff\n");
  EXPECT_EQ(folder.load().error().code, ErrorCode::not_utf8);
  folder.write("base/lex/a.yaml", "- a list\n");
  EXPECT_TRUE(has(folder.error(), "expected object"));
  folder.write("base/lex/a.yaml", "pack: lex/a\n\"k\\x01\": 1\n");
  EXPECT_TRUE(has(folder.error(), "control character"));
}

TEST(PackSet, TakesAFileUpToTheSizeLimitAndRefusesOneByteMore) {
  PackFolder folder;
  const std::string head = "pack: lex/a\nrows: []\n#";
  folder.write("base/lex/a.yaml", head + std::string(kFileBytesMax - head.size(), 'x'));
  EXPECT_EQ(folder.error(), "");
  folder.write("base/lex/a.yaml", head + std::string(kFileBytesMax - head.size() + 1, 'x'));
  EXPECT_EQ(folder.load().error().code, ErrorCode::range);
}

TEST(PackSet, RefusesBadSetsAndChains) {
  PackFolder folder;
  EXPECT_EQ(folder.load("none").error().code, ErrorCode::not_found);
  EXPECT_EQ(folder.load("../base").error().code, ErrorCode::invalid_argument);
  EXPECT_EQ(folder.load("").error().code, ErrorCode::invalid_argument);
  folder.write("x/pack.yaml", "pack: x\nversion: 1.0.0\nextends: y\n").write("y/pack.yaml", "pack: y\nversion: 1.0.0\nextends: x\n");
  EXPECT_TRUE(has(folder.error("x"), "extends itself"));
  folder.write("x/pack.yaml", "pack: x\nversion: 1.0.0\nextends: gone\n");
  EXPECT_TRUE(has(folder.error("x"), "x/pack.yaml:3:1: there is no pack set 'gone' to extend"));
  folder.write("x/pack.yaml", "pack: z\nversion: 1.0.0\n");
  EXPECT_TRUE(has(folder.error("x"), "must have that name"));
  folder.write("x/pack.yaml", "pack: x\nversion: 1.0.0\nextends: base\nreplaces: [lex/none]\n");
  EXPECT_TRUE(has(folder.error("x"), "'lex/none' is to be replaced"));
  folder.write("x/pack.yaml", "pack: x\nversion: 1.0.0\nextend: base\n");
  EXPECT_TRUE(has(folder.error("x"), "'extend' is not known"));
  std::filesystem::remove_all(folder.path("schemas"));
  EXPECT_TRUE(has(folder.error(), "schemas/index.json"));
}

TEST(PackSet, RefusesTwoFilesOfOneName) {
  PackFolder folder;
  folder.write("base/lex/a.yaml", "pack: lex/a\n").write("base/lex/a.json", R"({"pack": "lex/a"})");
  EXPECT_TRUE(has(folder.error(), "have the same name"));
}

TEST(PackSet, CompilesALexiconOnceAndSharesIt) {
  PackFolder folder;
  folder.write("base/lex/emotion.yaml", "pack: lex/emotion\nrows:\n  - {id: e1, term: 生气, w: 10}\n  - {id: e2, term: 委屈, w: 12, negatable: false}\n");
  folder.write("base/lex/taboos.yaml", "pack: lex/taboos\nrows:\n  - {id: t1, pattern: '(明天|今天)到账', regex: true, points: 25}\n  - {id: t2, pattern: 肯定, points: 25}\n  - {id: t3, code: card}\n");
  folder.write("base/lex/broken.yaml", "pack: lex/broken\nrows:\n  - {id: b1, pattern: '(a', regex: true}\n");
  const auto packs = *folder.load();
  std::vector<std::thread> threads;
  std::vector<std::shared_ptr<const text::Lexicon>> seen(8);
  for (auto& slot : seen) threads.emplace_back([&slot, &packs] { slot = *packs->lexicon("lex/emotion"); });
  for (auto& thread : threads) thread.join();
  for (const auto& one : seen) EXPECT_EQ(one, seen.front());
  const auto& entries = seen.front()->entries();
  EXPECT_TRUE(entries[0].negatable);
  EXPECT_FALSE(entries[1].negatable);
  const auto taboos = *packs->lexicon("lex/taboos");
  ASSERT_EQ(taboos->entries().size(), 2u);  // the card has no words
  EXPECT_EQ(taboos->entries()[0].weight, 25);
  EXPECT_FALSE(taboos->entries()[1].negatable);
  const auto broken = packs->lexicon("lex/broken");
  ASSERT_FALSE(broken);
  EXPECT_EQ(broken.error().where, "base/lex/broken.yaml:3:5");
  EXPECT_TRUE(has(broken.error().message, "row 'b1'"));
  EXPECT_EQ(packs->compile_all().error().where, "base/lex/broken.yaml:3:5");
  EXPECT_EQ(packs->lexicon("lex/none").error().code, ErrorCode::pack_missing);
}

TEST(PackSet, CountsIntensifiersForEmotionOnlyAndFoldsByItsTable) {
  PackFolder folder;
  folder.write("base/lex/zh.t2s.tsv", "氣\t气\n");
  folder.write("base/lex/emotion.yaml", "pack: lex/emotion\nrows:\n  - {id: e1, term: 生气, w: 10}\n");
  folder.write("base/lex/nature.yaml", "pack: lex/nature\nrows:\n  - {id: n1, term: 生气, w: 10}\n");
  const auto packs = *folder.load();
  const auto text = *text::normalise("我很生氣", packs->fold());
  EXPECT_EQ((*packs->lexicon("lex/emotion"))->match(text).at(0).weight, 15);
  EXPECT_EQ((*packs->lexicon("lex/nature"))->match(text).at(0).weight, 10);
  EXPECT_EQ(canonical(packs->file("lex/zh.t2s")), R"({"pairs":[["氣","气"]]})");
  EXPECT_NE(packs->hash_of("lex/zh.t2s"), "");
}

TEST(PackSet, TakesItsWordListsFromLexLists) {
  PackFolder folder;
  folder.write("base/lex/lists.zh.yaml", "pack: lex/lists\nlang: zh\nrows:\n  - {id: idioms.zh, words: [万能险]}\n  - {id: surnames.zh, words: [欧阳]}\n  - {id: counters.zh, words: [只]}\n");
  const auto packs = *folder.load();
  EXPECT_EQ(packs->word_lists().idioms_zh, std::vector<std::string>{"万能险"});
  EXPECT_EQ(packs->word_lists().surnames_zh, std::vector<std::string>{"欧阳"});
  EXPECT_EQ(packs->word_lists().negators_zh, text::WordLists::defaults().negators_zh);
  EXPECT_TRUE(packs->numbers().money(*text::normalise("三万只"), {}).empty());
  EXPECT_EQ(packs->numbers().money(*text::normalise("三万个"), {}).size(), 1u);
}

TEST(PackSet, GivesDecisionTablesByNameAndNamesTheirPlace) {
  PackFolder folder;
  folder.write("base/tables/one.yaml", "pack: tables/one\ntable: one\nhit: first\ninputs: [x]\nrows:\n  - {id: A, when: {x: '> 1'}, then: {y: 1}, because: {zh: 大, en: large}}\ndefault: {y: 0}\n");
  folder.write("base/tables/bad.yaml", "pack: tables/bad\ntable: bad\nhit: first\ninputs: [x]\nrows:\n  - {id: A, when: {x: '> > 1'}, then: {y: 1}, because: {zh: 大, en: large}}\n");
  const auto packs = *folder.load();
  const auto table = packs->table("tables/one");
  ASSERT_TRUE(table) << table.error().text();
  EXPECT_EQ((*table)->name(), "one");
  EXPECT_EQ(*table, *packs->table("tables/one", "one"));
  EXPECT_EQ(packs->table("tables/one", "two").error().code, ErrorCode::pack_missing);
  EXPECT_EQ(packs->table("tables/none").error().code, ErrorCode::pack_missing);
  const auto bad = packs->table("tables/bad");
  ASSERT_FALSE(bad);
  EXPECT_EQ(bad.error().code, ErrorCode::pack_invalid);
  EXPECT_TRUE(has(bad.error().where, "base/tables/bad.yaml:6:")) << bad.error().text();
}

TEST(PackSet, GivesCalendarsAndRefusesABadOneAtLoad) {
  PackFolder folder;
  const std::string good = "id: calendar.xx\nregion: XX\nzone: UTC\nfirst_year: 2026\nlast_year: 2026\nweekend: [saturday, sunday]\nhours:\n  - {from: \"09:00\", to: \"17:00\"}\ndate_hours: []\n"
                           "title: {zh: 日历, en: Calendar}\nholidays:\n  - {date: \"2026-01-01\", name: {zh: 元旦, en: New Year}}\nworking: []\n";
  folder.write("base/calendar.xx.yaml", "pack: base\nversion: 1.0.0\n" + good);
  const auto packs = folder.load();
  ASSERT_TRUE(packs) << packs.error().text();
  const auto calendar = (*packs)->calendar("calendar.xx");
  ASSERT_TRUE(calendar) << calendar.error().text();
  EXPECT_EQ((*calendar)->id(), "calendar.xx");
  EXPECT_EQ((*calendar)->hash(), (*packs)->hash_of("calendar.xx"));
  EXPECT_EQ((*packs)->calendar("calendar.yy").error().code, ErrorCode::pack_missing);
  folder.write("base/calendar.xx.yaml", "pack: base\nversion: 1.0.0\n" + good + "holyday: 1\n");
  EXPECT_TRUE(has(folder.error(), "base/calendar.xx.yaml:")) << folder.error();
}

}  // namespace
}  // namespace amends::packs
