#pragma once
// What the tests of amends.verify share.
#include <string>

#include "support/pack_host.hpp"
#include "sdk/reader.hpp"

namespace amends::testing {

inline PackHost verify_host(std::string_view pack_set = "catalogue") { return PackHost(AMENDS_PLUGIN_FILE, "amends.verify", pack_set); }

/// A shared case with the nature as the case states it.
inline sdk::Value verify_record(std::string_view shared_id, const sdk::Value& given = sdk::Object{}) {
  const auto shared = shared_case(shared_id);
  auto record = record_of(shared, given);
  sdk::set(record, "analysis.classify", shared.at("expected").at("classify").at(0).at("result"));
  return record;
}

/// Documents "id kind provider", in the order given.
inline void add_documents(sdk::Value& record, const std::vector<std::array<const char*, 3>>& documents) {
  sdk::Array list;
  for (const auto& [id, kind, by] : documents)
    list.emplace_back(sdk::Object{{"id", id}, {"kind", kind}, {"sha256", std::string(64, 'a')}, {"received_at", "2026-03-02T02:00:00Z"}, {"provided_by", by}, {"custody", sdk::Array{}}});
  sdk::set(record, "documents", std::move(list));
}

/// The answer to verify_states, with who and when.
inline void states(sdk::Value& record, sdk::Object fields, std::string_view who = "li.na") {
  fields["reason"] = "r";
  fields["who"] = std::string(who);
  fields["at"] = "2026-03-05T02:00:00Z";
  sdk::set(record, "answers.verify_states", std::move(fields));
}

inline sdk::Value row_of(const sdk::Value& envelope, std::string_view id) {
  for (const auto& row : sdk::Reader(envelope).list("result.matrix"))
    if (row.text_or("id", "") == id) return row.value();
  return sdk::Object{};
}

inline sdk::Value fact_of(const sdk::Value& envelope, std::string_view path) {
  for (const auto& fact : sdk::Reader(envelope).list("facts"))
    if (fact.text_or("path", "") == path) return *fact.find("value");
  return nullptr;
}

/// K1: the fee schedule says waived after six uses, the log shows eight.
inline sdk::Value fee_waived() {
  auto record = verify_record("K01");
  add_documents(record, {{"D-1", "fee_schedule", "institution"}, {"D-2", "usage_log", "institution"}});
  states(record, sdk::Object{{"states", "e1: confirmed"}, {"supporting", "e1: D-1, D-2"}, {"root_cause", "process"}, {"whys", "减免没有执行；系统没有按次数判断；规则变更没有通知科技"}, {"breach", "none"}});
  return record;
}

/// K3: the mandatory double recording is not there.
inline sdk::Value record_missing() {
  auto record = verify_record("K03");
  add_documents(record, {{"D-1", "statement", "p1"}, {"D-2", "contract", "institution"}});
  states(record, sdk::Object{{"states", "e1: 无法认定; e2: 属实"}, {"supporting", "e1: D-1; e2: D-2"}, {"missing_records", "du.double_record: e1"}});
  return record;
}

/// K2: the hospital record is two years after the start, and the form did not ask.
inline sdk::Value not_asked() {
  auto record = verify_record("K02");
  add_documents(record, {{"D-1", "medical_record", "p1"}, {"D-2", "application_form", "institution"}});
  states(record, sdk::Object{{"states", "e1: confirmed; e2: confirmed; ck.claim_refusal.asked: refuted"}, {"supporting", "e1: D-1; e2: D-2"}, {"contrary", "ck.claim_refusal.asked: D-2"}});
  return record;
}

}  // namespace amends::testing
