#include "kit/support.hpp"

#include <array>

#include "kit/checked.hpp"

namespace amends::kit {

NeedForSupport need_for_support(const sdk::Reader& record) {
  static constexpr std::array<std::string_view, 3> kStatuses = {"suspected", "confirmed", "denied"};
  NeedForSupport out;
  for (const auto& flag : record.list("flags.vulnerability")) {
    const auto status = one_of(flag, "status", kStatuses, "denied");
    if (status == "suspected") ++out.suspected;
    if (status == "confirmed") ++out.confirmed;
  }
  return out;
}

}  // namespace amends::kit
