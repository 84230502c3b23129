#include "runtime/backup.hpp"

#include "runtime/verify.hpp"

namespace amends::runtime {

Result<store::Backup> make_backup(store::Store& store, const std::string& folder, Instant now, const std::function<bool(std::int64_t, std::int64_t)>& progress) {
  AMENDS_TRY(auto making, store::BackupInMaking::copy(store, folder));
  store::Backup about;
  about.made_at = now;
  {
    store::OpenOptions options;
    options.read_only = true;
    AMENDS_TRY(const auto copy, store::Store::open(making.journal(), options));
    AMENDS_TRY(const auto report, verify(*copy, progress));
    if (report.faults_total > 0)
      return fail(ErrorCode::corrupt, "the copy has " + std::to_string(report.faults_total) + " faults, the first: " + report.faults.front().what + ". It was not kept; `amends verify` tells all of them in the journal itself, and `amends snapshot` copies it as it is",
                  store.path());
    AMENDS_TRY(about.head, copy->chain_head());
    about.cases = report.cases;
    about.events = report.events;
    about.reads = report.reads;
    about.reads_head = report.reads_head;
  }
  AMENDS_CHECK(making.finish(about));
  return about;
}

}  // namespace amends::runtime
