#include "sdk/contract.hpp"

#include <algorithm>
#include <iostream>
#include <random>
#include <set>

#include "sdk/failure.hpp"
#include "sdk/reader.hpp"

namespace amends::sdk {
namespace {

constexpr std::int64_t kLongText = 20'000;  // code points

const std::set<std::string, std::less<>> kErrorCodes = {
    "error.missing_field", "error.bad_type",      "error.range",   "error.schema",      "error.state",   "error.currency_mismatch", "error.pack_missing",
    "error.pack_invalid",  "error.text_too_long", "error.not_utf8", "error.unavailable", "error.deadline", "error.needs_person",      "error.unsupported"};

const std::set<std::string, std::less<>> kLists = {"findings", "evidence", "tasks", "deadlines", "facts", "questions", "scripts", "guards"};
const std::set<std::string, std::less<>> kOthers = {"stage", "version", "run", "status", "error", "result", "explain"};
const std::set<std::string, std::less<>> kEvidenceKinds = {"span", "field", "answer", "document", "case_link", "computation"};

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

const Value* document_of(const Value& record, std::string_view id) {
  const auto* docs = find(record, "text.docs");
  if (docs && docs->is_array())
    for (const auto& doc : docs->get_array()) {
      const auto* own = find(doc, "id");
      if (own && own->is_string() && view(own->get_string()) == id) return find(doc, "body");
    }
  return nullptr;
}

/// Every place of a record, as dotted paths, in order.
void places(const Value& value, const std::string& path, std::vector<std::string>& out) {
  if (!path.empty()) out.push_back(path);
  const auto under = [&](std::string_view part) { return path.empty() ? std::string(part) : path + "." + std::string(part); };
  if (const auto* object = value.if_object())
    for (const auto& member : *object) places(member.value(), under(member.key()), out);
  if (const auto* list = value.if_array())
    for (std::size_t i = 0; i < list->size(); ++i) places((*list)[i], under(std::to_string(i)), out);
}

void erase(Value& root, const std::string& path) {
  const auto dot = path.rfind('.');
  const auto parent_path = dot == std::string::npos ? std::string() : path.substr(0, dot);
  const auto last = dot == std::string::npos ? path : path.substr(dot + 1);
  auto* parent = const_cast<Value*>(find(root, parent_path));  // root is ours and not const
  if (!parent) return;
  if (auto* object = parent->if_object()) object->erase(last);
  if (auto* list = parent->if_array())
    if (const auto index = static_cast<std::size_t>(std::stoul(last)); index < list->size()) list->erase(list->begin() + static_cast<std::ptrdiff_t>(index));
}

std::string garbled(std::mt19937_64& random) {
  static const std::vector<std::string> kPieces = {"元", "三万二", "!", "！", "不", "\xF0\x9F\x98\x80", "e\xCC\x81", "\xE3\x80\x80", "0", "999999999999999999", "%", "\n", "\"", "\\", "\xEF\xBC\x91", "refund", "'", "\xE2\x80\x8B", "退"};
  std::string out;
  const auto n = random() % 60;
  for (std::uint64_t i = 0; i < n; ++i) out += kPieces[random() % kPieces.size()];
  return out;
}

Value strange_value(std::mt19937_64& random) {
  switch (random() % 14) {
    case 0: return nullptr;
    case 1: return true;
    case 2: return 0;
    case 3: return -1;
    case 4: return kIntegerMax;
    case 5: return -kIntegerMax;
    case 6: return "";
    case 7: return Value(garbled(random));
    case 8: return Array{};
    case 9: return Object{};
    case 10: return Array{1, "a", nullptr, Object{{"a", Array{}}}};
    case 11: return Object{{"minor", kIntegerMax}, {"currency", "XXX"}};
    case 12: return "9999-12-31T23:59:59Z";
    default: return Value(std::string(3'000, 'a'));
  }
}

/// What a decision consists of; the evidence may name the flipped value, the decision may not follow it.
std::string decision(const Value& envelope) {
  Object out;
  for (const auto* key : {"status", "result", "tasks", "deadlines", "questions", "scripts"})
    if (const auto* value = find(envelope, key)) out[key] = *value;
  Array findings;
  if (const auto* list = find(envelope, "findings"); list && list->is_array())
    for (const auto& item : list->get_array())
      if (const auto* code = find(item, "code")) findings.push_back(*code);
  out["findings"] = std::move(findings);
  return write_json(out);
}

Value required_fields_only() {
  return Object{{"case", Object{{"id", "CASE-TEST-1"}, {"schema", "1.0.0"}, {"kind", "complaint"}, {"status", "received"}, {"locale", "zh-CN"}, {"institution", "TESTBANK"}, {"unit", "BRANCH-1"}}},
                {"channel", Object{{"kind", "letter"}, {"ref", "r-1"}, {"received_at", "2026-03-02T01:00:00Z"}, {"recorded_by", "u1"}}},
                {"text", Object{{"docs", Array{Object{{"id", "t1"}, {"kind", "complaint"}, {"lang", "zh"}, {"body", "。"}, {"at", "2026-03-02T01:00:00Z"}, {"author_role", "complainant"}}}}}},
                {"parties", Array{Object{{"id", "p1"}, {"role", "complainant"}, {"anonymous", true}, {"contacts", Array{}}}}},
                {"regulator", Object{{"involved", false}}},
                {"group", Object{{"size", 1}}},
                {"flags", Object{{"safety", Object{{"self_harm", "none"}, {"violence", "none"}}}, {"vulnerability", Array{}}}},
                {"clocks", Array{}}};
}

class Checker {
 public:
  Checker(const StageUnderTest& stage, const ContractOptions& options) : stage_(stage), options_(options) {}

  std::vector<std::string> run(const std::vector<Value>& samples) {
    for (auto& broken : check_manifest(stage_.manifest)) say(std::move(broken));
    empty_case(Object{}, "an empty case");
    empty_case(required_fields_only(), "a case with the required fields only");
    std::cerr << "contract of " << id() << ": seed " << options_.seed << ", " << options_.mutations << " mutations of each of " << samples.size() << " records\n";
    for (std::size_t i = 0; i < samples.size(); ++i) {
      const auto name = "sample " + std::to_string(i);
      sample(samples[i], name);
      flips(samples[i], name);
      for (int m = 0; m < options_.mutations; ++m) {
        const auto seed = options_.seed + static_cast<std::uint64_t>(m) + i * 1'000'003u;
        changed(mutate(samples[i], seed), name + " changed with seed " + std::to_string(seed));
      }
    }
    if (!samples.empty()) long_text(samples.front());
    return std::move(broken_);
  }

 private:
  static constexpr std::size_t kSentencesMax = 50;  // a broken stage breaks everything; the first sentences tell enough

  std::string id() const { return std::string(Reader(stage_.manifest).text_or("id", "the stage")); }
  void say(std::string sentence) {
    if (broken_.size() < kSentencesMax) broken_.push_back(id() + ": " + std::move(sentence));
  }

  Answer answer(const Value& record) {
    auto input = options_.call;
    input.record = record;
    return stage_.run(input);
  }

  void envelope_holds(const Answer& answer, const Value& record, const std::string& what) {
    try {
      for (const auto& broken : check_envelope(answer.envelope(), record, stage_.manifest)) say(what + ": " + broken);
    } catch (const Failure& failure) {
      say(what + ": the answer is no JSON: " + failure.what());
    }
  }

  void empty_case(const Value& record, const std::string& what) {
    const auto got = answer(record);
    if (!got.ok()) {
      if (got.code != "error.missing_field") say(what + " gives " + got.code + " (" + got.text + "); it should give need_input, ok with nulls, or error.missing_field");
      return;
    }
    envelope_holds(got, record, what);
    const auto status = std::string(Reader(got.envelope()).text_or("status", ""));
    if (status != "ok" && status != "need_input" && status != "skipped") say(what + " gives status " + quoted(status));
  }

  void sample(const Value& record, const std::string& what) {
    const auto first = answer(record), second = answer(record);
    if (!first.ok()) {
      say(what + " fails with " + first.code + ": " + first.text + " " + first.details);
      return;
    }
    envelope_holds(first, record, what);
    if (first.result != second.result) say(what + ": two runs on one record give different bytes");
  }

  void changed(const Value& record, const std::string& what) {
    const auto got = answer(record);
    if (got.ok()) {
      envelope_holds(got, record, what);
    } else if (!kErrorCodes.contains(got.code)) {
      say(what + " gives " + (got.code.empty() ? "status " + std::to_string(got.status) + " without a code" : got.code) + ": " + got.text);
    } else if (got.text.empty()) {
      say(what + " gives " + got.code + " without a sentence");
    }
  }

  void flips(const Value& record, const std::string& what) {
    const auto* parties = find(record, "parties");
    if (!parties || !parties->is_array()) return;
    for (const auto& [member, values] : options_.protected_members) {
      std::string decisions[2];
      for (int side = 0; side < 2; ++side) {
        Value flipped = record;
        for (std::size_t i = 0; i < parties->get_array().size(); ++i)
          if (parties->get_array()[i].is_object()) set(flipped, "parties." + std::to_string(i) + "." + member, side == 0 ? values.first : values.second);
        const auto got = answer(flipped);
        decisions[side] = got.ok() ? decision(got.envelope()) : got.code + got.text;
      }
      if (decisions[0] != decisions[1]) say(what + ": the decision changes when parties[]." + member + " is flipped (guardrail G4)");
    }
  }

  void long_text(const Value& record) {
    Value large = record;
    const auto* docs = find(record, "text.docs");
    if (!docs || !docs->is_array() || docs->get_array().empty()) return;
    const auto* body = find(record, "text.docs.0.body");
    std::string text = body && body->is_string() ? std::string(view(body->get_string())) : std::string();
    if (text.empty()) text = "。";
    const auto unit = code_points(text);
    const std::string once = text;
    std::int64_t length = unit;
    for (; length + unit <= kLongText; length += unit) text += once;
    for (; length < kLongText; ++length) text += "。";
    set(large, "text.docs.0.body", Value(text));
    const auto got = answer(large);
    if (got.took_us > options_.time_limit_ms * kSanitizerSlowdown * 1'000)
      say("a case of 20000 code points takes " + std::to_string(got.took_us / 1'000) + " ms, more than " + std::to_string(options_.time_limit_ms));
    if (got.ok()) envelope_holds(got, large, "a case of 20000 code points");
    else say("a case of 20000 code points fails with " + got.code + ": " + got.text);
  }

  const StageUnderTest& stage_;
  const ContractOptions& options_;
  std::vector<std::string> broken_;
};

}  // namespace

std::vector<std::string> check_contract(const StageUnderTest& stage, const std::vector<Value>& sample_records, const ContractOptions& options) {
  return Checker(stage, options).run(sample_records);
}

std::vector<std::string> check_manifest(const Value& manifest) {
  std::vector<std::string> out;
  if (!manifest.is_object()) return {"the manifest entry is no object"};
  for (const auto* key : {"id", "version", "api", "reads", "writes", "effects", "texts", "config_schema", "output_schema", "threads"})
    if (const auto* value = find(manifest, key); !value || value->is_null()) out.push_back("the manifest has no '" + std::string(key) + "'");
  for (const auto* language : {"zh", "en"}) {
    const auto* title = find(manifest, std::string("texts.title.") + language);
    if (!title || !title->is_string() || title->get_string().empty()) out.push_back("the manifest has no texts.title." + std::string(language));
  }
  for (const auto name : Reader(manifest).text_list("lookups")) {
    const auto path = "store_facts." + std::string(name);
    const auto reads = Reader(manifest).text_list("reads");
    if (std::find(reads.begin(), reads.end(), path) == reads.end()) out.push_back("the lookup '" + std::string(name) + "' answers at " + path + ", which `reads` does not name");
  }
  return out;
}

std::vector<std::string> check_envelope(const Value& envelope, const Value& record, const Value& manifest) {
  std::vector<std::string> out;
  if (!envelope.is_object()) return {"the answer is no JSON object"};
  const auto has = [&](std::string_view key) { return find(envelope, key) != nullptr; };
  for (const auto& key : kOthers)
    if (!has(key)) out.push_back("the envelope has no " + quoted(key));
  for (const auto& key : kLists)
    if (const auto* list = find(envelope, key); !list || !list->is_array()) out.push_back("the envelope has no list " + quoted(key));
  for (const auto& member : envelope.get_object())
    if (!kOthers.contains(std::string_view(member.key())) && !kLists.contains(std::string_view(member.key()))) out.push_back("the envelope has an unknown key " + quoted(member.key()));
  if (!out.empty()) return out;

  try {
    const Reader answer(envelope), entry(manifest);
    const auto status = answer.text_or("status", "");
    if (status != "ok" && status != "need_input" && status != "skipped" && status != "error") out.push_back("the status is " + quoted(status));
    if (answer.has("error") != (status == "error")) out.push_back("`error` is set exactly when the status is error");
    if (answer.text_or("stage", "") != entry.text_or("id", "")) out.push_back("the envelope speaks for " + quoted(answer.text_or("stage", "")));
    if (answer.text_or("version", "") != entry.text_or("version", "")) out.push_back("the envelope's version is not the manifest's");
    if (status == "ok" && !answer.value().at("result").is_object()) out.push_back("a stage that is ok answers a result object");
    if (status == "need_input" && answer.list("questions").empty()) out.push_back("status need_input without a question");

    std::set<std::string, std::less<>> ids;
    for (const auto& item : answer.list("evidence")) {
      const auto own = item.text_or("id", "");
      if (own.empty() || !ids.emplace(own).second) out.push_back(item.where() + ": the evidence id is missing or stands twice");
      const auto kind = item.text_or("kind", "");
      if (!kEvidenceKinds.contains(kind)) out.push_back(item.where() + ": " + quoted(kind) + " is no kind of evidence");
      if (kind == "computation" && (!item.has("operands") || !item.value().as_object().contains("value"))) out.push_back(item.where() + ": a computation names its operands and its value");
      if (kind != "span") continue;
      const auto* body = document_of(record, item.text_or("doc", ""));
      const auto start = item.integer_or("start", -1), end = item.integer_or("end", -1);
      if (!body || !body->is_string()) {
        out.push_back(item.where() + ": the case has no document " + quoted(item.text_or("doc", "")));
      } else if (const auto text = view(body->get_string()); start < 0 || end <= start || end > code_points(text) || slice(text, start, end) != item.text_or("quote", "")) {
        out.push_back(item.where() + ": the span [" + std::to_string(start) + "," + std::to_string(end) + ") does not quote its document exactly");
      }
    }
    const auto cites = [&](const Reader& item, std::string_view what) {
      const auto cited = item.text_list("evidence");
      if (cited.empty()) out.push_back(item.where() + ": a " + std::string(what) + " without evidence");
      for (const auto& one : cited)
        if (!ids.contains(one)) out.push_back(item.where() + ": cites " + quoted(one) + ", which the envelope does not have");
    };
    for (const auto& item : answer.list("findings")) {
      cites(item, "finding");
      const auto severity = item.text_or("severity", "");
      if (severity != "info" && severity != "warn" && severity != "block") out.push_back(item.where() + ": severity " + quoted(severity));
      const auto confidence = item.integer_or("confidence", -1);
      if (confidence < 0 || confidence > 100) out.push_back(item.where() + ": confidence " + std::to_string(confidence));
      if (item.text_or("text.zh", "").empty() || item.text_or("text.en", "").empty()) out.push_back(item.where() + ": the finding has no text in zh and en");
    }
    const auto sets = entry.text_list("sets");
    for (const auto& item : answer.list("facts")) {
      cites(item, "proposed fact");
      const auto path = item.text_or("path", "");
      if (std::none_of(sets.begin(), sets.end(), [&](std::string_view allowed) { return path == allowed || path.starts_with(std::string(allowed) + "."); }))
        out.push_back(item.where() + ": the manifest's `sets` does not name " + quoted(path));
    }
    for (const auto* list : {"tasks", "questions", "deadlines", "scripts"}) {
      std::set<std::string, std::less<>> seen;
      for (const auto& item : answer.list(list))
        if (const auto own = item.text_or("id", ""); own.empty() || !seen.emplace(own).second) out.push_back(item.where() + ": the id is missing or stands twice");
    }
    const auto asks = entry.text_list("asks");
    for (const auto& item : answer.list("questions"))
      if (const auto form = item.text_or("form_name", item.text_or("id", "")); std::find(asks.begin(), asks.end(), form) == asks.end())
        out.push_back(item.where() + ": the manifest's `asks` does not name the form " + quoted(form));
  } catch (const Failure& failure) {
    out.push_back(failure.path() + ": " + failure.what());
  }
  return out;
}

Value mutate(const Value& record, std::uint64_t seed) {
  std::mt19937_64 random(seed);
  Value out = record;
  const auto changes = 1 + random() % 4;
  for (std::uint64_t i = 0; i < changes; ++i) {
    std::vector<std::string> all;
    places(out, "", all);
    if (all.empty()) break;
    const auto& path = all[random() % all.size()];
    const auto* value = find(out, path);
    switch (random() % 4) {
      case 0: erase(out, path); break;
      case 1:
        if (value && value->is_string()) { set(out, path, Value(garbled(random))); break; }
        [[fallthrough]];
      case 2:
        if (value && value->is_array() && !value->get_array().empty()) {
          auto list = value->get_array();
          Value again = list.front();
          list.push_back(std::move(again));
          set(out, path, std::move(list));
          break;
        }
        [[fallthrough]];
      default: set(out, path, strange_value(random));
    }
  }
  return out;
}

}  // namespace amends::sdk
