#pragma once
// An SQLite file layer over the system's that fails on demand: the Nth write to the journal or its -wal, or the Nth flush.
#include <sqlite3.h>

#include <atomic>
#include <cstring>
#include <string>

namespace amends::store::testing {

/// Registered under a name of its own for as long as it lives; must outlive the store that uses it.
class FaultyVfs {
 public:
  explicit FaultyVfs(std::string name) : name_(std::move(name)), real_(sqlite3_vfs_find(nullptr)) {
    vfs_ = *real_;
    vfs_.zName = name_.c_str();
    vfs_.pAppData = this;
    vfs_.szOsFile = static_cast<int>(sizeof(File)) + real_->szOsFile;
    vfs_.pNext = nullptr;
    vfs_.xOpen = open;
    sqlite3_vfs_register(&vfs_, 0);
    methods_ = {3, close, read, write, truncate, sync, size, lock, unlock, reserved, control, sector, device, shm_map, shm_lock, shm_barrier, shm_unmap, fetch, unfetch};
  }
  ~FaultyVfs() { sqlite3_vfs_unregister(&vfs_); }
  FaultyVfs(const FaultyVfs&) = delete;
  FaultyVfs& operator=(const FaultyVfs&) = delete;

  [[nodiscard]] const std::string& name() const { return name_; }
  /// The `n`th write from now on (from 1) and all after it answer `code`; 0 ends that.
  void fail_writes(std::int64_t n, int code) { writes_left_ = n; write_code_ = code; }
  void fail_syncs(std::int64_t n) { syncs_left_ = n; }
  [[nodiscard]] std::int64_t failed() const { return failed_; }

 private:
  struct File {
    sqlite3_file base;
    FaultyVfs* owner;
    [[nodiscard]] sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
  };
  static File* of(sqlite3_file* file) { return reinterpret_cast<File*>(file); }
  static sqlite3_file* real(sqlite3_file* file) { return of(file)->real(); }
  static const sqlite3_io_methods* methods(sqlite3_file* file) { return real(file)->pMethods; }

  static int open(sqlite3_vfs* vfs, const char* name, sqlite3_file* file, int flags, int* out_flags) {
    auto* self = static_cast<FaultyVfs*>(vfs->pAppData);
    of(file)->base.pMethods = nullptr;
    of(file)->owner = self;
    const int rc = self->real_->xOpen(self->real_, name, real(file), flags, out_flags);
    if (methods(file)) of(file)->base.pMethods = &self->methods_;
    return rc;
  }
  /// Counts down to the failure; true when this call fails.
  static bool counts_out(std::atomic<std::int64_t>& left) {
    const auto now = left.load();
    if (now == 0) return false;
    if (now > 1) {
      left = now - 1;
      return false;
    }
    return true;
  }
  static int close(sqlite3_file* f) { return methods(f)->xClose(real(f)); }
  static int read(sqlite3_file* f, void* out, int n, sqlite3_int64 at) { return methods(f)->xRead(real(f), out, n, at); }
  static int write(sqlite3_file* f, const void* bytes, int n, sqlite3_int64 at) {
    auto* self = of(f)->owner;
    if (counts_out(self->writes_left_)) {
      ++self->failed_;
      return self->write_code_;
    }
    return methods(f)->xWrite(real(f), bytes, n, at);
  }
  static int truncate(sqlite3_file* f, sqlite3_int64 n) { return methods(f)->xTruncate(real(f), n); }
  static int sync(sqlite3_file* f, int flags) {
    auto* self = of(f)->owner;
    if (counts_out(self->syncs_left_)) {
      ++self->failed_;
      return SQLITE_IOERR_FSYNC;
    }
    return methods(f)->xSync(real(f), flags);
  }
  static int size(sqlite3_file* f, sqlite3_int64* out) { return methods(f)->xFileSize(real(f), out); }
  static int lock(sqlite3_file* f, int level) { return methods(f)->xLock(real(f), level); }
  static int unlock(sqlite3_file* f, int level) { return methods(f)->xUnlock(real(f), level); }
  static int reserved(sqlite3_file* f, int* out) { return methods(f)->xCheckReservedLock(real(f), out); }
  static int control(sqlite3_file* f, int op, void* arg) { return methods(f)->xFileControl(real(f), op, arg); }
  static int sector(sqlite3_file* f) { return methods(f)->xSectorSize(real(f)); }
  static int device(sqlite3_file* f) { return methods(f)->xDeviceCharacteristics(real(f)); }
  static int shm_map(sqlite3_file* f, int page, int size, int extend, void volatile** out) { return methods(f)->xShmMap(real(f), page, size, extend, out); }
  static int shm_lock(sqlite3_file* f, int offset, int n, int flags) { return methods(f)->xShmLock(real(f), offset, n, flags); }
  static void shm_barrier(sqlite3_file* f) { methods(f)->xShmBarrier(real(f)); }
  static int shm_unmap(sqlite3_file* f, int remove) { return methods(f)->xShmUnmap(real(f), remove); }
  static int fetch(sqlite3_file* f, sqlite3_int64 at, int n, void** out) { return methods(f)->xFetch(real(f), at, n, out); }
  static int unfetch(sqlite3_file* f, sqlite3_int64 at, void* p) { return methods(f)->xUnfetch(real(f), at, p); }

  std::string name_;
  sqlite3_vfs* real_;
  sqlite3_vfs vfs_{};
  sqlite3_io_methods methods_{};
  std::atomic<std::int64_t> writes_left_{0}, syncs_left_{0}, failed_{0};
  std::atomic<int> write_code_{SQLITE_FULL};
};

}  // namespace amends::store::testing
