#include "questions.hpp"

namespace amends::risk {
using sdk::Texts;

Asked ask(const Context& context, const Reading& reading) {
  Asked asked;
  const auto best = level(reading.best, context.thresholds), worst = level(reading.worst, context.thresholds);
  if (best != worst) {
    asked.sums = true;
    std::vector<std::string> fields{"entitlement", "computation", "reason"};
    if (reading.claimed_open) fields.insert(fields.begin(), "claimed");
    context.out.question({.id = "target_and_limit",
                          .form_name = "target_and_limit",
                          .fields = std::move(fields),
                          .to_role = "supervisor",
                          .reason = sdk::fill({"{what}，风险等级在{best}与{worst}之间不能确定，请补充。办理不因此等待。", "{what}, so the risk is anything from {best} to {worst}; please fill it in. Nothing waits for it."},
                                              {{"what", reading.claimed_open ? Texts{"主张金额未知", "The sum claimed is not known"} : Texts{"应付金额未知", "The sum owed is not known"}}, {"best", level_title(best)}, {"worst", level_title(worst)}}),
                          .blocking = false});
  }
  if (reading.reach_open) {
    asked.reach = true;
    context.out.question({.id = "reach_check",
                          .form_name = "reach_check",
                          .fields = {"reach_count", "official_media", "platforms", "reason"},
                          .to_role = "monitoring",
                          .reason = {"内容已经公开，传播量未知，请查询；只查看，不要求删除。", "It is public and its reach is not known; please find out. Only look: nobody asks for it to be taken down."},
                          .blocking = false});
  }
  return asked;
}

}  // namespace amends::risk
