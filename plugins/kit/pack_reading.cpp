#include "kit/pack_reading.hpp"

#include "sdk/failure.hpp"

namespace amends::kit {
namespace {

constexpr std::int64_t kFactorMax = 1'000'000;
constexpr std::int64_t kDigitsMax = 4;

}  // namespace

Currencies currencies(const sdk::Call& call) {
  const auto pack = call.pack("tables/currency");
  std::vector<CurrencyScale> rows;
  for (const auto& row : pack.list("rows")) {
    CurrencyScale scale{.code = std::string(row.need_text("code")), .digits = row.need_integer("digits"), .num = row.need_integer("num"), .den = row.need_integer("den")};
    if (scale.digits < 0 || scale.digits > kDigitsMax || scale.num < 1 || scale.num > kFactorMax || scale.den < 1 || scale.den > kFactorMax)
      sdk::fail("error.pack_invalid", "the currency " + scale.code + " has digits outside 0..4 or a factor outside 1..1000000; correct the row", row.where());
    rows.push_back(std::move(scale));
  }
  return Currencies(std::move(rows));
}

std::vector<FiredRow> fired_rows(const sdk::TableAnswer& answer) {
  std::vector<FiredRow> out;
  for (const auto& item : answer.matched) {
    const sdk::Reader row(item);
    FiredRow fired{.id = std::string(row.text_or("id", "")), .then = sdk::Object{}, .because = row.texts("because").value_or(sdk::Texts{})};
    if (const auto* then = row.find("then")) fired.then = *then;
    out.push_back(std::move(fired));
  }
  return out;
}

FiredRow answer_of(const sdk::TableAnswer& answer) {
  FiredRow out{.id = {}, .then = answer.output, .because = {}};
  if (const auto rows = fired_rows(answer); !answer.by_default && !rows.empty()) {
    out.id = rows.front().id;
    out.because = rows.front().because;
  }
  return out;
}

CurrencyScale scale_of(const sdk::Call& call, sdk::Envelope& out, const Sums& sums) {
  if (sums.empty()) return {};
  const auto& [first_path, first] = sums.front();
  for (const auto& [path, sum] : sums)
    if (sum.currency != first.currency)
      sdk::fail("error.currency_mismatch",
                std::string(first_path) + " is in " + first.currency + " and " + std::string(path) + " in " + sum.currency + "; enter both in one currency, the record has no rate between them",
                std::string(path));
  auto scale = currencies(call).scale(first.currency);
  if (!scale.known)
    out.finding({.code = "currency_unknown",
                 .severity = sdk::Severity::warn,
                 .text = sdk::fill({"币种{code}没有换算系数，金额门槛按人民币一比一计算；请在tables/currency中补充。",
                                    "The currency {code} has no factor, so its thresholds count one to one; add a row to tables/currency."},
                                   {{"code", scale.code}}),
                 .evidence = {out.field(std::string(first_path) + ".currency")},
                 .rule = "tables/currency"});
  return scale;
}

}  // namespace amends::kit
