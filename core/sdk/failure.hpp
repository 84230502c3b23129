#pragma once
// How a stage stops: by throwing a Failure. The barrier of plugin.hpp turns it into set_error and a status, so that no exception leaves the library.
#include <exception>
#include <string>
#include <string_view>

#include "abi/amends_plugin.h"

namespace amends::sdk {

class Failure : public std::exception {
 public:
  /// code: "error.missing_field", "error.bad_type", "error.range", "error.schema", "error.state", "error.currency_mismatch", "error.pack_missing",
  /// "error.pack_invalid", "error.text_too_long", "error.not_utf8", "error.unavailable", "error.needs_person", "error.deadline", "error.cancelled",
  /// "error.internal". detail: a sentence that ends with what to do. path: the record or configuration path it is about, or empty.
  Failure(std::string code, std::string detail, std::string path = {});
  [[nodiscard]] const char* what() const noexcept override { return detail_.c_str(); }
  [[nodiscard]] const std::string& code() const noexcept { return code_; }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The status that goes with the code.
  [[nodiscard]] amends_status status() const noexcept;

 private:
  std::string code_, detail_, path_;
};

[[noreturn]] void fail(std::string code, std::string detail, std::string path = {});

}  // namespace amends::sdk
