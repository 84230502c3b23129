#include "extraction.hpp"

#include <algorithm>

namespace amends::intake {
namespace {

using sdk::Array;
using sdk::Object;

Object row_of(std::string_view kind, const sdk::Place& at) { return Object{{"kind", sdk::to_value(kind)}, {"doc", at.doc}, {"start", at.start}, {"end", at.end}}; }

std::vector<Sum> sums_of(const Received& received, const std::vector<sdk::StatedMoney>& list) {
  std::vector<Sum> out;
  for (const auto& money : list) out.push_back({received.number_of(money.doc), money.start, money.end, money.money.minor, money.money.currency});
  return out;
}

void add_persons(const Context& context, Array& out) {
  const auto& received = context.received;
  for (const auto& party : context.record.list("parties")) {
    const auto name = code_points_of(party.text_or("name", ""));
    if (name.size() < 2) continue;
    for (std::size_t i = 0; i < received.texts.size(); ++i)
      if (const auto at = received.texts[i].find(name); at != std::u32string::npos) {
        auto row = row_of("person", {std::string(received.documents[i]->id()), static_cast<std::int64_t>(at), static_cast<std::int64_t>(at + name.size())});
        row["value"] = sdk::to_value(party.text_or("name", ""));
        row["role"] = sdk::to_value(party.text_or("role", ""));
        out.push_back(std::move(row));
        break;
      }
  }
}

}  // namespace

Extraction extract(const Context& context) {
  const auto& received = context.received;
  Extraction out{.stated = context.call.stated(received.told), .sums = {}};
  // An age may be a need for support, so it counts wherever the complainant states it; every other figure of an attachment is left to a person.
  if (!received.attached.empty())
    for (auto& age : context.call.stated(received.attached).ages) out.stated.ages.push_back(std::move(age));
  out.sums = sums_of(received, out.stated.money);
  return out;
}

void add_bare_sums(const Context& context, const std::vector<DemandHit>& demands, Extraction& extraction) {
  auto& bare = extraction.stated.bare;
  auto sums = sums_of(context.received, bare);
  for (const auto& demand : demands) {
    if (!may_have_sum(demand.kind) || demand.document >= context.received.texts.size()) continue;
    const auto number = bare_sum_beside(demand, sums, context.received.texts[demand.document]);
    if (!number) continue;
    const auto at = static_cast<std::ptrdiff_t>(*number);
    extraction.sums.push_back(std::move(sums[*number]));
    extraction.stated.money.push_back(std::move(bare[*number]));
    sums.erase(sums.begin() + at);
    bare.erase(bare.begin() + at);
  }
}

Array extracted_rows(const Context& context, const sdk::Stated& stated) {
  Array out;
  for (const auto& money : stated.money) {
    auto row = row_of("money", money);
    row["minor"] = money.money.minor;
    row["currency"] = money.money.currency;
    row["approx"] = money.approx;
    row["assumed"] = money.assumed;
    out.push_back(std::move(row));
  }
  const auto values = [&](std::string_view kind, const auto& list) {
    for (const auto& one : list) {
      auto row = row_of(kind, one);
      row["value"] = one.value;
      out.push_back(std::move(row));
    }
  };
  const auto counts = [&](std::string_view kind, const std::vector<sdk::StatedCount>& list) {
    for (const auto& count : list) {
      auto row = row_of(kind, count);
      row["value"] = count.value;
      row["approx"] = count.approx;
      if (!count.what.empty()) row["what"] = count.what;
      out.push_back(std::move(row));
    }
  };
  values("date", stated.dates);
  counts("age", stated.ages);
  counts("group_size", stated.group_sizes);
  counts("reach", stated.reach);
  values("contract", stated.contracts);
  values("phone", stated.phones);
  add_persons(context, out);
  return out;
}

void propose_counts(const Context& context, const sdk::Stated& stated) {
  const auto largest = [](const std::vector<sdk::StatedCount>& list) {
    return std::max_element(list.begin(), list.end(), [](const sdk::StatedCount& a, const sdk::StatedCount& b) { return a.value < b.value; });
  };
  auto& out = context.out;
  if (const auto group = largest(stated.group_sizes); group != stated.group_sizes.end() && group->value > 1 && group->value <= sdk::kIntegerMax)
    out.fact("group.size", group->value, {out.span(*group, "group size")});
  if (const auto reach = largest(stated.reach); reach != stated.reach.end() && reach->value > 0 && reach->value <= sdk::kIntegerMax) {
    const auto id = out.span(*reach, "reach of a publication");
    out.fact("media.reach_count", reach->value, {id});
    out.fact("media.posted", true, {id});
  }
}

}  // namespace amends::intake
