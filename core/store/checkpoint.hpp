#pragma once
// Ends of a journal that were kept elsewhere, and whether the file still goes through them. What was cut off at its end and made whole again, an older copy in the place of
// the file, or a file that somebody wrote anew with hashes of its own is whole in itself; against one kept checkpoint it shows. Used by `amends verify --against` and Python.
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "store/reads.hpp"
#include "store/store.hpp"

namespace amends::store {

inline constexpr std::size_t kCheckpointsMax = 100'000;              ///< of one file
inline constexpr std::size_t kCheckpointBytesMax = 32u << 20;        ///< of that file

/// What `amends checkpoint` prints in a line: NUMBER HASH INSTANT ROWS HASH. The instant and the record of reads may be missing, as they are in lines of earlier versions.
struct Checkpoint {
  ChainHead journal;                       ///< newest commit
  std::string at;                          ///< when it was taken; empty: not said
  std::optional<std::int64_t> reads;       ///< rows of the record of reads
  Digest reads_head{};                     ///< hash of the newest of them
};
[[nodiscard]] std::string line_of(const Checkpoint& checkpoint);
/// Lines, or one JSON object as `amends checkpoint --json` prints it; empty lines are passed over. Errors: `schema` with the line (also for a file without any), `range`.
[[nodiscard]] Result<std::vector<Checkpoint>> read_checkpoints(std::string_view text, const std::string& file_name);
/// The end of a journal now. Errors: those of both.
[[nodiscard]] Result<Checkpoint> checkpoint_of(Store& store, Instant now);

struct CheckpointFault {
  bool in_reads = false;                   ///< the record of reads, else the journal
  bool cut_off = false;                    ///< it ends before what was kept; else what was kept is another one in it
  Checkpoint kept;                         ///< cut off: the newest that is missing; else the oldest that is another one
  std::optional<Checkpoint> fits;          ///< the newest that does fit
  std::int64_t holds = 0;                  ///< commits, or rows
};
/// For a person, in "zh" or "en".
[[nodiscard]] std::string sentence(const CheckpointFault& fault, std::string_view language);
/// At most four: journal and record of reads, another one and cut off. Compares what is stored; that the stored hashes are those of the events is what Store::verify
/// and ReadLog::verify find, so ask them too. Errors: those of the store and of ReadLog::list.
[[nodiscard]] Result<std::vector<CheckpointFault>> compare(Store& store, std::span<const Checkpoint> kept);

}  // namespace amends::store
