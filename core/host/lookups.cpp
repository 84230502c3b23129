#include "host/lookups.hpp"

#include <algorithm>
#include <array>

namespace amends::host {
namespace {

constexpr std::array<std::string_view, 10> kNames = {"comparable",        "count_baseline", "count_window", "dedupe",        "inst_count",
                                                     "inst_customers", "person_count_180d", "prior",        "unit_count", "unit_customers"};
static_assert(std::is_sorted(kNames.begin(), kNames.end()));

}  // namespace

std::span<const std::string_view> lookup_names() noexcept { return kNames; }

bool is_lookup(std::string_view name) noexcept { return std::binary_search(kNames.begin(), kNames.end(), name); }

std::string lookup_path(std::string_view name) { return "store_facts." + std::string(name); }

}  // namespace amends::host
