#pragma once
// The words of portrait.map and the cards of temperament.cards. Read once a run.
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sdk/sdk.hpp"

namespace amends::portrait {

/// How to talk: five musts, five taboos, and for a need the first sentence to say.
struct Card {
  std::string code;
  std::vector<sdk::Texts> musts, taboos;
  sdk::Texts first_sentence;
};

class Words {
 public:
  /// Errors: Failure `error.pack_missing`; `error.pack_invalid` for cards without the neutral one.
  explicit Words(const sdk::Call& call);

  using List = std::vector<std::pair<std::string, sdk::Texts>>;
  [[nodiscard]] const List& fields() const { return fields_; }   ///< of the tool sheet, in their order
  [[nodiscard]] const List& types() const { return types_; }     ///< in their order
  [[nodiscard]] sdk::Texts type(std::string_view code) const { return of(types_, code); }
  [[nodiscard]] sdk::Texts age_band(std::string_view code) const { return of(age_bands_, code); }
  [[nodiscard]] sdk::Texts channel(std::string_view code) const { return of(channels_, code); }
  [[nodiscard]] sdk::Texts demand(std::string_view code) const { return of(demands_, code); }
  [[nodiscard]] sdk::Texts role(std::string_view code) const { return of(roles_, code); }
  [[nodiscard]] sdk::Texts band(std::string_view code) const { return of(bands_, code); }
  [[nodiscard]] sdk::Texts product(std::string_view code) const { return of(products_, code); }
  [[nodiscard]] sdk::Texts appears(std::string_view code) const { return of(appears_, code); }
  /// The card of a way of talking or a need; the neutral one where there is none.
  [[nodiscard]] const Card& card(std::string_view code) const;
  [[nodiscard]] const sdk::Texts& first_sentence(std::string_view need) const;
  /// Minutes east of UTC of a zone without summer time; nothing for another zone.
  [[nodiscard]] std::optional<std::int64_t> minutes(std::string_view zone) const;

  /// The text without labels of people, each replaced by an ellipsis; true when there was one.
  [[nodiscard]] bool has_label(std::string_view text) const;
  [[nodiscard]] std::string without_labels(std::string text) const;

 private:
  static List read(const sdk::Reader& pack, std::string_view list);
  static sdk::Texts of(const List& list, std::string_view code);
  [[nodiscard]] std::size_t find_label(std::string_view text, std::size_t& length) const;
  List fields_, types_, age_bands_, channels_, demands_, roles_, bands_, products_, appears_;
  std::vector<Card> cards_;
  std::vector<std::pair<std::string, std::int64_t>> zones_;
  std::vector<std::string> labels_;
};

}  // namespace amends::portrait
