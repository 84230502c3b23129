#include "packs/merge.hpp"

#include <algorithm>
#include <charconv>

namespace amends::packs {
namespace {

/// The member that carries an object's origin while layers are merged. No YAML or JSON key of a pack can be this one: the loader
/// refuses control characters in keys.
constexpr std::string_view kMark = "\x01";

constexpr std::string_view kKeys[] = {"id", "institution", "term", "pattern", "word", "field", "code"};

}  // namespace

std::string row_key(const json::Value& row) {
  if (!row.is_object()) return {};
  for (const auto key : kKeys)
    if (const auto* value = row.get_object().if_contains(key)) {
      if (value->is_string() && !value->get_string().empty()) return std::string(std::string_view(value->get_string()));
      if (value->is_int64()) return std::to_string(value->get_int64());
    }
  return {};
}

bool is_keyed_list(const json::Value& value) {
  if (!value.is_array() || value.get_array().empty()) return false;
  return std::all_of(value.get_array().begin(), value.get_array().end(), [](const json::Value& row) { return !row_key(row).empty(); });
}

void Merged::mark(json::Value& value, std::size_t document, const std::string& path) {
  const auto below = [&](std::string_view part) { return path.empty() ? std::string(part) : path + "." + std::string(part); };
  if (value.is_object()) {
    for (auto& member : value.get_object()) mark(member.value(), document, below(member.key()));
    value.get_object()[kMark] = std::to_string(document) + ":" + path;
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.get_array().size(); ++i) mark(value.get_array()[i], document, below(std::to_string(i)));
  }
}

void Merged::unmark(json::Value& value, const std::string& path) {
  const auto below = [&](std::string_view part) { return path.empty() ? std::string(part) : path + "." + std::string(part); };
  if (value.is_object()) {
    auto& object = value.get_object();
    if (const auto* mark = object.if_contains(kMark)) {
      const std::string_view text = mark->get_string();
      const auto colon = text.find(':');
      Origin origin;
      std::from_chars(text.data(), text.data() + colon, origin.document);
      origin.path = text.substr(colon + 1);
      origins_[path] = std::move(origin);
      // The stable form: the order of the members is the order of the file.
      object.stable_erase(object.find(kMark));
    }
    for (auto& member : object) unmark(member.value(), below(member.key()));
  } else if (value.is_array()) {
    for (std::size_t i = 0; i < value.get_array().size(); ++i) unmark(value.get_array()[i], below(std::to_string(i)));
  }
}

std::string Merged::origin_place(const json::Value& marked) const {
  const auto* mark = marked.is_object() ? marked.get_object().if_contains(kMark) : nullptr;
  if (mark == nullptr) return documents_.empty() ? std::string() : documents_.back()->place("");
  const std::string_view text = mark->get_string();
  const auto colon = text.find(':');
  std::size_t document = 0;
  std::from_chars(text.data(), text.data() + colon, document);
  return documents_[document]->place(text.substr(colon + 1));
}

std::string Merged::place(std::string_view path) const {
  // The nearest object above, then the rest of the path inside its own document.
  std::string_view at = path;
  for (;;) {
    if (const auto found = origins_.find(at); found != origins_.end()) {
      std::string inner = found->second.path;
      if (at.size() < path.size()) {
        const auto rest = path.substr(at.empty() ? 0 : at.size() + 1);
        inner += (inner.empty() ? "" : ".") + std::string(rest);
      }
      return documents_[found->second.document]->place(inner);
    }
    if (at.empty()) return documents_.empty() ? std::string() : documents_.front()->place("");
    const auto dot = at.rfind('.');
    at = dot == std::string_view::npos ? std::string_view{} : at.substr(0, dot);
  }
}

Result<void> Merged::check_unique(const json::Value& value) const {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) AMENDS_CHECK(check_unique(member.value()));
  } else if (value.is_array()) {
    std::map<std::string, const json::Value*> seen;
    const bool keyed = is_keyed_list(value);
    for (const auto& row : value.get_array()) {
      if (keyed) {
        const auto key = row_key(row);
        if (const auto [first, added] = seen.emplace(key, &row); !added)
          return fail(ErrorCode::pack_invalid, "the id '" + key + "' stands twice, first at " + origin_place(*first->second) + "; give one of them another id",
                      origin_place(row));
      }
      AMENDS_CHECK(check_unique(row));
    }
  }
  return {};
}

Result<json::Value> Merged::join(const std::vector<Source>& sources) {
  json::Value out;
  json::Array languages;
  for (const auto& source : sources) {
    const std::size_t index = documents_.size();
    documents_.push_back(source.document);
    json::Value value = source.document->value;
    if (!value.is_object()) return fail(ErrorCode::pack_invalid, "a pack file is a mapping with a header and rows", source.document->place(""));
    if (!source.language.empty()) {
      languages.emplace_back(source.language);
      // A row knows its language even when the two files have become one.
      if (auto* rows = value.get_object().if_contains("rows"); rows != nullptr && rows->is_array())
        for (auto& row : rows->get_array())
          if (row.is_object() && !row.get_object().contains("lang") && !json::bool_at(row, "disabled")) row.get_object()["lang"] = source.language;
    }
    mark(value, index, "");
    if (out.is_null()) {
      out = std::move(value);
      continue;
    }
    // Another language of the same file: its lists are joined, what only it has is added; the header of the first file stands.
    for (auto& member : value.get_object()) {
      auto* there = out.get_object().if_contains(member.key());
      if (there == nullptr) out.get_object().emplace(member.key(), std::move(member.value()));
      else if (there->is_array() && member.value().is_array() && std::string_view(member.key()) != "lang")
        for (auto& row : member.value().get_array()) there->get_array().push_back(std::move(row));
    }
  }
  if (languages.size() > 1) out.get_object()["lang"] = std::move(languages);
  AMENDS_CHECK(check_unique(out));
  return out;
}

Result<void> Merged::over_rows(json::Array& below, json::Array above) {
  for (auto& row : above) {
    const auto key = row_key(row);
    auto at = std::find_if(below.begin(), below.end(), [&](const json::Value& other) { return row_key(other) == key; });
    if (json::bool_at(row, "disabled")) {
      if (at == below.end())
        return fail(ErrorCode::pack_invalid, "the row '" + key + "' is disabled, but no lower layer has it; correct the id or remove the row", origin_place(row));
      below.erase(at);
    } else if (at != below.end()) {
      *at = std::move(row);
    } else {
      below.push_back(std::move(row));
    }
  }
  return {};
}

Result<void> Merged::over(json::Value& below, json::Value above) {
  for (auto& member : above.get_object()) {
    auto* there = below.get_object().if_contains(member.key());
    if (there == nullptr) {
      below.get_object().emplace(member.key(), std::move(member.value()));
    } else if (is_keyed_list(*there) || (there->is_array() && there->get_array().empty() && is_keyed_list(member.value()))) {
      // Rows are added, replaced and disabled one by one; an empty list changes nothing, it does not clear what lies below.
      const bool rows = is_keyed_list(member.value()) || (member.value().is_array() && member.value().get_array().empty());
      if (!rows)
        return fail(ErrorCode::pack_invalid, "'" + std::string(std::string_view(member.key())) + "' is a list of rows in the layer below; each row of it needs an id here too",
                    origin_place(above));
      AMENDS_CHECK(over_rows(there->get_array(), std::move(member.value().get_array())));
    } else if (there->is_object() && member.value().is_object()) {
      AMENDS_CHECK(over(*there, std::move(member.value())));
    } else if (there->is_object() != member.value().is_object() || there->is_array() != member.value().is_array()) {
      return fail(ErrorCode::pack_invalid, "the member '" + std::string(std::string_view(member.key())) + "' is of another kind in the layer below; write it in the same form",
                  origin_place(above));
    } else {
      *there = std::move(member.value());
    }
  }
  return {};
}

Result<void> Merged::lay(const std::vector<Source>& sources) {
  AMENDS_TRY(auto layer, join(sources));
  if (empty_) {
    empty_ = false;
    // Nothing lies below: a disabled row has nothing to remove.
    for (const auto& member : layer.get_object())
      if (is_keyed_list(member.value()))
        for (const auto& row : member.value().get_array())
          if (json::bool_at(row, "disabled"))
            return fail(ErrorCode::pack_invalid, "the row '" + row_key(row) + "' is disabled, but no lower layer has it; remove the row", origin_place(row));
    value_ = std::move(layer);
    return {};
  }
  return over(value_, std::move(layer));
}

void Merged::finish() { unmark(value_, ""); }

}  // namespace amends::packs
