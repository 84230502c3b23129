#include "kit/owed.hpp"

#include "sdk/failure.hpp"

namespace amends::kit {
namespace {

constexpr std::string_view kFact = "money.entitlement", kFound = "analysis.verify.entitlement.amount";

}  // namespace

std::optional<Owed> read_owed(const sdk::Call& call, sdk::Envelope& out, std::initializer_list<std::string_view> otherwise) {
  const auto& record = call.record();
  const auto fact = record.money(kFact), found = record.money(kFound);
  if (fact && found && *fact != *found) {
    if (fact->currency != found->currency)
      sdk::fail("error.currency_mismatch", "what is owed is " + fact->currency + " in one place and " + found->currency + " in another; state it in one currency, the record has no rate between them", record.path(kFact));
    out.finding({.code = "entitlement.differs",
                 .severity = sdk::Severity::block,
                 .text = {"应付金额在档案里与核实结果不一致，按较高的一个办理；请核对并更正。", "The sum owed in the record is not the one that verification found; the higher one is owed until somebody has put it right."},
                 .evidence = {out.field(kFact), out.field(kFound)},
                 .rule = "catalogue 0.4 G6"});
    return fact->minor > found->minor ? Owed{*fact, std::string(kFact)} : Owed{*found, std::string(kFound)};
  }
  if (found) return Owed{*found, std::string(kFound)};
  if (fact) return Owed{*fact, std::string(kFact)};
  for (const auto path : otherwise)
    if (auto sum = record.money(path)) return Owed{*std::move(sum), std::string(path)};
  return std::nullopt;
}

}  // namespace amends::kit
