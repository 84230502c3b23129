#pragma once
// What came in, as the record holds it: the channel, the instant, the parties, the institution, and the complainant's texts. Signs of danger and needs for
// support are looked for in all of these texts; what is asked, felt and threatened, and whether it is a complaint, in the telling alone. Read once at the
// start of a run and then only looked at. Judges nothing.
#include <string>
#include <string_view>
#include <vector>

#include "intake.hpp"
#include "sdk/sdk.hpp"

namespace amends::intake {

struct Received {
  std::string channel;
  sdk::Instant at;
  sdk::Value institution;                     ///< its row of org; the first row for one that org does not have; null when org is empty
  std::string complainant;                    ///< path of the party, "parties.0"; empty when there is none
  std::string unauthorised;                   ///< path of somebody who acts for the complainant without a known authority; empty when there is none
  bool anonymous = false, has_name = false, has_contact = false;
  std::vector<const sdk::Document*> documents;  ///< the complainant's (kit/documents), without blank ones; live until the call returns
  std::vector<std::u32string> texts;            ///< their code points, same order
  std::vector<const sdk::Document*> told, attached;  ///< of `documents`: the complainant's own telling, and what came with it

  /// Number of a document in the lists; their size when it is not among them.
  [[nodiscard]] std::size_t number_of(std::string_view document_id) const;
  /// regulator, hotline_regulator: the stricter acknowledgement applies.
  [[nodiscard]] bool by_regulator() const { return channel == "regulator" || channel == "hotline_regulator"; }
  /// Somebody can be written to: an anonymous contact without an address cannot.
  [[nodiscard]] bool can_be_answered() const { return has_contact || !anonymous; }
};

/// Errors: Failure `error.missing_field` without channel or instant, `error.bad_type`, `error.pack_missing` (org), those of Call::documents.
[[nodiscard]] Received receive(const sdk::Call& call);

/// What stands at a place of one of the documents. Precondition: the document is among them.
[[nodiscard]] std::string quote_of(const Received& received, const sdk::Place& place);


/// One run over one contact: what every step of the stage works with.
struct Context {
  const sdk::Call& call;
  const sdk::Reader& record;
  sdk::Envelope& out;
  const IntakeConfig& config;
  const Received& received;
};

inline constexpr std::size_t kMarksMax = 40;  ///< spans of one kind that become evidence; a long letter repeats itself

/// Code points of valid UTF-8: record and packs are checked when they are read.
[[nodiscard]] std::u32string code_points_of(std::string_view text);

}  // namespace amends::intake
