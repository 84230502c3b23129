#include "sdk/mock_host.hpp"

#include <dlfcn.h>

#include <chrono>
#include <deque>
#include <set>
#include <stdexcept>

#include "abi/amends_calendar.h"
#include "abi/amends_log.h"
#include "abi/amends_packs.h"
#include "abi/amends_table.h"
#include "abi/amends_text.h"
#include "sdk/failure.hpp"
#include "sdk/reader.hpp"

namespace amends::sdk {
namespace {

using Clock = std::chrono::steady_clock;

amends_str to_c(std::string_view text) { return {text.data(), text.size()}; }
std::string from_c(amends_str text) { return {text.data ? text.data : "", static_cast<std::size_t>(text.size)}; }

/// FNV-1a: enough to tell two fake packs apart.
std::string fake_hash(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  return "fake:" + std::to_string(hash);
}

std::vector<std::string_view> characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t i = 0, next; i < text.size(); i = next) {
    next = i + 1;
    while (next < text.size() && (static_cast<unsigned char>(text[next]) & 0xC0) == 0x80) ++next;
    out.push_back(text.substr(i, next - i));
  }
  return out;
}

Value fake_match(const Value& lexicon, const Value& request) {
  Array hits;
  std::int64_t total = 0;
  std::map<std::size_t, int> seen;
  const Reader ask(request);
  const auto rows = Reader(lexicon).list("rows");
  for (const auto& doc : ask.list("docs")) {
    const auto body = doc.text_or("text", "");
    std::size_t byte = 0;
    const auto letters = characters(body);
    for (std::size_t at = 0; at < letters.size();) {
      std::size_t best = rows.size(), length = 0;
      for (std::size_t r = 0; r < rows.size(); ++r) {
        const auto term = rows[r].text_or("term", rows[r].text_or("pattern", ""));
        if (term.size() > length && body.substr(byte, term.size()) == term) { best = r; length = term.size(); }
      }
      if (best == rows.size()) {
        byte += letters[at++].size();
        continue;
      }
      const auto count = static_cast<std::size_t>(code_points(body.substr(byte, length)));
      const auto weight = rows[best].integer_or("w", 0);
      const bool counted = ++seen[best] <= 2;
      if (counted) total += weight;
      hits.push_back(Object{{"id", to_value(rows[best].text_or("id", ""))}, {"doc", to_value(doc.text_or("doc", ""))}, {"start", at}, {"end", at + count},
                            {"quote", to_value(body.substr(byte, length))}, {"weight", weight}, {"negated", false}, {"intensified", false}, {"counts", counted}, {"row", rows[best].value()}});
      at += count;
      byte += length;
    }
  }
  return Object{{"hits", std::move(hits)}, {"total", total}, {"exclamations", 0}, {"hash", "fake:0"}};
}

/// Arabic digits before 元 are money, before 岁 an age, before 个人 people, at the end of a text or before a stop a bare sum; nothing else is read.
Value fake_numbers(const Value& request) {
  Array money, ages, people, bare;
  for (const auto& doc : Reader(request).list("docs")) {
    const auto letters = characters(doc.text_or("text", ""));
    for (std::size_t at = 0; at < letters.size();) {
      std::int64_t value = 0;
      std::size_t end = at;
      for (; end < letters.size() && end - at < 12 && letters[end].size() == 1 && letters[end][0] >= '0' && letters[end][0] <= '9'; ++end) value = value * 10 + (letters[end][0] - '0');
      if (end == at) { ++at; continue; }
      const auto next = end < letters.size() ? letters[end] : std::string_view();
      Object found{{"doc", to_value(doc.text_or("doc", ""))}, {"start", at}, {"end", end + 1}, {"approx", false}};
      if (next == "元") {
        found["minor"] = value * 100;
        found["currency"] = "CNY";
        found["assumed"] = false;
        money.push_back(std::move(found));
      } else if (next == "岁" || next == "个") {
        found["value"] = value;
        (next == "岁" ? ages : people).push_back(std::move(found));
      } else if (next.empty() || next == "。" || next == "，" || next == "." || next == ",") {
        found["end"] = end;
        found["minor"] = value * 100;
        found["currency"] = "CNY";
        found["assumed"] = true;
        bare.push_back(std::move(found));
      }
      at = end;
    }
  }
  return Object{{"money", std::move(money)}, {"dates", Array{}}, {"ages", std::move(ages)}, {"group_sizes", std::move(people)}, {"reach", Array{}}, {"contracts", Array{}}, {"phones", Array{}}, {"bare", std::move(bare)}};
}

Value fake_normalise(const Value& request) {
  std::string text(Reader(request).text_or("text", ""));
  Array starts, ends;
  for (std::int64_t i = 0, n = code_points(text); i < n; ++i) {
    starts.emplace_back(i);
    ends.emplace_back(i + 1);
  }
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return Object{{"text", text}, {"starts", std::move(starts)}, {"ends", std::move(ends)}};
}

Value fake_add(const Value& request) {
  constexpr std::int64_t kDay = 86'400'000'000;
  const Reader ask(request);
  auto at = ask.need_instant("start");
  const auto duration = ask.need_text("duration");
  std::int64_t count = 0;
  std::size_t i = 0;
  for (; i < duration.size() && i < 6 && duration[i] >= '0' && duration[i] <= '9'; ++i) count = count * 10 + (duration[i] - '0');
  const auto unit = duration.substr(i);
  if (i == 0) fail("error.bad_type", "the duration has no number; write for example 15d");
  Array ledger;
  if (unit == "m") at.us += count * 60'000'000;
  else if (unit == "h" || unit == "wh") at.us += count * 3'600'000'000;
  else if (unit == "d" || unit == "wd") {
    // Day 1 is the day after the start; due at the midnight that ends the last day.
    std::int64_t day = at.us / kDay;
    for (std::int64_t left = count; left > 0;) {
      ++day;
      const auto weekday = (day + 4) % 7;  // 0 is Sunday: 1970-01-01 was a Thursday
      const bool counted = unit == "d" || (weekday != 0 && weekday != 6);
      if (counted) --left;
      ledger.push_back(Object{{"day", format_instant({day * kDay}).substr(0, 10)}, {"counted", counted}});
    }
    at.us = (day + 1) * kDay;
  } else {
    fail("error.bad_type", "the fake calendar knows d, wd, h, wh and m; answer `add` yourself with on(\"add\", ...)");
  }
  return Object{{"due_at", format_instant(at)}, {"ledger", std::move(ledger)}, {"calendar", Object{{"id", "fake"}, {"hash", "fake:0"}}},
                {"text", Object{{"zh", format_instant(at)}, {"en", format_instant(at)}}}};
}

/// The rows of the pack "clocks" as they stand; a condition is not evaluated: `applies` is what the row says, true without it.
Value fake_rules(const Value& pack) {
  Array rules;
  for (const auto& row : Reader(pack).list("rows")) {
    Value rule = row.value();
    if (!rule.as_object().contains("applies")) rule.as_object()["applies"] = true;
    rules.push_back(std::move(rule));
  }
  return Object{{"pack", "clocks"}, {"hash", "fake:0"}, {"rules", std::move(rules)}};
}

Value fake_similarity(const Value& request) {
  const Reader ask(request);
  return Object{{"similarity", ask.text_or("a", "") == ask.text_or("b", "") ? 100 : 0}};
}

bool cell_holds(std::string_view cell, const Value* input) {
  if (cell == "-") return true;
  const bool unknown = !input || input->is_null();
  if (cell == "null") return unknown;
  if (unknown) return false;
  if (cell.size() >= 2 && cell.front() == '"' && cell.back() == '"') return input->is_string() && view(input->get_string()) == cell.substr(1, cell.size() - 2);
  if (cell == "true" || cell == "false") return input->is_bool() && input->get_bool() == (cell == "true");
  std::string_view sign = cell.substr(0, cell.find_first_not_of("<>="));
  auto number = cell.substr(sign.size());
  while (!number.empty() && number.front() == ' ') number.remove_prefix(1);
  const auto* value = input->if_int64();
  if (!value || number.empty()) return false;
  const std::int64_t bound = std::stoll(std::string(number));
  if (sign == ">=") return *value >= bound;
  if (sign == "<=") return *value <= bound;
  if (sign == ">") return *value > bound;
  if (sign == "<") return *value < bound;
  return *value == bound;
}

Value fake_evaluate(const Value& table, const Value& request) {
  const Reader rules(table), ask(request);
  const bool collect = rules.text_or("hit", "first") == "collect";
  Array matched, outputs;
  for (const auto& row : rules.list("rows")) {
    bool holds = true;
    if (const auto* when = row.find("when"))
      for (const auto& cell : when->as_object()) {
        const auto text = cell.value().is_string() ? std::string(view(cell.value().get_string())) : write_json(cell.value());
        holds = holds && cell_holds(text, ask.find("inputs." + std::string(cell.key())));
      }
    if (!holds) continue;
    matched.push_back(row.value());
    if (const auto* then = row.find("then")) outputs.push_back(*then);
    if (!collect) break;
  }
  const bool by_default = matched.empty();
  Value output = collect ? Value(outputs) : !by_default ? outputs.empty() ? Value(nullptr) : outputs.front() : Value(nullptr);
  if (by_default)
    if (const auto* other = rules.find("default")) output = *other;
  return Object{{"matched", std::move(matched)}, {"output", std::move(output)}, {"default", by_default}, {"hash", "fake:0"}};
}

struct CallState {
  amends_call table{};
  MockHost* host = nullptr;
  std::string stage_id;
  Clock::time_point end;
  std::function<bool()> cancelled;
  bool creating = false, answered = false, failed = false;
  std::string broken;             // how the plugin broke the rules of the call
  Answer answer;
  std::deque<std::string> kept;   // answers of services, borrowed by the plugin until the call returns
};

CallState& state_of(const amends_call* call) { return *static_cast<CallState*>(call->context); }

amends_status set_result(const amends_call* call, amends_str json) {
  auto& state = state_of(call);
  if (state.creating || state.answered || state.failed) {
    state.broken = state.creating ? "the stage answers inside create(); answer in handle()" : "the stage answers twice; call set_result or set_error once";
    return AMENDS_INVALID_ARGUMENT;
  }
  state.answered = true;
  state.answer.result = from_c(json);
  return AMENDS_OK;
}

amends_status set_error(const amends_call* call, amends_str code, amends_str text, amends_str details) {
  auto& state = state_of(call);
  if (state.answered || state.failed) {
    state.broken = "the stage answers twice; call set_result or set_error once";
    return AMENDS_INVALID_ARGUMENT;
  }
  state.failed = true;
  state.answer.code = from_c(code);
  state.answer.text = from_c(text);
  state.answer.details = from_c(details);
  return AMENDS_OK;
}

std::int64_t remaining_us(const amends_call* call) {
  return std::chrono::duration_cast<std::chrono::microseconds>(state_of(call).end - Clock::now()).count();
}

std::int32_t is_cancelled(const amends_call* call) {
  const auto& state = state_of(call);
  return (state.cancelled && state.cancelled()) || remaining_us(call) <= 0 ? 1 : 0;
}

void add_default(Value& target, const Value& schema) {
  const auto* properties = find(schema, "properties");
  if (!properties || !properties->is_object()) return;
  if (!target.is_object()) target = Object{};
  for (const auto& property : properties->get_object()) {
    auto& object = target.get_object();
    if (!object.contains(property.key())) {
      if (const auto* value = find(property.value(), "default")) object[property.key()] = *value;
      else if (find(property.value(), "properties")) object[property.key()] = Object{};
      else continue;
    }
    if (object[property.key()].is_object()) add_default(object[property.key()], property.value());
  }
}

}  // namespace

Value Answer::envelope() const { return result.empty() ? Value(nullptr) : parse_json(result); }

struct MockHost::State {
  amends_host table{};
  std::map<std::string, Value, std::less<>> packs;
  std::map<std::string, Service, std::less<>> services;
  std::set<std::string, std::less<>> without;
  std::vector<std::string> log;
  struct Made {
    const amends_stage* stage;
    amends_instance* instance;
  };
  std::map<std::string, Made> instances;

  amends_packs packs_table{sizeof(amends_packs), 0, read_pack, hash_pack};
  amends_text text_table{sizeof(amends_text), 0, match, normalise, numbers, similarity};
  amends_calendar calendar_table{sizeof(amends_calendar), 0, add, rules};
  amends_table table_table{sizeof(amends_table), 0, evaluate};
  amends_log log_table{sizeof(amends_log), 0, write_log};

  static State& of(const amends_call* call) { return *state_of(call).host->state_; }

  static const void* extension(const amends_host* self, amends_str name) {
    auto& state = *static_cast<State*>(self->context);
    const auto wanted = from_c(name);
    if (state.without.contains(wanted)) return nullptr;
    if (wanted == AMENDS_EXTENSION_PACKS) return &state.packs_table;
    if (wanted == AMENDS_EXTENSION_TEXT) return &state.text_table;
    if (wanted == AMENDS_EXTENSION_CALENDAR) return &state.calendar_table;
    if (wanted == AMENDS_EXTENSION_TABLE) return &state.table_table;
    if (wanted == AMENDS_EXTENSION_LOG) return &state.log_table;
    return nullptr;
  }

  const Value& pack(std::string_view name) const {
    const auto found = packs.find(name);
    if (found == packs.end()) fail("error.pack_missing", "there is no pack file '" + std::string(name) + "'; give it to the mock host with pack(...)");
    return found->second;
  }

  template <class F>
  static amends_status serve(const amends_call* call, amends_str* answer, F&& body) noexcept {
    auto status = AMENDS_OK;
    auto& kept = state_of(call).kept;
    try {
      kept.push_back(body());
    } catch (const Failure& failure) {
      kept.push_back(write_json(Object{{"code", failure.code()}, {"message", failure.what()}}));
      status = failure.status();
    } catch (const std::exception& exception) {
      kept.push_back(write_json(Object{{"code", "error.internal"}, {"message", exception.what()}}));
      status = AMENDS_INTERNAL;
    }
    *answer = to_c(kept.back());
    return status;
  }

  template <class Fake>
  static amends_status service(const amends_call* call, std::string_view name, amends_str request, amends_str* answer, Fake&& fake) noexcept {
    return serve(call, answer, [&] {
      auto& state = of(call);
      const auto value = parse_json(from_c(request));
      const auto own = state.services.find(name);
      return write_json(own != state.services.end() ? own->second(value) : fake(state, value));
    });
  }

  static amends_status read_pack(const amends_call* call, amends_str name, amends_str* answer) {
    return serve(call, answer, [&] { return write_json(of(call).pack(from_c(name))); });
  }
  static amends_status hash_pack(const amends_call* call, amends_str name, amends_str* answer) {
    return serve(call, answer, [&] { return fake_hash(write_json(of(call).pack(from_c(name)))); });
  }
  static amends_status match(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "match", request, answer, [](State& state, const Value& value) { return fake_match(state.pack(Reader(value).need_text("lexicon")), value); });
  }
  static amends_status normalise(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "normalise", request, answer, [](State&, const Value& value) { return fake_normalise(value); });
  }
  static amends_status numbers(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "numbers", request, answer, [](State&, const Value& value) { return fake_numbers(value); });
  }
  static amends_status add(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "add", request, answer, [](State&, const Value& value) { return fake_add(value); });
  }
  static amends_status similarity(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "similarity", request, answer, [](State&, const Value& value) { return fake_similarity(value); });
  }
  static amends_status rules(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "rules", request, answer, [](State& state, const Value&) { return fake_rules(state.pack("clocks")); });
  }
  static amends_status evaluate(const amends_call* call, amends_str request, amends_str* answer) {
    return service(call, "evaluate", request, answer, [](State& state, const Value& value) { return fake_evaluate(state.pack(Reader(value).need_text("table")), value); });
  }
  static void write_log(const amends_call* call, std::int32_t level, amends_str text) {
    of(call).log.push_back(std::to_string(level) + " " + from_c(text));
  }
};

const amends_plugin& open_plugin(const std::string& path) {
  void* library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!library) throw std::runtime_error(std::string("the plugin cannot be loaded: ") + ::dlerror());
  const auto* version = static_cast<const std::uint32_t*>(::dlsym(library, "amends_abi_version"));
  if (!version) throw std::runtime_error(path + ": the library has no symbol amends_abi_version; is AMENDS_PLUGIN(...) missing?");
  if (*version != AMENDS_ABI_VERSION) throw std::runtime_error(path + ": the plugin was built for another ABI version; build it again with this SDK");
  const auto entry = reinterpret_cast<const amends_plugin* (*)(void)>(::dlsym(library, "amends_plugin_entry"));
  const auto* plugin = entry ? entry() : nullptr;
  if (!plugin) throw std::runtime_error(path + ": amends_plugin_entry is missing or answers nothing; do plugin.json and AMENDS_PLUGIN(...) name the same stages?");
  return *plugin;
}

Value manifest_entry(const amends_plugin& plugin, std::string_view stage_id) {
  const auto manifest = parse_json(from_c(plugin.manifest));
  for (const auto& row : Reader(manifest).list("stages"))
    if (row.text_or("id", "") == stage_id) return row.value();
  throw std::runtime_error("the manifest has no stage '" + std::string(stage_id) + "'");
}

Value with_defaults(const Value& schema, Value config) {
  add_default(config, schema);
  return config;
}

Value only_read_paths(const Value& record, const Value& entry) {
  Value out = Object{};
  for (const auto path : Reader(entry).text_list("reads"))
    if (const auto* value = find(record, path)) set(out, path, *value);
  return out;
}

MockHost::MockHost() : state_(std::make_unique<State>()) {
  state_->table = {sizeof(amends_host), AMENDS_ABI_VERSION, state_.get(), State::extension};
}

MockHost::~MockHost() {
  for (const auto& [key, made] : state_->instances) made.stage->destroy(made.instance);
}

MockHost& MockHost::pack(std::string_view name, Value content) {
  state_->packs.insert_or_assign(std::string(name), std::move(content));
  return *this;
}

MockHost& MockHost::on(std::string_view service, Service answer) {
  state_->services.insert_or_assign(std::string(service), std::move(answer));
  return *this;
}

MockHost& MockHost::without(std::string_view extension) {
  state_->without.emplace(extension);
  return *this;
}

const std::vector<std::string>& MockHost::log() const { return state_->log; }

StageUnderTest MockHost::stage(const amends_plugin& plugin, std::string_view stage_id) {
  return {manifest_entry(plugin, stage_id), [this, &plugin, id = std::string(stage_id)](const CallInput& input) { return run(plugin, id, input); }};
}

Answer MockHost::run(const amends_plugin& plugin, std::string_view stage_id, const CallInput& input) {
  const amends_stage* stage = nullptr;
  for (std::uint32_t i = 0; i < plugin.stage_count; ++i)
    if (from_c(plugin.stages[i]->id) == stage_id) stage = plugin.stages[i];
  if (!stage) throw std::runtime_error("the plugin has no stage '" + std::string(stage_id) + "'");
  const auto manifest = manifest_entry(plugin, stage_id);
  const Reader entry(manifest);
  const auto* schema = entry.find("config_schema");
  const auto config = write_json(schema ? with_defaults(*schema, input.config) : input.config);
  const bool has_now = entry.text_or("effects", "none") != "none";
  const auto document = write_json(Object{{"case", only_read_paths(input.record, manifest)}, {"config", parse_json(config)}, {"run", input.run},
                                          {"now", has_now ? Value(input.now) : Value(nullptr)}, {"case_id", input.case_id}, {"locale", input.locale},
                                          {"institution", input.institution}});

  CallState call;
  call.table = {sizeof(amends_call), 0, &call, set_result, set_error, is_cancelled, remaining_us};
  call.host = this;
  call.stage_id = std::string(stage_id);
  call.cancelled = input.cancelled;
  const auto start = Clock::now();
  call.end = start + std::chrono::milliseconds(input.time_limit_ms * kSanitizerSlowdown);

  const auto key = std::string(stage_id) + "\n" + config;
  auto made = state_->instances.find(key);
  if (made == state_->instances.end()) {
    call.creating = true;
    amends_instance* instance = nullptr;
    const auto status = stage->create(stage, &state_->table, &call.table, to_c(config), &instance);
    call.creating = false;
    if (status != AMENDS_OK || !instance) {
      call.answer.status = status == AMENDS_OK ? AMENDS_INTERNAL : status;
      return call.answer;
    }
    made = state_->instances.emplace(key, State::Made{stage, instance}).first;
  }
  const auto status = stage->handle(made->second.instance, &call.table, to_c(document));
  call.answer.took_us = std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - start).count();
  call.answer.status = status;
  if (call.broken.empty() && status == AMENDS_OK && !call.answered) call.broken = "the stage says that all is well and answers nothing; call set_result";
  if (call.broken.empty() && status != AMENDS_OK && call.answered) call.broken = "the stage answers beside a bad status; call set_error";
  if (!call.broken.empty()) {
    call.answer.status = AMENDS_INTERNAL;
    call.answer.code = "error.internal";
    call.answer.text = call.broken;
    call.answer.result.clear();
  }
  return call.answer;
}

}  // namespace amends::sdk
