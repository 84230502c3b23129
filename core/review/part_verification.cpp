#include <algorithm>
#include <iterator>

#include "review/parts.hpp"

namespace amends::review {
namespace {

constexpr std::size_t kMissingShown = 3;  // the rest folds away

class Verification {
 public:
  Verification(const PartSource& source, const json::Value& result) : source_(source), result_(result) {}

  json::Value write() {
    Part part(source_, "part.verification");
    const auto merit = json::text_at(result_, "case_merit");
    part.state(merit.empty() ? source_.say("merit.open") : source_.say("merit." + std::string(merit)), merit == "full" ? kOk : merit == "none" ? kQuiet : kNotice);
    owed(part);
    merits(part);
    if (const auto code = json::text_at(result_, "root_cause.code"); !code.empty()) part.pair("verify.cause", {source_.say(code)});
    if (json::text_at(result_, "breach") == "confirmed") part.pair("verify.breach", {source_.say("verify.breach.confirmed")}, kWarn);
    allegations(part);
    missing(part);
    return part.to_value();
  }

 private:
  /// What is owed, who worked it out and how. A sum without its working is no ground to pay less or more.
  void owed(Part& part) const {
    const auto* owed = json::find(result_, "entitlement");
    if (!owed || !owed->is_object()) return;
    if (json::is_null(json::find(*owed, "amount"))) {
      if (!asks_for_money()) return;
      part.pair("verify.owed", {source_.say("verify.owed.open")}, kNotice);
      return;
    }
    std::vector<std::string> lines{(json::bool_at(*owed, "at_least") ? source_.say("verify.at_least") + " " : "") + source_.money(json::find(*owed, "amount"))};
    if (const auto by = json::text_at(*owed, "by"); !by.empty()) lines[0] += source_.bracketed(source_.say("verify.by." + std::string(by)));
    if (const auto* working = source_.at("answers.verify_states.computation"); working && working->is_string() && source_.texts) lines.push_back(source_.named(source_.say("verify.working")) + std::string(json::text_or(working, "")));
    const auto second = json::text_at(*owed, "second_person");
    if (second == "needed" || second == "given" || second == "returned") lines.push_back(source_.say("verify.second." + std::string(second)));
    part.pair("verify.owed", std::move(lines), second == "needed" || second == "returned" ? kWarn : std::string_view{});
  }

  bool asks_for_money() const {
    if (!json::is_null(source_.at("money.claimed"))) return true;
    static constexpr std::string_view kMoney[] = {"refund", "compensation", "full_surrender", "claim_payment", "other"};
    const auto& demands = json::list_or_empty(source_.at("demand"));
    return demands.empty() || std::any_of(demands.begin(), demands.end(), [](const json::Value& demand) { return std::find(std::begin(kMoney), std::end(kMoney), json::text_at(demand, "kind")) != std::end(kMoney); });
  }

  void merits(Part& part) const {
    std::vector<std::string> lines;
    for (const auto& [id, merit] : json::object_at(result_, "merit")) {
      std::string what(id);
      if (source_.record)
        for (const auto& demand : json::list_at(*source_.record, "demand"))
          if (json::text_at(demand, "id") == std::string_view(id)) {
            what = source_.say("demand." + std::string(json::text_at(demand, "kind")));
            if (const auto* amount = json::find(demand, "amount"); amount && amount->is_object()) what += " " + source_.money(amount);
          }
      lines.push_back(source_.named(what) + source_.say("merit.each." + std::string(json::text_or(&merit, ""))));
    }
    part.pair("verify.merit", std::move(lines));
  }

  /// "e1 <what is alleged>": the words only for who may read them.
  std::string claim(const json::Value& row) const {
    const auto id = std::string(json::text_at(row, "id"));
    const auto* at = source_.at(json::text_at(row, "claim"));
    if (!at || !at->is_object()) return id + " " + source_.say("verify.whole");
    const auto what = json::text_at(*at, "what");
    if (!what.empty()) return source_.texts ? id + " " + std::string(what) : id;
    if (const auto kind = json::text_at(*at, "kind"); !kind.empty()) return id + " " + source_.say("demand." + std::string(kind));
    return id;
  }

  void allegations(Part& part) const {
    const auto& rows = json::list_at(result_, "matrix");
    if (rows.empty()) return;
    part.table({source_.say("verify.claim"), source_.say("verify.state"), source_.say("evidence")});
    for (const auto& row : rows) {
      const auto state = json::text_at(row, "state"), by = json::text_at(row, "by"), pro = json::text_at(row, "grade.for"), contra = json::text_at(row, "grade.against");
      std::vector<std::string> ground;
      if (!pro.empty()) ground.push_back(source_.say("verify.for") + " " + std::string(pro));
      if (!contra.empty()) ground.push_back(source_.say("verify.against") + " " + std::string(contra));
      if (!state.empty() && !by.empty() && by != "evidence") ground.push_back(source_.say("verify.how." + std::string(by)));
      for (const auto& gap : json::list_at(row, "gaps")) ground.push_back(source_.say("verify.gap") + (source_.zh() ? "" : " ") + source_.title_of("verify/duties", json::text_or(&gap, "")));
      if (ground.empty()) ground.push_back(source_.say("verify.no_evidence"));
      part.row({claim(row), source_.say(state.empty() ? "verify.state.open" : "verify.state." + std::string(state)), source_.list(ground)});
    }
  }

  void missing(Part& part) const {
    const auto& list = json::list_at(result_, "missing");
    if (list.empty()) return;
    const auto rest = list.size() > kMissingShown ? list.size() - kMissingShown : 0;
    const auto fold = (source_.zh() ? "还缺" : "") + std::to_string(rest) + (source_.zh() ? "项" : rest == 1 ? " more is missing" : " more are missing");
    for (std::size_t i = 0; i < list.size(); ++i) {
      const auto from = source_.say("verify.from." + std::string(json::text_at(list[i], "from")));
      part.line(source_.named(source_.say("verify.missing")) + source_.in(list[i], "evidence") + source_.bracketed(from + (source_.zh() ? "，" : ", ") + source_.in(list[i], "source")), "open", {}, i < kMissingShown ? std::string{} : fold);
    }
  }

  const PartSource& source_;
  const json::Value& result_;
};

}  // namespace

json::Value verification_part(const PartSource& source) {
  const auto* result = source.section("analysis.verify");
  return result ? Verification(source, *result).write() : json::Value(nullptr);
}

}  // namespace amends::review
