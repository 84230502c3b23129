#include "host/manifest.hpp"

#include <gtest/gtest.h>

#include <random>

#include "host/lookups.hpp"

namespace amends::host {
namespace {

json::Value good() {
  return *json::parse(R"({"plugin":"bank","stages":[{"id":"bank.vip_check","version":"1.2.3","api":1,"reads":["parties","analysis.intake","clocks.decide.missed","store_facts.count_window"],"writes":["ext.bank.vip"],
    "sets":["money.claimed","flags"],"lookups":["count_window"],"requires":["amends.intake"],"optional":["amends.verify"],"packs":["lex/emotion","letters/*"],"asks":["form"],
    "config_schema":{},"output_schema":{},"input_schema":{},"privacy_max":"P3","effects":"reads_clock","threads":"one","time_limit_ms":600000,
    "texts":{"title":{"zh":"贵宾","en":"VIP"},"purpose":{"zh":"一","en":"one"}},"sources":[{"rule":"R1","law":"L","article":"1","in_force_from":"2020-03-01"},{"rule":"R2","catalogue":"3.1"}]}]})");
}

Result<PluginManifest> with(const std::string& path, json::Value value) {
  auto manifest = good();
  EXPECT_TRUE(json::set(manifest, path, std::move(value)));
  return parse_manifest(json::write(manifest), "plugin.json");
}
Result<PluginManifest> without(const std::string& path) {
  auto manifest = good();
  json::erase(manifest, path);
  return parse_manifest(json::write(manifest), "plugin.json");
}

TEST(Manifest, ReadsEveryMember) {
  const auto manifest = parse_manifest(json::write(good()), "plugin.json");
  ASSERT_TRUE(manifest) << manifest.error().text();
  EXPECT_EQ(manifest->plugin, "bank");
  ASSERT_EQ(manifest->stages.size(), 1u);
  const auto& stage = manifest->stages[0];
  EXPECT_EQ(stage.id, "bank.vip_check");
  EXPECT_EQ(stage.section, "ext.bank.vip");
  EXPECT_EQ(stage.version, "1.2.3");
  EXPECT_EQ(stage.major, 1);
  EXPECT_EQ(stage.reads.size(), 4u);
  EXPECT_EQ(stage.sets, (std::vector<std::string>{"money.claimed", "flags"}));
  EXPECT_EQ(stage.lookups, (std::vector<std::string>{"count_window"}));
  EXPECT_EQ(stage.requires_stages, (std::vector<std::string>{"amends.intake"}));
  EXPECT_EQ(stage.optional_stages, (std::vector<std::string>{"amends.verify"}));
  EXPECT_EQ(stage.asks, (std::vector<std::string>{"form"}));
  EXPECT_EQ(stage.effects, Effects::reads_clock);
  EXPECT_FALSE(stage.any_thread);
  EXPECT_EQ(stage.time_limit_ms, 600'000);
  EXPECT_EQ(json::text_at(stage.raw, "privacy_max"), "P3");
}

TEST(Manifest, FillsTheDefaultsThatTheCatalogueAllows) {
  const auto manifest = without("stages.0.time_limit_ms");
  ASSERT_TRUE(manifest);
  EXPECT_EQ(manifest->stages[0].time_limit_ms, 50'000);
  for (const auto* key : {"sets", "lookups", "requires", "optional", "packs", "asks", "input_schema", "sources"}) EXPECT_TRUE(without(std::string("stages.0.") + key)) << key;
}

TEST(Manifest, RefusesAMissingMemberByItsName) {
  for (const auto* key : {"id", "version", "api", "reads", "writes", "config_schema", "output_schema", "privacy_max", "effects", "threads", "texts"}) {
    const auto manifest = without(std::string("stages.0.") + key);
    ASSERT_FALSE(manifest) << key;
    EXPECT_EQ(manifest.error().code, ErrorCode::missing_field) << key;
    EXPECT_EQ(manifest.error().where, std::string("plugin.json.stages.0.") + key);
  }
  EXPECT_FALSE(without("plugin"));
  EXPECT_FALSE(without("stages"));
  EXPECT_FALSE(with("stages", json::Array{}));
}

TEST(Manifest, RefusesALookupThatNothingAnswersAndNamesTheNearest) {
  const auto misspelt = with("stages.0.lookups", json::Array{"count_windows"});
  ASSERT_FALSE(misspelt);
  EXPECT_EQ(misspelt.error().code, ErrorCode::schema);
  EXPECT_EQ(misspelt.error().where, "plugin.json.stages.0.lookups");
  EXPECT_NE(misspelt.error().message.find("did you mean 'count_window'?"), std::string::npos) << misspelt.error().message;
  const auto strange = with("stages.0.lookups", json::Array{"weather"});
  ASSERT_FALSE(strange);
  EXPECT_EQ(strange.error().message.find("did you mean"), std::string::npos) << strange.error().message;
  for (const auto name : lookup_names()) EXPECT_NE(strange.error().message.find(name), std::string::npos) << name;
}

TEST(Manifest, RefusesALookupWhoseAnswerTheStageDoesNotRead) {
  const auto blind = with("stages.0.lookups", json::Array{"dedupe"});
  ASSERT_FALSE(blind);
  EXPECT_NE(blind.error().message.find("store_facts.dedupe"), std::string::npos) << blind.error().message;
  auto manifest = good();
  EXPECT_TRUE(json::set(manifest, "stages.0.reads.[]", "store_facts.dedupe"));
  EXPECT_TRUE(json::set(manifest, "stages.0.lookups.[]", "dedupe"));
  EXPECT_TRUE(parse_manifest(json::write(manifest), "plugin.json"));
}

TEST(Manifest, RefusesUnknownMembers) {
  EXPECT_EQ(with("stages.0.timelimit", 1).error().where, "plugin.json.stages.0.timelimit");
  EXPECT_EQ(with("author", "x").error().code, ErrorCode::schema);
  EXPECT_EQ(with("stages.0.sources.0.page", 1).error().where, "plugin.json.stages.0.sources.0.page");
}

TEST(Manifest, RefusesWhatIsOutOfRange) {
  EXPECT_EQ(with("stages.0.time_limit_ms", 0).error().code, ErrorCode::range);
  EXPECT_TRUE(with("stages.0.time_limit_ms", 1));
  EXPECT_EQ(with("stages.0.time_limit_ms", 600'001).error().code, ErrorCode::range);
  EXPECT_EQ(with("stages.0.api", 2).error().code, ErrorCode::unsupported);
  EXPECT_EQ(with("stages.0.api", "1").error().code, ErrorCode::bad_type);
  json::Array many{"store_facts.count_window"};
  for (int i = 0; i < 256; ++i) many.emplace_back("money.m" + std::to_string(i));
  EXPECT_EQ(with("stages.0.reads", many).error().code, ErrorCode::range);
  many.pop_back();
  EXPECT_TRUE(with("stages.0.reads", many));
  EXPECT_EQ(parse_manifest(std::string((1u << 20) + 1, ' '), "m").error().code, ErrorCode::range);
}

TEST(Manifest, RefusesWrongIdsVersionsAndPaths) {
  for (const auto* id : {"vip", "Bank.vip", "bank.", ".vip", "bank..vip", "bank.1x"}) EXPECT_FALSE(with("stages.0.id", id)) << id;
  for (const auto* version : {"1", "1.0", "1.0.0.0", "1.0.x", "01.0.0", "-1.0.0", ""}) EXPECT_FALSE(with("stages.0.version", version)) << version;
  for (const auto* path : {"complaint", "money.", "", ".money", "money..claimed", "Money", "risk.level"}) EXPECT_FALSE(with("stages.0.reads", json::Array{path})) << path;
  for (const auto* path : {"analysis.intake", "clocks", "ext.bank.x", "letters", "answers.x"}) EXPECT_FALSE(with("stages.0.sets", json::Array{path})) << path;
  for (const auto* name : {"/etc/passwd", "../x", "", "Lex"}) EXPECT_FALSE(with("stages.0.packs", json::Array{name})) << name;
  EXPECT_FALSE(with("stages.0.reads", json::Array{"money", "money"}));
  EXPECT_FALSE(with("stages.0.requires", json::Array{"bank.vip_check"})) << "a stage cannot require itself";
  for (const auto& [key, value] : {std::pair("effects", "some"), {"threads", "two"}, {"privacy_max", "P5"}, {"privacy_max", "3"}}) EXPECT_FALSE(with(std::string("stages.0.") + key, value)) << value;
}

TEST(Manifest, AStageWritesItsOwnSectionOnly) {
  EXPECT_FALSE(with("stages.0.writes", json::Array{"analysis.vip_check"}));
  EXPECT_FALSE(with("stages.0.writes", json::Array{"ext.other.vip"}));
  EXPECT_FALSE(with("stages.0.writes", json::Array{"ext.bank.vip", "ext.bank.other"}));
  EXPECT_FALSE(with("stages.0.writes", json::Array{"ext.bank.a.b"}));
  auto ours = good();
  (void)json::set(ours, "stages.0.id", "amends.risk");
  EXPECT_FALSE(parse_manifest(json::write(ours), "m"));
  (void)json::set(ours, "stages.0.writes", json::Array{"analysis.risk"});
  EXPECT_EQ(parse_manifest(json::write(ours), "m")->stages[0].section, "analysis.risk");
}

TEST(Manifest, TextsStandInBothLanguages) {
  EXPECT_EQ(with("stages.0.texts.title.zh", "").error().where, "plugin.json.stages.0.texts.title.zh");
  EXPECT_FALSE(without("stages.0.texts.title"));
  EXPECT_FALSE(with("stages.0.texts.purpose", "one language"));
}

TEST(Manifest, ASourceNamesItsLawAndDate) {
  EXPECT_FALSE(without("stages.0.sources.0.law"));
  EXPECT_FALSE(without("stages.0.sources.0.rule"));
  EXPECT_EQ(with("stages.0.sources.0.in_force_from", "March 2020").error().code, ErrorCode::schema);
}

TEST(Manifest, RefusesTheSameStageTwice) {
  auto twice = good();
  const auto copy = twice.at("stages").at(0);
  twice.at("stages").as_array().push_back(copy);
  EXPECT_EQ(parse_manifest(json::write(twice), "m").error().code, ErrorCode::already_exists);
}

TEST(Manifest, DamagedBytesNeverCrashAndAreNeverSilentlyTaken) {
  const auto text = json::write(good());
  const std::uint64_t seed = 20260302;
  SCOPED_TRACE("seed " + std::to_string(seed));
  std::mt19937_64 random(seed);
  for (int i = 0; i < 2'000; ++i) {
    auto damaged = text;
    for (std::uint64_t n = 1 + random() % 3; n > 0; --n) damaged[random() % damaged.size()] = static_cast<char>(random() % 256);
    if (random() % 4 == 0) damaged.resize(random() % damaged.size());
    if (const auto manifest = parse_manifest(damaged, "m"); !manifest) EXPECT_FALSE(manifest.error().message.empty());
    else EXPECT_EQ(manifest->stages.size(), 1u);
  }
}

TEST(Manifest, SaysWhichPacksAStageMayRead) {
  const auto stage = parse_manifest(json::write(good()), "m")->stages[0];
  EXPECT_TRUE(may_read_pack(stage, "lex/emotion"));
  EXPECT_TRUE(may_read_pack(stage, "lex/emotion#part"));
  EXPECT_TRUE(may_read_pack(stage, "letters/reply"));
  EXPECT_FALSE(may_read_pack(stage, "lex/emotion2"));
  EXPECT_FALSE(may_read_pack(stage, "letters"));
  EXPECT_FALSE(may_read_pack(stage, "org"));
}

}  // namespace
}  // namespace amends::host
