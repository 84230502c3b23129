#include "runtime/local_instant.hpp"

#include "calendar/zone.hpp"
#include "support/offset_time.hpp"

namespace amends::runtime {

std::int32_t utc_offset_s(const Organisation& organisation, Instant at) {
  const auto zone = calendar::Zone::find(organisation.zone);
  return zone ? zone->offset_seconds(at) : 0;
}

std::string local_instant(const Organisation& organisation, Instant at) { return format_instant(at, utc_offset_s(organisation, at)); }

}  // namespace amends::runtime
