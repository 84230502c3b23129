#include "feel/pattern.hpp"

#include <re2/re2.h>

#include <string>

#include "feel/limits.hpp"
#include "support/utf8.hpp"

namespace amends::feel {

Result<std::shared_ptr<const re2::RE2>> compile_pattern(std::string_view pattern, std::string_view flags) {
  if (pattern.size() > kPatternBytesMax)
    return fail(ErrorCode::range, "the regular expression has " + std::to_string(pattern.size()) + " bytes, more than " + std::to_string(kPatternBytesMax) +
        "; shorten it");
  re2::RE2::Options options;
  options.set_log_errors(false);  // nothing in core writes to a stream
  options.set_max_mem(kPatternMemoryMax);
  std::string prefix;
  for (const char flag : flags) {
    if (flag == 'i' || flag == 's' || flag == 'm') prefix += flag;
    else if (flag == 'x' || flag == 'q') return fail(ErrorCode::unsupported, std::string("the flag '") + flag +
        "' of a regular expression is not supported; use i, s or m");
    else return fail(ErrorCode::schema, "'" + std::string(flags.substr(0, 20)) + "' are no flags of a regular expression; use i, s or m");
  }
  auto compiled = std::make_shared<const re2::RE2>((prefix.empty() ? "" : "(?" + prefix + ")") + std::string(pattern), options);
  if (!compiled->ok())
    return fail(ErrorCode::schema, "'" + std::string(utf8::slice(pattern, 0, 60)) + "' is no regular expression this program reads (" + compiled->error() +
        "); correct it");
  return std::shared_ptr<const re2::RE2>(std::move(compiled));
}

}  // namespace amends::feel
