#include "runtime/handover/frame.hpp"

#include <algorithm>
#include <array>

namespace amends::runtime::handover {
namespace {

using Names = std::initializer_list<std::string_view>;

/// An object of this protocol, with no member that nobody reads.
Result<json::Object> object_of(std::string_view body, Names members) {
  AMENDS_TRY(auto value, json::parse(body));
  auto* object = value.if_object();
  if (!object) return fail(ErrorCode::bad_type, "what is handed over is a JSON object, not a list, text or number");
  const auto* protocol = object->if_contains("protocol");
  std::int64_t number = 0;
  if (!protocol || !json::as_integer(*protocol, number)) return fail(ErrorCode::missing_field, "the member that names the version of the protocol is missing; this side speaks " + std::to_string(kProtocol), "protocol");
  if (number != kProtocol)
    return fail(ErrorCode::unsupported, "the other process speaks version " + std::to_string(number) + " of the hand-over protocol and this one version " + std::to_string(kProtocol) + "; use the same release of Amends for both", "protocol");
  for (const auto& member : *object) {
    const std::string_view name(member.key().data(), member.key().size());
    if (std::find(members.begin(), members.end(), name) == members.end()) return fail(ErrorCode::schema, "nothing reads this member; the members are protocol, act, by and args", std::string(name.substr(0, kActBytesMax)));
  }
  return std::move(*object);
}

Result<std::string> text_of(const json::Object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (json::is_null(value)) return std::string();
  if (!value->is_string()) return fail(ErrorCode::bad_type, "this must be a text", std::string(name));
  return std::string(value->get_string());
}

Result<Actor> actor_of(const json::Value* value) {
  Actor by;
  if (json::is_null(value)) return by;
  if (!value->is_object()) return fail(ErrorCode::bad_type, "who acts is an object {id, role, purpose, on_behalf_of}", "by");
  const auto& members = value->get_object();
  AMENDS_TRY(by.id, text_of(members, "id"));
  AMENDS_TRY(by.role, text_of(members, "role"));
  AMENDS_TRY(by.purpose, text_of(members, "purpose"));
  AMENDS_TRY(by.on_behalf_of, text_of(members, "on_behalf_of"));
  return by;
}

}  // namespace

Result<std::string> frame_of(const json::Value& body) {
  std::string out(kHeaderBytes, '\0');
  json::append(out, body);
  const auto size = out.size() - kHeaderBytes;
  if (size > kFrameBytesMax)
    return fail(ErrorCode::range, "this is " + std::to_string(size) + " bytes, and at most " + std::to_string(kFrameBytesMax) + " go from one process to another; stop the process that holds the journal and do it alone");
  for (std::size_t i = 0; i < kHeaderBytes; ++i) out[i] = static_cast<char>(size >> (8 * (kHeaderBytes - 1 - i)) & 0xFF);
  return out;
}

Result<void> FrameReader::take(std::string_view bytes) {
  const bool header = frame_bytes_ == kHeaderBytes;
  bytes_.append(bytes.substr(0, wants()));
  if (!header || bytes_.size() < kHeaderBytes) return {};
  std::size_t size = 0;
  for (std::size_t i = 0; i < kHeaderBytes; ++i) size = size << 8 | static_cast<unsigned char>(bytes_[i]);
  if (size == 0) return fail(ErrorCode::schema, "a frame of no bytes says nothing; it is four bytes of length, then that many bytes of JSON");
  if (size > kFrameBytesMax) return fail(ErrorCode::range, "a frame of " + std::to_string(size) + " bytes was announced, and at most " + std::to_string(kFrameBytesMax) + " are taken; if this is no mistake of the sender, do it while no other process holds the journal");
  frame_bytes_ = kHeaderBytes + size;
  return {};
}

std::string FrameReader::body() {
  auto out = bytes_.substr(kHeaderBytes);
  *this = {};
  return out;
}

json::Value to_json(const Request& request) {
  return json::Object{{"protocol", kProtocol},
                      {"act", request.act},
                      {"by", json::Object{{"id", request.by.id}, {"role", request.by.role}, {"purpose", request.by.purpose}, {"on_behalf_of", request.by.on_behalf_of}}},
                      {"args", request.args}};
}

Result<Request> request_from(std::string_view body) {
  AMENDS_TRY(auto object, object_of(body, {"protocol", "act", "by", "args"}));
  Request out;
  AMENDS_TRY(out.act, text_of(object, "act"));
  if (out.act.empty()) return fail(ErrorCode::missing_field, "the name of the act is missing", "act");
  if (out.act.size() > kActBytesMax) return fail(ErrorCode::schema, "no act has a name of " + std::to_string(out.act.size()) + " bytes", "act");
  AMENDS_TRY(out.by, actor_of(object.if_contains("by")));
  auto* args = object.if_contains("args");
  if (json::is_null(args)) return out;
  if (!args->is_object()) return fail(ErrorCode::bad_type, "what an act is given is an object", "args");
  out.args = std::move(args->get_object());
  return out;
}

json::Value reply_of(const Result<json::Value>& done) {
  if (done) return json::Object{{"protocol", kProtocol}, {"done", *done}};
  const auto& error = done.error();
  return json::Object{{"protocol", kProtocol}, {"error", json::Object{{"code", code_name(error.code)}, {"message", error.message}, {"where", error.where}}}};
}

Result<json::Value> reply_from(std::string_view body) {
  AMENDS_TRY(auto object, object_of(body, {"protocol", "done", "error"}));
  if (auto* done = object.if_contains("done")) return std::move(*done);
  const auto* error = object.if_contains("error");
  if (!error || !error->is_object()) return fail(ErrorCode::schema, "an answer holds what was done, or an error", "done");
  const auto text = [&](const char* name) { return std::string(json::text_at(*error, name)); };
  return fail(code_from_name(text("code")), text("message"), text("where"));
}

}  // namespace amends::runtime::handover
