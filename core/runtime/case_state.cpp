// CaseState: what is asked of a case, and the values in its record. Its fold begins in case_fold.cpp.
#include "runtime/case_state.hpp"

#include <algorithm>
#include <array>

#include "runtime/case_payload.hpp"
#include "support/hash.hpp"

namespace amends::runtime {
namespace {

constexpr std::array<std::string_view, 26> kFactRoots{"case",   "channel",    "text",  "parties", "product",     "contract",     "money",       "demand",      "events",
                                                      "documents", "history", "regulator", "litigation", "media", "group",       "flags",       "answers",     "route_facts",
                                                      "crisis_facts", "agent_facts", "store_facts", "outcome", "letters", "followups", "lessons", "consents"};

}  // namespace

bool is_fact_root(std::string_view name) {
  return std::find(kFactRoots.begin(), kFactRoots.end(), name) != kFactRoots.end() || name == "analysis" || name == "ext" || name == "clocks";
}

std::string record_path(std::string_view path) {
  const auto root = path.substr(0, path.find('.'));
  return is_fact_root(root) ? std::string(path) : "analysis." + std::string(path);
}

std::string short_stage_id(std::string_view stage) {
  constexpr std::string_view kOwn = "amends.";
  return std::string(stage.starts_with(kOwn) ? stage.substr(kOwn.size()) : stage);
}

std::string default_section(std::string_view stage) {
  constexpr std::string_view kOwn = "amends.";
  return stage.starts_with(kOwn) ? "analysis." + std::string(stage.substr(kOwn.size())) : "ext." + std::string(stage);
}

std::string to_actor(const StageActor& actor) {
  auto out = "stage:" + actor.stage + "@" + actor.version;
  if (!actor.library.empty()) out += "#" + actor.library;
  return out;
}

StageActor parse_stage_actor(std::string_view actor) {
  constexpr std::string_view kPrefix = "stage:";
  StageActor out;
  if (!actor.starts_with(kPrefix)) return out;
  actor.remove_prefix(kPrefix.size());
  if (const auto mark = actor.find('#'); mark != std::string_view::npos) {
    out.library = actor.substr(mark + 1);
    actor = actor.substr(0, mark);
  }
  const auto at = actor.find('@');
  out.stage = actor.substr(0, at);
  if (at != std::string_view::npos) out.version = actor.substr(at + 1);
  return out;
}

std::string short_digest(std::string_view text) { return hex(std::span<const std::uint8_t>(sha256(text)).first(8)); }

std::string short_digest(const json::Value* value) { return !value || value->is_null() ? "-" : short_digest(json::canonical(*value)); }

bool paths_overlap(std::string_view a, std::string_view b) {
  const auto below = [](std::string_view inner, std::string_view outer) { return inner == outer || (inner.starts_with(outer) && inner[outer.size()] == '.'); };
  return below(a, b) || below(b, a);
}

std::int32_t CaseState::runs(const std::string& section) const {
  const auto found = sections_.find(section);
  return found == sections_.end() ? 0 : found->second.run;
}

CaseState::Derived& CaseState::derived(const std::string& path, const ItemPath& at) const {
  if (!at.empty()) {
    const auto full = record_path(path);
    const auto part = own_part(full, at);
    if (part && part->value)
      if (const auto own = own_path(full, at); own != full) return derived(own, {});
    if (part || !own_parts_below(full, at).empty()) {
      const auto [found, added] = derived_.try_emplace(name_of(at) + " " + path);  // no path holds a blank
      if (added) found->second.full = full, found->second.shared = false;
      return found->second;
    }
  }
  const auto [found, added] = derived_.try_emplace(path);
  if (added) found->second.full = record_path(path);
  return found->second;
}

const std::string& CaseState::digest_at(const std::string& path, const ItemPath& at) const {
  auto& known = derived(path, at);
  if (known.digest) return *known.digest;
  if (path != "clocks") {
    const auto& text = text_at(path, at);
    return known.digest.emplace(text.empty() || text == "null" ? "-" : short_digest(text));
  }
  // Of the clocks a stage may rest on whether one was missed; that one was met in time makes no reading stale.
  json::Array missed;
  for (const auto& clock : clocks_)
    if (clock.state == "breached" || (clock.met_at && !(*clock.met_at < clock.due_at))) missed.emplace_back(clock.kind);
  return known.digest.emplace(short_digest(json::canonical(missed)));
}

const std::string& CaseState::text_at(const std::string& path, const ItemPath& at) const {
  auto& known = derived(path, at);
  if (known.text) return *known.text;
  if (known.shared) {
    const auto* value = json::find(record_, known.full);
    return known.text.emplace(value ? json::canonical(*value) : std::string{});
  }
  const auto value = value_at(record_path(path), at);
  return known.text.emplace(value.is_null() ? std::string{} : json::canonical(value));
}

void CaseState::changed(std::string_view full_path) {
  if (full_path.ends_with(".[]")) full_path.remove_suffix(3);  // one more element: the list has changed
  std::erase_if(derived_, [&](const auto& one) { return paths_overlap(one.second.full, full_path); });
}

std::vector<std::string> CaseState::stale_paths(const SectionState& section) const {
  std::vector<std::string> changed;
  for (const auto& [path, digest] : section.reads)
    if (digest_at(path, section.items) != digest && !is_answer(path)) changed.push_back(path);
  return changed;
}

void CaseState::set_fact(std::string_view path, json::Value value, std::string_view by) {
  // A path was checked when the event was made; a failure here leaves the fact as it was.
  if (json::set(record_, path, std::move(value))) provenance_[std::string(path)] = std::string(by);
  changed(path);
}

json::Value CaseState::uncorrected(std::string_view path) const {
  const auto value_of = [](const json::Value* value) { return value ? *value : json::Value(nullptr); };
  if (const auto* section = section_of(path)) return value_of(json::find(section->envelope, "result." + std::string(path.substr(section->section.size() + 1))));
  const auto now = value_of(json::find(record_, path));
  const auto last = std::find_if(corrections_.rbegin(), corrections_.rend(), [&](const Correction& one) { return one.path == path; });
  return last != corrections_.rend() && last->value == now ? last->machine : now;
}

const SectionState* CaseState::section_of(std::string_view path) const {
  const auto inside = [&](const auto& one) { return path.size() > one.first.size() && path.starts_with(one.first) && path[one.first.size()] == '.'; };
  // The innermost: an item's entry lies inside the section of a stage that ran outside of its for-each too.
  const auto found = std::find_if(sections_.rbegin(), sections_.rend(), inside);
  return found == sections_.rend() ? nullptr : &found->second;
}

void CaseState::apply_corrections(std::string_view section_path) {
  // The machine's values first, of all of them: a correction inside another one finds what the machine read there.
  for (auto& correction : corrections_) {
    if (!paths_overlap(correction.path, section_path)) continue;
    const auto* machine = json::find(record_, correction.path);
    correction.machine = machine ? *machine : json::Value(nullptr);
  }
  for (const auto& correction : corrections_) {
    if (!paths_overlap(correction.path, section_path)) continue;
    (void)json::set(record_, correction.path, correction.value);
    changed(correction.path);
  }
}

}  // namespace amends::runtime
