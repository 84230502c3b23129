#include "runtime/row_mapper.hpp"

#include <sys/stat.h>

#include <algorithm>
#include <map>
#include <set>

#include "calendar/zone.hpp"
#include "packs/packs.hpp"
#include "runtime/case_state.hpp"
#include "support/hash.hpp"
#include "support/time.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

std::string lowered(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(), [](unsigned char c) { return c < 0x80 ? static_cast<char>(std::tolower(c)) : static_cast<char>(c); });
  return out;
}

namespace {

/// A cell of a row as text; numbers and booleans of JSON rows as JSON writes them.
std::string cell_text(const json::Value& row, std::string_view column) {
  const auto* value = row.is_object() ? row.get_object().if_contains(column) : nullptr;
  if (!value || value->is_null()) return {};
  if (value->is_string()) return std::string(trimmed(json::text_or(value, "")));
  return json::write(*value);
}

/// Reads `text` by a format of YYYY YY MM DD hh mm ss Z and literal characters (see the header of mappings/*.yaml).
std::optional<Instant> read_date(std::string_view text, std::string_view format, const calendar::Zone& zone) {
  int year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0;
  bool utc = false;
  std::size_t at = 0;
  const auto number = [&](std::size_t count, int& out) {
    if (at + count > text.size()) return false;
    int value = 0;
    for (std::size_t i = 0; i < count; ++i) {
      const char c = text[at + i];
      if (c < '0' || c > '9') return false;
      value = value * 10 + (c - '0');
    }
    at += count;
    out = value;
    return true;
  };
  while (!format.empty()) {
    const auto take = [&](std::string_view word) {
      if (!format.starts_with(word)) return false;
      format.remove_prefix(word.size());
      return true;
    };
    if (take("YYYY")) { if (!number(4, year)) return std::nullopt; }
    else if (take("YY")) { if (!number(2, year)) return std::nullopt; year += 2000; }
    else if (take("MM")) { if (!number(2, month)) return std::nullopt; }
    else if (take("DD")) { if (!number(2, day)) return std::nullopt; }
    else if (take("hh")) { if (!number(2, hour)) return std::nullopt; }
    else if (take("mm")) { if (!number(2, minute)) return std::nullopt; }
    else if (take("ss")) { if (!number(2, second)) return std::nullopt; }
    else if (format.size() == 1 && take("Z")) {
      if (at >= text.size() || text[at] != 'Z') return std::nullopt;
      ++at;
      utc = true;
    } else {
      if (at >= text.size() || text[at] != format.front()) return std::nullopt;
      ++at;
      format.remove_prefix(1);
    }
  }
  const auto date = calendar::make_date(year, static_cast<unsigned>(month), static_cast<unsigned>(day));
  if (at != text.size() || !date || hour > 23 || minute > 59 || second > 59) return std::nullopt;
  const std::int64_t us = (hour * 3600LL + minute * 60 + second) * 1'000'000;
  if (utc) return Instant{static_cast<std::int64_t>(date->days) * calendar::kDayUs + us};
  return us == 0 ? zone.day_start(*date) : zone.instant({*date, us});
}

struct Mapping {
  std::string name;
  std::vector<std::string> recognised_by;
  std::string institution, locale;
  json::Object fields;
};

class Mapper final : public RowMapper {
 public:
  Mapper(const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations, InputOptions options)
      : organisations_(std::move(organisations)), options_(std::move(options)) {
    if (const auto* file = packs.file("channels"))
      for (const auto& row : json::list_at(*file, "rows")) {
        const auto kind = json::text_at(row, "kind");
        channels_[lowered(kind)] = kind;
        for (const auto& word : json::list_at(row, "words")) channels_[lowered(json::text_or(&word, ""))] = kind;
      }
  }

  static Result<Mapping> read(const json::Value& file, std::string_view place) {
    Mapping mapping;
    mapping.name = json::text_at(file, "mapping");
    mapping.institution = json::text_at(file, "institution");
    mapping.locale = json::text_at(file, "locale");
    for (const auto& column : json::list_at(file, "recognised_by")) mapping.recognised_by.emplace_back(json::text_or(&column, ""));
    mapping.fields = json::object_at(file, "fields");
    if (mapping.fields.empty()) return fail(ErrorCode::pack_invalid, "a mapping has fields: {record path: source}", std::string(place));
    for (const auto& field : mapping.fields) {
      const auto path = std::string_view(field.key());
      const auto root = path.substr(0, path.find('.'));
      if (root == path || !is_fact_root(root) || root == "analysis" || root == "clocks")
        return fail(ErrorCode::pack_invalid, "the record has no field '" + std::string(path) + "'; correct the path, or put what is your own under ext.<vendor>", std::string(place) + " fields." + std::string(path));
    }
    return mapping;
  }

  void add(Mapping mapping, bool forced) {
    if (forced) forced_ = mappings_.size();
    mappings_.push_back(std::move(mapping));
  }

  Result<json::Value> record(const json::Value& row) const override {
    if (!row.is_object()) return fail(ErrorCode::schema, "a row is a JSON object");
    const auto& members = row.get_object();
    json::Value record;
    if (!forced_ && members.contains("expected") && members.contains("case") && members.at("case").is_object() && members.at("case").get_object().contains("case")) {
      record = members.at("case");  // a shared case file
    } else if (!forced_ && members.contains("text") && (members.at("text").is_object() || (members.contains("channel") && members.at("channel").is_object()))) {
      record = row;
    } else if (!forced_ && members.contains("body") && members.at("body").is_string()) {
      AMENDS_TRY(record, from_message(row));
    } else {
      const auto* mapping = choose(members);
      if (!mapping) {
        std::string columns, known;
        for (const auto& member : members) columns += (columns.empty() ? "" : ", ") + std::string(member.key());
        for (const auto& one : mappings_) known += (known.empty() ? "" : ", ") + one.name;
        return fail(ErrorCode::schema, "no mapping fits the columns (" + columns + "); known mappings are " + known +
                                           ". Give one with --mapping FILE: a YAML file {mapping, institution, locale, fields: {text.docs.0.body: {column: NAME}, …}}");
      }
      AMENDS_TRY(record, from_columns(row, *mapping));
    }
    if (!record.is_object()) return fail(ErrorCode::schema, "a case record is a JSON object");
    if (!options_.institution.empty()) {
      (void)json::set_text(record, "case.institution", options_.institution);
      if (const auto* organisation = organisations_->find(options_.institution); organisation && json::text_at(record, "case.locale").empty())
        (void)json::set_text(record, "case.locale", organisation->locale);
    }
    // Without a reference the row's own bytes are one.
    if (const auto* ref = json::find(record, "channel.ref"); json::is_null(ref) || (ref->is_string() && json::text_or(ref, "").empty())) {
      const auto id = json::text_at(record, "case.id");
      (void)json::set_text(record, "channel.ref", id.empty() ? "row-" + hex(std::span<const std::uint8_t>(sha256(json::canonical(row))).first(10)) : std::string(id));
    }
    return record;
  }

 private:
  const Mapping* choose(const json::Object& members) const {
    if (forced_) return &mappings_[*forced_];
    const Mapping* best = nullptr;
    for (const auto& mapping : mappings_) {
      if (mapping.recognised_by.empty() || !std::all_of(mapping.recognised_by.begin(), mapping.recognised_by.end(), [&](const auto& c) { return members.contains(c); })) continue;
      if (!best || mapping.recognised_by.size() > best->recognised_by.size()) best = &mapping;
    }
    return best;
  }

  std::string channel(std::string_view word) const {
    const auto found = channels_.find(lowered(trimmed(word)));
    return found == channels_.end() ? "other" : found->second;
  }

  Result<json::Value> from_message(const json::Value& row) const {
    json::Value record = json::Object{};
    for (const auto& member : row.get_object()) {
      static const std::set<std::string_view> kKnown{"channel", "at", "sender", "body", "attachments", "meta", "ref", "id", "locale", "institution", "lang", "subject"};
      if (!kKnown.contains(std::string_view(member.key())))
        return fail(ErrorCode::schema, "a raw message has {channel, at, sender, body, ref, attachments, locale, institution, lang, subject, meta}, not '" + std::string(member.key()) + "'", std::string(member.key()));
    }
    const auto text = [&](const char* name) { return cell_text(row, name); };
    (void)json::set_text(record, "channel.kind", channel(text("channel")));
    if (const auto at = text("at"); !at.empty()) (void)json::set_text(record, "channel.received_at", at);
    auto ref = text("ref");
    if (ref.empty()) ref = text("id");
    if (!ref.empty()) (void)json::set_text(record, "channel.ref", ref);
    if (const auto locale = text("locale"); !locale.empty()) (void)json::set_text(record, "case.locale", locale);
    if (const auto institution = text("institution"); !institution.empty()) (void)json::set_text(record, "case.institution", institution);
    json::Object doc{{"id", "t1"}, {"kind", "complaint"}, {"author_role", "complainant"}, {"body", *row.get_object().if_contains("body")}};
    if (const auto lang = text("lang"); !lang.empty()) doc["lang"] = lang;
    (void)json::set(record, "text.docs", json::Array{std::move(doc)});
    const auto* sender = row.get_object().if_contains("sender");
    json::Object party{{"id", "p1"}, {"role", "complainant"}};
    if (sender && sender->is_object()) {
      for (const auto& member : sender->get_object()) party[member.key()] = member.value();
    } else if (const auto who = text("sender"); !who.empty()) {
      const bool mail = who.find('@') != std::string::npos;
      const bool phone = !mail && std::count_if(who.begin(), who.end(), [](unsigned char c) { return std::isdigit(c); }) >= 7;
      if (mail || phone) party["contacts"] = json::Array{json::Object{{"kind", mail ? "email" : "phone"}, {"value", who}, {"verified", false}}};
      else party["name"] = who;
    }
    if (party.size() == 2) party["anonymous"] = true;
    (void)json::set(record, "parties", json::Array{std::move(party)});
    if (const auto* attachments = row.get_object().if_contains("attachments")) AMENDS_CHECK(attach(record, *attachments));
    if (const auto* meta = row.get_object().if_contains("meta"); meta && !meta->is_null()) (void)json::set(record, "ext.message.meta", *meta);
    if (const auto subject = text("subject"); !subject.empty()) (void)json::set_text(record, "ext.message.subject", subject);
    return record;
  }

  /// Attachments as `documents` of the complainant: a name, a list of names (in a table cell parted by ';'), or objects with the members of a document.
  static Result<void> attach(json::Value& record, const json::Value& given) {
    json::Array items;
    if (given.is_string()) {
      for (std::string_view rest = json::text_or(&given, ""); !rest.empty();) {
        const auto end = std::min(rest.find(';'), rest.size());
        if (const auto name = trimmed(rest.substr(0, end)); !name.empty()) items.emplace_back(std::string(name));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
    } else if (given.is_array()) {
      items = given.get_array();
    } else if (!given.is_null()) {
      return fail(ErrorCode::bad_type, "attachments are a list of names or of documents {kind, name, sha256}", "attachments");
    }
    json::Array documents;
    for (const auto& item : items) {
      json::Object document;
      if (item.is_object()) document = item.get_object();
      else if (item.is_string()) document["name"] = item;
      else return fail(ErrorCode::bad_type, "an attachment is a name or a document {kind, name, sha256}", "attachments." + std::to_string(documents.size()));
      if (!document.contains("id")) document["id"] = "a" + std::to_string(documents.size() + 1);
      if (!document.contains("kind")) document["kind"] = "attachment";
      if (!document.contains("provided_by")) document["provided_by"] = "complainant";
      documents.push_back(std::move(document));
    }
    if (!documents.empty()) (void)json::set(record, "documents", std::move(documents));
    return {};
  }

  Result<json::Value> from_columns(const json::Value& row, const Mapping& mapping) const {
    json::Value record = json::Object{};
    const auto institution = options_.institution.empty() ? mapping.institution : options_.institution;
    const auto* organisation = organisations_->find(institution);
    AMENDS_TRY(const auto zone, calendar::Zone::find(organisation ? organisation->zone : organisations_->standard().zone));
    if (!institution.empty()) (void)json::set_text(record, "case.institution", institution);
    if (!mapping.locale.empty()) (void)json::set_text(record, "case.locale", mapping.locale);
    std::set<std::string> written;
    for (const auto& [path, source] : mapping.fields) {
      if (const auto condition = json::text_at(source, "when"); !condition.empty() && !written.contains(std::string(condition))) continue;
      json::Value value = nullptr;
      if (const auto* constant = json::find(source, "const")) {
        value = *constant;
      } else if (const auto& columns = json::list_at(source, "columns"); !columns.empty()) {
        std::string joined;
        for (const auto& column : columns) {
          const auto cell = cell_text(row, json::text_or(&column, ""));
          if (!cell.empty()) joined += (joined.empty() ? "" : std::string(json::text_at(source, "join"))) + cell;
        }
        if (!joined.empty()) value = joined;
      } else {
        const auto column = json::text_at(source, "column");
        // The text is what a row is for: a mapping that reads it from a column that is not there does not fit the file.
        if (path.starts_with("text.") && !row.get_object().contains(column))
          return fail(ErrorCode::schema, "the mapping " + mapping.name + " reads the column '" + std::string(column) + "', which the row does not have; correct the name in the mapping, or choose another with --mapping",
                      std::string(path));
        const auto cell = cell_text(row, column);
        if (const auto* map = json::find(source, "map"); map && map->is_object()) {
          const auto wanted = lowered(cell);
          for (const auto& [from, to] : map->get_object())
            if (lowered(from) == wanted) value = to;
          if (value.is_null())
            if (const auto* otherwise = json::find(source, "otherwise")) value = *otherwise;
        } else if (cell.empty()) {
          continue;
        } else if (const auto& formats = json::list_at(source, "dates"); !formats.empty()) {
          std::optional<Instant> at;
          std::string tried;
          for (const auto& format : formats) {
            if (!at) at = read_date(cell, json::text_or(&format, ""), zone);
            tried += (tried.empty() ? "" : ", ") + std::string(json::text_or(&format, ""));
          }
          if (!at) return fail(ErrorCode::schema, "'" + cell + "' in the column " + std::string(column) + " fits none of the date formats " + tried, std::string(path));
          value = json::Value(format_instant(*at));
        } else if (json::bool_at(source, "channel")) {
          value = channel(cell);
        } else {
          value = cell;
        }
      }
      if (value.is_null()) continue;
      if (auto set = json::set(record, path, std::move(value)); !set) return set.error().within("mapping " + mapping.name);
      written.insert(std::string(path));
    }
    return record;
  }

  std::shared_ptr<const Organisations> organisations_;
  InputOptions options_;
  std::vector<Mapping> mappings_;
  std::optional<std::size_t> forced_;
  std::map<std::string, std::string> channels_;
};

std::vector<std::string> mapping_files(const packs::PackSet& packs) {
  std::vector<std::string> out;
  for (auto& name : packs.names())
    if (name.starts_with("mappings/")) out.push_back(std::move(name));
  return out;
}

}  // namespace

Result<std::unique_ptr<RowMapper>> RowMapper::make(const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations, InputOptions options) {
  const auto wanted = options.mapping;
  auto mapper = std::make_unique<Mapper>(packs, std::move(organisations), std::move(options));
  bool found = wanted.empty();
  for (const auto& name : mapping_files(packs)) {
    const auto* file = packs.file(name);
    AMENDS_TRY(auto mapping, Mapper::read(*file, name));
    const bool forced = mapping.name == wanted;
    found = found || forced;
    mapper->add(std::move(mapping), forced);
  }
  if (!found) {
    auto file = yaml::read_file(wanted);
    struct stat info {};
    if (!file && ::stat(wanted.c_str(), &info) == 0) return std::move(file).error();
    if (!file) {
      std::string known;
      for (const auto& name : mapping_files(packs)) known += (known.empty() ? "" : ", ") + name.substr(9);
      return fail(ErrorCode::not_found, "'" + wanted + "' is neither a mapping of the packs (" + known + ") nor a readable YAML file: " + file.error().message);
    }
    AMENDS_TRY(auto mapping, Mapper::read(file->value, wanted));
    mapper->add(std::move(mapping), true);
  }
  return std::unique_ptr<RowMapper>(std::move(mapper));
}

}  // namespace amends::runtime
