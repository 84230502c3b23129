#include "basic.hpp"

#include "kit/pack_reading.hpp"

namespace amends::portrait {
namespace {

constexpr std::string_view kReceived = "channel.received_at";
constexpr std::int64_t kAgeMax = 130;

std::optional<std::int64_t> year_of(std::string_view text) {
  if (text.size() < 4) return std::nullopt;
  std::int64_t year = 0;
  for (const char c : text.substr(0, 4)) {
    if (c < '0' || c > '9') return std::nullopt;
    year = 10 * year + (c - '0');
  }
  return year;
}

std::optional<std::int64_t> year_received(const Context& context) {
  const auto at = context.record.instant(kReceived);
  return at ? year_of(sdk::format_instant(*at)) : std::nullopt;
}

/// The age in the year of the receipt. A year that cannot be is said and leaves the age open.
void read_age(const Context& context, Basic& basic) {
  const auto& row = *context.complainant;
  const auto path = row.path("birth_year");
  const auto born = row.integer("birth_year");
  if (!born) {
    basic.age_evidence = {context.out.insufficient(path, {"出生年份未知，年龄段留空。", "The year of birth is not known; the age band stays open."})};
    return;
  }
  const auto now = year_received(context);
  if (!now) {
    basic.age_evidence = {context.out.insufficient(kReceived, {"收到时间未知，年龄段留空。", "The time of receipt is not known; the age band stays open."})};
    return;
  }
  const auto evidence = context.out.field(path);
  basic.age_evidence = {evidence, context.out.field(kReceived)};
  const auto age = *born > *now || *now - *born > kAgeMax ? -1 : *now - *born;
  if (age < 0) {
    context.out.finding({.code = "record.contradiction",
                         .severity = sdk::Severity::warn,
                         .text = sdk::fill({"出生年份{year}与收到时间不符，年龄段留空；请核对。", "The year of birth {year} does not fit the time of receipt; the age band stays open. Check it."}, {{"year", *born}}),
                         .evidence = basic.age_evidence,
                         .rule = "catalogue 3.4"});
    return;
  }
  const auto row_of = kit::answer_of(context.call.evaluate("tables/portrait#age_band", sdk::Object{{"age", age}}));
  if (const auto band = sdk::Reader(row_of.then, "tables/portrait#age_band").text("band")) basic.age_band = std::string(*band);
}

void read_product(const Context& context, Basic& basic) {
  const auto began = context.record.text("contract.start_on");
  if (!began) return;
  const auto from = year_of(*began).value_or(0), now = year_received(context).value_or(0);
  if (from > 0 && now >= from) basic.product_years = now - from;
}

}  // namespace

Basic read_basic(const Context& context) {
  Basic basic;
  if (!context.complainant) {
    basic.relation_evidence = basic.age_evidence = basic.contact_evidence = {context.out.insufficient("parties", {"没有记录投诉人，基本情况留空。", "No complainant is recorded; the basic block stays open."})};
    basic.relation = "unknown";
    return basic;
  }
  const auto& row = *context.complainant;
  read_age(context, basic);
  if (const auto occupation = row.text("occupation"); occupation && !sdk::is_blank(*occupation)) basic.occupation = context.words.without_labels(std::string(*occupation));
  basic.relation = std::string(row.text_or("authority.kind", "unknown"));
  basic.relation_evidence = {context.out.field(row.path("authority.kind"))};
  // Somebody else in the contract: the policyholder complains for the insured, an heir for the dead.
  for (const auto& party : context.record.list("parties"))
    if (const auto role = party.text_or("role", ""); role == "representative" || role == "agent_unverified") {
      basic.relation = std::string(role);
      basic.relation_evidence.push_back(context.out.field(party.path("role")));
      break;
    }
  const auto preferred = row.text("preferred_contact");
  basic.contact = std::string(preferred && !preferred->empty() ? *preferred : context.record.text_or("channel.kind", ""));
  basic.contact_evidence = {context.out.field(preferred && !preferred->empty() ? row.path("preferred_contact") : "channel.kind")};
  if (basic.contact->empty()) basic.contact.reset();
  read_product(context, basic);
  return basic;
}

}  // namespace amends::portrait
