#include "breach.hpp"

#include "kit/clocks.hpp"

namespace amends::classify {
namespace {

constexpr std::string_view kTable = "suspected_breach";

}  // namespace

Breach read_breach(const Context& context, const Tables& tables, const NatureReading& nature) {
  auto& out = context.out;
  const auto late = kit::first_missed(kit::clocks_of(context.record), context.call.now());
  const auto confirmed = context.record.text_or("analysis.verify.breach", "none") == "confirmed";
  const auto third_party = context.record.flag_or("flags.collections_third_party", false);
  const auto privacy = nature.stands.has("privacy_data");
  const auto score = nature.words.points("mis_selling");
  const sdk::Object inputs{{"breach_confirmed", confirmed}, {"mis_selling_score", score}, {"collections_third_party", third_party}, {"clock_missed", late.has_value()}, {"privacy_data_present", privacy}};
  const auto fired = tables.ask(kTable, inputs);
  Breach breach{.degree = std::string(sdk::Reader(fired.then, table_path(kTable)).need_text("breach")), .why = fired.because, .evidence = {}};
  if (breach.degree != "none" && breach.degree != "possible" && breach.degree != "likely")
    sdk::fail("error.pack_invalid", "the table answers '" + breach.degree + "', which is none of none, possible, likely; correct its rows", table_path(kTable));
  if (breach.degree == "none") return breach;

  auto& evidence = breach.evidence;
  if (confirmed) evidence.push_back(out.field("analysis.verify.breach"));
  if (third_party) evidence.push_back(out.field("flags.collections_third_party"));
  if (score > 0)
    for (const auto& id : nature.spans_of("mis_selling")) evidence.push_back(id);
  if (late) evidence.push_back(out.field("clocks." + std::to_string(*late)));
  if (privacy) evidence.push_back(nature.basis());
  evidence.push_back(out.computation("suspected breach", inputs, sdk::Value(breach.degree)));
  out.finding({.code = "breach." + breach.degree,
               .severity = sdk::Severity::warn,
               .text = breach.degree == "likely" ? sdk::fill({"很可能存在违规：{why}。", "A breach of rules is likely: {why}."}, {{"why", fired.because}})
                                                 : sdk::fill({"可能存在违规：{why}。由人核实。", "A breach of rules is possible: {why}. A person checks it."}, {{"why", fired.because}}),
               .evidence = evidence,
               .rule = table_path(kTable) + "." + fired.id});
  return breach;
}

}  // namespace amends::classify
