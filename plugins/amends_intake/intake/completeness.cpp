#include "completeness.hpp"

#include <algorithm>
#include <string>
#include <string_view>

#include "kit/checked.hpp"
#include "kit/lists.hpp"

namespace amends::intake {
namespace {

using sdk::Object;
using sdk::Reader;
using sdk::Texts;

constexpr std::string_view kForms = "intake.forms";
constexpr std::string_view kParties = "parties.";
constexpr std::string_view kComplainant = "parties.complainant.";

/// A path of an item: of the record, or `parties.<role>.<member>`.
bool is_filled_at(const Reader& record, std::string_view path) {
  if (!path.starts_with(kParties)) return kit::is_filled(record.find(path));
  const auto rest = path.substr(kParties.size());
  const auto dot = rest.find('.');
  if (dot == std::string_view::npos) return false;
  for (const auto& party : record.list("parties"))
    if (party.text_or("role", "") == rest.substr(0, dot) && kit::is_filled(party.find(rest.substr(dot + 1)))) return true;
  return false;
}

/// Somebody acts for the complainant and the item is their authority, which the record's parties show and no path of the item does.
bool asks_authority(const Received& received, std::string_view id) { return id == "authority" && !received.unauthorised.empty(); }

bool is_there(const Context& context, std::string_view id, const Reader& item) {
  const auto& received = context.received;
  if (asks_authority(received, id)) return context.record.has("answers.authority_check.result");
  if (id == "text") return !received.told.empty();
  if (id == "name") return received.anonymous || received.has_name;
  if (id == "contact") return received.anonymous || received.has_contact;
  const auto paths = item.text_list("paths");
  return std::any_of(paths.begin(), paths.end(), [&](std::string_view path) { return is_filled_at(context.record, path); });
}

sdk::EvidenceId evidence_of(const Context& context, std::string_view id, const Reader& item) {
  auto& out = context.out;
  const auto& received = context.received;
  if (id == "text") return out.field("text.docs");
  if (asks_authority(received, id)) return out.field(received.unauthorised + ".authority");
  const auto paths = item.text_list("paths");
  if (paths.empty()) return out.field("parties");
  if (paths.front().starts_with(kComplainant) && !received.complainant.empty()) return out.field(received.complainant + "." + std::string(paths.front().substr(kComplainant.size())));
  return out.field(paths.front());
}

/// A form to be asked for its items, with whether the case waits for it.
struct Form {
  std::string name;
  bool blocking = false;
  std::vector<Texts> items;
};

void add_item(std::vector<Form>& forms, const std::string& name, bool blocking, const Texts& item) {
  auto form = std::find_if(forms.begin(), forms.end(), [&](const Form& one) { return one.name == name; });
  if (form == forms.end()) form = forms.insert(forms.end(), Form{name, false, {}});
  form->blocking = form->blocking || blocking;
  form->items.push_back(item);
}

void ask(const Context& context, const std::vector<Form>& forms) {
  for (const auto& [form, blocking, items] : forms) {
    std::vector<std::string> fields;
    const auto file = context.call.pack("forms/" + form);
    for (const auto& field : file.list("fields"))
      if (const auto name = field.need_text("field"); name != "reason" && name != "who") fields.emplace_back(name);
    context.out.question({.id = form,
                          .form_name = form,
                          .fields = std::move(fields),
                          .to_role = "handler",
                          .reason = sdk::fill(blocking ? Texts{"请补充：{what}。案件已经建立，补充后继续办理。", "Please add: {what}. The case stands and goes on once this is there."}
                                                       : Texts{"请补充：{what}。暂时没有也照常办理。", "Please add: {what}. The case goes on meanwhile."},
                                              {{"what", kit::joined(items)}}),
                          .blocking = blocking});
  }
}

}  // namespace

Missing find_missing(const Context& context) {
  const auto& received = context.received;
  const auto pack = context.call.pack(kForms);
  auto wanted = pack.text_list("required_by_channel." + received.channel);
  if (wanted.empty()) sdk::fail("error.range", "intake.forms has no channel '" + received.channel + "'; correct the channel or add it", "channel.kind");
  const auto want = [&](std::string_view id) {
    if (std::find(wanted.begin(), wanted.end(), id) == wanted.end()) wanted.push_back(id);
  };
  // Whatever the channel: somebody acts for the complainant; the regulator is involved, and its date runs beside our own.
  if (!received.unauthorised.empty()) want("authority");
  if (context.record.flag_or("regulator.involved", false)) want("regulator_due");
  Missing out;
  std::vector<Form> forms;
  std::vector<Texts> titles;
  for (const auto id : wanted)
    for (const auto& item : pack.list("items")) {
      if (item.text_or("id", "") != id || is_there(context, id, item)) continue;
      const auto form = std::string(item.need_text("form"));
      out.rows.push_back(Object{{"id", id}, {"form", form}});
      titles.push_back(item.texts("title").value_or(Texts{std::string(id), std::string(id)}));
      out.evidence.push_back(evidence_of(context, id, item));
      if (id == "text")
        context.out.finding({.code = "text.missing",
                             .severity = sdk::Severity::warn,
                             .text = {"没有投诉人的文字，只有附件或空白；案件照常建立，请补充内容。", "There are no words of the complainant, only an attachment or nothing; the case stands, and the content is asked for."},
                             .evidence = {out.evidence.back()},
                             .rule = "catalogue 3.1"});
      if (!context.record.has("answers." + form)) add_item(forms, form, item.flag_or("blocking", false), titles.back());  // asked and answered: not asked again
    }
  out.text = kit::joined(titles);
  ask(context, forms);
  return out;
}

}  // namespace amends::intake
