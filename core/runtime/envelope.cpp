#include "runtime/envelope.hpp"

#include <algorithm>
#include <set>
#include <vector>

#include "runtime/case_state.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

Error broken(const host::StageManifest& manifest, std::string_view path, std::string message) {
  return fail(ErrorCode::schema, std::move(message) + "; the author of the stage must mend it", manifest.id + " envelope." + std::string(path));
}

const json::Value* document_body(const json::Value& record, std::string_view doc) {
  for (const auto& item : json::list_at(record, "text.docs"))
    if (json::text_at(item, "id") == doc) return json::find(item, "body");
  return nullptr;
}

Result<void> check_evidence(const host::StageManifest& manifest, const json::Value& item, const std::string& path, const json::Value& record) {
  const auto kind = json::text_at(item, "kind");
  if (json::text_at(item, "id").empty()) return broken(manifest, path + ".id", "an evidence item has no id");
  if (kind == "span") {
    const auto doc = json::text_at(item, "doc");
    const auto* body = document_body(record, doc);
    if (!body || !body->is_string()) return broken(manifest, path + ".doc", "there is no document '" + std::string(doc) + "' in the case");
    const auto start = json::integer_at(item, "start", -1), end = json::integer_at(item, "end", -1);
    const std::string_view text(body->get_string().data(), body->get_string().size());
    const auto quote = json::text_at(item, "quote");
    if (start < 0 || end <= start || utf8::slice(text, start, end) != quote || utf8::length(quote) != end - start)
      return broken(manifest, path, "the span [" + std::to_string(start) + "," + std::to_string(end) + ") does not quote the document exactly");
  } else if (kind != "field" && kind != "answer" && kind != "document" && kind != "case_link" && kind != "computation") {
    return broken(manifest, path + ".kind", "'" + std::string(kind) + "' is no kind of evidence");
  }
  return {};
}

}  // namespace

Result<void> check_envelope(const host::StageManifest& manifest, const json::Value& envelope, const json::Value& record) {
  const auto status = json::text_at(envelope, "status");
  std::set<std::string, std::less<>> ids;
  std::size_t index = 0;
  for (const auto& item : json::list_at(envelope, "evidence")) {
    const auto path = "evidence." + std::to_string(index++);
    AMENDS_CHECK(check_evidence(manifest, item, path, record));
    if (!ids.emplace(json::text_at(item, "id")).second) return broken(manifest, path + ".id", "the evidence id stands twice");
  }
  index = 0;
  for (const auto& item : json::list_at(envelope, "findings")) {
    const auto path = "findings." + std::to_string(index++);
    const auto& cited = json::list_at(item, "evidence");
    if (cited.empty()) return broken(manifest, path, "a finding without evidence");
    for (const auto& id : cited)
      if (!ids.contains(json::text_or(&id, ""))) return broken(manifest, path, "the finding cites evidence that is not in the envelope");
    const auto severity = json::text_at(item, "severity");
    if (severity != "info" && severity != "warn" && severity != "block") return broken(manifest, path + ".severity", "'" + std::string(severity) + "' is none of info, warn, block");
  }
  index = 0;
  for (const auto& item : json::list_at(envelope, "facts")) {
    const auto path = json::text_at(item, "path");
    const bool declared = std::any_of(manifest.sets.begin(), manifest.sets.end(),
                                      [&](const std::string& allowed) { return path == allowed || path.starts_with(allowed + "."); });
    if (!declared) return broken(manifest, "facts." + std::to_string(index), "the manifest does not declare that the stage sets '" + std::string(path) + "'");
    ++index;
  }
  for (const auto* list : {"tasks", "questions"}) {
    std::set<std::string, std::less<>> seen;
    index = 0;
    for (const auto& item : json::list_at(envelope, list)) {
      const auto id = json::text_at(item, "id");
      if (id.empty() || !seen.emplace(id).second) return broken(manifest, std::string(list) + "." + std::to_string(index), "an id that is missing or stands twice");
      ++index;
    }
  }
  if (status == "need_input" && json::list_at(envelope, "questions").empty() && json::list_at(envelope, "tasks").empty())
    return broken(manifest, "questions", "a stage that needs input asks a question");
  return {};
}

namespace {

/// A read path below the object that is being written, and the text of its value.
struct Leaf {
  std::string_view rest;
  std::string_view text;
};

void write_object(std::string& out, const std::vector<Leaf>& leaves) {
  out += '{';
  const auto head_of = [](const Leaf& leaf) { return leaf.rest.substr(0, leaf.rest.find('.')); };
  std::vector<std::string_view> written;
  written.reserve(leaves.size());
  for (const auto& leaf : leaves) {
    const auto head = head_of(leaf);
    if (std::find(written.begin(), written.end(), head) != written.end()) continue;
    if (!written.empty()) out += ',';
    written.push_back(head);
    json::append_string(out, head);
    out += ':';
    const auto whole = std::find_if(leaves.begin(), leaves.end(), [&](const Leaf& other) { return other.rest == head; });
    if (whole != leaves.end()) {
      out += whole->text;
      continue;
    }
    std::vector<Leaf> inner;
    for (const auto& other : leaves)
      if (head_of(other) == head) inner.push_back({other.rest.substr(head.size() + 1), other.text});
    write_object(out, inner);
  }
  out += '}';
}

}  // namespace

std::string view_of(const host::StageManifest& manifest, const TextOf& text_of) {
  std::vector<std::string> full;
  std::vector<Leaf> leaves;
  full.reserve(manifest.reads.size());
  for (const auto& path : manifest.reads) {
    const auto text = text_of(path);
    if (!text.empty()) leaves.push_back({full.emplace_back(record_path(path)), text});
  }
  std::string out;
  std::size_t bytes = 2;
  for (const auto& leaf : leaves) bytes += leaf.rest.size() + leaf.text.size() + 8;
  out.reserve(bytes);
  write_object(out, leaves);
  return out;
}

}  // namespace amends::runtime
