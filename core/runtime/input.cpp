#include "runtime/input.hpp"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

#include <algorithm>
#include <map>
#include <set>

#include "calendar/zone.hpp"
#include "packs/packs.hpp"
#include "runtime/case_state.hpp"
#include "runtime/encoding.hpp"
#include "support/files.hpp"
#include "support/hash.hpp"
#include "support/time.hpp"
#include "support/utf8.hpp"
#include "support/yaml.hpp"

namespace amends::runtime {
namespace {

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

/// Bytes of a plain or gzipped file, in blocks; zlib reads plain files through unchanged.
class Bytes {
 public:
  static Result<std::unique_ptr<Bytes>> open(const std::string& path) {
    struct stat info {};
    if (::stat(path.c_str(), &info) != 0) return fail(ErrorCode::not_found, "there is no such file; check the path", path);
    if (S_ISDIR(info.st_mode)) return fail(ErrorCode::io, "this is a folder, not a file", path);
    auto* file = gzopen(path.c_str(), "rb");
    if (!file) return fail(ErrorCode::io, "the file cannot be opened; check its permissions", path);
    gzbuffer(file, 1u << 17);
    auto bytes = std::make_unique<Bytes>();
    bytes->path_ = path;
    bytes->file_ = file;
    bytes->total_ = info.st_size;
    return bytes;
  }
  ~Bytes() {
    if (file_) gzclose(file_);
  }
  /// The next byte, or -1 at the end.
  int get() {
    if (at_ == size_ && !fill()) return -1;
    return static_cast<unsigned char>(buffer_[at_++]);
  }
  int peek() {
    if (at_ == size_ && !fill()) return -1;
    return static_cast<unsigned char>(buffer_[at_]);
  }
  /// Passes over these bytes when the file begins with them. Only before the first byte was read.
  void skip(std::string_view prefix) {
    if (peek() >= 0 && at_ == 0 && std::string_view(buffer_, size_).starts_with(prefix)) at_ = prefix.size();
  }
  [[nodiscard]] const std::optional<Error>& error() const { return error_; }
  [[nodiscard]] std::int64_t done() const { return std::max<std::int64_t>(0, gzoffset(file_)); }
  [[nodiscard]] std::int64_t total() const { return total_; }

 private:
  bool fill() {
    if (error_) return false;
    const auto n = gzread(file_, buffer_, sizeof buffer_);
    int code = Z_OK;
    const char* text = gzerror(file_, &code);
    if (n < 0 || (code != Z_OK && code != Z_STREAM_END)) {
      error_ = fail(ErrorCode::io, "the file cannot be read to its end (" + std::string(text) + "); it may be truncated", path_);
      return false;
    }
    at_ = 0;
    size_ = static_cast<std::size_t>(n);
    return n > 0;
  }
  std::string path_;
  gzFile file_ = nullptr;
  std::int64_t total_ = 0;
  char buffer_[1 << 16];
  std::size_t at_ = 0, size_ = 0;
  std::optional<Error> error_;
};

enum class Format { json, json_lines, csv };

class File final : public InputFile {
 public:
  File(std::unique_ptr<Bytes> bytes, std::unique_ptr<RowMapper> mapper, Format format, std::string path)
      : bytes_(std::move(bytes)), mapper_(std::move(mapper)), format_(format), path_(std::move(path)) {}

  Result<void> begin() {
    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    bytes_->skip(kByteOrderMark);
    if (format_ == Format::csv) {
      auto header = read_csv_record();
      if (!header) return std::move(header).error();
      if (!*header) return fail(ErrorCode::schema, "the file is empty; a CSV file starts with a line of column names", path_);
      std::set<std::string> seen;
      for (auto& name : **header) {
        name = std::string(trimmed(name));
        if (!utf8::valid(name) || name.find('\0') != std::string::npos) return fail(ErrorCode::not_utf8, "the column names are not UTF-8; " + how_to_convert(raw_, path_), path_);
        if (!seen.insert(name).second) return fail(ErrorCode::schema, "the column '" + name + "' stands twice in the first line; rename one of them", path_);
      }
      if ((**header).size() > kColumnsMax) return fail(ErrorCode::schema, "the file has more than " + std::to_string(kColumnsMax) + " columns", path_);
      columns_ = std::move(**header);
    } else if (format_ == Format::json) {
      std::string text;
      for (int c = bytes_->get(); c >= 0; c = bytes_->get()) text.push_back(static_cast<char>(c));
      if (bytes_->error()) return *bytes_->error();
      auto value = json::parse(text);
      if (!value) return not_utf8(text, value.error().within(path_));
      if (value->is_array()) {
        for (auto& item : value->get_array()) whole_.push_back(std::move(item));
      } else {
        whole_.push_back(std::move(*value));
      }
    }
    return {};
  }

  Result<std::optional<InputRow>> next() override {
    if (format_ == Format::json) {
      if (index_ >= whole_.size()) return std::optional<InputRow>{};
      InputRow row;
      row.number = static_cast<std::int64_t>(index_ + 1);
      map(row, whole_[index_]);
      if (row.error) row.raw = json::write(whole_[index_]);
      whole_[index_++] = nullptr;
      return std::optional<InputRow>(std::move(row));
    }
    if (format_ == Format::json_lines) {
      while (true) {
        std::string line;
        const auto got = read_line(line);
        if (bytes_->error()) return *bytes_->error();
        if (!got) return std::optional<InputRow>{};
        if (trimmed(line).empty()) continue;
        InputRow row;
        row.number = line_;
        row.raw = line;
        if (line.size() > kRowBytesMax) {
          row.raw = line.substr(0, 1000);
          row.error = fail(ErrorCode::range, "the line is longer than " + std::to_string(kRowBytesMax) + " bytes; split it", where());
          return std::optional<InputRow>(std::move(row));
        }
        auto value = json::parse(line);
        if (!value) row.error = not_utf8(line, value.error().within(where()));
        else map(row, *value);
        return std::optional<InputRow>(std::move(row));
      }
    }
    auto cells = read_csv_record();
    if (!cells) return std::move(cells).error();
    if (!*cells) return std::optional<InputRow>{};
    InputRow row;
    const auto first_line = first_line_;
    row.number = first_line;
    row.raw = raw_;
    if ((*cells)->size() != columns_.size()) {
      row.error = fail(ErrorCode::schema, "the row has " + std::to_string((*cells)->size()) + " fields, the first line has " + std::to_string(columns_.size()) + "; check its quotes and commas",
                       path_ + ":" + std::to_string(first_line));
      return std::optional<InputRow>(std::move(row));
    }
    json::Object object;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
      if (!utf8::valid((**cells)[i])) {
        row.error = fail(ErrorCode::not_utf8, "the column " + columns_[i] + " is not UTF-8; " + how_to_convert((**cells)[i], path_), path_ + ":" + std::to_string(first_line));
        return std::optional<InputRow>(std::move(row));
      }
      object[columns_[i]] = (**cells)[i];
    }
    map(row, object);
    return std::optional<InputRow>(std::move(row));
  }

  std::int64_t bytes_done() const override { return bytes_->done(); }
  std::int64_t bytes_total() const override { return bytes_->total(); }

 private:
  /// The error with how to convert the file, when it is one of encoding.
  Error not_utf8(std::string_view bytes, Error error) const {
    if (!utf8::valid(bytes)) return fail(ErrorCode::not_utf8, "the text is not UTF-8; " + how_to_convert(bytes, path_), error.where);
    return error;
  }
  std::string where() const { return path_ + ":" + std::to_string(line_); }

  void map(InputRow& row, const json::Value& value) {
    auto record = mapper_->record(value);
    if (record) row.record = std::move(*record);
    else row.error = record.error().within(path_ + ":" + std::to_string(row.number));
  }

  bool read_line(std::string& line) {
    int c = bytes_->get();
    if (c < 0) return false;
    ++line_;
    for (; c >= 0 && c != '\n'; c = bytes_->get())
      if (line.size() <= kRowBytesMax) line.push_back(static_cast<char>(c));
    if (!line.empty() && line.back() == '\r') line.pop_back();
    return true;
  }

  /// RFC 4180: quoted fields may hold commas, quotes doubled and line ends. Nothing at the end of the file.
  Result<std::optional<std::vector<std::string>>> read_csv_record() {
    using Cells = std::vector<std::string>;
    raw_.clear();
    while (bytes_->peek() == '\n' || bytes_->peek() == '\r') {  // empty lines; a loop, for a file may hold millions
      if (bytes_->get() == '\n') ++line_;
    }
    first_line_ = line_ + 1;
    if (bytes_->peek() < 0) return bytes_->error() ? Result<std::optional<Cells>>(*bytes_->error()) : Result<std::optional<Cells>>(std::optional<Cells>{});
    Cells cells(1);
    bool quoted = false, was_quoted = false;
    ++line_;
    while (true) {
      const int c = bytes_->get();
      if (bytes_->error()) return *bytes_->error();
      if (raw_.size() > kRowBytesMax)
        return fail(ErrorCode::schema, "the record is longer than " + std::to_string(kRowBytesMax) + " bytes; a quote that is never closed is the usual cause", where());
      if (c < 0) {
        if (quoted) return fail(ErrorCode::schema, "the file ends inside a quoted field; it may be truncated", where());
        break;
      }
      raw_.push_back(static_cast<char>(c));
      if (quoted) {
        if (c != '"') {
          if (c == '\n') ++line_;
          cells.back().push_back(static_cast<char>(c));
        } else if (bytes_->peek() == '"') {
          cells.back().push_back('"');
          raw_.push_back(static_cast<char>(bytes_->get()));
        } else {
          quoted = false;
        }
      } else if (c == '"' && cells.back().empty() && !was_quoted) {
        quoted = was_quoted = true;
      } else if (c == ',') {
        cells.emplace_back();
        was_quoted = false;
        if (cells.size() > kColumnsMax) return fail(ErrorCode::schema, "the record has more than " + std::to_string(kColumnsMax) + " fields", where());
      } else if (c == '\n' || (c == '\r' && bytes_->peek() != '\n')) {
        break;  // a line ends with a line feed, with both, or, from old programs, with a carriage return
      } else if (c != '\r') {
        cells.back().push_back(static_cast<char>(c));
      }
    }
    while (!raw_.empty() && (raw_.back() == '\n' || raw_.back() == '\r')) raw_.pop_back();
    return std::optional<Cells>(std::move(cells));
  }

  std::unique_ptr<Bytes> bytes_;
  std::unique_ptr<RowMapper> mapper_;
  Format format_;
  std::string path_;
  std::vector<std::string> columns_;
  std::vector<json::Value> whole_;
  std::size_t index_ = 0;
  std::int64_t line_ = 0;
  std::int64_t first_line_ = 1;  ///< line on which the last CSV record starts
  std::string raw_;
};

}  // namespace

namespace {

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

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path, const packs::PackSet& packs, std::shared_ptr<const Organisations> organisations, InputOptions options) {
  AMENDS_TRY(auto mapper, RowMapper::make(packs, std::move(organisations), std::move(options)));
  AMENDS_TRY(auto bytes, Bytes::open(path));
  auto name = lowered(path);
  if (name.ends_with(".gz")) name.resize(name.size() - 3);
  Format format;
  if (name.ends_with(".jsonl") || name.ends_with(".ndjson")) format = Format::json_lines;
  else if (name.ends_with(".json")) format = Format::json;
  else if (name.ends_with(".csv")) format = Format::csv;
  else {
    const int first = bytes->peek();
    if (first < 0) return fail(ErrorCode::schema, "the file is empty", path);
    format = first == '{' ? Format::json_lines : first == '[' ? Format::json : Format::csv;
  }
  auto file = std::make_unique<File>(std::move(bytes), std::move(mapper), format, path);
  AMENDS_CHECK(file->begin());
  return std::unique_ptr<InputFile>(std::move(file));
}

}  // namespace amends::runtime
