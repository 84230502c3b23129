#include "store/readers.hpp"

#include <sys/stat.h>

namespace amends::store {
namespace {

constexpr std::int64_t kReaderCacheKib = 2048;

}  // namespace

Readers::Stamp Readers::stamp() const {
  struct stat info {};
  if (::stat(file_.c_str(), &info) != 0) return {};
  return {info.st_ino, info.st_size, info.st_mtim.tv_sec * 1'000'000'000 + info.st_mtim.tv_nsec};
}

bool Readers::has_wal() const {
  struct stat info {};
  return ::stat((file_ + "-wal").c_str(), &info) == 0 && info.st_size > 0;
}

bool Readers::is_current(const Held& held) const { return !held.immutable || (!has_wal() && stamp() == held.stamp); }

Result<std::unique_ptr<Readers::Held>> Readers::take(bool fresh) {
  while (!fresh) {
    std::unique_ptr<Held> held;
    {
      const std::lock_guard lock(mutex_);
      if (idle_.empty()) break;
      held = std::move(idle_.back());
      idle_.pop_back();
    }
    if (is_current(*held)) return held;
  }
  auto held = std::make_unique<Held>();
  held->immutable = !live_ && !has_wal();
  held->stamp = stamp();
  ConnectOptions options;
  options.immutable = held->immutable;
  options.cache_kib = kReaderCacheKib;
  AMENDS_TRY(held->connection, Connection::open(file_, shown_, options));
  return held;
}

void Readers::give_back(std::unique_ptr<Held> held) {
  const std::lock_guard lock(mutex_);
  if (idle_.size() < kKeptMax) idle_.push_back(std::move(held));
}

}  // namespace amends::store
