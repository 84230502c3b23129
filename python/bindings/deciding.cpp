// Decisions by hand: amends.decide over a file or over the packs, without a database, and Engine::decide over the packs of a runtime.
#include "deciding.hpp"

#include <filesystem>

#include "engine.hpp"
#include "packs/packs.hpp"
#include "review/fragments.hpp"
#include "review/told_part.hpp"
#include "review/wrapped.hpp"
#include "runtime/deciding.hpp"

namespace amends::python {
using namespace py::literals;
namespace {

constexpr int kTextWidth = 100;

using Told = std::tuple<Row, std::string, std::string>;

/// `packs`: where a table that names no file is looked for.
Told told_by(const std::function<Result<std::shared_ptr<const packs::PackSet>>()>& packs, const std::string& table, const py::object& given, bool explain, const std::string& language, Instant now) {
  const auto inputs = from_python(given);
  const auto told = unwrap([&]() -> Result<runtime::Told> {
    const py::gil_scoped_release release;
    std::shared_ptr<const packs::PackSet> set;
    if (!runtime::is_decision_file(table)) {
      AMENDS_TRY(set, packs());
    }
    AMENDS_TRY(const auto found, runtime::find_decision(set.get(), table));
    return runtime::tell(found, inputs, {now, 0}, explain ? feel::Explain::yes : feel::Explain::no);
  }());
  const auto part = review::told_part(told, language);
  return {Row(to_python(runtime::to_json(told, explain ? feel::Explain::yes : feel::Explain::no))), review::part_fragment(part, language), review::part_text(part, language, kTextWidth, false)};
}

}  // namespace

Told Engine::decide(const std::string& table, const py::object& inputs, bool explain, const std::string& language) {
  const auto engine = held();
  return told_by([&]() -> Result<std::shared_ptr<const packs::PackSet>> { return engine->environment().packs; }, table, inputs, explain, language, engine->clock().now());
}

void bind_deciding(py::module_& m) {
  m.def(
      "decide",
      [](const std::string& root, const std::string& pack_set, const std::vector<std::string>& overlays, const std::string& table, const py::object& inputs, bool explain, const std::string& language,
         const std::optional<std::string>& now) {
        const auto at = now ? unwrap(parse_instant(*now)) : SystemClock().now();
        return told_by([&] { return packs::PackSet::load(std::filesystem::path(root) / "packs", pack_set, std::vector<std::filesystem::path>(overlays.begin(), overlays.end())); }, table, inputs, explain, language, at);
      },
      "root"_a, "pack_set"_a, "overlays"_a, "table"_a, "inputs"_a, "explain"_a, "language"_a, "now"_a, "One decision with its reasons: its facts, and the same as HTML and as text.");
}

}  // namespace amends::python
