#include "review/labels_views.hpp"

namespace amends::review {

const std::map<std::string_view, LabelWords>& view_words() {
  static const std::map<std::string_view, LabelWords> kWords{
      // a case
      {"view.standing", {"事实、等级、风险与途径", "Facts, severity, risk and route"}},
      {"view.no_texts", {"按当前岗位不显示原文、姓名和引文。确需查看，请由经办或主管岗位写明用途后打开。", "This role does not see texts, names or quotes. Where they are needed, a handler or supervisor opens the case and states the purpose."}},
      {"view.no_plan", {"谈话方案仅供本案的经办和主管查看，按当前岗位不显示。", "The plan of the talk is for the handler and the supervisor of the case; this role does not see it."}},
      {"view.not_yet.plan", {"本案还没有谈话方案。", "There is no plan of a talk for this case yet."}},
      {"view.not_yet.risk", {"本案还没有评估风险。", "The risk of this case has not been assessed yet."}},
      {"view.not_yet.dimensions", {"本案还没有从五个方面梳理。", "This case has not been looked at in its five dimensions yet."}},
      {"view.not_yet.decisions", {"本案没有按决策表作出决定。", "No step of this case has asked a decision table."}},
      {"view.not_yet.emotion", {"还没有读出情绪。", "No feelings have been read yet."}},
      {"view.not_yet.workflow", {"流程图暂时画不出来。", "The path cannot be drawn."}},
      {"view.nothing_drawn", {"流程图暂时画不出来；请看经过。", "The path cannot be drawn; the timeline tells the same."}},
      {"clock.days", {"逐日计算", "How the days are counted"}},
      {"timeline.left_out", {"中间略去的记录数", "Events between that are left out"}},
      // pictures
      {"chart.clocks", {"时限与剩余时间", "Clocks and the time that is left"}},
      {"chart.now", {"现在", "now"}},
      {"chart.emotion", {"情绪走向", "Feelings from text to text"}},
      {"chart.emotion.note", {"由文本读出，可能有误；不影响应付金额、时限和途径。", "Read from the texts and may be wrong; without effect on what is owed, on clocks or routes."}},
      {"chart.no_reading", {"没有单独的读数", "no reading of its own"}},
      {"chart.no_trend", {"还没有比较各份文本", "the texts have not been compared yet"}},
      {"chart.risk", {"风险图：可能性与影响", "Risk: likelihood and impact"}},
      {"chart.likelihood", {"可能性", "likelihood"}},
      {"chart.impact", {"影响", "impact"}},
      {"chart.dimensions", {"五个方面各知道多少", "How much is known in each dimension"}},
      {"chart.known", {"已知", "known"}},
      {"chart.found", {"发现", "found"}},
      {"chart.ask", {"待问", "to be asked"}},
      // the desk
      {"desk.inbox", {"待办清单", "Inbox"}},
      {"desk.none", {"没有待办。", "Nothing is to be done."}},
      {"desk.open", {"件待办", "open"}},
      {"desk.late", {"件逾期", "overdue"}},
      {"desk.due", {"到期", "Due"}},
      {"desk.what", {"事项", "What"}},
      {"desk.who", {"岗位", "Who"}},
      {"desk.case", {"案件", "Case"}},
      {"desk.state", {"状态", "Status"}},
      {"desk.no_date", {"没有期限", "no date"}},
      {"desk.more", {"其余未列出", "more not listed"}},
      {"desk.run", {"导入结果", "Cases taken in"}},
      {"desk.added", {"新收", "New"}},
      {"desk.existed", {"此前已收", "Known before"}},
      {"desk.rejected", {"未收", "Not taken"}},
      {"desk.count", {"件数", "Cases"}},
      {"desk.row", {"行", "Row"}},
      {"desk.why", {"原因", "Why"}},
      {"desk.where", {"位置", "Place"}},
      {"desk.file", {"案件库", "Case file"}},
      {"desk.no_file", {"没有打开案件库", "no case file is open"}},
      {"desk.cases", {"件案件", "cases"}},
      {"desk.as", {"身份", "as"}},
      {"desk.closed", {"已关闭", "closed"}},
  };
  return kWords;
}

}  // namespace amends::review
