#include "kit/taboo.hpp"

#include <algorithm>

#include "sdk/failure.hpp"
#include "sdk/reader.hpp"

namespace amends::kit {
namespace {

constexpr std::int64_t kPointsMax = 100;
constexpr std::string_view kHarmless = "none";

struct Support {
  std::string_view name;
  bool Backing::*given;
};
constexpr Support kSupports[] = {{"solution_ref", &Backing::solution_ref}, {"task_ref", &Backing::task_ref}, {"verify_done", &Backing::verify_done}, {"next_date", &Backing::next_date}};

const Support* support_of(std::string_view name) {
  const auto* found = std::find_if(std::begin(kSupports), std::end(kSupports), [&](const Support& s) { return s.name == name; });
  return found == std::end(kSupports) ? nullptr : found;
}

[[noreturn]] void wrong_row(const sdk::Hit& hit, const std::string& what) {
  sdk::fail("error.pack_invalid", "the row " + hit.id + " of " + std::string(kTabooLexicon) + " " + what + "; correct the row", std::string(kTabooLexicon) + "#" + hit.id);
}

/// A text of the row in both languages; the one that it has stands for the other too.
std::optional<sdk::Texts> both(const sdk::Reader& row, std::string_view name) {
  const auto* value = row.find(name);
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return sdk::Texts{std::string(row.text_or(name, "")), std::string(row.text_or(name, ""))};
  const auto texts = row.at(name);
  sdk::Texts out{std::string(texts.text_or("zh", "")), std::string(texts.text_or("en", ""))};
  if (out.zh.empty()) out.zh = out.en;
  if (out.en.empty()) out.en = out.zh;
  return out;
}

/// A place as the rows say; nothing for a harmless row, whose only work is to take its text away from shorter ones.
std::optional<FoundTaboo> found_by(const sdk::Hit& hit) {
  const sdk::Reader row(hit.row);
  const auto id = row.need_text("category");
  const auto points = row.need_integer("points");
  const auto severity = row.text_or("severity", kHarmless);
  if (id == kHarmless) {
    if (points != 0) wrong_row(hit, "is harmless and takes points");
    return std::nullopt;
  }
  const auto* category = taboo_category(id);
  if (category == nullptr) wrong_row(hit, "names the category '" + std::string(id) + "', which nobody knows");
  if (points < 1 || points > kPointsMax) wrong_row(hit, "takes " + std::to_string(points) + " points; 1 to 100 are possible");
  if (severity != "block" && severity != "warn") wrong_row(hit, "has no severity; write block or warn");
  const auto unless = row.text_or("unless", "");
  if (!unless.empty() && support_of(unless) == nullptr) wrong_row(hit, "holds unless '" + std::string(unless) + "', which nobody knows");
  return FoundTaboo{.hit = {.row = hit.id, .category = std::string(id), .start = hit.start, .end = hit.end, .quote = {}, .blocks = severity == "block", .points = points,
                            .rewrite = both(row, "rewrite"), .why = both(row, "why").value_or(category->why), .never = category->never || row.text_or("override", "") == "never"},
                    .unless = std::string(unless)};
}

}  // namespace

std::string_view TabooReading::release() const noexcept {
  if (pass) return "none";
  if (!blocked) return "writer";
  return std::any_of(hits.begin(), hits.end(), [](const TabooHit& hit) { return hit.blocks && hit.never; }) ? "never" : "supervisor";
}

TabooReading judge(const std::vector<FoundTaboo>& found, const Backing& backing, std::int64_t pass_score) {
  TabooReading out;
  for (const auto& [hit, unless] : found) {
    const auto* support = support_of(unless);
    if (support != nullptr && backing.*(support->given)) {
      out.backed.push_back(hit);
      continue;
    }
    const bool known = std::any_of(out.hits.begin(), out.hits.end(), [&](const TabooHit& other) { return other.row == hit.row; });
    if (!known) out.taken += hit.points;
    out.blocked = out.blocked || hit.blocks;
    out.hits.push_back(hit);
  }
  out.score = std::max<std::int64_t>(0, 100 - out.taken);
  out.pass = !out.blocked && out.score >= pass_score;
  return out;
}

TabooReading read_taboos(const sdk::Call& call, std::string_view draft, const Backing& backing, std::int64_t pass_score) {
  if (sdk::is_blank(draft)) return judge({}, backing, pass_score);
  const sdk::Document document("draft", "reply", {}, "officer", {}, draft);
  if (document.length() > sdk::kTextLengthMax)
    sdk::fail("error.text_too_long", "the draft has more than " + std::to_string(sdk::kTextLengthMax) + " characters; check it in parts", "draft");
  std::vector<FoundTaboo> found;
  for (const auto& hit : call.match(kTabooLexicon, {&document}).hits) {
    auto one = found_by(hit);
    if (!one) continue;
    one->hit.quote = document.quote(hit.start, hit.end);
    found.push_back(std::move(*one));
  }
  return judge(found, backing, pass_score);
}

const std::vector<TabooCategory>& taboo_categories() {
  static const std::vector<TabooCategory> kCategories{
      {"shift_blame", {"推诿", "shifting the blame"}, {"客户找的是我们；由我们去联系相关方，并告诉客户何时有消息。", "The customer came to us; we contact whoever else is needed and say when there will be news."}},
      {"empty_promise", {"空头承诺", "an empty promise"}, {"没有已定的方案就不能许诺结果；先写明下一步和时间。", "Without a decided solution nobody can promise a result; say the next step and its date."}},
      {"unsupported_deadline", {"没有依据的时限", "a date that nothing carries"}, {"写出的时间要有任务和负责人，否则会再次失信。", "A stated time needs a task and a person behind it, or trust is lost once more."}},
      {"deny_feeling", {"否定感受", "denying a feeling"}, {"让人冷静往往让人更急；先说听到了什么。", "Telling people to calm down makes it worse; say what you heard."}},
      {"contest", {"与客户争辩", "arguing with the customer"}, {"争对错不解决问题；说明查到的事实和依据。", "Who is right settles nothing; state the facts that were found and their ground."}},
      {"opaque", {"含糊其辞", "vague words"}, {"客户需要知道谁在什么时候做什么。", "The customer needs to know who does what by when."}},
      {"threat", {"威胁", "a threat"}, {"任何威胁都不得出现；只能用中性语言说明有依据的后果。", "No threat of any kind; consequences only in neutral words and with their ground."}, true},
      {"deceive", {"误导", "deception"}, {"不得虚构期限、规定或结论。", "No invented deadline, rule or finality."}, true},
      {"gag", {"封口条件", "a gag"}, {"应当给付的不得以撤诉、沉默或不实声明为条件。", "What is owed never depends on withdrawing a complaint, on silence or on an untrue statement."}, true},
      {"insult", {"贬损", "an insult"}, {"不评价人，只写事情。", "Describe the matter, never the person."}},
      {"discriminate", {"歧视", "discrimination"}, {"不得以性别、年龄、地区、民族、宗教、残疾、健康或婚姻作为理由。", "Sex, age, region, ethnicity, religion, disability, health or marital status is never a reason."}, true},
      {"privacy", {"泄露信息", "personal data"}, {"不得写出他人的信息或完整的账号、证件号。", "No data of other people, and no full account or identity number."}},
      {"admission", {"未查先认", "an admission before the facts"}, {"事实查清之前不下结论；说明正在核实什么、何时答复。", "No conclusion before the facts are established; say what is being checked and until when."}},
      {"jargon", {"行话", "jargon"}, {"换成客户日常用的话，或者加一句解释。", "Use everyday words, or explain the term in one sentence."}},
      {"shouting", {"语气过重", "shouting"}, {"一个句号就够了。", "A full stop is enough."}}};
  return kCategories;
}

const TabooCategory* taboo_category(std::string_view id) {
  for (const auto& category : taboo_categories())
    if (category.id == id) return &category;
  return nullptr;
}

}  // namespace amends::kit
