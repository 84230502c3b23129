#pragma once
// What people answered about a statement (form statement_release): released by two people, or decided against for now. The newest answer counts.
#include <optional>
#include <string>
#include <string_view>

#include "reading.hpp"

namespace amends::crisis {

inline constexpr std::string_view kReleaseForm = "statement_release";
inline constexpr std::string_view kReleaseAnswer = "answers.statement_release";

struct Release {
  bool given = false;
  std::string kind;                    ///< of a statement; no_statement: decided to say nothing in public for now
  bool by_two = false;                 ///< spokesperson and legal, two people
  const Forbidden* hit = nullptr;      ///< what its text holds and no statement may
  std::optional<sdk::Instant> at;
  /// The decision is made: something went out, or nothing is to go out.
  [[nodiscard]] bool decided() const noexcept { return given && by_two && !hit; }
  [[nodiscard]] bool is_out() const noexcept { return decided() && kind != "no_statement"; }
};

[[nodiscard]] Release read_release(const Context& context);
/// The first forbidden row that a text holds, or the one of personal numbers; nullptr when there is none. Lives as long as the context's knowledge.
[[nodiscard]] const Forbidden* forbidden_in(const Context& context, const std::string& text);

}  // namespace amends::crisis
