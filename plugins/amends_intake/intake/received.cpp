#include "received.hpp"

#include "kit/checked.hpp"
#include "kit/documents.hpp"
#include "kit/organisation.hpp"

namespace amends::intake {
namespace {

using sdk::Call;
using sdk::Value;

Value institution_of(const Call& call) {
  const auto wanted = call.record().text_or("case.institution", call.institution());
  if (const auto row = kit::institution(call, wanted)) return row->value();
  const auto first = kit::first_institution(call);
  return first ? first->value() : Value(nullptr);
}

void read_parties(const sdk::Reader& record, Received& out) {
  std::size_t index = 0;
  for (const auto& party : record.list("parties")) {
    const auto role = party.text_or("role", "");
    const auto path = "parties." + std::to_string(index++);
    if (role == "complainant") {
      out.complainant = path;
      out.anonymous = party.flag_or("anonymous", false);
      out.has_name = kit::is_filled(party.find("name"));
      for (const auto& contact : party.list("contacts")) out.has_contact = out.has_contact || kit::is_filled(contact.find("value"));
    } else if (role == "representative" || role == "agent_unverified") {
      const auto kind = party.text_or("authority.kind", "unknown");
      if (kind == "none" || kind == "unknown") out.unauthorised = path;
    }
  }
  out.anonymous = out.anonymous || record.flag_or("answers.contact_details.wishes_anonymous", false);
  out.has_name = out.has_name || kit::is_filled(record.find("answers.contact_details.name"));
  out.has_contact = out.has_contact || kit::is_filled(record.find("answers.contact_details.contact_value"));
}

void read_documents(const Call& call, Received& out) {
  for (const auto* document : kit::complainant_documents(call)) {
    if (sdk::is_blank(document->body())) continue;
    out.documents.push_back(document);
    out.texts.push_back(code_points_of(document->body()));
    (kit::is_own_telling(*document) ? out.told : out.attached).push_back(document);
  }
}

}  // namespace

std::size_t Received::number_of(std::string_view document_id) const {
  std::size_t i = 0;
  while (i < documents.size() && documents[i]->id() != document_id) ++i;
  return i;
}

std::string quote_of(const Received& received, const sdk::Place& place) { return std::string(received.documents[received.number_of(place.doc)]->quote(place.start, place.end)); }

Received receive(const Call& call) {
  Received out;
  out.channel = std::string(call.record().need_text("channel.kind"));
  out.at = call.record().need_instant("channel.received_at");
  out.institution = institution_of(call);
  read_parties(call.record(), out);
  read_documents(call, out);
  return out;
}

std::u32string code_points_of(std::string_view text) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    char32_t point = length == 1 ? lead : lead & (0xFFu >> (length + 1));
    for (std::size_t k = 1; k < length && i + k < text.size(); ++k) point = (point << 6) | (static_cast<unsigned char>(text[i + k]) & 0x3Fu);
    out += point;
    i += length;
  }
  return out;
}

}  // namespace amends::intake
