#include "matrix.hpp"

#include <algorithm>
#include <utility>

#include "kit/lists.hpp"

namespace amends::verify {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;

class Reading {
 public:
  Reading(const Context& context, const std::vector<Item>& items, const Answer& answer) : context_(context), out_(context.out), items_(items), answer_(answer) {}

  Matrix read() {
    matrix_.points = context_.knowledge.key_points(context_.natures);
    allegations();
    if (answer_.counts()) {
      named_points();
      link(answer_.supporting, "supporting", true);
      link(answer_.contrary, "contrary", false);
      words();
    }
    gaps();
    for (auto& row : matrix_.rows) settle(row);
    matrix_.complete = std::all_of(matrix_.rows.begin(), matrix_.rows.end(), [](const Row& row) { return row.decided.has_value(); });
    matrix_.facts_open = matrix_.rows.empty() || std::any_of(matrix_.rows.begin(), matrix_.rows.end(), [](const Row& row) { return row.is_allegation() && row.is_open(); });
    recordings();
    return std::move(matrix_);
  }

 private:
  void add(std::string id, std::string kind, std::string path, EvidenceId claim) {
    Row row;
    row.id = std::move(id);
    row.kind = std::move(kind);
    row.path = std::move(path);
    row.points = matrix_.points;
    row.owner = matrix_.points.empty() ? "handler" : matrix_.points.front()->owner;
    row.evidence.push_back(std::move(claim));
    matrix_.rows.push_back(std::move(row));
  }

  /// Events that the customer's side asserts; without one, the demands; without one, the complaint itself, so that nothing stays without a state.
  void allegations() {
    const auto events = context_.record.list("events");
    for (const auto& event : events) {
      const auto id = std::string(event.text_or("id", ""));
      const auto by = event.text_or("asserted_by", "");
      if (id.empty() || matrix_.find(id) || (!by.empty() && !is_customers(context_.record, by))) continue;
      if (matrix_.rows.size() == kEventsMax) {
        const auto count = out_.computation("verify.allegations_more: entries read", Object{{"entries", static_cast<std::int64_t>(events.size())}}, static_cast<std::int64_t>(kEventsMax));
        out_.finding({.code = "verify.allegations_more", .severity = sdk::Severity::warn, .text = sdk::fill({"反映的事项超过{most}项，其余请人工查看。", "More than {most} points are alleged; look at the rest yourself."}, {{"most", static_cast<std::int64_t>(kEventsMax)}}), .evidence = {count}, .rule = {}});
        break;
      }
      add(id, "allegation", event.where(), out_.field(event.where() + ".what"));
      // A state that stands in the record already is a person's word, until the form says more.
      const auto verified = event.text_or("verified", "unknown");
      if (const auto state = state_of(verified)) {
        matrix_.rows.back().word = state;
        matrix_.rows.back().evidence.push_back(out_.field(event.where() + ".verified"));
      }
    }
    if (!matrix_.rows.empty()) return;
    for (const auto& demand : context_.record.list("demand")) {
      const auto id = std::string(demand.text_or("id", ""));
      if (!id.empty() && !matrix_.find(id) && matrix_.rows.size() < kEventsMax) add(id, "demand", demand.where(), out_.field(demand.where()));
    }
    if (!matrix_.rows.empty()) return;
    for (const auto* document : context_.call.complainant_documents()) {
      add(std::string(document->id()), "complaint", "text.docs", out_.document(document->id()));
      return;
    }
  }

  /// Key points that a person gave a state or evidence become rows of their own.
  void named_points() {
    for (const auto* list : {&answer_.states, &answer_.supporting, &answer_.contrary})
      for (const auto& entry : *list) {
        const auto* point = context_.knowledge.key_point(entry.id);
        if (!point || matrix_.find(entry.id)) continue;
        Row row;
        row.id = point->id;
        row.kind = "key_point";
        row.owner = point->owner;
        row.favours_customer = point->favours_customer;
        row.points = {point};
        row.evidence.push_back(out_.answer(std::string(kStatesAnswer) + ".states"));
        matrix_.rows.push_back(std::move(row));
      }
  }

  void unreadable(std::string_view field, std::string words) { matrix_.unreadable.push_back(std::string(field) + ": " + std::move(words)); }

  void link(const std::vector<Entry>& entries, std::string_view field, bool pro) {
    for (const auto& entry : entries) {
      auto* row = matrix_.find(entry.id);
      if (!row) {
        unreadable(field, entry.id);
        continue;
      }
      for (const auto& id : entry.items) {
        const auto* item = find_item(items_, id);
        if (!item) {
          unreadable(field, entry.id + ": " + id);
          continue;
        }
        auto& list = pro ? row->pro : row->contra;
        auto& best = pro ? row->best_pro : row->best_contra;
        if (std::find(list.begin(), list.end(), item) != list.end()) continue;
        list.push_back(item);
        if (!best || item->grade < *best) best = item->grade;
        row->evidence.push_back(item->path == "text.docs" ? out_.document(item->id) : out_.field(item->path));
      }
    }
  }

  void words() {
    const auto cited = out_.answer(std::string(kStatesAnswer) + ".states");
    for (const auto& entry : answer_.states) {
      auto* row = matrix_.find(entry.id);
      const auto state = entry.items.size() == 1 ? state_of(entry.items.front()) : std::nullopt;
      if (!row || !state) {
        std::string words = entry.id;
        for (const auto& item : entry.items) words += " " + item;
        unreadable("states", std::move(words));
        continue;
      }
      row->word = state;
      row->evidence.push_back(cited);
    }
  }

  /// Records that had to be kept and are not there: said by a person, or by a field of the record.
  void gaps() {
    for (const auto& duty : context_.knowledge.duties()) {
      if (!duty.concerns(context_.product, context_.natures)) continue;
      std::vector<std::string> about;
      std::optional<EvidenceId> cited;
      if (answer_.counts())
        for (const auto& entry : answer_.missing_records)
          if (entry.id == duty.id) {
            cited = out_.answer(std::string(kStatesAnswer) + ".missing_records");
            about.insert(about.end(), entry.items.begin(), entry.items.end());
          }
      if (!cited && !duty.path.empty() && !context_.record.flag_or(duty.path, true)) cited = out_.field(duty.path);
      if (!cited) continue;
      for (const auto& id : about)
        if (!matrix_.find(id)) unreadable("missing_records", duty.id + ": " + id);
      bool used = false;
      for (auto& row : matrix_.rows) {
        if (!row.favours_customer || (!about.empty() && std::find(about.begin(), about.end(), row.id) == about.end())) continue;
        row.gaps.push_back(&duty);
        row.evidence.push_back(*cited);
        used = true;
      }
      if (used)
        out_.finding({.code = "verify.duty_gap",
                      .severity = sdk::Severity::warn,
                      .text = sdk::fill({"按规定应当保存的{record}找不到（{basis}），由此查不清的事项按有利于客户处理。", "The {record} that had to be kept is not there ({basis}); what cannot be cleared up for that reason counts for the customer."}, {{"record", duty.record}, {"basis", duty.basis}}),
                      .evidence = {*cited},
                      .rule = "verify/duties#" + duty.id});
    }
    if (answer_.counts())
      for (const auto& entry : answer_.missing_records) {
        const auto* duty = context_.knowledge.duty(entry.id);
        if (!duty || !duty->concerns(context_.product, context_.natures)) unreadable("missing_records", entry.id);
      }
  }

  void settle(Row& row) {
    row.evidence = kit::once(row.evidence);
    if (!row.word) return;
    const auto graded = by_grades(row.best_pro, row.best_contra);
    row.decided = decide(*row.word, graded, row.favours_customer);
    const auto shown = [](const std::optional<Grade>& grade) { return grade ? sdk::Value(std::string(name(*grade))) : sdk::Value(nullptr); };
    const auto sum = out_.computation("state by the grades and by the person's word",
                                      Object{{"best_for", shown(row.best_pro)}, {"best_against", shown(row.best_contra)}, {"graded", std::string(name(graded))}, {"word", std::string(name(*row.word))}, {"favours_customer", row.favours_customer}},
                                      sdk::Value(std::string(name(row.decided->state))));
    row.evidence.push_back(sum);
    row.evidence = kit::once(row.evidence);
    if (row.decided->how == How::kept)
      out_.finding({.code = "verify.state_unsupported",
                    .severity = sdk::Severity::warn,
                    .text = sdk::fill({"{id}作了不利于客户的认定，但没有B级以上的证据支持，暂不采用；请补充证据。", "{id} was found against the customer without evidence of grade B or better behind it, so it does not stand; add the evidence."}, {{"id", row.id}}),
                    .evidence = row.evidence,
                    .rule = "catalogue 3.7"});
    else if (row.decided->how == How::admitted)
      out_.finding({.code = "verify.state_admitted",
                    .text = sdk::fill({"{id}由认定人承认，超出现有证据能够证明的范围；按有利于客户采用。", "{id} is admitted by the person who found the facts, beyond what the evidence proves; it stands for the customer."}, {{"id", row.id}}),
                    .evidence = row.evidence,
                    .rule = "catalogue 3.7"});
  }

  /// A recording that proves something is there by consent or by law; without a recorded consent somebody looks.
  void recordings() {
    for (const auto& consent : context_.record.list("consents"))
      if (consent.text_or("kind", "") == "recording") return;
    for (const auto& row : matrix_.rows)
      for (const auto* list : {&row.pro, &row.contra})
        for (const auto* item : *list)
          if (item->kind == "recording" || item->kind == "call_recording" || item->kind == "video") {
            out_.finding({.code = "verify.recording_consent",
                          .text = sdk::fill({"录音录像{id}用作证据，档案里没有录制的同意；请核对是否有同意或法律依据。", "Recording {id} is used as evidence and no consent to it is on file; check that there is consent or a legal ground."}, {{"id", item->id}}),
                          .evidence = {out_.field(item->path), out_.field("consents")},
                          .rule = "catalogue 3.7"});
            return;
          }
  }

  const Context& context_;
  sdk::Envelope& out_;
  const std::vector<Item>& items_;
  const Answer& answer_;
  Matrix matrix_;
};

}  // namespace

Row* Matrix::find(std::string_view id) { return const_cast<Row*>(std::as_const(*this).find(id)); }

const Row* Matrix::find(std::string_view id) const {
  for (const auto& row : rows)
    if (row.id == id) return &row;
  return nullptr;
}

Matrix read_matrix(const Context& context, const std::vector<Item>& items, const Answer& answer) { return Reading(context, items, answer).read(); }

}  // namespace amends::verify
