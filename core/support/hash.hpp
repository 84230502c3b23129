#pragma once
// SHA-256 (OpenSSL EVP with a digest fetched once and a context that is reused: 0.3 us a header) and random bytes.
#include <array>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "support/result.hpp"

namespace amends {

using Digest = std::array<std::uint8_t, 32>;

/// Reusable SHA-256. Thread: one at a time; make one for each thread.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;
  Sha256& add(std::string_view bytes);
  Sha256& add(std::span<const std::uint8_t> bytes);
  /// The digest of all that was added; starts anew.
  [[nodiscard]] Digest finish();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

/// One-shot, on a context of the calling thread.
[[nodiscard]] Digest sha256(std::string_view bytes);

[[nodiscard]] std::string hex(std::span<const std::uint8_t> bytes);
/// Errors: `schema` for odd length or a character that is no hexadecimal digit.
[[nodiscard]] Result<std::string> from_hex(std::string_view text);
[[nodiscard]] inline std::string hex(const Digest& digest) { return hex(std::span<const std::uint8_t>(digest)); }
/// "sha256:" and 64 hexadecimal digits of the bytes.
[[nodiscard]] std::string content_hash(std::string_view bytes);
/// The digest of a whole file, in blocks. Errors: `io`, `not_found`.
[[nodiscard]] Result<Digest> sha256_file(const std::string& path);

/// Where salts and ids come from. Thread: any.
class Entropy {
 public:
  virtual ~Entropy() = default;
  virtual void fill(std::span<std::uint8_t> out) = 0;
};

/// The operating system's generator, drawn 4 KiB at a time.
[[nodiscard]] std::unique_ptr<Entropy> system_entropy();
/// The same bytes for the same seed: tests and simulation only.
[[nodiscard]] std::unique_ptr<Entropy> seeded_entropy(std::uint64_t seed);

}  // namespace amends
