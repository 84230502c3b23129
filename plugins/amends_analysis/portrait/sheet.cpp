#include "sheet.hpp"

#include <algorithm>
#include <functional>
#include <map>

#include "kit/lists.hpp"
#include "kit/support.hpp"

namespace amends::portrait {
namespace {

using sdk::EvidenceId;
using sdk::Object;
using sdk::Reader;
using sdk::Texts;

const Texts kUnknown{"未知", "not known"};
constexpr std::size_t kWordsMax = 5, kQuestionsMax = 4, kEventsMax = 3;

struct Field {
  std::vector<Texts> lines;
  std::vector<EvidenceId> evidence;
};

Texts same(std::string text) { return {text, text}; }
Texts labelled(Texts name, const Texts& value) { return sdk::fill({"{name}：{value}", "{name}: {value}"}, {{"name", std::move(name)}, {"value", value}}); }

class Sheet {
 public:
  Sheet(const Context& context, const Blocks& blocks) : context_(context), out_(context.out), record_(context.record), words_(context.words), b_(blocks) {}

  Field identity() {
    const bool other = b_.basic.relation == "representative" || b_.basic.relation == "agent_unverified";
    Field field{{labelled({"关系", "Relation"}, other ? words_.role(b_.basic.relation) : b_.basic.relation == "self" ? words_.role("complainant") : kUnknown)}, b_.basic.relation_evidence};
    field.lines.push_back(labelled({"年龄段", "Age band"}, b_.basic.age_band ? words_.age_band(*b_.basic.age_band) : kUnknown));
    field.evidence.insert(field.evidence.end(), b_.basic.age_evidence.begin(), b_.basic.age_evidence.end());
    if (b_.basic.occupation) field.lines.push_back(labelled({"自述职业", "Occupation as stated"}, same(*b_.basic.occupation)));
    return field;
  }

  Field contract() {
    Field field{{}, {out_.field("product.kind")}};
    const auto kind = record_.text("product.kind");
    field.lines.push_back(labelled({"产品", "Product"}, kind ? words_.product(*kind) : kUnknown));
    for (const auto& [path, name] : std::vector<std::pair<std::string, Texts>>{{"contract.start_on", {"起始", "Begins"}}, {"contract.end_on", {"到期", "Ends"}}, {"contract.closed_until", {"封闭至", "Closed until"}}})
      if (const auto day = record_.text(path)) {
        field.lines.push_back(labelled(name, same(std::string(*day))));
        field.evidence.push_back(out_.field(path));
      }
    return field;
  }

  Field event() {
    Field field;
    std::string what;
    std::size_t count = 0;
    for (const auto& row : record_.list("events")) {
      const auto text = row.text_or("what", "");
      if (text.empty() || count == kEventsMax) continue;
      what += (what.empty() ? "" : "；") + std::string(text);
      field.evidence.push_back(out_.field(row.path("what")));
      ++count;
    }
    if (field.evidence.empty()) field.evidence.push_back(out_.field("events"));
    field.lines.push_back(what.empty() ? kUnknown : same(what));
    return field;
  }

  Field explicit_demand() {
    Field field{{}, {out_.field(context_.spoken_path())}};
    for (const auto& row : context_.spoken()) {
      const auto quote = std::string(row.text_or("quote", row.text_or("text", "")));
      field.lines.push_back(quote.empty() ? words_.demand(row.text_or("kind", "other")) : sdk::fill({"{kind}（「{quote}」）", "{kind} (\"{quote}\")"}, {{"kind", words_.demand(row.text_or("kind", "other"))}, {"quote", quote}}));
    }
    if (field.lines.empty()) field.lines.push_back({"没有明说，请问：怎样的结果算够好？", "Not said outright; ask what outcome would be good enough"});
    return field;
  }

  Field latent_need() {
    Field field{{}, {out_.field("analysis.psychology.demand.latent")}};
    for (const auto& row : record_.list("analysis.psychology.demand.latent"))
      if (const auto text = row.texts("text")) field.lines.push_back(*text);
    if (field.lines.empty()) field.lines.push_back({"没有读出", "none was read"});
    return field;
  }

  Field emotion() {
    const auto band = record_.text("analysis.intake.emotion.band");
    const auto intensity = record_.integer("analysis.intake.emotion.intensity");
    Field field{{}, {out_.field("analysis.intake.emotion.band")}};
    field.lines.push_back(band ? sdk::fill({"{band}（{intensity}分）", "{band} ({intensity})"}, {{"band", words_.band(*band)}, {"intensity", intensity.value_or(0)}}) : kUnknown);
    std::vector<Texts> triggers;
    const auto documents = context_.call.complainant_documents();
    if (!documents.empty())
      for (const auto& hit : context_.call.match("lex/emotion", documents).hits) {
        if (!hit.counts || hit.weight <= 0 || triggers.size() == kWordsMax) continue;
        const auto* document = context_.call.document(hit.doc);
        triggers.push_back(sdk::fill({"「{word}」", "\"{word}\""}, {{"word", std::string(document->quote(hit.start, hit.end))}}));
        field.evidence.push_back(out_.span(hit, "trigger"));
      }
    if (!triggers.empty()) field.lines.push_back(labelled({"触发词", "Trigger words"}, kit::joined(triggers)));
    return field;
  }

  Field behaviour() {
    const auto& behaviour = b_.behaviour;
    Field field{{sdk::fill({"十二个月内投诉{count}次，其中同一事项{same}次", "{count} complaints in twelve months, {same} on the same matter"}, {{"count", behaviour.prior_12m}, {"same", behaviour.same_matter}})}, behaviour.prior_evidence};
    std::vector<Texts> channels;
    for (const auto& channel : behaviour.channels) channels.push_back(words_.channel(channel));
    if (!channels.empty()) field.lines.push_back(labelled({"用过的渠道", "Channels used"}, kit::joined(channels)));
    field.evidence.insert(field.evidence.end(), behaviour.channel_evidence.begin(), behaviour.channel_evidence.end());
    field.lines.push_back(sdk::fill({"附材料{papers}份，引用条款或法律{citations}处", "{papers} papers attached, {citations} citations of clause or law"}, {{"papers", behaviour.attachments}, {"citations", behaviour.citations}}));
    std::vector<Texts> styles;
    for (const auto& style : behaviour.styles) {
      styles.push_back(style.code == "voice" ? Texts{"向我们反映", "tells us"} : style.code == "private" ? Texts{"告诉身边人或离开", "tells others or leaves"} : Texts{"找第三方", "turns to a third party"});
      field.evidence.insert(field.evidence.end(), style.evidence.begin(), style.evidence.end());
    }
    if (!styles.empty()) field.lines.push_back(labelled({"不满时", "When dissatisfied"}, kit::joined(styles)));
    return field;
  }

  Field types() {
    Field field{{}, {b_.types.basis}};
    for (const auto& type : b_.types.shown) {
      std::vector<Texts> cues;
      for (const auto& cue : type.cues) cues.push_back(sdk::fill({"{why}{points}", "{why} {points}"}, {{"why", cue.because}, {"points", cue.points}}));
      const Texts why = type.by_person ? Texts{"由经办人确认", "confirmed by an officer"} : kit::joined(cues);
      field.lines.push_back(sdk::fill({"{title} {score}分（{why}）", "{title} {score} ({why})"}, {{"title", words_.type(type.code)}, {"score", type.score}, {"why", why}}));
      field.evidence.insert(field.evidence.end(), type.evidence.begin(), type.evidence.end());
    }
    if (field.lines.empty()) field.lines.push_back({"没有类型得到支持", "no type supported"});
    return field;
  }

  Field preferred_channel() {
    Field field{{b_.basic.contact ? words_.channel(*b_.basic.contact) : kUnknown}, b_.basic.contact_evidence};
    if (!context_.complainant) return field;
    if (const auto* hours = context_.complainant->find("do_not_call_hours"); hours && hours->is_string()) {
      field.lines.push_back(labelled({"不便接听的时间", "Do not call"}, same(std::string(context_.complainant->text_or("do_not_call_hours", "")))));
      field.evidence.push_back(out_.field(context_.complainant->path("do_not_call_hours")));
    }
    const Words::List kNeeds = {{"interpreter", {"需要翻译", "needs an interpreter"}}, {"large_print", {"需要大字版", "needs large print"}}, {"sign", {"需要手语", "needs sign language"}}, {"helper", {"需要有人陪同", "needs a helper"}}};
    const auto* needs = context_.complainant->find("needs");
    if (needs && needs->is_array())
      for (const auto& one : context_.complainant->list("needs"))
        for (const auto& [code, title] : kNeeds)
          if (one.value().is_string() && std::string_view(one.value().get_string().data(), one.value().get_string().size()) == code) {
            field.lines.push_back(title);
            field.evidence.push_back(out_.field(one.where()));
          }
    return field;
  }

  Field card_lines(bool musts) {
    const auto& card = words_.card(card_code(b_.psych));
    return {musts ? card.musts : card.taboos, b_.psych.evidence};
  }

  Field risks() {
    Field field{{}, {out_.field("analysis.intake.threats")}};
    for (const auto& step : b_.behaviour.escalation) {
      const Texts state = step.state == "happened" ? Texts{"已经发生", "has happened"} : Texts{"表示将要", "is announced"};
      field.lines.push_back(sdk::fill({"{act}（{state}）", "{act} ({state})"}, {{"act", context_.minds.act(step.kind)}, {"state", state}}));
    }
    if (b_.types.has("vulnerable")) {
      field.lines.push_back({"可能需要特别关照：给更多时间，用大白话，不作逐级让价", "May need special care: more time, plain words, no stepwise offers"});
      field.evidence.push_back(out_.field("flags.vulnerability"));
    }
    if (b_.types.has("persistent")) {
      field.lines.push_back({"先查此前每一次答复是否雷同、是否有遗漏", "Check first whether the earlier answers were alike or left something out"});
      field.evidence.insert(field.evidence.end(), b_.behaviour.prior_evidence.begin(), b_.behaviour.prior_evidence.end());
    }
    if (record_.flag_or("analysis.psychology.demand.conflict", false)) {
      field.lines.push_back({"话与诉求不一致：尊重和金额两条路都要准备", "Words and demand differ: prepare both a path of respect and one for the money"});
      field.evidence.push_back(out_.field("analysis.psychology.demand.conflict"));
    }
    if (field.lines.empty()) field.lines.push_back({"目前没有特别需要留意的", "nothing in particular so far"});
    return field;
  }

  Field first_sentence() { return {{words_.first_sentence(b_.psych.top_need)}, b_.psych.evidence}; }

  Field questions() {
    Field field{{}, b_.psych.evidence};
    const auto add = [&](const std::optional<Texts>& text) {
      if (text && field.lines.size() < kQuestionsMax && std::find(field.lines.begin(), field.lines.end(), *text) == field.lines.end()) field.lines.push_back(*text);
    };
    if (const auto* need = context_.minds.need(b_.psych.top_need)) add(need->question);
    add(record_.texts("analysis.psychology.abc.d"));
    if (context_.spoken().empty()) add(Texts{"怎样的结果对您来说算够好？", "What outcome would be good enough for you?"});
    add(Texts{"还有什么是我没有问到、而您希望我知道的？", "What have I not asked that you would like me to know?"});
    return field;
  }

  Field who_appears() {
    Field field{{}, {b_.types.basis}};
    for (const auto* type : {"agent_led", "vulnerable"})
      if (b_.types.has(type)) field.lines.push_back(words_.appears(type));
    field.lines.push_back(words_.appears(b_.psych.top_need.empty() ? std::string("neutral") : b_.psych.top_need));
    field.evidence.insert(field.evidence.end(), b_.psych.evidence.begin(), b_.psych.evidence.end());
    return field;
  }

  /// An officer's note is printed as it was written, except for a label of a person.
  Field notes() {
    constexpr std::string_view kNote = "answers.type_correct.note";
    Field field;
    for (const auto& [code, title] : words_.types())
      if (const auto answer = record_.flag("answers.type_correct." + code)) {
        field.lines.push_back(sdk::fill(*answer ? Texts{"确认：{title}", "Confirmed: {title}"} : Texts{"更正：不是{title}", "Corrected: not {title}"}, {{"title", title}}));
        field.evidence.push_back(out_.answer("answers.type_correct." + code));
      }
    const auto note = record_.text(kNote);
    if (note && !sdk::is_blank(*note)) {
      field.lines.push_back(same(std::string(*note)));
      if (words_.has_label(*note)) {
        field.evidence.push_back(out_.answer("answers.type_correct.who"));
        out_.finding({.code = "sheet.label_removed",
                      .severity = sdk::Severity::warn,
                      .text = {"备注里有给人贴标签的词，印出时已略去；请改写为看到的事实。", "The note held a label of a person, which is left out of the sheet; write what was seen instead."},
                      .evidence = {out_.answer("answers.type_correct.who")},
                      .rule = "portrait.map#forbidden"});
      } else {
        field.evidence.push_back(out_.answer(kNote));
      }
    }
    if (field.lines.empty()) field.lines.push_back({"（由经办人填写）", "(for the officer to fill in)"});
    if (field.evidence.empty()) field.evidence.push_back(out_.field("answers.type_correct"));
    return field;
  }

 private:
  const Context& context_;
  sdk::Envelope& out_;
  const Reader& record_;
  const Words& words_;
  const Blocks& b_;
};

}  // namespace

std::string card_code(const Psych& psych) { return psych.temperament != "unknown" ? psych.temperament : psych.top_need.empty() ? "neutral" : psych.top_need; }

Object sheet(const Context& context, const Blocks& blocks) {
  Sheet made(context, blocks);
  const std::map<std::string_view, std::function<Field()>> fill{
      {"identity", [&] { return made.identity(); }},
      {"contract", [&] { return made.contract(); }},
      {"event", [&] { return made.event(); }},
      {"explicit_demand", [&] { return made.explicit_demand(); }},
      {"latent_need", [&] { return made.latent_need(); }},
      {"emotion", [&] { return made.emotion(); }},
      {"behaviour", [&] { return made.behaviour(); }},
      {"types", [&] { return made.types(); }},
      {"preferred_channel", [&] { return made.preferred_channel(); }},
      {"musts", [&] { return made.card_lines(true); }},
      {"taboos", [&] { return made.card_lines(false); }},
      {"risks", [&] { return made.risks(); }},
      {"first_sentence", [&] { return made.first_sentence(); }},
      {"questions", [&] { return made.questions(); }},
      {"who_appears", [&] { return made.who_appears(); }},
      {"notes", [&] { return made.notes(); }},
  };
  sdk::Array fields;
  for (const auto& [id, title] : context.words.fields()) {
    const auto found = fill.find(id);
    if (found == fill.end()) sdk::fail("error.pack_invalid", "portrait.map has the field '" + id + "', which this stage cannot fill; take it out", "portrait.map");
    const auto field = found->second();
    sdk::Array lines;
    for (const auto& line : field.lines) lines.emplace_back(sdk::to_value(Texts{context.words.without_labels(line.zh), context.words.without_labels(line.en)}));
    fields.emplace_back(Object{{"id", id}, {"title", sdk::to_value(title)}, {"lines", std::move(lines)}, {"evidence", ids(kit::once(field.evidence, kShownMax))}});
  }
  return Object{{"case", sdk::to_value(context.call.case_id())},
                {"title", sdk::to_value(Texts{"投诉人画像工具表", "Complainant portrait: tool sheet"})},
                {"notice", sdk::to_value(Texts{"内部资料，不向客户出示。以下都是推断，可能有误；应得的金额、时限和救济途径不因此改变。", "For staff only, not to be shown to the customer. All of it is a hypothesis that may be wrong; what is owed, the clocks and the remedies do not change by it."})},
                {"fields", std::move(fields)}};
}

}  // namespace amends::portrait
