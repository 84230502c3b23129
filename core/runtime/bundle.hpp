#pragma once
// One case as a file that proves itself: its events with their hashes, the workflow it runs, and the commits that wrote it, spelled out. Anybody can check it with
// `python -m amends.check_bundle FILE`, which needs nothing of Amends; another journal can take the case in.
//
//   {"bundle": 1, "case": {id, workflow, definition, ref}, "definition": text,
//    "events": [{seq, at, actor, kind, salt, payload, digest, hash}], "commits": [{no, epoch, at, prev, hash, events: [[case, seq, hash]], opened: [[case,
//    workflow, definition, digest of ref]]}], "newest": {no, hash}, "origin": null or the "commits" and "newest" of the journal that it came from}
//
// `payload` is the text as it was written, so that its digest can be made again; null beside `digest` where it was erased. Digests are 64 hexadecimal digits.
#include <string>
#include <string_view>

#include "store/store.hpp"
#include "support/json.hpp"

namespace amends::runtime {

inline constexpr std::int64_t kBundleFormat = 1;

/// Errors: `not_found`, `corrupt`; `range` for a case that makes a larger file than json::kBytesMax.
[[nodiscard]] Result<json::Value> make_bundle(store::Store& store, std::string_view case_id);

/// A bundle whose every hash could be made again.
struct CheckedBundle {
  std::string case_id, workflow, definition_hash, definition, ref;
  std::vector<store::Event> events;
  json::Value origin;  ///< {commits, newest} of the journal that it was made from
};
/// Errors: `schema` (no bundle, or one of a newer format) and `corrupt`, which names the event or commit that was changed.
[[nodiscard]] Result<CheckedBundle> check_bundle(const json::Value& bundle);

/// Stores the case of a bundle with its events as they are, and makes its lists from them. The case can be carried on here; the journal that it came from does not
/// know that. Answers whether it was new: the same case with the same events is taken once.
/// Errors: those of check_bundle; `already_exists` (a case of this id or reference with other events), `unsupported` (payloads were erased), those of the store.
[[nodiscard]] Result<bool> take_bundle(store::Store& store, const CheckedBundle& bundle);

}  // namespace amends::runtime
