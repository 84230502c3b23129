#include "sdk/envelope.hpp"

#include "sdk/failure.hpp"

namespace amends::sdk {
namespace {

std::string_view name(Severity severity) {
  switch (severity) {
    case Severity::info: return "info";
    case Severity::warn: return "warn";
    case Severity::block: return "block";
  }
  return "info";
}

Value instant_or_null(const std::optional<Instant>& at) { return at ? Value(format_instant(*at)) : Value(nullptr); }

Array to_array(const std::vector<std::string>& texts) {
  Array out;
  for (const auto& text : texts) out.emplace_back(text);
  return out;
}

[[noreturn]] void broken(std::string message) { fail("error.internal", std::move(message)); }

}  // namespace

Envelope::Envelope(const Call& call) : call_(&call) {}

EvidenceId Envelope::add_evidence(Object item) {
  const auto key = write_json(item);
  const auto [known, fresh] = known_evidence_.try_emplace(key, "");
  if (!fresh) return known->second;
  known->second = "ev" + std::to_string(evidence_.size() + 1);
  Object with_id{{"id", known->second}};
  for (auto& member : item) with_id.emplace(member.key(), member.value());
  evidence_.push_back(std::move(with_id));
  return known->second;
}

EvidenceId Envelope::span(const Document& document, std::int64_t start, std::int64_t end, std::string_view note) {
  if (start < 0 || end <= start || end > document.length())
    broken("the span [" + std::to_string(start) + "," + std::to_string(end) + ") lies outside document '" + std::string(document.id()) + "' of " +
           std::to_string(document.length()) + " code points");
  Object item{{"kind", "span"}, {"doc", std::string(document.id())}, {"start", start}, {"end", end}, {"quote", std::string(document.quote(start, end))}};
  if (!note.empty()) item["note"] = std::string(note);
  return add_evidence(std::move(item));
}

EvidenceId Envelope::span(const Place& place, std::string_view note) {
  const auto* document = call_->document(place.doc);
  if (!document) broken("a place names document '" + place.doc + "', which the case does not have");
  return span(*document, place.start, place.end, note);
}

EvidenceId Envelope::field(std::string_view path) {
  const auto* value = call_->record().find(path);
  return add_evidence(Object{{"kind", "field"}, {"path", std::string(path)}, {"value", value ? *value : Value(nullptr)}});
}

EvidenceId Envelope::answer(std::string_view path) {
  const auto* value = call_->record().find(path);
  return add_evidence(Object{{"kind", "answer"}, {"path", std::string(path)}, {"value", value ? *value : Value(nullptr)}});
}

EvidenceId Envelope::document(std::string_view document_id, std::string_view note) {
  Object item{{"kind", "document"}, {"doc", std::string(document_id)}};
  if (!note.empty()) item["note"] = std::string(note);
  return add_evidence(std::move(item));
}

EvidenceId Envelope::case_link(std::string_view case_id, std::string_view note) {
  Object item{{"kind", "case_link"}, {"value", std::string(case_id)}};
  if (!note.empty()) item["note"] = std::string(note);
  return add_evidence(std::move(item));
}

EvidenceId Envelope::computation(std::string_view note, Object operands, Value value) {
  return add_evidence(Object{{"kind", "computation"}, {"note", std::string(note)}, {"operands", std::move(operands)}, {"value", std::move(value)}});
}

const Array& Envelope::check(const std::vector<EvidenceId>& evidence, std::string_view who, Array& out) const {
  if (evidence.empty()) broken(std::string(who) + " cites no evidence");
  for (const auto& id : evidence) {
    bool known = false;
    for (const auto& item : evidence_) known = known || view(item.at("id").get_string()) == id;
    if (!known) broken(std::string(who) + " cites evidence '" + id + "', which the envelope does not have");
    out.emplace_back(id);
  }
  return out;
}

std::string Envelope::finding(Finding finding) {
  if (finding.confidence < 0 || finding.confidence > 100) broken("finding '" + finding.code + "' has a confidence outside 0..100");
  Array cited;
  check(finding.evidence, "finding '" + finding.code + "'", cited);
  const auto id = "f" + std::to_string(findings_.size() + 1);
  findings_.push_back(Object{{"id", id},
                             {"code", finding.code},
                             {"severity", name(finding.severity)},
                             {"confidence", finding.confidence},
                             {"text", to_json(finding.text)},
                             {"evidence", std::move(cited)},
                             {"rule", finding.rule.empty() ? Value(nullptr) : Value(finding.rule)}});
  return id;
}

EvidenceId Envelope::insufficient(std::string_view path, Texts what) {
  const auto id = field(path);
  finding({.code = "insufficient_data", .severity = Severity::info, .text = std::move(what), .evidence = {id}, .rule = {}});
  return id;
}

void Envelope::task(Task task) {
  Object item{{"id", task.id},           {"kind", task.kind},  {"owner_role", task.owner_role}, {"due_at", instant_or_null(task.due_at)},
              {"title", to_json(task.title)}, {"blocking", task.blocking}};
  if (!task.form.empty()) item["form"] = task.form;
  if (!task.meets.empty()) item["meets"] = to_array(task.meets);
  tasks_.push_back(std::move(item));
}

void Envelope::deadline(Deadline deadline) {
  Object item{{"id", deadline.id},
              {"kind", deadline.kind},
              {"starts_at", format_instant(deadline.starts_at)},
              {"due_at", format_instant(deadline.due_at)},
              {"basis", std::move(deadline.basis)},
              {"extendable", deadline.extendable},
              {"ledger", std::move(deadline.ledger)}};
  for (auto& member : deadline.more) item.emplace(member.key(), member.value());
  deadlines_.push_back(std::move(item));
}

void Envelope::fact(std::string_view path, Value value, std::vector<EvidenceId> evidence) {
  Array cited;
  check(evidence, "the proposed fact '" + std::string(path) + "'", cited);
  facts_.push_back(Object{{"path", std::string(path)}, {"value", std::move(value)}, {"evidence", std::move(cited)}});
}

void Envelope::question(Question question) {
  questions_.push_back(Object{{"id", question.id},
                              {"form_name", question.form_name.empty() ? question.id : question.form_name},
                              {"form", to_array(question.fields)},
                              {"to_role", question.to_role},
                              {"reason", to_json(question.reason)},
                              {"blocking", question.blocking},
                              {"default_on_timeout", std::move(question.default_on_timeout)}});
}

void Envelope::need(Question question) {
  question.blocking = true;
  status_ = "need_input";
  this->question(std::move(question));
}

void Envelope::script(Script script) {
  Object item{{"id", script.id},
              {"moment", script.moment},
              {"text", to_json(script.text)},
              {"why", to_json(script.why)},
              {"forbidden_variants", to_array(script.forbidden_variants)}};
  if (!script.technique.empty()) item["technique"] = script.technique;
  scripts_.push_back(std::move(item));
}

void Envelope::skip(std::string_view path, Texts why) {
  status_ = "skipped";
  finding({.code = "skipped", .severity = Severity::info, .text = std::move(why), .evidence = {field(path)}, .rule = {}});
}

void Envelope::explain(const Texts& pattern, const std::vector<Slot>& slots, const std::vector<EvidenceId>& evidence) {
  if (++sentences_ > kSentencesMax) broken("the explanation has more than five sentences; keep the ones that decide");
  Array cited;
  check(evidence, "a sentence of the explanation", cited);
  std::string marks;
  for (const auto& id : evidence) marks += (marks.empty() ? "[" : ", ") + id;
  marks += "]";
  const auto sentence = fill(pattern, slots);
  explain_zh_ += (explain_zh_.empty() ? "" : " ") + sentence.zh + " " + marks;
  explain_en_ += (explain_en_.empty() ? "" : " ") + sentence.en + " " + marks;
}

std::string Envelope::bytes() const {
  if (status_ == "need_input" && questions_.empty()) broken("a stage that needs input asks a question");
  // Built in place, member by member, in the order of the catalogue; copies of the lists would double the cost of a large answer.
  std::string out = "{\"stage\":" + write_json(Value(call_->stage_id())) + ",\"version\":" + write_json(Value(call_->version())) +
                    ",\"run\":" + std::to_string(call_->run()) + ",\"status\":\"" + status_ + "\",\"error\":null,\"result\":" + write_json(Value(result_));
  const auto list = [&](std::string_view key, const Array& items) {
    out += ",\"";
    out += key;
    out += "\":";
    if (items.empty()) {
      out += "[]";
      return;
    }
    char separator = '[';
    for (const auto& item : items) {
      out += separator;
      out += write_json(item);
      separator = ',';
    }
    out += ']';
  };
  list("findings", findings_);
  list("evidence", evidence_);
  list("tasks", tasks_);
  list("deadlines", deadlines_);
  list("facts", facts_);
  list("questions", questions_);
  list("scripts", scripts_);
  out += ",\"guards\":[],\"explain\":" + write_json(to_json(Texts{explain_zh_, explain_en_})) + "}";
  return out;
}

}  // namespace amends::sdk
