#pragma once
// The packs of this stage: key points by nature (verify/checklists), grades of evidence (verify/evidence.grades), records that have to be kept (verify/duties).
#include <string>
#include <string_view>
#include <vector>

#include "sdk/sdk.hpp"
#include "states.hpp"

namespace amends::verify {

struct KeyPoint {
  std::string id, nature, owner, holder, ask, duty;  ///< duty: empty when no record has to be kept
  bool favours_customer = true;                      ///< it speaks for the customer when it holds
  sdk::Texts text, evidence, source, contrary, question;
};

struct GradeRow {
  Grade grade = Grade::E;
  std::string strength;  ///< strong, some, none: how amends.risk reads it
  sdk::Texts title;
  std::vector<std::string> kinds;
};

struct Duty {
  std::string id, path;  ///< path: a field that is false when the record is known not to exist; may be empty
  sdk::Texts record, basis;
  std::vector<std::string> products, natures;  ///< empty: any
  [[nodiscard]] bool concerns(std::string_view product, const std::vector<std::string>& of_case) const;
};

/// Errors: Failure `error.pack_missing`; `error.pack_invalid` for a grade or a side that this stage does not know.
class Knowledge {
 public:
  explicit Knowledge(const sdk::Call& call);

  /// The key points of these natures, in the order of the natures, then of the pack.
  [[nodiscard]] std::vector<const KeyPoint*> key_points(const std::vector<std::string>& natures) const;
  /// nullptr when there is none of that id. Both live as long as this.
  [[nodiscard]] const KeyPoint* key_point(std::string_view id) const;
  [[nodiscard]] const Duty* duty(std::string_view id) const;
  [[nodiscard]] const std::vector<Duty>& duties() const { return duties_; }
  /// The grade of a kind of document; E for a kind that no row has. known: whether a row has it.
  [[nodiscard]] Grade grade(std::string_view kind, bool& known) const;
  [[nodiscard]] std::string_view strength(Grade grade) const;
  [[nodiscard]] sdk::Texts title(Grade grade) const;

 private:
  std::vector<KeyPoint> points_;
  std::vector<GradeRow> grades_;
  std::vector<Duty> duties_;
};

}  // namespace amends::verify
