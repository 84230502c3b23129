#include "sdk/failure.hpp"

namespace amends::sdk {

Failure::Failure(std::string code, std::string detail, std::string path) : code_(std::move(code)), detail_(std::move(detail)), path_(std::move(path)) {}

amends_status Failure::status() const noexcept {
  if (code_ == "error.unavailable" || code_ == "error.busy") return AMENDS_UNAVAILABLE;
  if (code_ == "error.needs_person") return AMENDS_NEEDS_PERSON;
  if (code_ == "error.deadline") return AMENDS_DEADLINE;
  if (code_ == "error.cancelled") return AMENDS_CANCELLED;
  if (code_ == "error.internal") return AMENDS_INTERNAL;
  if (code_ == "error.unsupported") return AMENDS_UNSUPPORTED;
  if (code_ == "error.pack_missing" || code_ == "error.not_found") return AMENDS_NOT_FOUND;
  return AMENDS_INVALID_ARGUMENT;
}

void fail(std::string code, std::string detail, std::string path) { throw Failure(std::move(code), std::move(detail), std::move(path)); }

}  // namespace amends::sdk
