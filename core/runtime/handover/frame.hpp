#pragma once
// What two processes say to each other over the socket beside a journal: an act and its answer, each a frame: its length as four bytes, the highest first, then
// that many bytes of I-JSON.
//   {"protocol": 1, "act": "answer", "by": {"id", "role", "purpose", "on_behalf_of"}, "args": {...}}   ->
//   {"protocol": 1, "done": ...}   or   {"protocol": 1, "error": {"code", "message", "where"}}
// Bytes and values alone: no socket, no runtime. Whatever comes in is a value or an error.
#include <cstdint>
#include <string>
#include <string_view>

#include "runtime/runtime.hpp"
#include "support/json.hpp"

namespace amends::runtime::handover {

inline constexpr std::int64_t kProtocol = 1;
inline constexpr std::size_t kHeaderBytes = 4;
inline constexpr std::size_t kFrameBytesMax = json::kBytesMax;  ///< of the body
inline constexpr std::size_t kActBytesMax = 64;                 ///< the name of an act

/// Header and body. Errors: `range` for a body of more than kFrameBytesMax bytes.
[[nodiscard]] Result<std::string> frame_of(const json::Value& body);

/// Takes one frame as its bytes come.
class FrameReader {
 public:
  /// How many bytes are missing: of the header, then of the body. 0: the frame is whole.
  [[nodiscard]] std::size_t wants() const { return frame_bytes_ - bytes_.size(); }
  [[nodiscard]] bool begun() const { return !bytes_.empty(); }
  [[nodiscard]] std::size_t held() const { return bytes_.size(); }
  /// At most wants() bytes. Errors: `schema` (an empty frame), `range` (kFrameBytesMax); after an error the stream has no meaning any more.
  Result<void> take(std::string_view bytes);
  /// The body of a whole frame; the reader is then ready for the next one.
  [[nodiscard]] std::string body();

 private:
  std::string bytes_;                       ///< header and body
  std::size_t frame_bytes_ = kHeaderBytes;  ///< as far as it is known
};

struct Request {
  std::string act;
  Actor by;           ///< what the caller claims, as within a process
  json::Object args;
};

[[nodiscard]] json::Value to_json(const Request& request);
/// Errors: `unsupported` for another protocol, `schema`, `bad_type`, `missing_field` with the member; those of json::parse.
[[nodiscard]] Result<Request> request_from(std::string_view body);

[[nodiscard]] json::Value reply_of(const Result<json::Value>& done);
/// What the other side answered; its error as if it had come from here. Errors: also those of request_from.
[[nodiscard]] Result<json::Value> reply_from(std::string_view body);

}  // namespace amends::runtime::handover
