#include "knowledge.hpp"

#include <algorithm>

namespace amends::verify {
namespace {

std::vector<std::string> texts_of(const sdk::Reader& row, std::string_view path) {
  std::vector<std::string> out;
  for (const auto text : row.text_list(path)) out.emplace_back(text);
  return out;
}

bool has(const std::vector<std::string>& list, std::string_view text) { return std::find(list.begin(), list.end(), text) != list.end(); }

}  // namespace

bool Duty::concerns(std::string_view product, const std::vector<std::string>& of_case) const {
  const bool product_fits = products.empty() || has(products, product);
  const bool nature_fits = natures.empty() || std::any_of(of_case.begin(), of_case.end(), [&](const auto& nature) { return has(natures, nature); });
  return product_fits && nature_fits;
}

Knowledge::Knowledge(const sdk::Call& call) {
  for (const auto& row : call.pack("verify/checklists").list("rows")) {
    const auto side = row.need_text("favours");
    if (side != "complainant" && side != "institution") sdk::fail("error.pack_invalid", "`favours` is complainant or institution; correct the row", row.path("favours"));
    points_.push_back({.id = std::string(row.need_text("id")), .nature = std::string(row.need_text("nature")), .owner = std::string(row.text_or("owner", "handler")), .holder = std::string(row.text_or("holder", "institution")),
                       .ask = std::string(row.text_or("ask", "complainant")), .duty = std::string(row.text_or("duty", "")), .favours_customer = side == "complainant",
                       .text = row.texts("key_point").value_or(sdk::Texts{}), .evidence = row.texts("evidence").value_or(sdk::Texts{}), .source = row.texts("source").value_or(sdk::Texts{}),
                       .contrary = row.texts("contrary").value_or(sdk::Texts{}), .question = row.texts("question").value_or(sdk::Texts{})});
  }
  for (const auto& row : call.pack("verify/evidence.grades").list("rows")) {
    const auto grade = grade_of(row.need_text("id"));
    if (!grade) sdk::fail("error.pack_invalid", "a grade is one of A, B, C, D, E; correct the row", row.path("id"));
    grades_.push_back({.grade = *grade, .strength = std::string(row.text_or("strength", "none")), .title = row.texts("title").value_or(sdk::Texts{}), .kinds = texts_of(row, "kinds")});
  }
  for (const auto& row : call.pack("verify/duties").list("rows"))
    duties_.push_back({.id = std::string(row.need_text("id")), .path = std::string(row.text_or("path", "")), .record = row.texts("record").value_or(sdk::Texts{}), .basis = row.texts("basis").value_or(sdk::Texts{}),
                       .products = texts_of(row, "product"), .natures = texts_of(row, "natures")});
}

std::vector<const KeyPoint*> Knowledge::key_points(const std::vector<std::string>& natures) const {
  std::vector<const KeyPoint*> out;
  for (const auto& nature : natures)
    for (const auto& point : points_)
      if (point.nature == nature) out.push_back(&point);
  return out;
}

const KeyPoint* Knowledge::key_point(std::string_view id) const {
  for (const auto& point : points_)
    if (point.id == id) return &point;
  return nullptr;
}

const Duty* Knowledge::duty(std::string_view id) const {
  for (const auto& duty : duties_)
    if (duty.id == id) return &duty;
  return nullptr;
}

Grade Knowledge::grade(std::string_view kind, bool& known) const {
  known = true;
  for (const auto& row : grades_)
    if (has(row.kinds, kind)) return row.grade;
  known = false;
  return Grade::E;
}

std::string_view Knowledge::strength(Grade grade) const {
  for (const auto& row : grades_)
    if (row.grade == grade) return row.strength;
  return "none";
}

sdk::Texts Knowledge::title(Grade grade) const {
  for (const auto& row : grades_)
    if (row.grade == grade) return row.title;
  return {std::string(name(grade)), std::string(name(grade))};
}

}  // namespace amends::verify
