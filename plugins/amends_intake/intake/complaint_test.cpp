#include "complaint_test.hpp"

namespace amends::intake {
namespace {

using sdk::Reader;

/// The first that no negation drops.
void find_complaint_word(const Context& context, Verdict& verdict) {
  const auto match = context.call.match("lex/complaint", context.received.told);
  verdict.cue.complaint_word = !match.hits.empty();
  if (!match.hits.empty()) verdict.word.push_back(context.out.span(match.hits.front(), "the word complaint"));
}

/// A person says what it is.
void ask(const Context& context, const Verdict& verdict) {
  const bool untold = context.received.told.empty();
  context.out.finding({.code = "insufficient_data",
                       .text = untold ? sdk::Texts{"没有投诉人的文字，无法判断是投诉还是咨询；确认之前按投诉起算期限。", "There are no words that tell a complaint from an enquiry; until somebody says, the clocks run as for a complaint."}
                                      : sdk::Texts{"文字不足以判断是投诉还是咨询；确认之前按投诉起算期限。", "The words do not tell a complaint from an enquiry; until somebody says, the clocks run as for a complaint."},
                       .evidence = {verdict.sum},
                       .rule = "catalogue 3.1 (3)"});
  if (untold && !context.record.has("answers.text_missing")) return;  // the text is asked for first
  context.out.question({.id = "complaint_or_enquiry",
                        .form_name = "complaint_or_enquiry",
                        .fields = {"kind"},
                        .to_role = "handler",
                        .reason = untold ? sdk::Texts{"没有投诉人的文字。请确认是投诉还是咨询，拿不准选投诉。", "There are no words to judge by. Say whether it is a complaint or an enquiry; in doubt choose complaint."}
                                         : sdk::fill({"线索分{cue}：{complaint}分起是投诉，不到{ask}分是咨询。请确认是哪一种，拿不准选投诉。", "The cue is {cue}: from {complaint} it is a complaint, below {ask} an enquiry. Say which it is; in doubt choose complaint."},
                                                     {{"cue", verdict.cue.total()}, {"complaint", kComplaintCue}, {"ask", kAskCue}}),
                        .blocking = true});
}

}  // namespace

Verdict judge(const Context& context, Cue cue) {
  Verdict out{.cue = cue, .complaint = {}, .by_person = false, .sum = {}, .faults = {}, .word = {}};
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
  out.by_person = answer == "enquiry" ? out.complaint == false : answer == "complaint" && points.total() < kComplaintCue;
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
