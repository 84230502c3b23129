#include "psych.hpp"

namespace amends::portrait {

Psych read_psych(const Context& context) {
  Psych psych;
  psych.known = context.psychology;
  psych.temperament = "unknown";
  for (const auto& row : context.spoken()) psych.expectation.emplace_back(row.text_or("kind", "other"));
  if (!psych.known) {
    psych.evidence = {context.out.insufficient(kPsychology, {"没有心理方面的推断，这一部分留空；请先运行 amends.psychology。", "There is no psychological reading; this block stays open. Run amends.psychology first."})};
    return psych;
  }
  psych.top_need = context.top_need();
  for (const auto& row : context.record.list("analysis.psychology.needs")) psych.needs.emplace_back(row.text_or("code", ""));
  for (const auto& row : context.record.list("analysis.psychology.defences")) psych.defences.emplace_back(row.text_or("code", ""));
  psych.temperament = std::string(context.record.text_or("analysis.psychology.temperament.code", "unknown"));
  psych.energy = context.record.integer("analysis.psychology.energy");
  for (const auto* path : {"analysis.psychology.needs", "analysis.psychology.temperament", "analysis.psychology.demand.explicit"}) psych.evidence.push_back(context.out.field(path));
  return psych;
}

}  // namespace amends::portrait
