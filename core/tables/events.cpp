#include "tables/events.hpp"

#include <limits>
#include <map>
#include <set>

#include "tables/catalogue.hpp"

namespace amends::tables {
namespace {

constexpr std::int64_t kRowsBetweenQuestions = 4096;
constexpr std::int64_t kNewest = std::numeric_limits<std::int64_t>::min();  ///< no event came after

std::string_view kind_of_actor(std::string_view actor) {
  if (actor == "system") return "system";
  return actor.starts_with("stage:") ? "stage" : "user";
}

/// Words by their number in the journal: of actors, kinds and workflows, each told apart when it is first used.
class Heads final : public store::HeadSink {
 public:
  Heads(Pseudonyms& pseudonyms, const std::function<bool()>& keep_going) : table(events_spec()), pseudonyms_(pseudonyms), keep_going_(keep_going) {}

  void word(std::int64_t no, std::string_view text) override {
    if (const auto at = static_cast<std::size_t>(no); at >= words_.size()) words_.resize(at + 1);
    words_[static_cast<std::size_t>(no)].text = text;
  }

  void stored_case(std::int64_t no, std::string_view id, std::int64_t workflow) override {
    if (const auto at = static_cast<std::size_t>(no); at >= cases_.size()) cases_.resize(at + 1);
    auto& one = cases_[static_cast<std::size_t>(no)];
    one.id = id;
    one.workflow = workflow_.word(word_text(workflow));
  }

  bool event(const store::EventHead& head) override {
    if (const auto at = static_cast<std::size_t>(head.case_no); at >= cases_.size()) cases_.resize(at + 1);  // a row without its case: verify tells
    auto& of = cases_[static_cast<std::size_t>(head.case_no)];
    case_id_.text(of.id);
    seq_.integer(head.seq);
    at_.integer(head.at.us);
    auto& actor = word_at(head.actor);
    if (actor.as_actor < 0) {
      actor.as_actor = actor_.word(pseudonyms_.actor(actor.text));
      actor.actor_kind = actor_kind_.word(kind_of_actor(actor.text));
    }
    actor_kind_.code(actor.actor_kind);
    actor_.code(actor.as_actor);
    auto& kind = word_at(head.kind);
    if (kind.as_kind < 0) kind.as_kind = kind_.word(kind.text);
    kind_.code(kind.as_kind);
    step_.text_or_null(head.step);
    workflow_.code(of.workflow < 0 ? workflow_.word("") : of.workflow);
    const bool erased = head.payload_bytes < 0;
    erased ? payload_.null() : payload_.integer(head.payload_bytes);
    erased_.boolean(erased);
    // How long the case stood at the event before, now that the next is known.
    if (of.row >= 0) dwell_[static_cast<std::size_t>(of.row)] = head.at.us - of.at;
    of.row = static_cast<std::int64_t>(dwell_.size());
    of.at = head.at.us;
    dwell_.push_back(kNewest);
    return dwell_.size() % kRowsBetweenQuestions != 0 || !keep_going_ || keep_going_();
  }

  void finish() {
    auto& dwell = table.at("dwell_us");
    for (const auto us : dwell_) us == kNewest ? dwell.null() : dwell.integer(us);
  }

  Table table;

 private:
  struct Word {
    std::string text;
    std::int32_t as_actor = -1, actor_kind = -1, as_kind = -1;
  };
  struct Case {
    std::string id;
    std::int32_t workflow = -1;
    std::int64_t row = -1, at = 0;
  };
  Word& word_at(std::int64_t no) {
    if (const auto at = static_cast<std::size_t>(no); at >= words_.size()) words_.resize(at + 1);
    return words_[static_cast<std::size_t>(no)];
  }
  const std::string& word_text(std::int64_t no) { return word_at(no).text; }

  Pseudonyms& pseudonyms_;
  const std::function<bool()>& keep_going_;
  std::vector<Word> words_;
  std::vector<Case> cases_;
  std::vector<std::int64_t> dwell_;  // may be below zero where the clock was set back
  Column &case_id_ = table.at("case_id"), &seq_ = table.at("seq"), &at_ = table.at("at"), &actor_kind_ = table.at("actor_kind"), &actor_ = table.at("actor"), &kind_ = table.at("kind"),
         &step_ = table.at("step"), &workflow_ = table.at("workflow"), &payload_ = table.at("payload_bytes"), &erased_ = table.at("erased");
};

class Actors final : public store::HeadSink {
 public:
  void word(std::int64_t no, std::string_view text) override { words[no] = text; }
  void stored_case(std::int64_t, std::string_view, std::int64_t) override {}
  bool event(const store::EventHead& head) override {
    used.insert(head.actor);
    return true;
  }
  std::map<std::int64_t, std::string> words;
  std::set<std::int64_t> used;
};

}  // namespace

Result<Table> events_table(store::Store& store, Pseudonyms& pseudonyms, const std::function<bool()>& keep_going) {
  Heads heads(pseudonyms, keep_going);
  AMENDS_CHECK(store.heads(heads));
  heads.finish();
  return std::move(heads.table);
}

Result<Table> actors_table(store::Store& store, Pseudonyms& pseudonyms) {
  Actors actors;
  AMENDS_CHECK(store.heads(actors));
  Table table(actors_spec());
  for (const auto no : actors.used) {
    const auto& text = actors.words[no];
    const auto kind = kind_of_actor(text);
    const auto shown = pseudonyms.actor(text);
    Row(table).integer("no", no).text("actor", shown).text("actor_kind", kind).text("stage", kind == "stage" ? std::string_view(shown) : std::string_view{});
  }
  return table;
}

}  // namespace amends::tables
