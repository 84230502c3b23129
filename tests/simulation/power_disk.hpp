#pragma once
// What a disk may hold after its power was cut: the calls that change a folder, in order, and what of them is left at any point between two of them.
// Recorded at the border to the operating system (power_calls.cpp), so that SQLite's calls and those of core/store are seen alike. Knows bytes and names, not journals.
//
// What the model assumes of a disk, and no more:
// - fsync and fdatasync of a file keep its bytes and its length, not its name. A name that was made, moved or taken away is kept by a sync of its folder alone.
// - Of what was written since the last sync of a file each write is kept, gone, or torn at sectors of 512 bytes, in any order. Where a file grew and the new bytes
//   did not arrive there are zeros or anything else ("garbage"), as https://sqlite.org/atomiccommit.html, section 2, takes it.
// - Bytes beside those that were written do not change ("powersafe overwrite", https://sqlite.org/psow.html). SQLite assumes it on this system and so does not fill
//   up the last sector of a commit in the -wal; PowerDisk.SqliteAssumesPowersafeOverwrite fails where that is otherwise.
// - A name changes from one file to another in one step (rename), and a file is removed whole or not at all. Names that do not depend on each other arrive in any order.
// - What a sync has answered is kept: a disk that lies about that loses acknowledged events, and no program can help it.
// -shm is memory that is shared between programs; SQLite makes it anew from the -wal. After a cut it is gone or garbage.
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace amends::simulation {

inline constexpr std::size_t kSectorBytes = 512;

struct Call {
  enum class Kind { create, write, truncate, sync, link, rename, remove, make_folder, sync_folder };
  Kind kind;
  int file = -1;         ///< number of the file, whatever it is called later; -1 for calls on names alone
  std::string name;      ///< below the folder that is watched; that of a file when it was opened
  std::string to;        ///< link, rename: the new name
  std::int64_t at = 0;   ///< write: first byte; truncate: new length
  std::string bytes;     ///< write
};

/// Records the calls of this process on one folder for as long as it lives; one at a time. The folder is empty or holds what a cut has left.
/// Thread: any.
class Recorder {
 public:
  explicit Recorder(std::string folder);
  ~Recorder();
  Recorder(const Recorder&) = delete;
  Recorder& operator=(const Recorder&) = delete;
  [[nodiscard]] std::size_t size() const;
  /// What was recorded until now.
  [[nodiscard]] std::vector<Call> calls() const;
};

/// While one lives, no sync of this process reaches the machine's own disk: a simulation needs none, and it is many times faster.
class NoRealSyncs {
 public:
  NoRealSyncs();
  ~NoRealSyncs();
  NoRealSyncs(const NoRealSyncs&) = delete;
  NoRealSyncs& operator=(const NoRealSyncs&) = delete;
};

/// Calls back, once, before this process opens the file next: where a program touches its journal for the first time.
void before_open_of(std::string path, std::function<void()> call);

/// Names below the folder and what stands there.
struct Image {
  std::map<std::string, std::string> files;
  std::set<std::string> folders;
  /// Makes it in a new folder.
  void write_to(const std::string& folder) const;
  /// What stands in a folder, without -shm and sockets.
  static Image of(const std::string& folder);
};

/// The names of which the two are not alike; empty: they are the same.
[[nodiscard]] std::string difference(const Image& one, const Image& other);

class Disk {
 public:
  Disk() = default;
  /// A disk that holds this and owes nothing.
  explicit Disk(const Image& image);

  void apply(const Call& call);
  /// Everything as the programs saw it last.
  [[nodiscard]] Image live() const;
  /// What a cut leaves; another choice for another state of `random`.
  [[nodiscard]] Image after_cut(std::mt19937_64& random) const;

 private:
  struct Owed {
    Call call;
    std::size_t order;         ///< among all calls
  };
  struct File {
    std::string kept;          ///< synced
    std::vector<Owed> owed;    ///< writes and truncations since
  };
  static constexpr int kFolder = -2;
  using Names = std::map<std::string, int>;
  static void change(Names& names, const Call& call);
  [[nodiscard]] Image made_of(const Names& names, const std::function<std::string(int)>& content) const;

  std::map<int, File> files_;
  Names names_;                     ///< synced
  std::vector<Owed> owed_;          ///< changes of names since
  std::size_t applied_ = 0;
};

}  // namespace amends::simulation
