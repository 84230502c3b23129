#pragma once
// What the tests of the store share: a folder that goes away, sealed turns, a second SQLite connection for tampering.
#include <sqlite3.h>
#include <stdlib.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "store/store.hpp"

namespace amends::store::testing {

class TemporaryFolder {
 public:
  TemporaryFolder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "amends-store-XXXXXX").string();
    if (!::mkdtemp(pattern.data())) throw std::runtime_error("cannot make a temporary folder");
    path_ = pattern;
  }
  ~TemporaryFolder() {
    std::error_code ec;
    std::filesystem::remove_all(path_, ec);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  [[nodiscard]] const std::string& path() const { return path_; }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

inline constexpr std::int64_t kStartUs = 1'772'413'200'000'000;  // 2026-03-02T01:00:00Z

/// The history of one case as the runtime would keep it: makes sealed turns, one after the other.
class History {
 public:
  explicit History(std::string case_id, std::uint64_t seed = 1) : case_id_(std::move(case_id)), entropy_(seeded_entropy(seed)), sealer_(std::make_unique<Sealer>(*entropy_)) {}

  Turn turn(int events, std::size_t payload_bytes = 40) {
    Turn out;
    out.case_id = case_id_;
    out.workflow = "first_line";
    out.definition_hash = "sha256:definition";
    out.expected_seq = seq_;
    out.expected_head = head_;
    for (int i = 0; i < events; ++i) {
      Event event;
      event.at = {kStartUs + seq_ * 1'000};
      event.actor = i % 2 == 0 ? "system" : "stage:amends.intake@1.0.0";
      event.kind = seq_ == 0 ? "case_opened" : "stage_done";
      event.payload = R"({"n":)" + std::to_string(seq_ + 1) + R"(,"text":")" + std::string(payload_bytes, 'x') + "\"}";
      sealer_->seal(case_id_, event, seq_, head_);
      out.events.push_back(std::move(event));
    }
    return out;
  }
  [[nodiscard]] std::int64_t seq() const { return seq_; }
  [[nodiscard]] const Digest& head() const { return head_; }

 private:
  std::string case_id_;
  std::unique_ptr<Entropy> entropy_;
  std::unique_ptr<Sealer> sealer_;
  std::int64_t seq_ = 0;
  Digest head_{};
};

inline std::string case_name(int i) {
  std::string digits = std::to_string(i);
  return "CASE-" + std::string(digits.size() < 5 ? 5 - digits.size() : 0, '0') + digits;
}

/// Another program's view of the file: for tampering and for looking at columns.
class RawDatabase {
 public:
  explicit RawDatabase(const std::string& path) {
    if (sqlite3_open_v2(path.c_str(), &db_, SQLITE_OPEN_READWRITE, nullptr) != SQLITE_OK) throw std::runtime_error("cannot open " + path);
  }
  ~RawDatabase() { sqlite3_close_v2(db_); }
  RawDatabase(const RawDatabase&) = delete;
  RawDatabase& operator=(const RawDatabase&) = delete;
  void run(const std::string& sql) {
    if (sqlite3_exec(db_, sql.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) throw std::runtime_error(sql + ": " + sqlite3_errmsg(db_));
  }
  [[nodiscard]] std::string text(const std::string& sql) {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(db_, sql.c_str(), -1, &statement, nullptr) != SQLITE_OK) throw std::runtime_error(sql + ": " + sqlite3_errmsg(db_));
    std::string out;
    if (sqlite3_step(statement) == SQLITE_ROW) {
      const auto* bytes = static_cast<const char*>(sqlite3_column_blob(statement, 0));
      if (bytes) out.assign(bytes, static_cast<std::size_t>(sqlite3_column_bytes(statement, 0)));
      else out = std::to_string(sqlite3_column_int64(statement, 0));
    }
    sqlite3_finalize(statement);
    return out;
  }

 private:
  sqlite3* db_ = nullptr;
};

}  // namespace amends::store::testing
