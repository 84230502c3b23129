#pragma once
// The words of psychology.map: what needs, beliefs, defences and ways of talking are called, and what an officer can do or ask. Read once a run.
#include <string>
#include <string_view>
#include <vector>

#include "sdk/sdk.hpp"

namespace amends::psychology {

struct Titled {
  std::string code;
  sdk::Texts title;
};
struct Layer : Titled {
  sdk::Texts question;
};
struct Need : Titled {
  sdk::Texts yearning, first_move, question;
  std::vector<std::string> met_by;  ///< kinds of demand that say this need outright
};
struct Belief : Titled {
  sdk::Texts question, alternative;
};
struct Defence : Titled {
  sdk::Texts hint;
};
struct ByNature {
  std::string code, need;
  sdk::Texts first_move;
};

class Map {
 public:
  /// Errors: Failure `error.pack_missing`; `error.pack_invalid` for a row without its texts.
  explicit Map(const sdk::Call& call);

  [[nodiscard]] const std::vector<Need>& needs() const { return needs_; }
  [[nodiscard]] const Need* need(std::string_view code) const;
  [[nodiscard]] const Layer& layer(std::string_view code) const;
  [[nodiscard]] const Belief* belief(std::string_view code) const;
  [[nodiscard]] const Defence* defence(std::string_view code) const;
  [[nodiscard]] const ByNature* by_nature(std::string_view code) const;
  [[nodiscard]] sdk::Texts feeling(std::string_view code) const { return title(feelings_, code); }
  [[nodiscard]] sdk::Texts temperament(std::string_view code) const { return title(temperaments_, code); }
  [[nodiscard]] sdk::Texts aspect(std::string_view code) const { return title(aspects_, code); }
  [[nodiscard]] sdk::Texts act(std::string_view code) const { return title(acts_, code); }
  [[nodiscard]] std::vector<std::string> need_codes() const;
  [[nodiscard]] std::vector<std::string> defence_codes() const;
  [[nodiscard]] std::vector<std::string> temperament_codes() const;
  [[nodiscard]] std::vector<std::string> feeling_codes() const;

 private:
  static sdk::Texts title(const std::vector<Titled>& list, std::string_view code);
  std::vector<Layer> layers_;
  std::vector<Need> needs_;
  std::vector<Belief> beliefs_;
  std::vector<Defence> defences_;
  std::vector<ByNature> by_nature_;
  std::vector<Titled> feelings_, temperaments_, aspects_, acts_;
};

}  // namespace amends::psychology
