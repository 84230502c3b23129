// amends case export-masked, reads: a copy fit to send, and who read what.
#include "cli/context.hpp"
#include "review/labels.hpp"
#include "review/masked_copy.hpp"

namespace amends::cli {

int case_export_masked(Context& context, const std::string& id, const MaskedCopyOptions& options) {
  if (!options.out.empty())
    if (auto free_place = context.check_output(options.out); !free_place) return context.report(free_place.error());
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  auto loaded = (*runtime)->load(id);
  if (!loaded) return context.report(loaded.error());
  if (auto recorded = context.record(**runtime, {id, {runtime::What::masked_copy}}); !recorded) return context.report(recorded.error());
  const auto copy = review::masked_copy(*loaded, review::masking_salt());
  const auto text = options.html ? review::masked_copy_html(copy) : json::write_pretty(copy);
  if (options.out.empty()) {
    context.print(text);
    return kOk;
  }
  if (auto written = context.write_output(options.out, text); !written) return context.report(written.error());
  return context.done(context.say("已生成脱敏副本：", "Written, masked: ") + options.out, json::Object{{"case", id}, {"file", options.out}});
}

int reads(Context& context, const ReadsOptions& options) {
  auto runtime = context.open(Context::Need::read);
  if (!runtime) return context.report(runtime.error());
  if (!options.case_id.empty())
    if (auto there = (*runtime)->store()->case_row(options.case_id); !there) return context.report(there.error());
  auto rows = (*runtime)->reads(context.actor(), store::ReadFilter{options.case_id, options.limit});
  if (!rows) return context.report(rows.error());
  json::Array list;
  std::vector<std::vector<std::string>> lines;
  for (const auto& read : *rows) {
    list.push_back(json::Object{{"no", read.no}, {"at", format_instant(read.at)}, {"by", read.by}, {"role", read.role}, {"purpose", read.purpose}, {"case", read.case_id}, {"what", read.what}, {"level", read.level},
                                {"hash", hex(read.hash)}});
    lines.push_back({std::to_string(read.no), local_text(**runtime, "", read.at), read.by, review::role_text(read.role, context.language()), read.case_id, read.what, read.level, read.purpose});
  }
  if (context.options().json) context.print_json(list);
  else
    context.print(table({context.say("序号", "no"), context.say("时间（当地）", "at (local)"), context.say("姓名", "by"), context.say("岗位", "role"), context.say("案件", "case"), context.say("读了什么", "what"),
                         context.say("级别", "class"), context.say("目的", "purpose")},
                        lines, context.table_width(), {5, 7}));
  return kOk;
}

}  // namespace amends::cli
