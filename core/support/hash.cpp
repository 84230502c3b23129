#include "support/hash.hpp"

#include <openssl/evp.h>
#include <sys/random.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <mutex>
#include <random>
#include <stdexcept>

namespace amends {

struct Sha256::Context {
  EVP_MD* algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
  EVP_MD_CTX* state = EVP_MD_CTX_new();
  Context() {
    if (!algorithm || !state || EVP_DigestInit_ex2(state, algorithm, nullptr) != 1) throw std::runtime_error("OpenSSL offers no SHA-256");
  }
  ~Context() {
    EVP_MD_CTX_free(state);
    EVP_MD_free(algorithm);
  }
};

Sha256::Sha256() : context_(std::make_unique<Context>()) {}
Sha256::~Sha256() = default;

Sha256& Sha256::add(std::string_view bytes) {
  EVP_DigestUpdate(context_->state, bytes.data(), bytes.size());
  return *this;
}

Sha256& Sha256::add(std::span<const std::uint8_t> bytes) {
  EVP_DigestUpdate(context_->state, bytes.data(), bytes.size());
  return *this;
}

Digest Sha256::finish() {
  Digest out{};
  unsigned size = 0;
  EVP_DigestFinal_ex(context_->state, out.data(), &size);
  EVP_DigestInit_ex2(context_->state, context_->algorithm, nullptr);
  return out;
}

Digest sha256(std::string_view bytes) {
  thread_local Sha256 hasher;
  return hasher.add(bytes).finish();
}

std::string hex(std::span<const std::uint8_t> bytes) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string out(bytes.size() * 2, '0');
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    out[2 * i] = kDigits[bytes[i] >> 4];
    out[2 * i + 1] = kDigits[bytes[i] & 0xF];
  }
  return out;
}

Result<std::string> from_hex(std::string_view text) {
  const auto nibble = [](char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1; };
  if (text.size() % 2 != 0) return fail(ErrorCode::schema, "a hexadecimal text has an even number of digits");
  std::string out;
  for (std::size_t i = 0; i < text.size(); i += 2) {
    const int high = nibble(text[i]), low = nibble(text[i + 1]);
    if (high < 0 || low < 0) return fail(ErrorCode::schema, "'" + std::string(text.substr(i, 2)) + "' is not hexadecimal");
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return out;
}

std::string content_hash(std::string_view bytes) { return "sha256:" + hex(sha256(bytes)); }

Result<Digest> sha256_file(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"), [](std::FILE* f) { return f ? std::fclose(f) : 0; });
  if (!file) return fail(errno == ENOENT ? ErrorCode::not_found : ErrorCode::io, "cannot open the file: " + std::string(std::strerror(errno)), path);
  Sha256 hasher;
  char buffer[1 << 16];
  std::size_t count = 0;
  while ((count = std::fread(buffer, 1, sizeof buffer, file.get())) > 0) hasher.add(std::string_view(buffer, count));
  if (std::ferror(file.get())) return fail(ErrorCode::io, "cannot read the file: " + std::string(std::strerror(errno)), path);
  return hasher.finish();
}

namespace {

class SystemEntropy final : public Entropy {
 public:
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    while (!out.empty()) {
      if (at_ == sizeof pool_) refill();
      const auto count = std::min(out.size(), sizeof pool_ - at_);
      std::memcpy(out.data(), pool_ + at_, count);
      std::memset(pool_ + at_, 0, count);  // a salt is not kept in memory longer than needed
      at_ += count;
      out = out.subspan(count);
    }
  }

 private:
  void refill() {
    for (std::size_t got = 0; got < sizeof pool_;) {
      const auto n = ::getrandom(pool_ + got, sizeof pool_ - got, 0);
      if (n < 0 && errno != EINTR) throw std::runtime_error("the system gives no random bytes");
      if (n > 0) got += static_cast<std::size_t>(n);
    }
    at_ = 0;
  }
  std::mutex mutex_;
  std::uint8_t pool_[4096];
  std::size_t at_ = sizeof pool_;
};

class SeededEntropy final : public Entropy {
 public:
  explicit SeededEntropy(std::uint64_t seed) : engine_(seed) {}
  void fill(std::span<std::uint8_t> out) override {
    const std::lock_guard lock(mutex_);
    for (auto& byte : out) byte = static_cast<std::uint8_t>(engine_() & 0xFF);
  }

 private:
  std::mutex mutex_;
  std::mt19937_64 engine_;
};

}  // namespace

std::unique_ptr<Entropy> system_entropy() { return std::make_unique<SystemEntropy>(); }
std::unique_ptr<Entropy> seeded_entropy(std::uint64_t seed) { return std::make_unique<SeededEntropy>(seed); }

}  // namespace amends
