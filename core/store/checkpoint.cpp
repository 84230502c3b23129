#include "store/checkpoint.hpp"

#include <algorithm>
#include <charconv>
#include <functional>

namespace amends::store {
namespace {

Error no_checkpoint(const std::string& file_name, std::size_t line) {
  return fail(ErrorCode::schema, "this is no checkpoint: `amends checkpoint` prints NUMBER HASH INSTANT ROWS HASH; take the line out, or name the file that its lines were kept in",
              line == 0 ? file_name : file_name + ":" + std::to_string(line));
}

bool take_number(std::string_view text, std::int64_t& out) {
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), out);
  return code == std::errc{} && end == text.data() + text.size() && out >= 0;
}

bool take_digest(std::string_view text, Digest& out) {
  const auto bytes = from_hex(text);
  if (!bytes || bytes->size() != out.size()) return false;
  std::copy(bytes->begin(), bytes->end(), out.begin());
  return true;
}

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view kBlank = " \t\r";
  std::vector<std::string_view> out;
  for (auto at = line.find_first_not_of(kBlank); at != std::string_view::npos; at = line.find_first_not_of(kBlank, at)) {
    const auto end = std::min(line.find_first_of(kBlank, at), line.size());
    out.push_back(line.substr(at, end - at));
    at = end;
  }
  return out;
}

std::optional<Checkpoint> of_words(const std::vector<std::string_view>& words) {
  Checkpoint out;
  if (words.size() < 2 || words.size() == 4 || words.size() > 5 || !take_number(words[0], out.journal.no) || !take_digest(words[1], out.journal.hash)) return {};
  if (words.size() > 2) {
    if (!parse_instant(words[2])) return {};  // a line that was torn off
    out.at = words[2];
  }
  if (words.size() == 5 && (!take_number(words[3], out.reads.emplace()) || !take_digest(words[4], out.reads_head))) return {};
  return out;
}

/// What the file says of a number.
struct Found {
  std::int64_t holds = 0;
  std::function<Result<std::optional<Digest>>(std::int64_t)> at;
};

Result<void> look(std::span<const Checkpoint> kept, bool in_reads, const Found& found, std::vector<CheckpointFault>& out) {
  CheckpointFault other;
  other.in_reads = in_reads;
  other.holds = found.holds;
  auto cut = other;
  cut.cut_off = true;
  std::optional<Checkpoint> fits;
  bool is_other = false, is_cut = false;
  const auto number = [&](const Checkpoint& one) { return in_reads ? *one.reads : one.journal.no; };
  for (const auto& one : kept) {
    if (in_reads && !one.reads) continue;
    const auto no = number(one);
    if (no > found.holds) {
      if (!is_cut || no > number(cut.kept)) cut.kept = one;
      is_cut = true;
      continue;
    }
    AMENDS_TRY(const auto stored, no == 0 ? Result<std::optional<Digest>>(Digest{}) : found.at(no));
    if (stored && *stored == (in_reads ? one.reads_head : one.journal.hash)) {
      if (!fits || no > number(*fits)) fits = one;
    } else {
      if (!is_other || no < number(other.kept)) other.kept = one;
      is_other = true;
    }
  }
  other.fits = cut.fits = fits;
  if (is_other) out.push_back(std::move(other));
  if (is_cut) out.push_back(std::move(cut));
  return {};
}

}  // namespace

std::string line_of(const Checkpoint& checkpoint) {
  auto out = std::to_string(checkpoint.journal.no) + " " + hex(checkpoint.journal.hash) + " " + checkpoint.at;
  if (checkpoint.reads) out += " " + std::to_string(*checkpoint.reads) + " " + hex(checkpoint.reads_head);
  return out;
}

Result<std::vector<Checkpoint>> read_checkpoints(std::string_view text, const std::string& file_name) {
  std::vector<Checkpoint> out;
  const auto begin = text.find_first_not_of(" \t\r\n");
  if (begin != std::string_view::npos && text[begin] == '{') {
    const auto object = json::parse(text);
    if (!object) return object.error().within(file_name);
    Checkpoint one;
    one.journal.no = json::integer_at(*object, "no", -1);
    one.at = json::text_at(*object, "at");
    if (one.journal.no < 0 || !take_digest(json::text_at(*object, "hash"), one.journal.hash)) return no_checkpoint(file_name, 0);
    if (json::find(*object, "reads")) {
      one.reads = json::integer_at(*object, "reads", -1);
      if (*one.reads < 0 || !take_digest(json::text_at(*object, "reads_head"), one.reads_head)) return no_checkpoint(file_name, 0);
    }
    out.push_back(std::move(one));
    return out;
  }
  std::size_t number = 0;
  while (!text.empty()) {
    ++number;
    const auto end = std::min(text.find('\n'), text.size());
    const auto words = words_of(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
    if (words.empty()) continue;
    auto one = of_words(words);
    if (!one) return no_checkpoint(file_name, number);
    if (out.size() == kCheckpointsMax) return fail(ErrorCode::range, "the file has more than " + std::to_string(kCheckpointsMax) + " checkpoints; give the newest ones", file_name);
    out.push_back(std::move(*one));
  }
  if (out.empty()) return fail(ErrorCode::schema, "there is no checkpoint in this file; keep the lines that `amends checkpoint` prints", file_name);
  return out;
}

Result<Checkpoint> checkpoint_of(Store& store, Instant now) {
  Checkpoint out;
  AMENDS_TRY(out.journal, store.chain_head());
  AMENDS_TRY(const auto newest, ReadLog(store.path()).list({{}, 1}));
  out.at = format_instant(now);
  out.reads = newest.empty() ? 0 : newest.back().no;
  if (!newest.empty()) out.reads_head = newest.back().hash;
  return out;
}

std::string sentence(const CheckpointFault& fault, std::string_view language) {
  const bool zh = language == "zh";
  const auto number = [&](const Checkpoint& one) { return std::to_string(fault.in_reads ? one.reads.value_or(0) : one.journal.no); };
  const auto unit = [&](const std::string& no) { return zh ? "第 " + no + (fault.in_reads ? " 行" : " 次提交") : (fault.in_reads ? "row " : "commit ") + no; };
  const auto kept_at = [&](const Checkpoint& one) { return one.at.empty() ? std::string() : zh ? "（" + one.at + " 另存）" : " (kept at " + one.at + ")"; };
  const auto which = unit(number(fault.kept)) + kept_at(fault.kept);
  if (fault.cut_off) {
    const auto holds = std::to_string(fault.holds);
    if (zh) return "止于" + unit(holds) + "，而另存的校验码有" + which + "：末尾被截去，或被一份较旧的副本替换。请找回原文件或更新的备份";
    return "it ends at " + unit(holds) + ", and " + which + " was kept elsewhere: its end was cut off, or an older copy is in its place. Find the file that was there, or a newer backup";
  }
  const auto last = fault.fits ? unit(number(*fault.fits)) + kept_at(*fault.fits) : std::string();
  if (zh) return which + "与另存的校验码不符：文件被退回旧状态后另行续写，或被整个改写；" + (last.empty() ? "另存的校验码无一相符，也可能是另一个文件" : "最后相符的是" + last) + "。请找回原文件，或用此前的备份核对";
  return which + " is not the one that was kept elsewhere: the file was rolled back and went on another way, or was written anew; " +
         (last.empty() ? "no kept checkpoint fits, so that it may be another file" : "the last that fits is " + last) + ". Find the file that was there, or compare with a backup from before";
}

Result<std::vector<CheckpointFault>> compare(Store& store, std::span<const Checkpoint> kept) {
  std::vector<CheckpointFault> out;
  AMENDS_TRY(const auto head, store.chain_head());
  AMENDS_CHECK(look(kept, false, {head.no, [&](std::int64_t no) { return store.chain_at(no); }}, out));
  const ReadLog reads(store.path());
  AMENDS_TRY(const auto newest, reads.list({{}, 1}));
  AMENDS_CHECK(look(kept, true,
                    {newest.empty() ? 0 : newest.back().no,
                     [&](std::int64_t no) -> Result<std::optional<Digest>> {
                       AMENDS_TRY(const auto row, reads.row(no));
                       return row ? std::optional<Digest>(row->hash) : std::nullopt;
                     }},
                    out));
  return out;
}

}  // namespace amends::store
