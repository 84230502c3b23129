#include "sdk/call.hpp"

#include <cstring>

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

amends_str to_c(std::string_view text) { return {text.data(), text.size()}; }
std::string_view from_c(amends_str text) { return {text.data, static_cast<std::size_t>(text.size)}; }

const Value& member(const Value& document, std::string_view key) {
  static const Value empty = Object{};
  const auto* found = find(document, key);
  return found && found->is_object() ? *found : empty;
}

template <class Found>
Found place_of(const Reader& row) {
  Found out;
  out.doc = std::string(row.text_or("doc", ""));
  out.start = row.integer_or("start", 0);
  out.end = row.integer_or("end", 0);
  return out;
}

Array to_request(const std::vector<const Document*>& documents) {
  Array out;
  for (const auto* doc : documents) out.push_back(Object{{"doc", to_value(doc->id())}, {"text", to_value(doc->body())}});
  return out;
}

/// What a host service answers beside a bad status: {"code", "message"}.
[[noreturn]] void service_failure(amends_status status, std::string_view answer, std::string_view what) {
  std::string code, message;
  try {
    const auto value = parse_json(answer);
    const Reader reader(value);
    code = std::string(reader.text_or("code", ""));
    message = std::string(reader.text_or("message", ""));
  } catch (const Failure&) {
    // A host that answers no JSON is reported below in our own words.
  }
  if (code.empty()) code = status == AMENDS_NOT_FOUND ? "error.pack_missing" : status == AMENDS_UNAVAILABLE ? "error.unavailable" : "error.internal";
  if (message.empty()) message = "the host could not answer " + std::string(what) + "; look into the host's log";
  fail(std::move(code), std::move(message), std::string(what));
}

}  // namespace

std::shared_ptr<const Value> PackCache::find(const std::string& hash) const {
  const std::lock_guard lock(mutex_);
  const auto found = packs_.find(hash);
  return found == packs_.end() ? nullptr : found->second;
}

void PackCache::keep(const std::string& hash, std::shared_ptr<const Value> pack) {
  const std::lock_guard lock(mutex_);
  if (packs_.size() >= kPacksMax) packs_.clear();
  packs_[hash] = std::move(pack);
}

Call::Call(std::string_view stage_id, std::string_view version, const amends_host* host, const amends_call* call, const Value& document, PackCache& packs)
    : stage_id_(stage_id), version_(version), host_(host), call_(call), cache_(&packs), record_(member(document, "case")), config_(member(document, "config"), "config") {
  const Reader whole(document);
  run_ = whole.integer_or("run", 1);
  now_ = whole.instant("now");
  case_id_ = whole.text_or("case_id", "");
  locale_ = whole.text_or("locale", "zh-CN");
  institution_ = whole.text_or("institution", "");
}

const std::vector<Document>& Call::documents() const {
  if (documents_) return *documents_;
  std::vector<Document> out;
  for (const auto& doc : record_.list("text.docs")) {
    const auto id = doc.need_text("id");  // evidence names documents by id: one without, or two with the same, could not be quoted
    for (const auto& other : out)
      if (other.id() == id) fail("error.schema", "two documents have the id '" + std::string(id) + "'; give each its own", doc.path("id"));
    out.emplace_back(id, doc.text_or("kind", ""), doc.text_or("lang", ""), doc.text_or("author_role", ""), doc.text_or("at", ""),
                     doc.text_or("body", ""));
    if (out.back().length() > kTextLengthMax)
      fail("error.text_too_long", "the text has " + std::to_string(out.back().length()) + " characters, more than 200000; split it into several documents", doc.path("body"));
  }
  documents_ = std::move(out);
  return *documents_;
}

const Document* Call::document(std::string_view id) const {
  for (const auto& doc : documents())
    if (doc.id() == id) return &doc;
  return nullptr;
}

template <class Table>
const Table& Call::table(const char* name) const {
  const void* found = host_ && host_->extension ? host_->extension(host_, to_c(name)) : nullptr;
  const auto* known = static_cast<const Table*>(found);
  if (!known || known->struct_size < sizeof(Table)) fail("error.unsupported", "this host does not offer " + std::string(name) + "; use a newer host");
  return *known;
}

Value Call::ask(const char* extension, amends_status (*function)(const amends_call*, amends_str, amends_str*), const Value& request) const {
  const auto text = write_json(request);
  amends_str answer{nullptr, 0};
  const auto status = function(call_, to_c(text), &answer);
  if (status != AMENDS_OK) service_failure(status, from_c(answer), extension);
  return parse_json(from_c(answer));
}

std::string Call::pack_hash(std::string_view name) const {
  amends_str answer{nullptr, 0};
  const auto status = table<amends_packs>(AMENDS_EXTENSION_PACKS).hash(call_, to_c(name), &answer);
  if (status != AMENDS_OK) service_failure(status, from_c(answer), name);
  return std::string(from_c(answer));
}

Reader Call::pack(std::string_view name) const {
  // The name is part of the key: two logical files may hold the same bytes, and the path in a failure should be the one that was asked for.
  const auto key = pack_hash(name) + " " + std::string(name);
  auto value = cache_->find(key);
  if (!value) {
    amends_str answer{nullptr, 0};
    const auto status = table<amends_packs>(AMENDS_EXTENSION_PACKS).read(call_, to_c(name), &answer);
    if (status != AMENDS_OK) service_failure(status, from_c(answer), name);
    value = std::make_shared<const Value>(parse_json(from_c(answer)));
    cache_->keep(key, value);
  }
  held_packs_.push_back(value);
  return Reader(*value, std::string(name));
}

namespace {

/// Named as the author, whatever the kind; where nobody is named, a kind in which the complainant speaks. An attachment or a note without an author may be anybody's.
bool is_complainants(const Document& document) noexcept {
  const auto role = document.author_role(), kind = document.kind();
  return role.empty() ? kind == "complaint" || kind == "call_transcript" || kind == "chat" : role == "complainant";
}

}  // namespace

std::vector<const Document*> Call::complainant_documents() const {
  std::vector<const Document*> out;
  for (const auto& doc : documents())
    if (is_complainants(doc)) out.push_back(&doc);
  return out;
}

Match Call::match(std::string_view lexicon, const std::vector<const Document*>& documents) const {
  const auto answer = ask(AMENDS_EXTENSION_TEXT, table<amends_text>(AMENDS_EXTENSION_TEXT).match,
                          Object{{"lexicon", to_value(lexicon)}, {"docs", to_request(documents)}, {"options", Object{{"kept_only", true}}}});
  const Reader reader(answer);
  Match out;
  out.total = reader.integer_or("total", 0);
  out.exclamations = reader.integer_or("exclamations", 0);
  out.hash = std::string(reader.text_or("hash", ""));
  for (const auto& row : reader.list("hits")) {
    if (row.flag_or("negated", false)) continue;
    auto hit = place_of<Hit>(row);
    hit.id = std::string(row.text_or("id", ""));
    hit.weight = row.integer_or("weight", 0);
    hit.counts = row.flag_or("counts", true);
    if (const auto* found = row.find("row")) hit.row = *found;
    out.hits.push_back(std::move(hit));
  }
  return out;
}

Stated Call::stated(const std::vector<const Document*>& documents) const {
  const auto answer = ask(AMENDS_EXTENSION_TEXT, table<amends_text>(AMENDS_EXTENSION_TEXT).numbers, Object{{"docs", to_request(documents)}});
  const Reader reader(answer);
  Stated out;
  const auto sums = [&](std::string_view key, std::vector<StatedMoney>& list) {
    for (const auto& row : reader.list(key)) {
      auto found = place_of<StatedMoney>(row);
      found.money = Money{row.integer_or("minor", 0), std::string(row.text_or("currency", "CNY"))};
      found.approx = row.flag_or("approx", false);
      found.assumed = row.flag_or("assumed", false);
      list.push_back(std::move(found));
    }
  };
  sums("money", out.money);
  sums("bare", out.bare);
  for (const auto& row : reader.list("dates")) {
    auto found = place_of<StatedDate>(row);
    found.value = std::string(row.text_or("value", ""));
    found.year = row.integer("year");
    found.month = row.integer("month");
    found.day = row.integer("day");
    out.dates.push_back(std::move(found));
  }
  const auto counts = [&](std::string_view key, std::vector<StatedCount>& list) {
    for (const auto& row : reader.list(key)) {
      auto found = place_of<StatedCount>(row);
      found.value = row.integer_or("value", 0);
      found.approx = row.flag_or("approx", false);
      found.what = std::string(row.text_or("what", ""));
      list.push_back(std::move(found));
    }
  };
  counts("ages", out.ages);
  counts("group_sizes", out.group_sizes);
  counts("reach", out.reach);
  const auto texts = [&](std::string_view key, std::vector<StatedText>& list) {
    for (const auto& row : reader.list(key)) {
      auto found = place_of<StatedText>(row);
      found.value = std::string(row.text_or("value", ""));
      list.push_back(std::move(found));
    }
  };
  texts("contracts", out.contracts);
  texts("phones", out.phones);
  return out;
}

Normalised Call::normalise(std::string_view text) const {
  const auto answer = ask(AMENDS_EXTENSION_TEXT, table<amends_text>(AMENDS_EXTENSION_TEXT).normalise, Object{{"text", to_value(text)}});
  const Reader reader(answer);
  Normalised out;
  out.text = std::string(reader.text_or("text", ""));
  const auto numbers_at = [&](std::string_view key, std::vector<std::int64_t>& list) {
    for (const auto& item : reader.list(key))
      if (const auto* number = item.value().if_int64()) list.push_back(*number);
  };
  numbers_at("starts", out.starts);
  numbers_at("ends", out.ends);
  return out;
}

std::int64_t Call::similarity(std::string_view a, std::string_view b, const std::vector<std::string>& removed) const {
  Array list;
  for (const auto& text : removed) list.push_back(to_value(text));
  const auto answer = ask(AMENDS_EXTENSION_TEXT, table<amends_text>(AMENDS_EXTENSION_TEXT).similarity,
                          Object{{"a", to_value(a)}, {"b", to_value(b)}, {"removed", std::move(list)}});
  return Reader(answer).need_integer("similarity");
}

DueDate Call::add(Instant start, std::string_view duration) const { return add(start, duration, {}); }

DueDate Call::add(Instant start, std::string_view duration, std::string_view calendar) const {
  Object request{{"start", format_instant(start)}, {"duration", to_value(duration)}};
  if (!calendar.empty()) request["calendar"] = to_value(calendar);
  DueDate out;
  out.whole = ask(AMENDS_EXTENSION_CALENDAR, table<amends_calendar>(AMENDS_EXTENSION_CALENDAR).add, request);
  const Reader reader(out.whole);
  out.due_at = reader.need_instant("due_at");
  if (const auto* ledger = reader.find("ledger")) out.ledger = *ledger;
  out.text = reader.texts("text").value_or(Texts{});
  return out;
}

std::vector<ClockRule> Call::clock_rules(Instant at) const {
  const auto answer = ask(AMENDS_EXTENSION_CALENDAR, table<amends_calendar>(AMENDS_EXTENSION_CALENDAR).rules,
                          Object{{"at", format_instant(at)}, {"facts", record_.value()}});
  std::vector<ClockRule> out;
  for (const auto& row : Reader(answer).list("rules")) {
    ClockRule rule;
    rule.id = std::string(row.text_or("id", ""));
    rule.kind = std::string(row.text_or("kind", ""));
    rule.start_event = std::string(row.text_or("start_event", ""));
    rule.on_breach = std::string(row.text_or("on_breach", ""));
    rule.applies = row.flag_or("applies", false);
    for (const auto path : row.text_list("nulls")) rule.nulls.emplace_back(path);
    rule.length = std::string(row.text_or("length", ""));
    rule.extendable = row.flag_or("extendable", false);
    if (const auto* basis = row.find("basis")) rule.basis = *basis;
    out.push_back(std::move(rule));
  }
  return out;
}

TableAnswer Call::evaluate(std::string_view table_name, Object inputs) const {
  const auto answer = ask(AMENDS_EXTENSION_TABLE, table<amends_table>(AMENDS_EXTENSION_TABLE).evaluate,
                          Object{{"table", std::string(table_name)}, {"inputs", std::move(inputs)}});
  const Reader reader(answer);
  TableAnswer out;
  if (const auto* matched = reader.find("matched"); matched && matched->is_array()) out.matched = matched->get_array();
  if (const auto* output = reader.find("output")) out.output = *output;
  out.by_default = reader.flag_or("default", false);
  out.hash = std::string(reader.text_or("hash", ""));
  return out;
}

void Call::log(LogLevel level, std::string_view text) const {
  const auto* log = static_cast<const amends_log*>(host_ && host_->extension ? host_->extension(host_, to_c(AMENDS_EXTENSION_LOG)) : nullptr);
  if (log && log->struct_size >= sizeof(amends_log)) log->write(call_, static_cast<std::int32_t>(level), to_c(text));
}

bool Call::cancelled() const { return call_->is_cancelled(call_) != 0; }

void Call::check_time() const {
  if (cancelled()) fail("error.deadline", "the stage was stopped because its time limit had passed; give it less text or a longer time_limit_ms");
}

}  // namespace amends::sdk
