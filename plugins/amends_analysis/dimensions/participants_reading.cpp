#include "participants_reading.hpp"

#include <algorithm>
#include <set>

#include "kit/pack_reading.hpp"

namespace amends::dimensions {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;

constexpr std::string_view kTable = "tables/dimensions#influence";
constexpr std::string_view kSpeakers = "group.representatives";
constexpr std::string_view kNamed = "store_facts.person_count_180d";

class Reading {
 public:
  explicit Reading(const Context& context) : context_(context), out_(context.out) {}

  ParticipantsReading read() {
    read_speakers();
    for (const auto& event : context_.events) {
      if (event.actor.is_known()) acting_.insert(event.actor.value);
      if (!event.asserted_by.empty()) acting_.insert(event.asserted_by);
    }
    for (const auto& party : context_.parties) place(party);
    mentioned();
    named_often();
    if (context_.parties.empty()) reading_.cited.push_back(insufficient(context_, reading_.block, "parties", {"没有记录任何当事人。", "No party is recorded."}));
    return std::move(reading_);
  }

 private:
  /// Representatives of a group stand there by number, or as somebody who is no party.
  void read_speakers() {
    for (const auto& row : context_.record.list(kSpeakers)) {
      if (row.value().is_string()) speakers_.emplace_back(sdk::view(row.value().get_string()), row.where());
      else if (row.value().is_object()) speakers_.emplace_back(row.text_or("id", ""), row.where() + ".id");
    }
  }

  const std::string* speaker(std::string_view id) const {
    for (const auto& [known, path] : speakers_)
      if (!id.empty() && known == id) return &path;
    return nullptr;
  }

  void place(const Party& party) {
    const auto* speaks = speaker(party.id);
    Object inputs{{"role", party.role}, {"speaks", speaks != nullptr}, {"acts", !party.id.empty() && acting_.contains(party.id)}};
    const auto answer = context_.call.evaluate(kTable, inputs);
    const Reader row(answer.output, std::string(kTable));
    const auto influence = row.need_integer("influence");
    if (influence < 1 || influence > 5) sdk::fail("error.pack_invalid", "a row gives an influence outside 1 to 5; correct it", std::string(kTable));
    const auto as = std::string(row.need_text("as"));
    const auto role = out_.field(party.path + ".role");
    const auto sum = out_.computation("influence on the talk by the table", std::move(inputs), influence);
    reading_.block.fact(Object{{"kind", "party"}, {"party", party.id}, {"role", party.role}, {"influence", influence}, {"as", as}}, {role, sum});
    reading_.people.push_back({party.id, party.role, influence});
    reading_.cited.push_back(role);
    if (as == "speaks" || speaks) {
      std::vector<EvidenceId> evidence{role};
      if (speaks) evidence.push_back(out_.field(*speaks));
      key(party.id, party.role, "speaks_for_others", {"代表他人发言；这不影响应得的给付、期限和办理方式", "speaks for others; it changes neither what is owed nor any time limit or route"}, std::move(evidence));
    } else if (party.role == "third_institution") {
      key(party.id, party.role, "third_party_interest", {"有自身利益的第三方", "a third party with an interest of its own"}, {role});
    }
  }

  /// Somebody who acts in an event or speaks for the group and is no party.
  void mentioned() {
    const auto is_party = [&](std::string_view id) { return std::any_of(context_.parties.begin(), context_.parties.end(), [&](const Party& party) { return party.id == id; }); };
    std::set<std::string_view> seen;
    for (const auto& event : context_.events)
      if (event.actor.is_known() && !is_party(event.actor.value) && seen.insert(event.actor.value).second)
        reading_.block.fact(Object{{"kind", "mentioned"}, {"event", event.id}, {"influence", 1}}, {evidence_of(context_, event.actor)});
    for (const auto& [id, path] : speakers_)
      if (!id.empty() && !is_party(id)) key({}, {}, "speaks_for_others", {"代表他人发言，还不是案件的当事人", "speaks for others and is no party of the case yet"}, {out_.field(path)});
  }

  void named_often() {
    std::vector<const Party*> staff;
    for (const auto& party : context_.parties)
      if (party.is_staff()) staff.push_back(&party);
    const auto count = count_at(context_.record, kNamed);
    if (!count) {
      if (!staff.empty()) (void)insufficient(context_, reading_.block, kNamed, {"该员工在近180天同类案件中被提到的次数未知。", "How often the employee is named in like cases of the last 180 days is not known."});
      return;
    }
    reading_.person = *count >= context_.settings.person_min;
    if (!reading_.person) return;
    const auto sum = out_.computation("like cases in 180 days that name the employee", Object{{"count", *count}, {"least", context_.settings.person_min}}, true);
    std::vector<EvidenceId> evidence{out_.field(kNamed), sum};
    for (const auto* party : staff) evidence.push_back(out_.field(party->path + ".role"));
    // The count belongs to one employee; with several in the case nobody may be picked.
    const auto* one = staff.size() == 1 ? staff.front() : nullptr;
    key(one ? one->id : std::string(), one ? one->role : std::string(), "named_often",
        sdk::fill({"近180天有{count}件同类案件提到；这是核查线索，不是结论", "named in {count} like cases in 180 days; a lead to check and no verdict"}, {{"count", *count}}), std::move(evidence));
  }

  void key(const std::string& id, const std::string& role, std::string_view reason, const Texts& why, std::vector<EvidenceId> evidence) {
    if (reading_.key_people.size() == kShownMax) return;
    const auto named = role.empty() && id.empty() ? (reason == "named_often" ? Texts{"一名员工", "an employee"} : Texts{"案外人", "a person outside the case"})
                       : sdk::fill({"{role}（{id}）", "{role} ({id})"}, {{"role", context_.names.role(role)}, {"id", id}});
    const auto text = sdk::fill({"{who}：{why}", "{who}: {why}"}, {{"who", named}, {"why", why}});
    reading_.key_people.push_back(text);
    reading_.cited.insert(reading_.cited.end(), evidence.begin(), evidence.end());
    reading_.block.fact(Object{{"kind", "key_person"}, {"party", id.empty() ? sdk::Value(nullptr) : sdk::Value(id)}, {"reason", sdk::to_value(reason)}}, evidence);
    reading_.block.finding(out_.finding({.code = "participants.key_person",
                                         .confidence = reason == "named_often" ? 60 : 100,
                                         .text = sdk::fill({"关键人物：{text}。", "Key person: {text}."}, {{"text", text}}),
                                         .evidence = std::move(evidence),
                                         .rule = "catalogue 3.3"}));
  }

  const Context& context_;
  sdk::Envelope& out_;
  ParticipantsReading reading_;
  std::vector<std::pair<std::string, std::string>> speakers_;  ///< number, path
  std::set<std::string, std::less<>> acting_;
};

}  // namespace

ParticipantsReading read_participants(const Context& context) { return Reading(context).read(); }

}  // namespace amends::dimensions
