#pragma once
// What the stage asks and what it hands out (catalogue 3.7): the owner states each allegation, a second person looks at a large sum, somebody works out a sum that
// the stage cannot; the plan of neutral questions; what is still missing, told to the complainant as far as they have it.
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "demands.hpp"

namespace amends::verify {

inline constexpr std::size_t kInterviewMax = 8;  ///< questions of the plan; more tire everybody

struct Missing {
  const KeyPoint* point = nullptr;
  bool from_customer = false;
};

struct Asked {
  bool states = false, second = false, sum = false;
  [[nodiscard]] bool holds() const noexcept { return states || second; }
};

/// Documents that came in after the answer; their numbers.
[[nodiscard]] std::vector<std::string> newer_than(const std::vector<Item>& items, const Answer& answer);
/// Everything of the answer has been read and nothing came in since.
[[nodiscard]] bool is_settled(const Matrix& matrix, const Answer& answer, const std::vector<std::string>& newer);
/// Key points that no evidence speaks to yet; none once every fact is settled.
[[nodiscard]] std::vector<Missing> missing_of(const Matrix& matrix);

Asked ask(const Context& context, const Matrix& matrix, const Answer& answer, const std::vector<std::string>& newer, const Entitlement& entitlement);
/// Tasks for those who hold the missing evidence, and the words for the complainant. due: by when.
void hand_out(const Context& context, const Matrix& matrix, const std::vector<Missing>& missing, const std::optional<sdk::Instant>& due);

}  // namespace amends::verify
