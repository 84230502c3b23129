#include <cstring>

#include "store/format.hpp"
#include "store/store.hpp"

namespace amends::store {

Digest payload_digest(const Digest& salt, std::string_view payload, Sha256& hasher) {
  return hasher.add(std::span<const std::uint8_t>(salt)).add(payload).finish();
}

Digest header_hash(std::string_view case_id, const Event& event, Sha256& hasher) {
  // Keys in RFC 8785 order. Written by hand: a tree of JSON values costs more than the hash.
  thread_local std::string header;
  header.clear();
  header += R"({"actor":)";
  append_json_string(header, event.actor);
  header += R"(,"at":)";
  append_integer(header, event.at.us);
  header += R"(,"case":)";
  append_json_string(header, case_id);
  header += R"(,"format":)";
  append_integer(header, kFormatVersion);
  header += R"(,"kind":)";
  append_json_string(header, event.kind);
  header += R"(,"payload":")";
  append_hex(header, event.payload_digest);
  header += R"(","prev":")";
  append_hex(header, event.prev);
  header += R"(","seq":)";
  append_integer(header, event.seq);
  header += '}';
  return hasher.add(header).finish();
}

void Sealer::seal(std::string_view case_id, Event& event, std::int64_t& last_seq, Digest& last_hash) {
  event.seq = last_seq + 1;
  event.prev = last_hash;
  thread_local Sha256 hasher;  // made once: fetching the algorithm costs more than a hash
  entropy_.fill(event.salt);
  event.payload_digest = payload_digest(event.salt, event.payload, hasher);
  event.hash = header_hash(case_id, event, hasher);
  last_seq = event.seq;
  last_hash = event.hash;
}

}  // namespace amends::store
