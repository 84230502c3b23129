#include "complaint_test.hpp"

namespace amends::intake {
namespace {

using sdk::Reader;

ComplaintWords complaint_words(const sdk::Call& call) {
  ComplaintWords words;
  const auto pack = call.pack("lex/lists");
  for (const auto& row : pack.list("rows")) {
    const auto id = row.text_or("id", "");
    auto* const list = id == "complaint_words.zh" || id == "complaint_words.en" ? &words.words
                       : id == "negators.zh"                                    ? &words.negators
                       : id == "neg.not.zh"                                     ? &words.not_negators
                       : id == "negation.skip.zh" || id == "intensifiers.zh"    ? &words.skipped
                       : id == "negators.en"                                    ? &words.negators_en
                                                                                : nullptr;
    if (list)
      for (const auto word : row.text_list("words")) list->push_back(code_points_of(word));
  }
  return words;
}

/// Looks for the word in each document until one has it.
void find_complaint_word(const Context& context, Verdict& verdict) {
  const auto words = complaint_words(context.call);
  for (const auto* document : context.received.told) {
    const auto normal = context.call.normalise(document->body());
    const auto place = complaint_word(code_points_of(normal.text), words);
    if (!place || place->end > normal.ends.size()) continue;
    verdict.cue.complaint_word = true;
    verdict.word.push_back(context.out.span(*document, normal.starts[place->start], normal.ends[place->end - 1], "the word complaint"));
    return;
  }
}

/// A person says what it is.
void ask(const Context& context, const Verdict& verdict) {
  context.out.finding({.code = "insufficient_data",
                       .text = {"文字不足以判断是投诉还是咨询；确认之前按投诉起算期限。", "The words do not tell a complaint from an enquiry; until somebody says, the clocks run as for a complaint."},
                       .evidence = {verdict.sum},
                       .rule = "catalogue 3.1 (3)"});
  if (context.received.told.empty() && !context.record.has("answers.text_missing")) return;  // the text is asked for first
  context.out.question({.id = "complaint_or_enquiry",
                        .form_name = "complaint_or_enquiry",
                        .fields = {"kind"},
                        .to_role = "handler",
                        .reason = {"线索分在5到9之间或没有文字：请确认是投诉还是咨询，拿不准按投诉办理。", "The cue is 5 to 9, or there is no text: say whether it is a complaint or an enquiry; in doubt it is a complaint."},
                        .blocking = true});
}

}  // namespace

Verdict judge(const Context& context, Cue cue) {
  Verdict out{.cue = cue, .complaint = {}, .sum = {}, .faults = {}, .word = {}};
  for (const auto& hit : context.call.match("lex/nature", context.received.told).hits)
    if (hit.counts && Reader(hit.row).flag_or("fault", false)) {
      ++out.cue.faults;
      if (out.faults.size() < kMarksMax) out.faults.push_back(context.out.span(hit, "fault named by the complainant"));
    }
  find_complaint_word(context, out);
  out.cue.formal_channel = is_formal_channel(context.received.channel);
  const auto& points = out.cue;
  out.sum = context.out.computation("complaint cue: feelings, 10 for each demand, threat, fault, the word complaint and a formal channel, 100 for each safety sign",
                                    sdk::Object{{"emotion", points.emotion}, {"demands", points.demands}, {"threats", points.threats}, {"faults", points.faults}, {"complaint_word", points.complaint_word ? 1 : 0}, {"formal_channel", points.formal_channel ? 1 : 0}, {"safety", points.safety}},
                                    points.total());
  const auto answer = context.record.text_or("answers.complaint_or_enquiry.kind", "");
  out.complaint = is_complaint(points.total(), answer);
  // Nothing read is no enquiry: without a text a person says what it is.
  if (context.received.told.empty() && out.complaint == false && answer != "enquiry") out.complaint = std::nullopt;
  if (!out.complaint) ask(context, out);
  return out;
}

void propose_kind(const Context& context, const Verdict& verdict) {
  if (!verdict.complaint) return;
  const auto kind = context.record.text_or("case.kind", "complaint");
  const std::string_view read = *verdict.complaint ? "complaint" : "enquiry";
  if (kind != read && (kind == "complaint" || kind == "enquiry")) context.out.fact("case.kind", sdk::to_value(read), {verdict.sum});
}

}  // namespace amends::intake
