#include "packs/table.hpp"

#include <algorithm>

namespace amends::packs {
namespace {

/// The reason of a rule by its annotations.
json::Value reason_of(const std::vector<std::pair<std::string, std::string>>& annotations) {
  std::string zh, en, other;
  for (const auto& [column, text] : annotations) {
    if (text.empty()) continue;
    if (column == "zh") zh = text;
    else if (column == "en") en = text;
    else other += (other.empty() ? "" : "; ") + text;
  }
  if (zh.empty() && en.empty() && other.empty()) return nullptr;
  const auto first = [](const std::string& a, const std::string& b, const std::string& c) { return !a.empty() ? a : !b.empty() ? b : c; };
  return json::Object{{"zh", first(zh, other, en)}, {"en", first(en, other, zh)}};
}

json::Value as_object(json::Value value, const std::string& name) {
  if (value.is_null() || value.is_object()) return value;
  if (auto* list = value.if_array()) {
    for (auto& one : *list) one = as_object(std::move(one), name);
    return value;
  }
  return json::Object{{name, std::move(value)}};
}

}  // namespace

std::string as_name(std::string_view input) {
  std::string out;
  for (const unsigned char c : input) {
    if (c >= 'A' && c <= 'Z') out += static_cast<char>(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c >= 0x80 || c == '.') out += static_cast<char>(c);
    else out += '_';
  }
  return out;
}

Table::Table(feel::DecisionTable table) : name_(table.name()), yaml_(std::move(table)) {}

Result<Table> Table::from_model(dmn::Model model, std::string_view decision) {
  AMENDS_TRY(auto inputs, model.inputs_of(decision));
  Table out;
  out.name_ = decision;
  out.output_name_ = decision;
  for (auto& [name, type] : inputs) {
    out.inputs_.push_back(std::move(name));
    out.input_types_.push_back(std::move(type));
  }
  if (const auto tables = model.tables(decision); tables.size() == 1 && tables.front().second->outputs.size() == 1 && !tables.front().second->outputs.front().name.empty())
    out.output_name_ = tables.front().second->outputs.front().name;
  out.model_ = std::move(model);
  return out;
}

const std::string& Table::hash() const noexcept { return model_ ? model_->hash() : yaml_->hash(); }
const std::vector<std::string>& Table::inputs() const noexcept { return model_ ? inputs_ : yaml_->inputs(); }

bool Table::takes(std::string_view input) const noexcept {
  return std::any_of(inputs().begin(), inputs().end(), [&](const auto& one) { return one == input || (model_ && as_name(one) == input); });
}

Result<feel::Decision> Table::decide(const feel::Scope& inputs, feel::Explain explain) const { return model_ ? decide_model(inputs, explain) : yaml_->decide(inputs, explain); }

Result<feel::Decision> Table::decide_model(const feel::Scope& inputs, feel::Explain explain) const {
  feel::Decision out;
  json::Object seen;
  std::vector<dmn::Given> given;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    auto value = inputs.lookup(inputs_[i]);
    if (!value || value->is_null()) value = inputs.lookup(as_name(inputs_[i]));
    auto plain = value ? feel::to_json(*value) : json::Value(nullptr);
    AMENDS_TRY(auto typed, dmn::value_from_json(plain, input_types_[i], inputs_[i]));
    given.push_back({inputs_[i], std::move(typed), {}});
    seen.insert_or_assign(inputs_[i], std::move(plain));
  }
  AMENDS_TRY(auto answer, model_->decide(name_, given, {}, dmn::Trace::yes));
  out.output = as_object(feel::to_json(answer.value), output_name_);
  out.inputs = std::move(seen);
  out.notes = std::move(answer.notes);
  // Its own table first, then those of the decisions it needs, as they were decided.
  std::stable_partition(answer.tables.begin(), answer.tables.end(), [&](const auto& table) { return table.where == name_; });
  for (const auto& table : answer.tables) {
    const bool own = table.where == name_;
    const auto id = [&](const std::string& rule) { return own ? rule : table.where + "/" + rule; };
    for (const auto& row : table.matched) {
      feel::MatchedRow one{id(row.rule), 0, feel::to_json(row.output), reason_of(row.annotations)};
      if (const auto number = json::parse(row.rule); number && number->is_int64()) one.index = static_cast<std::size_t>(number->get_int64() - 1);
      if (own) one.output = as_object(std::move(one.output), output_name_);
      out.matched.push_back(std::move(one));
    }
    if (explain == feel::Explain::yes)
      for (const auto& miss : table.missed) out.misses.push_back({id(miss.rule), miss.column, miss.cell, feel::to_json(miss.value)});
    if (own) out.used_default = table.used_default;
  }
  return out;
}

}  // namespace amends::packs
