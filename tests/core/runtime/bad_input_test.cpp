// Whatever comes in from outside - workflow files, forms, answers, messages, corrections, scenarios, bundles - is taken, or refused by a sentence that says where and what to do;
// never a crash, never half of it. The seed is printed and accepted back (AMENDS_SEED).
#include <cstdio>
#include <cstdlib>
#include <random>

#include "core/runtime/runtime_kit.hpp"
#include "packs/packs.hpp"
#include "runtime/bundle.hpp"
#include "runtime/scenario/scenario.hpp"
#include "support/utf8.hpp"

namespace amends::runtime::testing {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr int kSlower = 10;  ///< under a sanitizer a tenth is tried
#else
constexpr int kSlower = 1;
#endif

class BadInput : public ::testing::Test {
 protected:
  void SetUp() override {
    const char* given = std::getenv("AMENDS_SEED");
    const std::uint64_t seed = given ? std::strtoull(given, nullptr, 10) : std::random_device{}();
    std::printf("AMENDS_SEED=%llu\n", static_cast<unsigned long long>(seed));
    random_.seed(seed);
  }

  std::size_t below(std::size_t n) { return static_cast<std::size_t>(random_() % n); }

  /// The text with a few bytes changed, lines moved, doubled or lost, or a piece of poison put in.
  std::string changed(std::string text) {
    static const std::vector<std::string> poison{"\"", "'", "{", "}", "[", "]", ":", "- ", "\n", "\t", "\xff", "\xe4\xba", std::string(1, '\0'), "null", "-1", "99999999999999999999", "1e400", "&a", "*a", "!!x",
                                                 "${x}", "../../x", "case", "end", "go: end", "{from: x}", "steps", std::string(300, 'x'), "投诉", "\xef\xbb\xbf"};
    for (std::size_t i = 0, changes = 1 + below(3); i < changes; ++i) {
      const auto at = text.empty() ? 0 : below(text.size());
      switch (below(6)) {
        case 0: text.insert(at, poison[below(poison.size())]); break;
        case 1: text.erase(at, 1 + below(20)); break;
        case 2:
          if (!text.empty()) text[at] = static_cast<char>(random_() % 256);
          break;
        case 3: {  // a line twice, or elsewhere
          const auto begin = text.rfind('\n', at), end = text.find('\n', at);
          if (begin != std::string::npos && end != std::string::npos) text.insert(below(text.size()), text.substr(begin, end - begin));
          break;
        }
        case 4: text.resize(at); break;
        default: text.replace(at, std::min<std::size_t>(1 + below(8), text.size() - at), poison[below(poison.size())]);
      }
    }
    return text;
  }

  json::Value any(int depth = 0) {
    switch (below(depth > 3 ? 6 : 8)) {
      case 0: return nullptr;
      case 1: return below(2) == 0;
      case 2: return static_cast<std::int64_t>(random_());
      case 3: return std::int64_t{-1};
      case 4: return json::Value(std::string(below(40), static_cast<char>('a' + below(26))));
      case 5: return json::Value("2026-03-02T01:00:00Z");
      case 6: {
        json::Array out;
        for (std::size_t i = below(4); i > 0; --i) out.push_back(any(depth + 1));
        return out;
      }
      default: {
        static const std::vector<std::string> keys{"reason", "n", "who", "decision", "minor", "currency", "id", "", "sent_at", "x"};
        json::Object out;
        for (std::size_t i = below(4); i > 0; --i) out.insert_or_assign(keys[below(keys.size())], any(depth + 1));
        return out;
      }
    }
  }

  /// A refusal reads as one: it has a sentence, in UTF-8, and is no fault of the program.
  static void reads(const Error& error, std::string_view what) {
    EXPECT_FALSE(error.message.empty()) << what;
    EXPECT_TRUE(utf8::valid(error.text())) << what;
    EXPECT_NE(error.code, ErrorCode::internal) << what << ": " << error.text();
    EXPECT_NE(error.code, ErrorCode::corrupt) << what << ": " << error.text();
  }

  std::mt19937_64 random_;
};

TEST_F(BadInput, WorkflowFiles) {
  Bench bench;
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  std::vector<std::string> texts;
  for (const auto& entry : fs::directory_iterator(fs::path(AMENDS_SOURCE_DIR) / "tests/core/flow/patterns"))
    if (entry.path().extension() == ".yaml") texts.push_back(*read_file(entry.path().string()));
  texts.push_back(*read_file((fs::path(AMENDS_SOURCE_DIR) / "workflows/first_line/workflow.yaml").string()));
  texts.push_back("workflow: t\nversion: 1.0.0\ntitle: {zh: 试, en: Try}\nsteps:\n  - a: {call: first_line}\n  - b: {decide: tables/x, with: {y: 1}}\n");
  int refused = 0;
  for (int i = 0; i < 3'000 / kSlower; ++i) {
    const auto text = changed(texts[below(texts.size())]);
    const auto read = bench.runtime->check_text(text, "w.yaml");
    if (read) continue;
    ++refused;
    reads(read.error(), text);
    EXPECT_FALSE(read.error().where.empty() && read.error().message.find("w.yaml") == std::string::npos) << read.error().text();
  }
  EXPECT_GT(refused, 1'000 / kSlower);
}

TEST_F(BadInput, FormsOfAnOverlay) {
  Bench bench;
  const auto form = *read_file((bench.root / "packs/small/forms/officer_decision.yaml").string());
  const auto overlay = bench.folder.path() / "bank";
  fs::create_directories(overlay / "forms");
  for (int i = 0; i < 150 / kSlower; ++i) {
    ASSERT_TRUE(write_file((overlay / "forms" / "officer_decision.yaml").string(), changed(form)));
    const std::vector<fs::path> overlays{overlay};
    if (const auto packs = packs::PackSet::load(bench.root / "packs", "small", overlays); !packs) {
      reads(packs.error(), "form");
      EXPECT_NE(packs.error().where.find("officer_decision"), std::string::npos) << packs.error().text();
    }
  }
}

TEST_F(BadInput, AnswersMessagesAndCorrections) {
  Bench bench;
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n  - p: {parallel: {h: {human: {role: handler, form: officer_decision}}, m: {message: news}}}\n"));
  const auto id = bench.runtime->submit("test", record())->case_id;
  const Actor li{"li.na", "handler", "test"};
  static const std::vector<std::string> paths{"money.claimed", "case.status", "channel.ref", "test.one.ok", "ext.test.one.ok", "parties.0.name", "", ".", "a..b", "analysis", "money.claimed.minor.x", "parties.99999.name"};
  for (int i = 0; i < 2'000 / kSlower; ++i) {
    const auto before = bench.runtime->store()->case_row(id)->seq;
    const auto taken = [&](const auto& result, std::string_view what) {
      if (result) return;
      reads(result.error(), what);
      EXPECT_EQ(bench.runtime->store()->case_row(id)->seq, before) << what << " was refused, and left something";
    };
    switch (below(5)) {
      case 0: taken(bench.runtime->answer(id, below(2) == 0 ? "h#1" : changed("h#1"), any(), li), "answer"); break;
      case 1: taken(bench.runtime->message(changed("news"), below(2) == 0 ? id : changed(id), any(), changed("id"), li), "message"); break;
      case 2: taken(bench.runtime->correct(id, paths[below(paths.size())], any(), "because", li), "correct"); break;
      case 3: taken(bench.runtime->set_facts(id, json::Object{{paths[below(paths.size())], any()}}, "because", li), "facts"); break;
      default: taken(bench.runtime->add_document(id, any(), li), "document");
    }
    if (bench.runtime->store()->case_row(id)->status == "finished") break;
  }
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(BadInput, WhatCouldNotBeReadBackIsRefused) {
  Bench bench;
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - m: {message: news}\n  - n: {message: more}\n"));
  const auto id = bench.runtime->submit("test", record())->case_id;
  const Actor li{"li.na", "handler", "test"};
  const auto sent = [&](json::Value body, std::string_view message_id) { return bench.runtime->message("news", id, std::move(body), message_id, li); };
  const auto nested = [](std::size_t levels) {
    json::Value out = 1;
    for (std::size_t i = 0; i < levels; ++i) out = json::Array{std::move(out)};
    return out;
  };
  EXPECT_EQ(sent(json::kIntegerMax + 1, "a").error().code, ErrorCode::range);
  EXPECT_EQ(sent(-json::kIntegerMax - 1, "a").error().code, ErrorCode::range);
  EXPECT_EQ(sent(nested(json::kDepthMax), "a").error().code, ErrorCode::range) << "one level is the event's own";
  EXPECT_EQ(sent("\xff", "a").error().code, ErrorCode::not_utf8);
  EXPECT_EQ(sent(1, "\xff").error().code, ErrorCode::not_utf8);
  ASSERT_TRUE(sent(json::Array{json::Value(json::kIntegerMax), nested(json::kDepthMax - 2)}, "a")) << "each at its bound";
  EXPECT_EQ(bench.faults(), 0);
  EXPECT_EQ(bench.state(id).flow().tokens.size(), 1u);
}

TEST_F(BadInput, RecordsOfCases) {
  Bench bench;
  bench.stages = {constant("test.one", {{"ok", true}})};
  ASSERT_TRUE(bench.open());
  ASSERT_TRUE(bench.deploy("  - s: {stage: test.one}\n"));
  const auto good = json::write(record());
  for (int i = 0; i < 1'500 / kSlower; ++i) {
    const auto value = below(3) == 0 ? Result<json::Value>(any()) : json::parse(changed(good));
    if (!value) {
      reads(value.error(), "json");
      continue;
    }
    if (const auto submitted = bench.runtime->submit("test", *value); !submitted) reads(submitted.error(), json::write(*value));
  }
  EXPECT_EQ(bench.faults(), 0);
}

TEST_F(BadInput, ScenarioFiles) {
  Bench bench;
  const auto workflow = bench.folder.path() / "flow";
  fs::create_directories(workflow / "scenarios");
  ASSERT_TRUE(write_file((workflow / "workflow.yaml").string(), "workflow: flow\nversion: 1.0.0\ntitle: {zh: 试, en: Try}\nsteps:\n  - s: {stage: test.one}\n  - w: {human: {role: handler, form: free}}\n"));
  ASSERT_TRUE(write_file((workflow / "case.json").string(), json::write(record())));
  const std::string good = "scenario: one\ntitle: {zh: 一, en: One}\npacks: [small]\ngiven: {case: ../case.json, set: {channel.ref: r-9}}\nwhen:\n  - expect: {status: waiting, at: [w], open: [w#1]}\n"
                           "  - pass: 2h\n  - answer: w#1\n    after: 1h\n    by: li.na\n    role: handler\n    with: {reason: done}\n  - expect: {status: finished}\n";
  ScenarioRunner runner;
  runner.root = bench.root.string();
  runner.workflow = workflow.string();
  runner.folder = bench.folder.file("played");
  fs::create_directories(runner.folder);
  runner.stages = {constant("test.one", {{"ok", true}})};
  const auto file = (workflow / "scenarios" / "one.yaml").string();
  ASSERT_TRUE(write_file(file, good));
  const auto played = runner.run(file);
  ASSERT_TRUE(played) << played.error().text();
  ASSERT_TRUE(played->front().failures.empty()) << played->front().failures.front().message;
  for (int i = 0; i < 150 / kSlower; ++i) {
    const auto text = changed(good);
    ASSERT_TRUE(write_file(file, text));
    if (const auto outcome = runner.run(file); !outcome) reads(outcome.error(), text);
    else
      for (const auto& one : *outcome)
        for (const auto& failure : one.failures) EXPECT_NE(failure.place.find("one.yaml"), std::string::npos) << failure.place << " " << failure.message;
  }
}

TEST_F(BadInput, Bundles) {
  Bench bench, other;
  for (auto* one : {&bench, &other}) {
    one->stages = {constant("test.one", {{"ok", true}})};
    ASSERT_TRUE(one->open());
    ASSERT_TRUE(one->deploy("  - s: {stage: test.one}\n  - w: {human: {role: handler, form: free}}\n"));
  }
  const auto id = bench.runtime->submit("test", record())->case_id;
  const auto good = json::write(*make_bundle(*bench.runtime->store(), id));
  for (int i = 0; i < 2'000 / kSlower; ++i) {
    const auto value = json::parse(changed(good));
    if (!value) {
      reads(value.error(), "json");
      continue;
    }
    const auto checked = check_bundle(*value);
    if (!checked) {
      EXPECT_FALSE(checked.error().message.empty());
      EXPECT_TRUE(checked.error().code == ErrorCode::schema || checked.error().code == ErrorCode::corrupt || checked.error().code == ErrorCode::unsupported) << checked.error().text();
      continue;
    }
    EXPECT_EQ(json::canonical(json::Value(checked->case_id)), json::canonical(json::Value(id))) << "every hash could be made again, so nothing of it is changed";
  }
  EXPECT_EQ(other.faults(), 0);
}

}  // namespace
}  // namespace amends::runtime::testing
