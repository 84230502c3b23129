#include "host/manifest.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include "host/lookups.hpp"
#include "support/ids.hpp"
#include "support/nearest.hpp"

namespace amends::host {
namespace {

// The roots of the case record (catalogue 2.1). A stage that reads another name would read nothing for ever.
constexpr std::array kRecordRoots = {"case",    "channel",   "text",       "parties",     "product",      "contract",    "money",       "demand",  "events",
                                     "documents", "history", "regulator",  "litigation",  "media",        "group",       "flags",       "answers", "route_facts",
                                     "crisis_facts", "agent_facts", "store_facts", "outcome", "analysis", "letters",     "followups",   "lessons", "clocks",
                                     "consents", "ext"};
// What a stage may propose as a fact. Sections, clocks and what the core keeps itself are written by the core alone.
constexpr std::array kNeverSet = {"analysis", "ext", "clocks", "letters", "followups", "lessons", "answers", "store_facts", "agent_facts"};
constexpr std::array kStageKeys = {"id",     "version", "api",           "reads",         "writes",       "sets",        "lookups", "requires", "optional",      "packs", "input_schema",
                                   "config_schema", "output_schema", "privacy_max", "asks", "effects", "threads", "time_limit_ms", "texts", "sources"};
constexpr std::array kPluginKeys = {"plugin", "vendor", "licence", "texts", "stages"};
constexpr std::array kSourceKeys = {"rule", "law", "article", "in_force_from", "catalogue", "note"};

template <std::size_t N>
bool among(const std::array<const char*, N>& list, std::string_view text) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view first_part(std::string_view path) { return path.substr(0, path.find('.')); }

bool is_record_path(std::string_view path) {
  if (path.empty() || path.size() > 200) return false;
  while (!path.empty()) {
    const auto part = first_part(path);
    const bool good = !part.empty() && std::all_of(part.begin(), part.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; });
    if (!good || part.size() == path.size() - 1) return false;  // a dot at the end
    path.remove_prefix(std::min(path.size(), part.size() + 1));
  }
  return true;
}

bool is_pack_name(std::string_view name) {
  if (name.ends_with("/*")) name.remove_suffix(2);
  return !name.empty() && name.size() <= 200 && name.front() != '/' && name.find("..") == std::string_view::npos &&
         std::all_of(name.begin(), name.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.' || c == '/'; });
}

/// Three numbers with dots; answers the first one, -1 for anything else.
std::int32_t major_of(std::string_view version) {
  std::int32_t parts[3];
  const char* at = version.data();
  const char* const end = at + version.size();
  for (int i = 0; i < 3; ++i) {
    const char* const start = at;
    const auto [next, error] = std::from_chars(at, end, parts[i]);
    if (error != std::errc{} || next - start > 6 || parts[i] < 0 || (next - start > 1 && *start == '0')) return -1;
    at = next;
    if (i < 2) {
      if (at == end || *at != '.') return -1;
      ++at;
    }
  }
  return at == end ? parts[0] : -1;
}

/// Reads one object of the manifest and names the place of what is wrong.
class Entry {
 public:
  Entry(const json::Value& value, std::string place) : value_(value), place_(std::move(place)) {}

  Error wrong(ErrorCode code, std::string_view key, std::string message) const {
    return fail(code, std::move(message), place_ + (key.empty() ? "" : "." + std::string(key)));
  }
  std::string place(std::string_view key) const { return place_ + "." + std::string(key); }
  const json::Value* get(std::string_view key) const { return json::find(value_, key); }
  bool has(std::string_view key) const { return !json::is_null(get(key)); }

  template <std::size_t N>
  Result<void> only(const std::array<const char*, N>& known) const {
    if (!value_.is_object()) return wrong(ErrorCode::bad_type, "", "an object is expected here");
    for (const auto& member : value_.get_object())
      if (!among(known, std::string_view(member.key())))
        return wrong(ErrorCode::schema, member.key(), "the manifest has no member of this name; remove it or correct its spelling");
    return {};
  }

  Result<std::string> text(std::string_view key) const {
    const auto* value = get(key);
    if (json::is_null(value)) return wrong(ErrorCode::missing_field, key, "the manifest needs this member; add it");
    if (!value->is_string() || value->get_string().empty()) return wrong(ErrorCode::bad_type, key, "a text that is not empty is expected here");
    return std::string(value->get_string());
  }

  Result<std::vector<std::string>> list(std::string_view key, bool required = false) const {
    std::vector<std::string> out;
    const auto* value = get(key);
    if (json::is_null(value)) {
      if (required) return wrong(ErrorCode::missing_field, key, "the manifest needs this list; write [] when it is empty");
      return out;
    }
    if (!value->is_array()) return wrong(ErrorCode::bad_type, key, "a list of texts is expected here");
    if (value->get_array().size() > kListMax) return wrong(ErrorCode::range, key, "the list has more than " + std::to_string(kListMax) + " entries; shorten it");
    for (const auto& item : value->get_array()) {
      if (!item.is_string()) return wrong(ErrorCode::bad_type, std::string(key) + "." + std::to_string(out.size()), "a text is expected here");
      out.emplace_back(item.get_string());
      if (std::count(out.begin(), out.end(), out.back()) > 1) return wrong(ErrorCode::schema, key, "'" + out.back() + "' stands twice; remove one");
    }
    return out;
  }

  Result<void> object(std::string_view key, bool required) const {
    const auto* value = get(key);
    if (json::is_null(value)) {
      if (required) return wrong(ErrorCode::missing_field, key, "the manifest needs this object; write {} when there is nothing to say");
      return {};
    }
    if (!value->is_object()) return wrong(ErrorCode::bad_type, key, "an object is expected here");
    return {};
  }

  /// Every member {zh, en}, both filled; `title` must be there.
  Result<void> texts(std::string_view key) const {
    AMENDS_CHECK(object(key, true));
    const auto& all = get(key)->get_object();
    if (!all.contains("title")) return wrong(ErrorCode::missing_field, std::string(key) + ".title", "every stage has a title in zh and en; add it");
    for (const auto& member : all)
      for (const auto* language : {"zh", "en"})
        if (json::text_at(member.value(), language).empty())
          return wrong(ErrorCode::missing_field, std::string(key) + "." + std::string(member.key()) + "." + language, "what a person reads has a text in zh and in en; add this one");
    return {};
  }

 private:
  const json::Value& value_;
  std::string place_;
};

Result<void> check_sources(const Entry& entry) {
  const auto* sources = entry.get("sources");
  if (json::is_null(sources)) return {};
  if (!sources->is_array()) return entry.wrong(ErrorCode::bad_type, "sources", "a list of sources {rule, law, article, in_force_from} is expected here");
  std::size_t index = 0;
  for (const auto& item : sources->get_array()) {
    const Entry source(item, entry.place("sources." + std::to_string(index++)));
    AMENDS_CHECK(source.only(kSourceKeys));
    AMENDS_TRY(const auto rule, source.text("rule"));
    if (!source.has("law") && !source.has("catalogue")) return source.wrong(ErrorCode::missing_field, "law", "the rule '" + rule + "' names neither its law nor the catalogue section; add one");
    if (source.has("in_force_from")) {
      AMENDS_TRY(const auto date, source.text("in_force_from"));
      if (!parse_instant(date + "T00:00:00Z")) return source.wrong(ErrorCode::schema, "in_force_from", "'" + date + "' is no date; write it as 2020-03-01");
    }
  }
  return {};
}

Result<std::string> section_of(const Entry& entry, const std::string& id) {
  AMENDS_TRY(const auto writes, entry.list("writes", true));
  if (writes.size() != 1) return entry.wrong(ErrorCode::schema, "writes", "a stage writes exactly one section, its own; facts are proposed by `sets`");
  const auto& section = writes.front();
  const auto dot = id.find('.');
  const auto vendor = id.substr(0, dot);
  if (vendor == "amends") {
    const auto own = "analysis." + id.substr(dot + 1);
    if (section != own) return entry.wrong(ErrorCode::schema, "writes.0", "the section of " + id + " is " + own + "; write that");
    return section;
  }
  const auto prefix = "ext." + vendor + ".";
  if (!section.starts_with(prefix) || !is_record_path(section) || std::count(section.begin(), section.end(), '.') != 2)
    return entry.wrong(ErrorCode::schema, "writes.0", "the section of " + id + " is " + prefix + "<name>, for example " + prefix + id.substr(id.rfind('.') + 1));
  return section;
}

/// A name that nothing answers, or an answer that the stage does not read, would leave the stage without what it asked for, for ever.
Result<void> check_lookups(const Entry& entry, const StageManifest& stage) {
  for (const auto& name : stage.lookups) {
    if (!is_lookup(name)) {
      const auto near = nearest_name(name, lookup_names());
      std::string all;
      for (const auto known : lookup_names()) all += (all.empty() ? "" : ", ") + std::string(known);
      return entry.wrong(ErrorCode::schema, "lookups", "'" + name + "' is no lookup" + (near.empty() ? "" : "; did you mean '" + near + "'?") + (near.empty() ? "; there are " : " There are ") + all);
    }
    const auto path = lookup_path(name);
    if (std::find(stage.reads.begin(), stage.reads.end(), path) == stage.reads.end())
      return entry.wrong(ErrorCode::schema, "lookups", "the lookup '" + name + "' answers at " + path + ", which the stage does not read; add it to `reads`");
  }
  return {};
}

Result<StageManifest> parse_stage(const json::Value& value, const std::string& place) {
  const Entry entry(value, place);
  AMENDS_CHECK(entry.only(kStageKeys));
  StageManifest out;
  AMENDS_TRY(out.id, entry.text("id"));
  if (!is_stage_id(out.id)) return entry.wrong(ErrorCode::schema, "id", "'" + out.id + "' is no stage id; write your own domain and a name, for example bank.vip_check");
  AMENDS_TRY(out.version, entry.text("version"));
  out.major = major_of(out.version);
  if (out.major < 0) return entry.wrong(ErrorCode::schema, "version", "'" + out.version + "' is no version; write three numbers, for example 1.0.0");
  std::int64_t api = 0;
  if (!entry.has("api")) return entry.wrong(ErrorCode::missing_field, "api", "the manifest needs this member; write 1");
  if (!json::as_integer(*entry.get("api"), api)) return entry.wrong(ErrorCode::bad_type, "api", "an integer is expected here");
  if (api != kApiVersion)
    return entry.wrong(ErrorCode::unsupported, "api", "the plugin was written for plugin interface " + std::to_string(api) + " and this host has " + std::to_string(kApiVersion) + "; build it for this host");

  AMENDS_TRY(out.reads, entry.list("reads", true));
  for (const auto& path : out.reads)
    if (!is_record_path(path) || !among(kRecordRoots, first_part(path)))
      return entry.wrong(ErrorCode::schema, "reads", "'" + path + "' is no path of the case record; sections are written analysis.<stage>");
  AMENDS_TRY(out.section, section_of(entry, out.id));
  AMENDS_TRY(out.sets, entry.list("sets"));
  for (const auto& path : out.sets)
    if (!is_record_path(path) || !among(kRecordRoots, first_part(path)) || among(kNeverSet, first_part(path)))
      return entry.wrong(ErrorCode::schema, "sets", "'" + path + "' is no fact that a stage may propose; name a fact path such as money.claimed");
  AMENDS_TRY(out.lookups, entry.list("lookups"));
  AMENDS_CHECK(check_lookups(entry, out));
  AMENDS_TRY(out.requires_stages, entry.list("requires"));
  AMENDS_TRY(out.optional_stages, entry.list("optional"));
  for (const auto* list : {&out.requires_stages, &out.optional_stages})
    for (const auto& id : *list)
      if (!is_stage_id(id) || id == out.id) return entry.wrong(ErrorCode::schema, list == &out.optional_stages ? "optional" : "requires", "'" + id + "' is no id of another stage");
  AMENDS_TRY(out.packs, entry.list("packs"));
  for (const auto& name : out.packs)
    if (!is_pack_name(name)) return entry.wrong(ErrorCode::schema, "packs", "'" + name + "' is no logical pack file; write for example lex/emotion or letters/*");
  AMENDS_TRY(out.asks, entry.list("asks"));
  AMENDS_CHECK(entry.object("input_schema", false));
  AMENDS_CHECK(entry.object("config_schema", true));
  AMENDS_CHECK(entry.object("output_schema", true));
  AMENDS_TRY(const auto privacy, entry.text("privacy_max"));
  if (privacy.size() != 2 || privacy[0] != 'P' || privacy[1] < '0' || privacy[1] > '4') return entry.wrong(ErrorCode::schema, "privacy_max", "'" + privacy + "' is none of P0, P1, P2, P3, P4");

  AMENDS_TRY(const auto effects, entry.text("effects"));
  if (effects == "none") out.effects = Effects::none;
  else if (effects == "reads_clock") out.effects = Effects::reads_clock;
  else if (effects == "external") out.effects = Effects::external;
  else return entry.wrong(ErrorCode::schema, "effects", "'" + effects + "' is none of none, reads_clock, external");
  AMENDS_TRY(const auto threads, entry.text("threads"));
  if (threads != "any" && threads != "one") return entry.wrong(ErrorCode::schema, "threads", "'" + threads + "' is none of any, one");
  out.any_thread = threads == "any";
  out.time_limit_ms = kTimeLimitMsDefault;
  if (entry.has("time_limit_ms") && !json::as_integer(*entry.get("time_limit_ms"), out.time_limit_ms)) return entry.wrong(ErrorCode::bad_type, "time_limit_ms", "an integer of milliseconds is expected here");
  if (out.time_limit_ms < 1 || out.time_limit_ms > kTimeLimitMsMax)
    return entry.wrong(ErrorCode::range, "time_limit_ms", "the time limit is outside 1.." + std::to_string(kTimeLimitMsMax) + " milliseconds");
  AMENDS_CHECK(entry.texts("texts"));
  AMENDS_CHECK(check_sources(entry));
  out.raw = value;
  return out;
}

}  // namespace

bool is_stage_id(std::string_view text) noexcept {
  if (text.size() > 100 || text.find('.') == std::string_view::npos) return false;
  while (true) {
    const auto part = first_part(text);
    if (!is_name(part)) return false;
    if (part.size() == text.size()) return true;
    text.remove_prefix(part.size() + 1);
  }
}

bool may_read_pack(const StageManifest& manifest, std::string_view name) noexcept {
  name = name.substr(0, name.find('#'));
  return std::any_of(manifest.packs.begin(), manifest.packs.end(), [&](const std::string& allowed) {
    return allowed == name || (allowed.ends_with("/*") && name.starts_with(std::string_view(allowed).substr(0, allowed.size() - 1)));
  });
}

Result<PluginManifest> parse_manifest(std::string_view text, std::string_view name) {
  const std::string place(name);
  if (text.size() > kManifestBytesMax) return fail(ErrorCode::range, "the manifest is larger than 1 MiB; shorten it", place);
  auto parsed = json::parse(text);
  if (!parsed) return parsed.error().within(place);
  PluginManifest out;
  out.raw = *std::move(parsed);
  const Entry entry(out.raw, place);
  AMENDS_CHECK(entry.only(kPluginKeys));
  AMENDS_TRY(out.plugin, entry.text("plugin"));
  if (!is_name(out.plugin)) return entry.wrong(ErrorCode::schema, "plugin", "'" + out.plugin + "' is no library name; write small letters, digits and _");
  if (entry.has("texts")) AMENDS_CHECK(entry.texts("texts"));
  const auto* stages = entry.get("stages");
  if (json::is_null(stages) || !stages->is_array() || stages->get_array().empty()) return entry.wrong(ErrorCode::missing_field, "stages", "a plugin has a list of one stage or more; add it");
  if (stages->get_array().size() > kStagesMax) return entry.wrong(ErrorCode::range, "stages", "a library has at most " + std::to_string(kStagesMax) + " stages; split it");
  std::set<std::string, std::less<>> ids;
  for (const auto& item : stages->get_array()) {
    const auto where = place + ".stages." + std::to_string(out.stages.size());
    AMENDS_TRY(auto stage, parse_stage(item, where));
    if (!ids.insert(stage.id).second) return fail(ErrorCode::already_exists, "the stage " + stage.id + " stands twice in the manifest; remove one", where + ".id");
    out.stages.push_back(std::move(stage));
  }
  return out;
}

}  // namespace amends::host
