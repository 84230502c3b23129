#include "runtime/bundle.hpp"

#include <algorithm>
#include <map>
#include <optional>
#include <vector>

#include "runtime/case_state.hpp"
#include "runtime/projection.hpp"
#include "support/ids.hpp"

namespace amends::runtime {
namespace {

constexpr std::string_view kOriginKind = "origin";  ///< of the blob that keeps where an imported case came from

Error changed(const std::string& what) { return fail(ErrorCode::corrupt, what + " was changed after the bundle was made, or belongs to another; ask for the bundle anew"); }

json::Object commit_json(const store::CommitProof& commit) {
  json::Array events, opened;
  for (const auto& one : commit.events) events.push_back(json::Array{one.case_id, one.seq, hex(one.hash)});
  for (const auto& one : commit.opened) opened.push_back(json::Array{one.case_id, one.workflow, one.definition_hash, one.ref_digest});
  return {{"no", commit.no}, {"epoch", commit.epoch}, {"at", commit.at.us}, {"prev", hex(commit.prev)}, {"hash", hex(commit.hash)}, {"events", std::move(events)}, {"opened", std::move(opened)}};
}

/// Members of a bundle with their type; the place is named when it is not there.
class Reader {
 public:
  Reader(const json::Value& value, std::string place) : value_(value), place_(std::move(place)) {}
  [[nodiscard]] Result<std::string> text(std::string_view name) const {
    const auto* found = member(name);
    if (!found || !found->is_string()) return wrong(name, "a text");
    return std::string(json::text_or(found, ""));
  }
  [[nodiscard]] Result<std::int64_t> integer(std::string_view name) const {
    const auto* found = member(name);
    if (!found || !found->is_int64()) return wrong(name, "a whole number");
    return found->get_int64();
  }
  [[nodiscard]] Result<Digest> digest(std::string_view name) const {
    AMENDS_TRY(const auto given, text(name));
    return as_digest(given, place_ + "." + std::string(name));
  }
  [[nodiscard]] Result<const json::Array*> list(std::string_view name) const {
    const auto* found = member(name);
    if (!found || !found->is_array()) return wrong(name, "a list");
    return &found->get_array();
  }
  [[nodiscard]] bool null(std::string_view name) const { return json::is_null(member(name)); }
  [[nodiscard]] static Result<Digest> as_digest(std::string_view given, const std::string& place) {
    const auto bytes = from_hex(given);
    Digest out{};
    if (!bytes || bytes->size() != out.size()) return fail(ErrorCode::schema, "a digest has 64 hexadecimal digits", place);
    std::copy(bytes->begin(), bytes->end(), out.begin());
    return out;
  }

 private:
  [[nodiscard]] const json::Value* member(std::string_view name) const { return value_.is_object() ? value_.get_object().if_contains(name) : nullptr; }
  [[nodiscard]] Error wrong(std::string_view name, std::string_view expected) const {
    return fail(ErrorCode::schema, "a bundle has " + std::string(expected) + " here", place_.empty() ? std::string(name) : place_ + "." + std::string(name));
  }
  const json::Value& value_;
  std::string place_;
};

Result<store::CommitProof> read_commit(const json::Value& value, const std::string& place) {
  const Reader read(value, place);
  store::CommitProof out;
  AMENDS_TRY(out.no, read.integer("no"));
  AMENDS_TRY(out.epoch, read.integer("epoch"));
  AMENDS_TRY(out.at.us, read.integer("at"));
  AMENDS_TRY(out.prev, read.digest("prev"));
  AMENDS_TRY(out.hash, read.digest("hash"));
  AMENDS_TRY(const auto* events, read.list("events"));
  for (const auto& one : *events) {
    if (!one.is_array() || one.get_array().size() != 3 || !one.get_array()[0].is_string() || !one.get_array()[1].is_int64() || !one.get_array()[2].is_string())
      return fail(ErrorCode::schema, "an event of a commit is [case, number, hash]", place + ".events");
    AMENDS_TRY(const auto hash, Reader::as_digest(json::text_or(&one.get_array()[2], ""), place + ".events"));
    out.events.push_back({std::string(json::text_or(&one.get_array()[0], "")), one.get_array()[1].get_int64(), hash});
  }
  AMENDS_TRY(const auto* opened, read.list("opened"));
  for (const auto& one : *opened) {
    if (!one.is_array() || one.get_array().size() != 4 || !std::ranges::all_of(one.get_array(), [](const auto& part) { return part.is_string(); }))
      return fail(ErrorCode::schema, "a case that a commit opened is [case, workflow, definition, digest of its reference]", place + ".opened");
    const auto& parts = one.get_array();
    const auto part = [&](std::size_t i) { return std::string(json::text_or(&parts[i], "")); };
    out.opened.push_back({part(0), part(1), part(2), part(3)});
  }
  return out;
}

Result<store::Event> read_event(const json::Value& value, const std::string& place, const CheckedBundle& bundle, Sha256& hasher) {
  const Reader read(value, place);
  store::Event out;
  AMENDS_TRY(out.seq, read.integer("seq"));
  AMENDS_TRY(out.at.us, read.integer("at"));
  AMENDS_TRY(out.actor, read.text("actor"));
  AMENDS_TRY(out.kind, read.text("kind"));
  AMENDS_TRY(out.hash, read.digest("hash"));
  if (read.null("payload")) {
    AMENDS_TRY(out.payload_digest, read.digest("digest"));
  } else {
    AMENDS_TRY(out.payload, read.text("payload"));
    AMENDS_TRY(out.salt, read.digest("salt"));
    out.payload_digest = store::payload_digest(out.salt, out.payload, hasher);
  }
  const auto expected = static_cast<std::int64_t>(bundle.events.size()) + 1;
  if (out.seq != expected) return fail(ErrorCode::corrupt, "event " + std::to_string(expected) + " is missing; the next one is numbered " + std::to_string(out.seq), place);
  if (!bundle.events.empty()) out.prev = bundle.events.back().hash;
  if (store::header_hash(bundle.case_id, out, hasher) != out.hash) return changed("event " + std::to_string(out.seq)).within(place);
  return out;
}

/// Every event is in one commit, in order, and the first is opened as the bundle says.
Result<void> check_commits(const CheckedBundle& bundle, const json::Array& commits) {
  std::int64_t next = 1, last_no = 0;
  Digest last{};
  for (std::size_t i = 0; i < commits.size(); ++i) {
    const auto place = "commits." + std::to_string(i);
    AMENDS_TRY(const auto commit, read_commit(commits[i], place));
    const auto name = "commit " + std::to_string(commit.no);
    if (commit.no <= last_no) return fail(ErrorCode::corrupt, "the commits of a bundle stand in the order of their numbers", place);
    if (store::commit_hash(commit) != commit.hash || (commit.no == last_no + 1 && i > 0 && commit.prev != last)) return changed(name).within(place);
    last_no = commit.no;
    last = commit.hash;
    for (const auto& listed : commit.events) {
      if (listed.case_id != bundle.case_id) continue;
      if (listed.seq != next || next > static_cast<std::int64_t>(bundle.events.size()) || listed.hash != bundle.events[static_cast<std::size_t>(next - 1)].hash)
        return fail(ErrorCode::corrupt, name + " lists event " + std::to_string(listed.seq) + " otherwise than the bundle has it", place);
      if (next == 1) {
        const auto opened = std::ranges::find(commit.opened, bundle.case_id, &store::CommitProof::Opened::case_id);
        const auto ref = bundle.ref.empty() ? std::string() : hex(sha256(bundle.ref));
        if (opened == commit.opened.end() || opened->workflow != bundle.workflow || opened->definition_hash != bundle.definition_hash || opened->ref_digest != ref)
          return fail(ErrorCode::corrupt, name + " opened the case with another workflow, definition or reference", place);
      }
      ++next;
    }
  }
  if (next <= static_cast<std::int64_t>(bundle.events.size())) return fail(ErrorCode::corrupt, "no commit lists event " + std::to_string(next), "commits");
  return {};
}

/// Where an imported case came from; null for one that was opened here.
Result<json::Value> origin_of(store::Store& store, std::string_view case_id) {
  AMENDS_TRY(const auto blobs, store.blobs(kOriginKind));
  for (const auto& [hash, name] : blobs)
    if (name == case_id) {
      AMENDS_TRY(const auto text, store.blob(hash));
      return json::parse(text);
    }
  return json::Value(nullptr);
}

}  // namespace

Result<json::Value> make_bundle(store::Store& store, std::string_view case_id) {
  AMENDS_TRY(const auto row, store.case_row(case_id));
  AMENDS_TRY(const auto commits, store.commits_of(case_id));
  AMENDS_TRY(const auto newest, store.chain_head());
  AMENDS_TRY(auto events, store.events(case_id));
  AMENDS_TRY(const auto definition, store.blob(row.definition_hash));
  AMENDS_TRY(auto origin, origin_of(store, case_id));
  // The case may have gone on since the commits were read.
  std::int64_t proved = 0;
  json::Array commits_json, events_json;
  for (const auto& commit : commits) {
    for (const auto& one : commit.events)
      if (one.case_id == row.id) proved = std::max(proved, one.seq);
    commits_json.push_back(commit_json(commit));
  }
  for (const auto& event : events) {
    if (event.seq > proved) break;
    const bool erased = event.payload.empty();
    events_json.push_back(json::Object{{"seq", event.seq}, {"at", event.at.us}, {"actor", event.actor}, {"kind", event.kind}, {"salt", erased ? json::Value(nullptr) : json::Value(hex(event.salt))},
                                       {"payload", erased ? json::Value(nullptr) : json::Value(event.payload)}, {"digest", erased ? json::Value(hex(event.payload_digest)) : json::Value(nullptr)},
                                       {"hash", hex(event.hash)}});
  }
  json::Value out = json::Object{{"bundle", kBundleFormat},
                                 {"case", json::Object{{"id", row.id}, {"workflow", row.workflow}, {"definition", row.definition_hash}, {"ref", row.ref}}},
                                 {"definition", definition},
                                 {"events", std::move(events_json)},
                                 {"commits", std::move(commits_json)},
                                 {"newest", json::Object{{"no", newest.no}, {"hash", hex(newest.hash)}}},
                                 {"origin", std::move(origin)}};
  if (json::write(out).size() > json::kBytesMax) return fail(ErrorCode::range, "the bundle would be larger than " + std::to_string(json::kBytesMax >> 20) + " MiB; take a snapshot of the journal instead", row.id);
  return out;
}

Result<CheckedBundle> check_bundle(const json::Value& bundle) {
  const Reader read(bundle, "");
  const auto format = read.integer("bundle");
  if (!format) return fail(ErrorCode::schema, "this is no bundle of a case; `amends export FILE --case ID` makes one");
  if (*format != kBundleFormat) return fail(ErrorCode::schema, "the bundle has the format " + std::to_string(*format) + ", and this version reads " + std::to_string(kBundleFormat) + "; use a newer amends", "bundle");
  CheckedBundle out;
  const auto* named = bundle.get_object().if_contains("case");
  const Reader of_case(named ? *named : bundle, "case");
  AMENDS_TRY(out.case_id, of_case.text("id"));
  if (!is_case_id(out.case_id)) return fail(ErrorCode::schema, "'" + out.case_id + "' is no case id", "case.id");
  AMENDS_TRY(out.workflow, of_case.text("workflow"));
  AMENDS_TRY(out.definition_hash, of_case.text("definition"));
  AMENDS_TRY(out.ref, of_case.text("ref"));
  AMENDS_TRY(out.definition, read.text("definition"));
  if (content_hash(out.definition) != out.definition_hash) return changed("the workflow definition").within("definition");
  AMENDS_TRY(const auto* events, read.list("events"));
  if (events->empty()) return fail(ErrorCode::schema, "a case has at least one event", "events");
  Sha256 hasher;
  out.events.reserve(events->size());
  for (std::size_t i = 0; i < events->size(); ++i) {
    AMENDS_TRY(auto event, read_event((*events)[i], "events." + std::to_string(i), out, hasher));
    out.events.push_back(std::move(event));
  }
  AMENDS_TRY(const auto* commits, read.list("commits"));
  AMENDS_CHECK(check_commits(out, *commits));
  out.origin = json::Object{{"commits", *commits}, {"newest", bundle.get_object().contains("newest") ? bundle.at("newest") : json::Value(nullptr)}};
  return out;
}

Result<bool> take_bundle(store::Store& store, const CheckedBundle& bundle) {
  const store::CaseKey key{bundle.case_id, bundle.ref};
  AMENDS_TRY(const auto known, store.known({&key, 1}));
  if (const auto& there = known.front()) {
    if (there->id == bundle.case_id && there->seq == bundle.events.back().seq && there->head == bundle.events.back().hash) return false;
    return fail(ErrorCode::already_exists, "the journal has " + there->id + " already, with other events; a case is taken in whole, and once", bundle.case_id);
  }
  if (std::ranges::any_of(bundle.events, [](const store::Event& event) { return event.payload.empty(); }))
    return fail(ErrorCode::unsupported, "payloads of this case were erased; what is left can be checked, and not be carried on in another journal", bundle.case_id);
  AMENDS_TRY(const auto definition, flow::Definition::from_yaml(bundle.definition, "workflow " + bundle.workflow));
  AMENDS_TRY(const auto state, fold_events(bundle.case_id, definition, bundle.events));
  const bool asks = std::ranges::any_of(bundle.events, [](const store::Event& event) { return event.kind == kinds::lookup_answered; });
  store::Turn turn;
  turn.case_id = bundle.case_id;
  turn.workflow = bundle.workflow;
  turn.definition_hash = bundle.definition_hash;
  turn.ref = bundle.ref;
  turn.events = bundle.events;
  turn.projection = project(state, !left_to_do(state).empty(), {}, asks ? std::optional(store.lookup_salt()) : std::nullopt);
  AMENDS_CHECK(store.put_blob(bundle.definition_hash, "workflow", bundle.workflow, bundle.definition));
  const auto origin = json::canonical(bundle.origin);
  AMENDS_CHECK(store.put_blob(content_hash(origin), kOriginKind, bundle.case_id, origin));
  AMENDS_CHECK(store.append_one(turn));
  return true;
}

}  // namespace amends::runtime
