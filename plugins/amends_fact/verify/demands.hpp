#pragma once
// Merit of each demand from the matrix, and what is owed (catalogue 3.7). What is owed is proposed once a person has found the facts; a sum above the quick limit
// once a second person has looked at it. A sum of nothing is never proposed: that somebody gets nothing is for people to say.
#include <optional>
#include <string>
#include <vector>

#include "matrix.hpp"
#include "merit.hpp"
#include "owed.hpp"

namespace amends::verify {

struct Demand {
  std::string id, kind, path;
  Merit merit = Merit::undetermined;
  Owed owed;
  sdk::EvidenceId sum;  ///< the computation of the merit
};

struct Merits {
  std::vector<Demand> demands;
  std::optional<Merit> of_case;  ///< of the facts themselves where nothing is demanded
  sdk::EvidenceId sum;           ///< the computation of the case's merit; empty before a person has spoken
};

/// Nothing is worked out before the matrix is complete.
[[nodiscard]] Merits read_merits(const Context& context, Matrix& matrix, const Answer& answer);

enum class Second { not_needed, needed, given, returned };
[[nodiscard]] std::string_view name(Second second) noexcept;

struct Entitlement {
  std::optional<sdk::Money> amount;  ///< nothing while it is not known, or when no money is demanded
  bool wanted = false;               ///< a demand asks for money
  bool more = false;                 ///< at least this sum
  std::string by;                    ///< computed, owner, supervisor
  Second second = Second::not_needed;
  bool proposed = false;
  std::vector<sdk::EvidenceId> evidence;  ///< the computation or the answer; empty when there is nothing to show
};

/// "50,000.00元" and "CNY 50,000.00", with the digits of tables/currency. Errors: those of kit::currencies.
[[nodiscard]] sdk::Texts sum_text(const sdk::Call& call, const sdk::Money& sum);

/// settled: the answer is read in full and nothing came in since; only then is a sum proposed.
/// Errors: Failure `error.currency_mismatch`, `error.range` for a total beyond 2^53-1, `error.bad_type`.
[[nodiscard]] Entitlement read_entitlement(const Context& context, const Merits& merits, const Answer& answer, bool settled);

}  // namespace amends::verify
