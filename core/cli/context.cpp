#include "cli/context.hpp"

#include <pwd.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "calendar/zone.hpp"
#include "cli/log.hpp"
#include "packs/packs.hpp"
#include "review/columns.hpp"
#include "store/companions.hpp"
#include "support/files.hpp"
#include "support/plain_text.hpp"

namespace amends::cli {
namespace {

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value ? value : "";
}

std::string user_name() {
  if (const auto* entry = ::getpwuid(::getuid()); entry && entry->pw_name) return entry->pw_name;
  return environment("USER");
}

bool chinese(const std::string& asked) {
  for (const auto& value : {asked, environment("AMENDS_LANG"), environment("LC_ALL"), environment("LC_MESSAGES"), environment("LANG")})
    if (!value.empty()) return value.starts_with("zh");
  return false;
}

}  // namespace

int exit_code(ErrorCode code) noexcept {
  switch (code) {
    case ErrorCode::invalid_argument: return kUsage;
    case ErrorCode::not_found: return kNotFound;
    case ErrorCode::refused:
    case ErrorCode::needs_person:
    case ErrorCode::state: return kRefused;
    case ErrorCode::missing_field:
    case ErrorCode::bad_type:
    case ErrorCode::range:
    case ErrorCode::schema:
    case ErrorCode::currency_mismatch:
    case ErrorCode::pack_missing:
    case ErrorCode::pack_invalid:
    case ErrorCode::text_too_long:
    case ErrorCode::not_utf8:
    case ErrorCode::unsupported:
    case ErrorCode::already_exists: return kBadInput;
    case ErrorCode::busy:
    case ErrorCode::conflict:
    case ErrorCode::unavailable:
    case ErrorCode::deadline:
    case ErrorCode::cancelled: return kBusy;
    case ErrorCode::corrupt:
    case ErrorCode::io: return kStorage;
    case ErrorCode::internal: return kInternal;
  }
  return kInternal;
}

Context::Context(Options options) : options_(std::move(options)) {
  zh_ = chinese(options_.lang);
  colour_ = ::isatty(STDOUT_FILENO) && environment("NO_COLOR").empty() && environment("TERM") != "dumb";
  winsize size{};
  if (const auto columns = environment("COLUMNS"); !columns.empty()) width_ = std::clamp(std::atoi(columns.c_str()), 40, 300), width_known_ = true;
  else if (::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col >= 40) width_ = std::min<int>(size.ws_col, 120), width_known_ = true;
  if (options_.root.empty()) {
    namespace fs = std::filesystem;
    std::error_code ec;
    auto self = fs::read_symlink("/proc/self/exe", ec);
    if (ec) self = options_.program;
    options_.root = self.parent_path().parent_path().string();
  }
}

Result<void> Context::check() {
  if (!options_.lang.empty() && !options_.lang.starts_with("zh") && !options_.lang.starts_with("en"))
    return fail(ErrorCode::invalid_argument, "--lang is zh or en, not '" + options_.lang + "'");
  if (options_.database.empty()) return fail(ErrorCode::invalid_argument, "the database has no name; write for example --db cases.db", "--db");
  // Which texts a role may read hangs on its exact spelling: "Analyst" must not pass for a role of its own.
  if (!std::all_of(options_.role.begin(), options_.role.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; }))
    return fail(ErrorCode::invalid_argument, "'" + options_.role + "' is no role; write small letters, digits and _, for example handler, supervisor, analyst", "--role");
  for (const auto& folder : options_.plugin_folders)
    if (!std::filesystem::is_directory(folder)) return fail(ErrorCode::not_found, "there is no such folder of plugins; check the path", folder);
  if (!options_.now.empty() && options_.now != "received") {
    auto at = parse_instant(options_.now);
    if (!at) return fail(ErrorCode::invalid_argument, at.error().message, "--now");
    virtual_clock_ = std::make_shared<VirtualClock>(*at);
  }
  return {};
}

runtime::Actor Context::actor() const {
  runtime::Actor actor;
  actor.id = options_.by.empty() ? user_name() : options_.by;
  actor.role = options_.role.empty() ? "handler" : options_.role;
  // A role that sees nothing restricted owes no reason, and none is made up for it.
  actor.purpose = options_.purpose.empty() && runtime::view_of_role(actor.role).texts() ? kPurposeNotStated : options_.purpose;
  return actor;
}

Result<std::unique_ptr<runtime::Runtime>> Context::open(Need need, bool create, std::string_view command) const {
  runtime::Options options;
  options.root = options_.root;
  options.pack_set = options_.packs;
  options.overlays = options_.overlays;
  options.plugin_folders = options_.plugin_folders;
  options.by = actor();
  options.holder = command;
  options.log = make_log(options_.verbose);
  options.clock = virtual_clock_;
  if (need != Need::none) {
    options.database = options_.database;
    options.read_only = need == Need::read;
    options.hand_over = need != Need::own;
    options.create = create;
  }
  return runtime::Runtime::open(std::move(options));
}

Result<void> Context::record(runtime::Runtime& runtime, std::span<const runtime::ReadAct> acts) const { return runtime.record_reads(actor(), acts); }

std::vector<std::string> Context::calendar_notes(runtime::Runtime& runtime) const {
  std::vector<std::string> out;
  for (const auto& calendar : runtime.environment().clock_rules->ending(runtime.clock().now())) {
    const auto last = calendar::format_date(calendar->last_date());
    out.push_back(say("日历包 " + calendar->id() + " 只到 " + last + "：此后的工作日期限算不出来。以后年份的节假日公布后，请及时安装新的日历包。",
                      "The calendar pack " + calendar->id() + " ends on " + last + ": working-day dates beyond it cannot be worked out. Install a newer calendar pack as soon as the later holidays are published."));
  }
  return out;
}

int Context::report(const Error& error) const {
  if (options_.json) {
    const json::Value value = json::Object{{"error", json::Object{{"code", code_name(error.code)}, {"message", error.message}, {"where", error.where}}}};
    std::fprintf(stderr, "%s\n", utf8::with_escaped_controls(json::write(value)).c_str());
  } else {
    std::fprintf(stderr, "%s: %s\n", say("错误", "error").c_str(), utf8::without_controls(error.text()).c_str());
  }
  return exit_code(error.code);
}

void Context::print(std::string_view text) const { print_painted(utf8::without_controls(text)); }

void Context::print_painted(std::string_view text) const {
  std::fwrite(text.data(), 1, text.size(), stdout);
  if (text.empty() || text.back() != '\n') std::fputc('\n', stdout);
}

void Context::print_json(const json::Value& value) const { print_painted(utf8::with_escaped_controls(json::write_pretty(value))); }

int Context::done(std::string_view text, const json::Value& value) const {
  if (options_.json) print_json(value);
  else print(text);
  return kOk;
}

Result<void> Context::check_output(const std::string& path, const std::vector<std::string>& inputs) const {
  namespace fs = std::filesystem;
  const auto same = [&](const std::string& other) {
    std::error_code ec;
    if (other.empty() || other == "-") return false;
    if (fs::equivalent(path, other, ec) && !ec) return true;
    const auto a = fs::weakly_canonical(path, ec), b = fs::weakly_canonical(other, ec);
    return !a.empty() && a == b;
  };
  AMENDS_CHECK(store::check_output(options_.database, path));
  for (const auto& input : inputs)
    if (same(input)) return fail(ErrorCode::refused, "this is the file that is read; name another one for the output", path);
  return {};
}

Result<void> Context::write_output(const std::string& path, std::string_view bytes) const {
  namespace fs = std::filesystem;
  AMENDS_CHECK(check_output(path));
  std::error_code ec;
  const auto status = fs::status(path, ec);
  if (fs::is_directory(status)) return fail(ErrorCode::io, "this is a folder; name a file in it", path);
  if (!fs::exists(status) || fs::is_regular_file(status)) return write_file(path, bytes);
  auto* file = std::fopen(path.c_str(), "wb");
  if (!file) return fail(ErrorCode::io, "the file cannot be opened for writing; check its permissions", path);
  const bool whole = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  if (std::fclose(file) != 0 || !whole) return fail(ErrorCode::io, "the file cannot be written to its end; the disk may be full", path);
  return {};
}

void Context::note(std::string_view text) const { std::fprintf(stderr, "%s\n", utf8::without_controls(text).c_str()); }

std::string table(const std::vector<std::string>& head, std::vector<std::vector<std::string>> rows, int width, const std::vector<std::size_t>& flexible) {
  rows.insert(rows.begin(), head);
  for (auto& row : rows)
    for (auto& cell : row) cell = utf8::on_one_line(cell);  // a break in a cell would end the row
  std::vector<int> widths(head.size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size() && i < widths.size(); ++i) widths[i] = std::max(widths[i], review::columns_of(row[i]));
  if (width > 0 && !flexible.empty()) {
    int total = 2 * (static_cast<int>(widths.size()) - 1);
    for (int one : widths) total += one;
    for (; total > width; --total) {
      const auto widest = *std::max_element(flexible.begin(), flexible.end(), [&](std::size_t a, std::size_t b) { return widths[a] < widths[b]; });
      if (widths[widest] <= kFlexibleColumnsMin) break;
      --widths[widest];
    }
  }
  std::string out;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < widths.size(); ++i) {
      auto cell = i < row.size() ? row[i] : std::string{};
      if (review::columns_of(cell) > widths[i]) {
        std::string cut;
        if (const auto decoded = utf8::decode(cell)) {
          int columns = 1;  // of the mark at the end
          for (char32_t c : *decoded) {
            columns += review::columns_of(c);
            if (columns > widths[i]) break;
            utf8::append(cut, c);
          }
        }
        cell = cut + "…";
      }
      line += cell + std::string(static_cast<std::size_t>(widths[i] - review::columns_of(cell)) + 2, ' ');
    }
    while (!line.empty() && line.back() == ' ') line.pop_back();
    out += line + "\n";
  }
  return out;
}

std::string local_text(const runtime::Runtime& runtime, std::string_view institution, Instant at) {
  const auto& organisations = *runtime.environment().organisations;
  const auto* own = organisations.find(institution);
  const auto zone = calendar::Zone::find((own ? *own : organisations.standard()).zone);
  if (!zone) return format_instant(at);
  auto text = calendar::format_due(at, *zone);
  return text.substr(0, std::string_view("2026-03-17 24:00").size());  // without seconds and the zone
}

Result<std::vector<std::string>> breached_clocks(runtime::Runtime& runtime, std::string_view case_id) {
  std::vector<std::string> out;
  const auto loaded = runtime.load(case_id);
  if (!loaded && loaded.error().code == ErrorCode::unsupported) {  // erased in part: the list alone still knows
    AMENDS_TRY(const auto attributes, runtime.store()->attributes(case_id));
    for (const auto& [name, value] : attributes)
      if (name == "breached") out.push_back(value);
    return out;
  }
  if (!loaded) return loaded.error();
  for (const auto& clock : loaded->state.clocks())
    if (clock.state == "breached") out.push_back(clock.kind);
  return out;
}

std::string row_title(const runtime::Runtime& runtime, std::string_view file, const std::string& id, std::string_view language) {
  const auto* row = runtime.environment().packs->row(file, id);
  const auto* text = row ? json::find(*row, "title") : nullptr;
  return text ? std::string(json::in_language(text, language)) : id;
}

std::string route_title(const runtime::Runtime& runtime, const std::string& number, std::string_view language) {
  if (const auto* table = runtime.environment().packs->file("tables/routing"))
    for (const auto& row : json::list_at(*table, "rows"))
      if (const auto* found = json::find(row, "then.row"); found && json::write(*found) == number) return number + " " + row_title(runtime, "routes", std::string(json::text_at(row, "then.route")), language);
  return number;
}

}  // namespace amends::cli
