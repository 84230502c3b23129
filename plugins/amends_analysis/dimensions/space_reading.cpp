#include "space_reading.hpp"

#include "rates.hpp"

namespace amends::dimensions {
namespace {

constexpr std::array<std::string_view, 4> kCounts = {"store_facts.unit_count", "store_facts.unit_customers", "store_facts.inst_count", "store_facts.inst_customers"};

void read_rate(const Context& context, SpaceReading& reading) {
  std::array<std::int64_t, 4> known{};
  for (std::size_t i = 0; i < kCounts.size(); ++i) {
    const auto count = count_at(context.record, kCounts[i]);
    if (!count) {
      reading.basis = insufficient(context, reading.block, kCounts[i], {"同类案件在本机构网点与全机构的数量或客户数未知，无法判断是否集中在一处。", "The like cases or the customers of the unit and the institution are not known, so whether cases come together at one place was not judged."});
      return;
    }
    known[i] = *count;
  }
  const UnitCounts counts{.unit = known[0], .unit_customers = known[1], .institution = known[2], .institution_customers = known[3]};
  const auto percent = rate(counts);
  reading.rate = percent;
  reading.basis = context.out.computation("like cases per customer of the unit against the institution, percent",
                                          sdk::Object{{"unit_count", counts.unit}, {"unit_customers", counts.unit_customers}, {"inst_count", counts.institution}, {"inst_customers", counts.institution_customers}}, percent);
  reading.block.fact(sdk::Object{{"kind", "rate"}, {"percent", percent}, {"count", counts.unit}}, {reading.basis});
  if (!plausible(counts))
    reading.block.finding(context.out.finding({.code = "record.contradiction",
                                               .severity = sdk::Severity::warn,
                                               .text = {"网点的案件数或客户数大于全机构的数，统计有误，请核对。", "The unit has more cases or more customers than its institution; check the counts."},
                                               .evidence = {context.out.field(kCounts[0]), context.out.field(kCounts[1]), context.out.field(kCounts[2]), context.out.field(kCounts[3])},
                                               .rule = "catalogue 3.3"}));
  reading.regional = common(percent, counts.unit, context.settings.rate_min, context.settings.count_min);
  if (reading.regional)
    reading.block.finding(context.out.finding({.code = "space.regional",
                                               .severity = sdk::Severity::warn,
                                               .text = sdk::fill({"同类案件集中在本网点：{count}件，按客户数折算是全机构的{percent}%。", "Like cases come together at this unit: {count}, which is {percent} % of the institution's rate per customer."},
                                                                 {{"count", counts.unit}, {"percent", percent}}),
                                               .evidence = {reading.basis},
                                               .rule = "catalogue 3.3"}));
}

}  // namespace

SpaceReading read_space(const Context& context) {
  SpaceReading out;
  if (const auto unit = context.record.text("case.unit")) out.block.fact(sdk::Object{{"kind", "unit"}, {"unit", sdk::to_value(*unit)}}, {context.out.field("case.unit")});
  for (const auto& event : context.events)
    if (event.place.is_known()) out.block.fact(sdk::Object{{"kind", "place"}, {"event", event.id}}, {evidence_of(context, event.place)});
  read_rate(context, out);
  return out;
}

}  // namespace amends::dimensions
