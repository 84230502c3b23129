#include "review/outbox_list.hpp"

#include <algorithm>
#include <map>

#include "review/labels.hpp"
#include "review/receivers.hpp"
#include "runtime/masking.hpp"

namespace amends::review {

Result<std::vector<OutboxLine>> outbox_lines(runtime::Runtime& runtime, const store::OutboxFilter& filter, bool texts) {
  auto& store = *runtime.store();
  AMENDS_TRY(auto rows, store.outbox(filter));
  std::vector<OutboxLine> out;
  std::map<std::string, std::string> institutions;
  std::map<std::string, std::map<std::string, std::string>> reasons;  // of a case, by key
  for (auto& row : rows) {
    OutboxLine line;
    if (const auto known = institutions.find(row.case_id); known != institutions.end()) {
      line.institution = known->second;
    } else {
      AMENDS_TRY(const auto attributes, store.attributes(row.case_id));
      for (const auto& [name, value] : attributes)
        if (name == "institution") line.institution = value;
      institutions.emplace(row.case_id, line.institution);
    }
    line.to = texts || is_known_receiver(row.recipient) ? row.recipient : std::string("…");
    if (row.failures > 0 || row.status == "parked") {
      auto& of_case = reasons[row.case_id];
      if (of_case.empty()) {
        const auto loaded = runtime.load(row.case_id);
        if (!loaded && loaded.error().code != ErrorCode::unsupported) return loaded.error();
        if (loaded)  // else it was erased in part, and its reasons with it
          for (const auto& message : loaded->state.outbox()) of_case[message.key] = message.reason;
      }
      const auto& reason = of_case[row.key];
      line.reason = reason.empty() || texts || runtime::is_code(reason) ? reason : std::string("…");
    }
    if (row.status == "open") line.next_at = row.lease_until ? std::max(row.ready_at, *row.lease_until) : row.ready_at;
    line.row = std::move(row);
    out.push_back(std::move(line));
  }
  return out;
}

}  // namespace amends::review
