#pragma once
// How the keys of lookups are made. Used by core/runtime, and by core/tables to tell one complainant from another; what they are for is said in lookups.hpp.
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "runtime/lookups.hpp"

namespace amends::runtime {

inline constexpr std::size_t kPhoneDigitsMin = 5;  ///< a shorter number is an extension that many share

/// A name, document or contract number as it is compared: NFKC, ASCII letters small, without blanks, dashes and dots between names. Empty when it is not UTF-8.
[[nodiscard]] std::string comparable_form(std::string_view text);
/// The digits of a telephone number, without 00 and without 86 before eleven digits; empty below kPhoneDigitsMin digits.
[[nodiscard]] std::string comparable_phone(std::string_view text);

/// The keys that a record gives; "" or none where it does not say enough. The record must live as long.
class KeyMaker {
 public:
  KeyMaker(const json::Value& record, std::int64_t salt);

  [[nodiscard]] const std::string& nature() const { return nature_; }  ///< "" when not known, or `other`
  [[nodiscard]] std::size_t staff() const { return staff_.size(); }    ///< salespersons and employees with a name

  [[nodiscard]] std::string like() const;
  [[nodiscard]] std::string like_at_unit() const;
  [[nodiscard]] std::string settled(std::string_view currency) const;
  [[nodiscard]] std::vector<std::string> named() const;  ///< one for each named salesperson or employee
  [[nodiscard]] std::string identity() const;            ///< of the complainant, like those that follow
  [[nodiscard]] std::vector<std::string> phones() const;
  [[nodiscard]] std::string name_and_birth() const;
  [[nodiscard]] std::string contract() const;

  [[nodiscard]] std::string key(std::string_view kind, std::initializer_list<std::string_view> parts) const;

 private:
  const json::Value& record_;
  std::int64_t salt_;
  std::string institution_, nature_;
  const json::Value* complainant_ = nullptr;
  std::vector<std::string> staff_;
};

}  // namespace amends::runtime
