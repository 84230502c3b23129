#include "packs/references.hpp"

#include <algorithm>
#include <set>

#include "packs/form_bounds.hpp"

namespace amends::packs {
namespace {

using json::Value;

std::string part(std::string_view path, std::string_view name) { return path.empty() ? std::string(name) : std::string(path) + "." + std::string(name); }
std::string part(std::string_view path, std::size_t index) { return part(path, std::to_string(index)); }

class References {
 public:
  explicit References(const MergedFiles& files) : files_(files) {}

  Result<void> check() {
    for (const auto& [name, file] : files_) AMENDS_CHECK(walk(name, file, file.value(), ""));
    AMENDS_CHECK(natures());
    AMENDS_CHECK(forms());
    AMENDS_CHECK(institutions());
    AMENDS_CHECK(intake());
    AMENDS_CHECK(mappings());
    return routes();
  }

 private:
  [[nodiscard]] const Merged* file(std::string_view name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : &found->second;
  }
  static Error missing(const Merged& from, const std::string& path, const std::string& what) {
    return fail(ErrorCode::pack_invalid, what + "; add it there or correct the name here", from.place(path));
  }
  /// The values of one member over a file's list of rows.
  [[nodiscard]] std::set<std::string, std::less<>> column(std::string_view name, std::string_view list, std::string_view member) const {
    std::set<std::string, std::less<>> out;
    if (const auto* from = file(name))
      for (const auto& row : json::list_at(from->value(), list))
        if (const auto value = json::text_at(row, member); !value.empty()) out.emplace(value);
    return out;
  }

  /// What every file may hold: `form` names a form, `nature` a nature, `tables/x#ROW` a row.
  Result<void> walk(const std::string& name, const Merged& from, const Value& value, const std::string& path) {
    if (value.is_array()) {
      for (std::size_t i = 0; i < value.get_array().size(); ++i) AMENDS_CHECK(walk(name, from, value.get_array()[i], part(path, i)));
      return {};
    }
    if (value.is_object()) {
      for (const auto& member : value.get_object()) {
        const std::string_view key = member.key();
        const auto here = part(path, key);
        if (member.value().is_string()) {
          const std::string text(std::string_view(member.value().get_string()));
          if (key == "form" && !name.starts_with("forms/") && file("forms/" + text) == nullptr) return missing(from, here, "the form '" + text + "' is not in forms/");
        }
        AMENDS_CHECK(walk(name, from, member.value(), here));
      }
      return {};
    }
    if (!value.is_string()) return {};
    const std::string_view text = value.get_string();
    const auto hash = text.find('#');
    if (!text.starts_with("tables/") || hash == std::string_view::npos || text.find(' ') != std::string_view::npos) return {};
    const std::string target(text.substr(0, hash)), row(text.substr(hash + 1));
    if (file(target) == nullptr) return missing(from, path, "the file '" + target + "' is not in this pack set");
    if (!column(target, "rows", "id").contains(row)) return missing(from, path, "the row '" + row + "' is not in " + target);
    return {};
  }

  Result<void> natures() {
    const auto codes = column("nature.taxonomy", "rows", "code");
    struct Use { std::string_view file, list, member; };
    // Where natures are named; files that a set does not have are passed over.
    static constexpr Use kUses[] = {{"lex/nature", "rows", "code"}, {"verify/checklists", "rows", "nature"}, {"banks/accusations", "rows", "nature"}, {"banks/persuasion", "rows", "nature"}};
    for (const auto& use : kUses) {
      const auto* from = file(use.file);
      if (from == nullptr) continue;
      const auto& rows = json::list_at(from->value(), use.list);
      for (std::size_t i = 0; i < rows.size(); ++i) {
        const std::string code(json::text_at(rows[i], use.member));
        if (!code.empty() && !codes.contains(code))
          return missing(*from, part(part(use.list, i), use.member), "row '" + row_key(rows[i]) + "' names the nature '" + code + "', which nature.taxonomy does not have");
      }
    }
    return {};
  }

  Result<void> forms() {
    for (const auto& [name, from] : files_) {
      if (!name.starts_with("forms/")) continue;
      const auto form = json::text_at(from.value(), "form", std::string_view(name).substr(6));
      if (form != std::string_view(name).substr(6)) return missing(from, "form", "the form is named '" + std::string(form) + "' in the file " + name);
      const auto form_file = [&](std::string_view other) -> const Value* {
        const auto* there = file("forms/" + std::string(other));
        return there == nullptr ? nullptr : &there->value();
      };
      if (const auto bounds = check_form_bounds(from.value(), form_file); !bounds) return fail(ErrorCode::pack_invalid, bounds.error().message, from.place(bounds.error().where));
    }
    return {};
  }

  Result<void> institutions() {
    const auto* org = file("org");
    if (org == nullptr) return {};
    const auto currencies = column("tables/currency", "rows", "code");
    const auto& rows = json::list_at(org->value(), "rows");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const auto path = part("rows", i);
      const auto id = row_key(rows[i]);
      for (const std::string_view member : {"calendar", "clock_pack"}) {
        const std::string name(json::text_at(rows[i], member));
        if (!name.empty() && file(name) == nullptr)
          return missing(*org, part(path, member), "'" + id + "' names " + (member == "calendar" ? "the calendar '" : "the clock pack '") + name + "', which is no file of this pack set");
      }
      const std::string currency(json::text_at(rows[i], "currency"));
      if (!currencies.empty() && !currency.empty() && !currencies.contains(currency))
        return missing(*org, part(path, "currency"), "'" + id + "' names the currency '" + currency + "', which tables/currency does not have");
      const auto& units = json::list_at(rows[i], "units");
      for (std::size_t u = 0; u < units.size(); ++u) {
        const std::string superior(json::text_at(units[u], "superior"));
        if (!superior.empty() && std::none_of(units.begin(), units.end(), [&](const Value& unit) { return json::text_at(unit, "id") == superior; }))
          return missing(*org, part(part(part(path, "units"), u), "superior"), "unit '" + row_key(units[u]) + "' of '" + id + "' names the superior '" + superior + "', which is no unit of it");
      }
    }
    return {};
  }

  Result<void> intake() {
    const auto* from = file("intake.forms");
    if (from == nullptr) return {};
    const auto items = column("intake.forms", "items", "id");
    const auto channels = column("channels", "rows", "kind");
    for (const auto& channel : json::object_at(from->value(), "required_by_channel")) {
      const std::string name(std::string_view(channel.key()));
      const auto path = part("required_by_channel", name);
      if (!channels.empty() && !channels.contains(name)) return missing(*from, path, "the channel '" + name + "' is not in channels");
      for (const auto& wanted : json::list_or_empty(&channel.value()))
        if (!wanted.is_string() || !items.contains(std::string_view(wanted.get_string()))) return missing(*from, path, "the channel '" + name + "' asks for " + json::write(wanted) + ", which is no item");
    }
    return {};
  }

  Result<void> mappings() {
    const auto institutions = column("org", "rows", "institution");
    for (const auto& [name, from] : files_) {
      if (!name.starts_with("mappings/")) continue;
      const std::string institution(json::text_at(from.value(), "institution"));
      if (!institution.empty() && !institutions.contains(institution)) return missing(from, "institution", "the institution '" + institution + "' is not in org");
    }
    return {};
  }

  Result<void> routes() {
    const auto* routing = file("tables/routing");
    if (routing == nullptr || file("routes") == nullptr) return {};
    const auto named = column("routes", "rows", "id");
    const auto& rows = json::list_at(routing->value(), "rows");
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string route(json::text_at(rows[i], "then.route"));
      if (!route.empty() && !named.contains(route)) return missing(*routing, part(part("rows", i), "then.route"), "row '" + row_key(rows[i]) + "' names the route '" + route + "', which routes does not have");
    }
    return {};
  }

  const MergedFiles& files_;
};

}  // namespace

Result<void> check_references(const MergedFiles& files) { return References(files).check(); }

}  // namespace amends::packs
