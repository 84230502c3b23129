#include "runtime/masking.hpp"

#include <algorithm>
#include <functional>
#include <optional>

#include "support/hash.hpp"
#include "support/ids.hpp"
#include "support/utf8.hpp"

namespace amends::runtime {
namespace {

constexpr std::size_t kPersonalDigitsMin = 7;  // the shortest telephone number that is kept from a copy
constexpr std::size_t kPlainCodeMax = 40;
constexpr std::size_t kPseudonymDigits = 8;  // hexadecimal: two of a thousand people meet once in eight thousand copies

bool digit(char c) { return c >= '0' && c <= '9'; }
bool upper(char c) { return c >= 'A' && c <= 'Z'; }
bool lower(char c) { return c >= 'a' && c <= 'z'; }
bool all_digits(std::string_view text) { return !text.empty() && std::all_of(text.begin(), text.end(), digit); }

/// "2026-03-02", "2026-03-02T09:00:00+08:00".
bool is_instant(std::string_view text) {
  if (text.size() < 10 || text.size() > 35 || text[4] != '-' || text[7] != '-') return false;
  if (!all_digits(text.substr(0, 4)) || !all_digits(text.substr(5, 2)) || !all_digits(text.substr(8, 2))) return false;
  return text.size() == 10 || (text[10] == 'T' && parse_instant(text));
}

/// Words of a text: a run of ASCII letters and digits in small letters, or one other character that is no blank and no punctuation.
std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  bool open = false;
  const auto decoded = utf8::decode(text);
  if (!decoded) return out;
  for (const char32_t c : *decoded) {
    const bool ascii_word = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    // Latin letters with marks belong to a word; what is neither letter nor character of a script ends it.
    const bool letter = ascii_word || (c >= 0xC0 && c < 0x250);
    if (letter) {
      if (!open) out.emplace_back();
      if (c >= 'A' && c <= 'Z') out.back() += static_cast<char>(c - 'A' + 'a');
      else utf8::append(out.back(), c);
      open = true;
      continue;
    }
    open = false;
    if (c < 0x370 || (c >= 0x2000 && c < 0x2E80) || (c >= 0x3000 && c < 0x3040) || (c >= 0xFF00 && c < 0xFF10) || (c >= 0xFF1A && c < 0xFF21)) continue;  // blanks, marks, punctuation
    utf8::append(out.emplace_back(), c);
  }
  return out;
}

/// The run from `from` that is just long enough, hashed; nothing when the text ends before.
std::optional<std::size_t> run_hash(const std::vector<std::string>& words, std::size_t from) {
  constexpr auto kEnough = kNetWordsMin * kNetCharactersMin;
  std::string joined;
  std::size_t weight = 0;
  for (std::size_t i = from; i < words.size(); ++i) {
    const auto first = static_cast<unsigned char>(words[i].front());
    weight += first < 0xE0 ? kNetCharactersMin : kNetWordsMin;  // from U+0800 on: a character; before it: a word of letters
    joined += words[i] + '\x1f';
    if (weight >= kEnough) return std::hash<std::string>{}(joined);
  }
  return std::nullopt;
}

bool luhn(std::string_view digits) {
  int sum = 0;
  bool twice = false;
  for (std::size_t i = digits.size(); i-- > 0; twice = !twice) {
    int value = digits[i] - '0';
    if (twice && (value *= 2) > 9) value -= 9;
    sum += value;
  }
  return sum % 10 == 0;
}

/// One run of letters and digits; `joined`: across blanks and hyphens, where "GB 11643-1999" must not pass for a passport.
bool personal(std::string_view run, bool joined) {
  if (run.size() == 18 && all_digits(run.substr(0, 17)) && (digit(run[17]) || run[17] == 'X' || run[17] == 'x')) return true;  // resident id
  if (all_digits(run)) {
    if (run.size() >= 13 && run.size() <= 19 && (luhn(run) || run.starts_with("62"))) return true;                             // bank card
    for (const auto national : {run, run.starts_with("86") ? run.substr(2) : run, run.starts_with("0086") ? run.substr(4) : run})
      if (national.size() == 11 && national[0] == '1' && national[1] >= '3') return true;                                      // mobile number
    return false;
  }
  const auto letters = static_cast<std::size_t>(std::find_if_not(run.begin(), run.end(), upper) - run.begin());
  if (!joined && letters >= 1 && letters <= 2 && all_digits(run.substr(letters)) && run.size() - letters >= 7 && run.size() - letters <= 10) return true;  // passport, permit
  return letters >= 2 && run.size() >= 15 && run.size() <= 34 && digit(run[2]) && digit(run[3]) && std::all_of(run.begin(), run.end(), [](char c) { return digit(c) || upper(c); });  // IBAN (ISO 13616)
}

bool holds_address(std::string_view text) {
  for (auto at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1))
    if (at > 0 && at + 1 < text.size() && static_cast<unsigned char>(text[at - 1]) > ' ' && static_cast<unsigned char>(text[at + 1]) > ' ' && text.find('.', at) != std::string_view::npos) return true;
  return false;
}

}  // namespace

bool is_code(std::string_view text) noexcept {
  if (text.empty() || text.size() > kCodeBytesMax) return false;
  if (is_instant(text)) return true;
  std::size_t digits = 0;
  bool small = false, capital = false;
  for (const char c : text) {
    if (digit(c)) {
      if (++digits > kCodeDigitsMax) return false;
      continue;
    }
    digits = 0;
    small = small || lower(c);
    capital = capital || upper(c);
    if (!lower(c) && !upper(c) && c != '_' && c != '.' && c != '-' && c != '#' && c != ':') return false;
  }
  // "Alice" has both; codes are of one case: compensation_seeker, CN-NFRA-DECIDE, S3.
  return !(small && capital);
}

bool holds_personal_number(std::string_view text) {
  if (holds_address(text)) return true;
  std::string run, joined;
  // `joined`: digits (and a last X) across single blanks and hyphens, as people write cards and ids.
  const auto ends = [&](std::string& one) {
    const bool found = personal(one, &one == &joined);
    one.clear();
    return found;
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool word = digit(c) || upper(c) || lower(c);
    if (word) {
      run += c;
      if (digit(c) || upper(c) || ((c == 'x') && joined.size() == 17)) joined += c;
      else if (ends(joined)) return true;
      continue;
    }
    if (ends(run)) return true;
    const bool separates = (c == ' ' || c == '-') && i + 1 < text.size() && (digit(text[i + 1]) || upper(text[i + 1])) && !joined.empty();
    if (!separates && ends(joined)) return true;
  }
  return ends(run) || ends(joined);
}

std::string salted_digest(std::string_view salt, std::string_view digest) { return hex(sha256(std::string(salt) + "\x1f" + std::string(digest))).substr(0, 16); }

Masker::Masker(const CaseState& state, std::string salt) : state_(state), salt_(std::move(salt)) {
  for (const auto& member : state.record().is_object() ? state.record().get_object() : json::Object{})
    if (member.key() != "analysis") learn(std::string(member.key()), member.value());
  // What people wrote elsewhere: reasons of corrections, answers of tasks.
  for (const auto& correction : state.corrections()) learn_text(correction.reason, false);
  for (const auto& task : state.tasks()) learn("answers." + task.form, task.answer);
  // The words that stages quote.
  for (const auto& [path, section] : state.sections())
    for (const auto& item : json::list_at(section.envelope, "evidence")) learn_text(json::text_at(item, "quote"), false);
}

void Masker::learn_text(std::string_view text, bool whole) {
  const auto words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i)
    if (const auto run = run_hash(words, i)) runs_.insert(*run);
  const bool is_short = !run_hash(words, 0);
  // A single character or letter is no name.
  if (is_short && !words.empty() && (whole ? text.size() > 1 && (words.size() > 1 || words.front().size() > 1) : words.size() >= kNetShortTextMin)) short_[words.front()].push_back(words);
}

void Masker::learn(std::string_view path, const json::Value& value) {
  if (value.is_object()) {
    for (const auto& member : value.get_object()) learn(std::string(path) + "." + std::string(member.key()), member.value());
  } else if (value.is_array()) {
    for (const auto& one : value.get_array()) learn(path, one);
  } else if (value.is_string()) {
    const std::string_view text = value.get_string();
    const auto* rule = field_rule(path);
    if (rule && (rule->masking == Masking::keep || rule->masking == Masking::keep_name)) return;
    // A word of a list in a form ("phone") is no secret; a name is one whatever it looks like.
    // Who of the staff did what is class P1: a copy that leaves the house has pseudonyms for them, a colleague's view need not hide them.
    if (path == "channel.recorded_by" || path == "history.contacts.handler" || path == "flags.conflict_of_interest") return;
    const bool named = rule && (rule->masking == Masking::pseudonym || path == "parties.id_doc" || path == "contract.no");
    const bool number = (path.starts_with("parties.") || path.starts_with("contract.")) && !is_instant(text);
    if (!named && !number && is_code(text)) return;
    learn_text(text, named || number);
  }
}

std::string Masker::pseudonym(std::string_view name) const { return name.empty() ? std::string{} : "person-" + hex(sha256(salt_ + "\x1f" + std::string(name))).substr(0, kPseudonymDigits); }

bool Masker::gives_away(std::string_view text) const {
  if (text.empty()) return false;
  if (holds_personal_number(text)) return true;
  const auto words = words_of(text);
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (const auto run = run_hash(words, i); run && runs_.contains(*run)) return true;
    if (const auto found = short_.find(words[i]); found != short_.end())
      for (const auto& whole : found->second)
        if (whole.size() <= words.size() - i && std::equal(whole.begin(), whole.end(), words.begin() + static_cast<std::ptrdiff_t>(i))) return true;
  }
  return false;
}

namespace {

/// Digits of any script, and the Chinese words for them: 138 1234 5678, １３８…, 一三八….
std::size_t digits_in(std::string_view text) {
  constexpr std::u32string_view kWords = U"〇零一二三四五六七八九";
  const auto letters = utf8::decode(text);
  if (!letters) return text.size();
  return static_cast<std::size_t>(std::count_if(letters->begin(), letters->end(), [&](char32_t c) {
    return (c >= U'0' && c <= U'9') || (c >= 0xFF10 && c <= 0xFF19) || (c >= 0x0660 && c <= 0x0669) || (c >= 0x06F0 && c <= 0x06F9) || (c >= 0x0966 && c <= 0x096F) || kWords.find(c) != kWords.npos;
  }));
}

/// A number of many digits may be somebody's telephone, card or identity whatever the field is called, and a long id may be a name. Sums, instants and what
/// stages computed are none; a case's own id is looked at by itself.
bool could_be_a_number_of_a_person(std::string_view path, const json::Value& value) {
  for (const std::string_view above : {"analysis.", "money.", "store_facts.", "clocks."})
    if (path.starts_with(above)) return false;
  if (path == "case.id" || path.ends_with(".case_id") || path.ends_with(".minor")) return false;
  if (value.is_int64() || value.is_uint64()) return digits_in(json::write(value)) >= kPersonalDigitsMin;
  if (!value.is_string()) return false;
  const std::string_view text = value.get_string();
  if (is_instant(text) || (text.size() == 10 && text[4] == '-' && text[7] == '-')) return false;
  if (digits_in(text) >= kPersonalDigitsMin) return true;
  // "p1", "t12", "d3": an id of the kind that records have. Any other may say who somebody is.
  const bool id_of_a_row = path.ends_with(".id") && (path.starts_with("parties.") || path.starts_with("events.") || path.starts_with("documents.") || path.starts_with("demand."));
  return id_of_a_row && !(text.size() <= 6 && std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }));
}

}  // namespace

void Masker::took(const std::string& path, const FieldRule* rule) {
  std::string key;
  for (std::size_t at = 0; at <= path.size();) {
    const auto dot = std::min(path.find('.', at), path.size());
    const auto part = path.substr(at, dot - at);
    if (!part.empty() && !all_digits(part)) key += (key.empty() ? "" : ".") + part;
    at = dot + 1;
  }
  // Below what people make up themselves (ext.<vendor>, answers.<form>) even a name may tell something.
  if (!rule || rule->path == "answers.*") key = key.substr(0, key.find('.'));
  ++taken_[{key, rule ? std::string(level_name(rule->level)) : "unknown"}];
}

json::Value Masker::masked(const std::string& path, const json::Value& value) {
  if (value.is_null()) return nullptr;
  if (value.is_object()) {
    json::Object out;
    const auto* own = field_rule(path);
    // {zh, en} in a result: prose of a stage, which may quote.
    if (path.starts_with("analysis.") && value.get_object().size() <= 2 && value.get_object().contains("zh") && value.get_object().contains("en")) return nullptr;
    for (const auto& member : value.get_object()) {
      const std::string key(member.key());
      if (own && own->path.ends_with(".*") && !is_code(key)) continue;  // a key that is a word of somebody
      auto shown = masked(path + "." + key, member.value());
      if (!shown.is_null()) out[key] = std::move(shown);
    }
    return out.empty() ? json::Value(nullptr) : json::Value(std::move(out));
  }
  if (value.is_array()) {
    json::Array out;
    for (const auto& one : value.get_array())
      if (auto shown = masked(path, one); !shown.is_null()) out.push_back(std::move(shown));
    return out.empty() ? json::Value(nullptr) : json::Value(std::move(out));
  }
  const auto* rule = field_rule(path);
  if (rule && rule->masking == Masking::pseudonym && value.is_string()) {
    took(path, rule);
    const std::string_view name = value.get_string();
    return name.empty() ? json::Value(nullptr) : json::Value(pseudonym(name));
  }
  if (rule && rule->level <= Level::p1 && (rule->masking == Masking::keep || rule->masking == Masking::keep_name)) {
    if (could_be_a_number_of_a_person(path, value)) {
      took(path, rule);
      return nullptr;
    }
    if (!value.is_string()) return value;
    const std::string_view text = value.get_string();
    // Quotations stand under these names in results; one word of them looks like a code.
    const auto last = path.substr(path.rfind('.') + 1);
    const bool quotation = path.starts_with("analysis.") && (last == "quote" || last == "quotes" || last == "text" || last == "value");
    const bool case_id = path == "case.id" || path == "history.prior.case_id" || (path.starts_with("analysis.") && last == "case_id");
    if (case_id ? is_case_id(text) : !quotation && (is_code(text) || rule->masking == Masking::keep_name) && !gives_away(text)) return value;
  }
  took(path, rule);
  return nullptr;
}

json::Value Masker::at(std::string_view path, const json::Value& value) { return masked(std::string(path), value); }

json::Value Masker::facts() {
  json::Object out;
  if (!state_.record().is_object()) return out;
  for (const auto& member : state_.record().get_object()) {
    if (member.key() == "analysis") continue;
    if (auto shown = masked(std::string(member.key()), member.value()); !shown.is_null()) out[member.key()] = std::move(shown);
  }
  return out;
}

json::Value Masker::envelope(std::string_view section, const json::Value& envelope) {
  const auto* rule = field_rule(section);
  if (!rule || rule->level > Level::p1) {
    took(std::string(section), rule);
    return nullptr;
  }
  // Of what a stage says beside its result only codes and numbers pass: a careless one may write words anywhere.
  const auto pass = [&](json::Object& to, const json::Value& from, const char* member) {
    const auto* value = json::find(from, member);
    if (!value) return;
    if (value->is_int64() || value->is_bool()) {
      to[member] = *value;
    } else if (value->is_string()) {
      const std::string_view text = value->get_string();
      if ((is_code(text) || member == std::string_view("rule")) && !gives_away(text)) to[member] = *value;
    } else if (value->is_array()) {
      json::Array ids;
      for (const auto& one : value->get_array())
        if (is_code(json::text_or(&one, ""))) ids.push_back(one);
      to[member] = std::move(ids);
    }
  };
  json::Object out;
  for (const auto* member : {"stage", "version", "run", "status"}) pass(out, envelope, member);
  const auto* current = json::find(state_.record(), section);  // with corrections
  auto result = masked(std::string(section), current ? *current : json::Value(nullptr));
  out["result"] = result.is_null() ? json::Value(json::Object{}) : std::move(result);
  json::Array findings, evidence;
  for (const auto& finding : json::list_at(envelope, "findings")) {
    json::Object one;
    for (const auto* member : {"id", "code", "severity", "rule", "confidence", "evidence"}) pass(one, finding, member);
    // Signs about safety and vulnerability are of class P3, like the flags they speak of.
    const auto code = json::text_at(finding, "code");
    if (code.find("safety") != std::string_view::npos || code.find("vulnerab") != std::string_view::npos) {
      took(std::string(section) + ".findings", field_rule("flags.safety"));
      continue;
    }
    if (const auto* text = json::find(finding, "text")) {
      if (gives_away(json::in_language(text, "zh")) || gives_away(json::in_language(text, "en"))) took(std::string(section) + ".findings.text", field_rule("text.docs.body"));
      else one["text"] = *text;
    }
    findings.emplace_back(std::move(one));
  }
  for (const auto& item : json::list_at(envelope, "evidence")) {
    json::Object one;
    for (const auto* member : {"id", "kind", "rule", "doc", "start", "end"}) pass(one, item, member);
    const auto path = json::text_at(item, "path");
    if (!path.empty() && field_rule(path)) {
      one["path"] = path;
      if (const auto* value = json::find(item, "value"))
        if (auto shown = masked(record_path(path), *value); !shown.is_null()) one["value"] = std::move(shown);
    } else if (json::text_at(item, "kind") == "computation") {
      if (const auto* value = json::find(item, "value"); value && (value->is_int64() || value->is_bool())) one["value"] = *value;
      json::Object operands;
      for (const auto& operand : json::object_at(item, "operands"))
        if (operand.value().is_int64() || operand.value().is_bool() || (operand.value().is_string() && is_code(std::string_view(operand.value().get_string())) && !gives_away(std::string_view(operand.value().get_string())))) operands[operand.key()] = operand.value();
      if (!operands.empty()) one["operands"] = std::move(operands);
    }
    if (const auto note = json::text_at(item, "note"); is_code(note) && !gives_away(note)) one["note"] = note;
    evidence.emplace_back(std::move(one));
  }
  out["findings"] = std::move(findings);
  out["evidence"] = std::move(evidence);
  return out;
}

void Masker::veil(json::Value& document) const {
  if (document.is_object()) {
    for (auto& member : document.get_object()) veil(member.value());
  } else if (document.is_array()) {
    for (auto& one : document.get_array()) veil(one);
  } else if (document.is_string() && gives_away(std::string_view(document.get_string()))) {
    document = "…";
  }
}

std::vector<TakenOut> Masker::taken_out() const {
  std::vector<TakenOut> out;
  for (const auto& [key, count] : taken_) out.push_back({key.first, key.second, count});
  return out;
}

bool is_plain_code(std::string_view text) {
  const auto fits = [](char c) { return digit(c) || upper(c) || lower(c) || c == '_' || c == '-' || c == '.'; };
  return !text.empty() && text.size() <= kPlainCodeMax && std::all_of(text.begin(), text.end(), fits) && digits_in(text) < kPersonalDigitsMin;
}

}  // namespace amends::runtime
