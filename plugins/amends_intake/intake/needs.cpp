#include "needs.hpp"

#include <algorithm>
#include <map>

#include "signs.hpp"

namespace amends::intake {
namespace {

using sdk::Object;

constexpr std::int64_t kAgeMax = 150;  // years; above it a number is no age

sdk::Texts need_name(std::string_view kind) {
  static const std::map<std::string_view, sdk::Texts> kNames = {{"elder", {"年长", "older age"}},           {"minor", {"未成年", "under age"}},                         {"illness", {"患病", "illness"}},
                                                                {"disability", {"残障", "disability"}},   {"bereavement", {"丧亲", "bereavement"}},                  {"low_literacy", {"读写困难", "difficulty with reading"}},
                                                                {"language", {"语言不通", "language"}}, {"financial_hardship", {"经济困难", "financial hardship"}}, {"other", {"其他需要", "another need"}}};
  const auto found = kNames.find(kind);
  return found == kNames.end() ? sdk::Texts{std::string(kind), std::string(kind)} : found->second;
}

class Reading {
 public:
  explicit Reading(const Context& context) : out_(context.out) {
    for (const auto& need : context.record.list("flags.vulnerability")) {
      known_.emplace_back(need.text_or("kind", ""));
      needs_.rows.push_back(Object{{"kind", known_.back()}, {"status", need.text_or("status", "suspected")}});
      needs_.facts.push_back(need.value());
    }
  }

  /// A kind that is known already gets its evidence and no second row.
  void add(const Sign& sign, const sdk::Place& place) {
    const auto note = "vulnerability " + sign.kind;
    if (std::find(known_.begin(), known_.end(), sign.kind) != known_.end()) {
      if (marked_ < kMarksMax) {
        ++marked_;
        (void)out_.span(place, note);
      }
      return;
    }
    known_.push_back(sign.kind);
    const auto id = out_.span(place, note);
    needs_.evidence.push_back(id);
    needs_.rows.push_back(Object{{"kind", sign.kind}, {"status", sign.status}});
    needs_.facts.push_back(Object{{"kind", sign.kind}, {"status", sign.status}, {"evidence", place.doc}});
    out_.finding({.code = "vulnerability." + sign.kind,
                  .confidence = 60,
                  .text = sdk::fill({"可能需要额外照顾（{need}），只用于加强保护；判断可能有误，请在沟通中确认。", "There may be a need for extra support ({need}), which only raises protection; it may be wrong, so confirm it in the talk."}, {{"need", need_name(sign.kind)}}),
                  .evidence = {id},
                  .rule = "lex/vulnerable"});
  }

  [[nodiscard]] Needs done() { return std::move(needs_); }

 private:
  sdk::Envelope& out_;
  Needs needs_;
  std::vector<std::string> known_;
  std::size_t marked_ = 0;
};

}  // namespace

Needs read_needs(const Context& context, const std::vector<sdk::StatedCount>& ages) {
  Reading reading(context);
  const auto& texts = context.received.texts;
  for (const auto& age : ages) {
    if (age.value < kElderAge || age.value > kAgeMax) continue;
    const auto number = context.received.number_of(age.doc);
    if (number < texts.size() && is_about_relative(texts[number], static_cast<std::size_t>(age.start))) continue;
    reading.add({"elder", "suspected"}, age);
  }
  for (const auto& hit : context.call.match("lex/vulnerable", context.received.documents).hits) {
    const sdk::Reader row(hit.row);
    if (const auto sign = sign_of(row.text_or("kind", ""), row.text_or("status", ""), row.text_or("about", "self"))) reading.add(*sign, hit);
  }
  return reading.done();
}

void propose_needs(const Context& context, const Needs& needs) {
  if (!needs.evidence.empty()) context.out.fact("flags.vulnerability", needs.facts, needs.evidence);
}

}  // namespace amends::intake
