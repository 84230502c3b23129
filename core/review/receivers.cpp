#include "review/receivers.hpp"

#include "review/labels.hpp"

namespace amends::review {

bool is_known_receiver(std::string_view to) { return known_label("receiver." + std::string(to), "en") || known_label("role." + std::string(to), "en"); }

std::string receiver_text(std::string_view to, std::string_view language, bool texts) {
  if (auto known = known_label("receiver." + std::string(to), language)) return *known;
  return known_label("role." + std::string(to), language).value_or(texts ? std::string(to) : std::string("…"));
}

}  // namespace amends::review
