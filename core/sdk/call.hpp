#pragma once
// One call of a stage: what it may read and whom it may ask. Made by plugin.cpp for each handle(), dead when handle() returns.
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "abi/amends_calendar.h"
#include "abi/amends_log.h"
#include "abi/amends_packs.h"
#include "abi/amends_plugin.h"
#include "abi/amends_table.h"
#include "abi/amends_text.h"
#include "sdk/reader.hpp"

namespace amends::sdk {

/// Where something stands in a text. Offsets: code points of the original text, [start, end).
struct Place {
  std::string doc;
  std::int64_t start = 0, end = 0;
};

/// A lexicon's term found in a document; negated ones are left out.
struct Hit : Place {
  std::string id;           ///< of the row
  std::int64_t weight = 0;  ///< intensifier applied
  bool counts = true;       ///< false beyond the second hit of one row: listed, and adds nothing
  Value row;                ///< the lexicon's row
};

struct Match {
  std::vector<Hit> hits;          ///< in document and text order
  std::int64_t total = 0;         ///< weights of the hits that count, and for lex/emotion the exclamation marks
  std::int64_t exclamations = 0;
  std::string hash;               ///< of the lexicon
};

struct StatedMoney : Place {
  Money money;
  bool approx = false;
  bool assumed = false;           ///< the currency is the institution's, no word named one
};

struct StatedDate : Place {
  std::string value;              ///< "2026-03-02", "2026-03", "--03-02", ...
  std::optional<std::int64_t> year, month, day;
};

struct StatedCount : Place {
  std::int64_t value = 0;
  bool approx = false;
  std::string what;               ///< reach only: repost, view, like, comment, follower
};

struct StatedText : Place {
  std::string value;
};

/// What texts state, each list in document and text order.
struct Stated {
  std::vector<StatedMoney> money;
  std::vector<StatedDate> dates;
  std::vector<StatedCount> ages, group_sizes, reach;
  std::vector<StatedText> contracts, phones;
  /// Numbers that nothing says to be money, as sums of the institution's currency (`assumed`), for a stage that finds one beside a demand: refund 199.
  std::vector<StatedMoney> bare;
};

struct Normalised {
  std::string text;
  std::vector<std::int64_t> starts, ends;  ///< code point i comes from [starts[i], ends[i]) of the original
};

struct DueDate {
  Instant due_at;
  Value ledger;       ///< day by day
  Texts text;         ///< the date as people write it
  Value whole;        ///< everything the calendar answered: zone, calendar and its hash too
};

/// A rule of the institution's clock pack that is in force.
struct ClockRule {
  std::string id, kind, start_event, on_breach;
  bool applies = false;             ///< a fact that is not known counts as null: a clock must run even then
  std::vector<std::string> nulls;   ///< the facts that are not known and could change that
  std::string length;               ///< "15d"; empty when somebody outside gives the date
  bool extendable = false;
  Value basis;                      ///< instrument, article, confidence, title: for Deadline::basis
};

struct TableAnswer {
  Array matched;      ///< [{id, then, because}]
  Value output;       ///< by the table's hit policy
  bool by_default = false;
  std::string hash;
};

enum class LogLevel { debug, info, warn, error };

/// Parsed packs by content hash, kept by one stage instance over calls. Thread: any.
class PackCache {
 public:
  [[nodiscard]] std::shared_ptr<const Value> find(const std::string& hash) const;
  void keep(const std::string& hash, std::shared_ptr<const Value> pack);

 private:
  static constexpr std::size_t kPacksMax = 64;  ///< beyond it the cache starts anew: cases of that many pack versions at once are rare
  mutable std::mutex mutex_;
  std::map<std::string, std::shared_ptr<const Value>> packs_;
};

class Call {
 public:
  /// For plugin.cpp. All arguments outlive the call.
  Call(std::string_view stage_id, std::string_view version, const amends_host* host, const amends_call* call, const Value& document, PackCache& packs);

  [[nodiscard]] const std::string& stage_id() const { return stage_id_; }
  [[nodiscard]] const std::string& version() const { return version_; }
  [[nodiscard]] const Reader& record() const { return record_; }   ///< only the paths that the manifest reads
  [[nodiscard]] const Reader& config() const { return config_; }   ///< defaults filled in
  [[nodiscard]] std::int64_t run() const { return run_; }          ///< 1, 2, ...: how often this stage has run in this case
  [[nodiscard]] const std::optional<Instant>& now() const { return now_; }  ///< the turn's instant; nothing when effects are none
  [[nodiscard]] std::string_view case_id() const { return case_id_; }
  [[nodiscard]] std::string_view locale() const { return locale_; }  ///< zh-CN, zh-HK, en
  [[nodiscard]] std::string_view language() const { return locale_.substr(0, 2) == "zh" ? "zh" : "en"; }
  [[nodiscard]] std::string_view institution() const { return institution_; }

  /// The texts at text.docs, in order. Errors: Failure `error.text_too_long` beyond kTextLengthMax code points, `error.missing_field` and `error.schema`
  /// for an id that is missing or stands twice, `error.bad_type`.
  [[nodiscard]] const std::vector<Document>& documents() const;
  /// nullptr when there is none of that id.
  [[nodiscard]] const Document* document(std::string_view id) const;

  /// The complainant's own documents: author_role complainant, or kind complaint, call_transcript or chat where no role is given.
  [[nodiscard]] std::vector<const Document*> complainant_documents() const;

  // Host services. Errors: the Failure that the host answers (`error.pack_missing` ...), `error.unsupported` when the host does not offer the service.
  [[nodiscard]] Reader pack(std::string_view name) const;           ///< parsed once per content hash; lives until the call returns
  [[nodiscard]] std::string pack_hash(std::string_view name) const;
  [[nodiscard]] Match match(std::string_view lexicon, const std::vector<const Document*>& documents) const;
  [[nodiscard]] Match match(std::string_view lexicon) const { return match(lexicon, complainant_documents()); }
  [[nodiscard]] Stated stated(const std::vector<const Document*>& documents) const;
  [[nodiscard]] Stated stated() const { return stated(complainant_documents()); }
  [[nodiscard]] Normalised normalise(std::string_view text) const;
  [[nodiscard]] std::int64_t similarity(std::string_view a, std::string_view b, const std::vector<std::string>& removed = {}) const;  ///< 0..100
  [[nodiscard]] DueDate add(Instant start, std::string_view duration) const;
  [[nodiscard]] DueDate add(Instant start, std::string_view duration, std::string_view calendar) const;
  /// The clock rules in force at an instant; their conditions read the record as this stage sees it.
  [[nodiscard]] std::vector<ClockRule> clock_rules(Instant at) const;
  [[nodiscard]] TableAnswer evaluate(std::string_view table, Object inputs) const;
  void log(LogLevel level, std::string_view text) const;            ///< never what a customer said; silent when the host has no log

  [[nodiscard]] bool cancelled() const;
  /// Throws Failure `error.deadline` when the time limit has passed: call it in every loop over long input.
  void check_time() const;

 private:
  Value ask(const char* extension, amends_status (*function)(const amends_call*, amends_str, amends_str*), const Value& request) const;
  template <class Table>
  const Table& table(const char* name) const;

  std::string stage_id_, version_;
  const amends_host* host_;
  const amends_call* call_;
  PackCache* cache_;
  Reader record_, config_;
  std::int64_t run_ = 1;
  std::optional<Instant> now_;
  std::string_view case_id_, locale_, institution_;
  mutable std::optional<std::vector<Document>> documents_;
  mutable std::vector<std::shared_ptr<const Value>> held_packs_;
};

}  // namespace amends::sdk
