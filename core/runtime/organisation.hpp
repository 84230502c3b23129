#pragma once
// org.yaml: the institutions a runtime serves, with zone, calendar, clock pack, currency and safety contacts (catalogue 4.1).
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs { class PackSet; }

namespace amends::runtime {

inline constexpr std::string_view kSafetyRole = "crisis_trained";  ///< trained to talk with a person in danger

inline constexpr std::size_t kSubstitutesMax = 1'000;  ///< entries of one institution

/// Who stands in for whom, and when.
struct Substitute {
  std::string person, by;
  std::string from, until;  ///< days "2026-03-02" in the institution's zone, both included
};

struct Organisation {
  std::string id;
  json::Value name;          ///< {zh, en}
  std::string locale;        ///< "zh-CN"
  std::string zone;          ///< IANA
  std::string currency;      ///< ISO 4217
  std::string calendar;      ///< pack file, "calendar.cn"
  std::string clock_pack;    ///< pack file, "tables/clocks.cn"
  std::vector<std::string> safety_roles;  ///< who may answer a task of kind safety; kSafetyRole alone where the row names none
  std::vector<Substitute> substitutes;
  json::Value raw;           ///< the whole row: units, safety_contacts
};

class Organisations {
 public:
  /// Errors: `pack_missing`, `pack_invalid` (no institution, no id, a role that runs the machine among safety_roles, a substitute without a day or for themselves).
  [[nodiscard]] static Result<std::shared_ptr<const Organisations>> from_packs(const packs::PackSet& packs);
  /// nullptr when unknown.
  [[nodiscard]] const Organisation* find(std::string_view id) const;
  /// The first row of org.yaml: used when a record names none.
  [[nodiscard]] const Organisation& standard() const { return rows_.front(); }
  [[nodiscard]] const std::vector<Organisation>& all() const { return rows_; }

 private:
  std::vector<Organisation> rows_;
};

}  // namespace amends::runtime
