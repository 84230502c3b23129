#include "tables.hpp"

#include "severity.hpp"

namespace amends::classify {
namespace {

constexpr std::string_view kTables = "tables/severity";

}  // namespace

Tables::Tables(const sdk::Call& call) : call_(call), pack_(call.pack(kTables)) {}

Fired Tables::ask(std::string_view table, sdk::Object inputs) const {
  return kit::answer_of(call_.evaluate(table_path(table), std::move(inputs)));
}

std::int64_t Tables::points(std::string_view table, const Fired& fired) const {
  const auto value = sdk::Reader(fired.then, table_path(table)).integer("points");
  if (!value || *value < 0 || *value > kPointsMax)
    sdk::fail("error.pack_invalid", "a row of the table gives no points from 0 to " + std::to_string(kPointsMax) + "; correct it", table_path(table));
  return *value;
}

std::int64_t Tables::cap(std::string_view table, std::int64_t otherwise) const {
  const auto value = pack_.integer_or("tables." + std::string(table) + ".cap", otherwise);
  if (value < 0) sdk::fail("error.pack_invalid", "the cap is below 0; correct it", table_path(table));
  return value;
}

std::string table_path(std::string_view table, std::string_view row) {
  return std::string(kTables) + "#" + std::string(table) + (row.empty() ? std::string() : "." + std::string(row));
}

int level_of(const sdk::Reader& then) {
  const auto level = level_number(then.need_text("level"));
  if (!level) sdk::fail("error.pack_invalid", "a row names the level '" + std::string(then.need_text("level")) + "', which is none of S1, S2, S3, S4; correct it", then.where());
  return *level;
}

}  // namespace amends::classify
