#pragma once
// Host services over the packs of the case at hand (ServiceContext::packs): what plugins get in the product and in contract tests.
#include <functional>
#include <memory>

#include "host/services.hpp"

namespace amends::host {

/// Where a plugin's log lines go. Thread: any, several at once.
using LogSink = std::function<void(LogLevel level, std::string_view stage, std::string_view case_id, std::string_view text)>;

/// Every service reads ServiceContext::packs; without packs it answers `pack_missing`. A pack, lexicon or table that the manifest's `packs` does not name is
/// `refused`. The calendar and the clock rules are those of the institution's row in `org` (its first row when the case names no institution).
/// Kept over calls: the JSON text of pack files and the compiled clock rules, by content hash. Thread: any.
[[nodiscard]] std::shared_ptr<Services> make_pack_services(LogSink log = {});

}  // namespace amends::host
