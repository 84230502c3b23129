#pragma once
// The text kit as plugins see it: JSON in, JSON out, over a pack set. The runtime's `amends.text/1` extension returns exactly these values.
// Documents are [{"doc": "t1", "text": "..."}] in case order; every span is in code points of that document's original text, and `quote` is
// what stands there.
#include <string_view>

#include "packs/packs.hpp"
#include "support/json.hpp"
#include "support/result.hpp"

namespace amends::packs {

inline constexpr std::size_t kDocumentsMax = 1'000;  ///< of one call

/// {"hits": [{"id", "doc", "start", "end", "quote", "weight", "negated", "intensified", "counts", "row": {...}}],
///  "total", "exclamations", "lexicon", "hash"}
/// Hits stand in document and text order. A negated one has weight 0. `counts` says whether it is one of the first two kept hits of its
/// row (catalogue 0.2, item 5); `total` adds the weights of those, and for lex/emotion 2 for each exclamation mark, at most 6.
/// `options`: {"kept_only": false, "rows": true} or null; `rows: false` leaves the row out. Unknown options are refused.
/// Errors: `missing_field`, `bad_type`, `schema` (documents, options), `range` (too many documents), `text_too_long`, `not_utf8` (`where` is
/// the document), `pack_missing`, `pack_invalid`.
[[nodiscard]] Result<json::Value> match(const PackSet& packs, std::string_view lexicon, const json::Value& documents, const json::Value& options = nullptr);

/// {"money": [{"doc", "start", "end", "quote", "minor", "currency", "approx", "assumed"}],
///  "dates": [{..., "value", "year", "month", "day"}]   (members that are not stated are null),
///  "ages": [{..., "value", "approx"}], "group_sizes": [same], "reach": [{..., "value", "approx", "what"}],
///  "contracts": [{..., "value"}], "phones": [{..., "value"}],
///  "bare": [like money]}   (numbers that nothing says to be money, as sums of the institution's currency: for a stage that finds one
///                           inside a demand, 退1080)
/// `options`: {"currency": "CNY", "locale": "zh-CN"} or {"institution": ID} of org, which gives both; an explicit member wins. Without any of
/// them CNY and zh-CN.
/// Errors: those of `match`, and `not_found` for an institution that org does not have.
[[nodiscard]] Result<json::Value> numbers(const PackSet& packs, const json::Value& documents, const json::Value& options = nullptr);

/// {"similarity": 0..100} of two texts by catalogue 3.16. `removed`: list of names and codes to leave out, or null.
[[nodiscard]] Result<json::Value> similarity(const PackSet& packs, std::string_view a, std::string_view b, const json::Value& removed = nullptr);

}  // namespace amends::packs
