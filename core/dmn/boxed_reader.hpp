#pragma once
// Reads boxed expressions. Used by reader.cpp alone.
#include <string>
#include <string_view>

#include "dmn/definitions.hpp"
#include "dmn/xml.hpp"
#include "support/result.hpp"

namespace amends::dmn {

/// A name as it counts: without blanks at its ends and with single ones inside.
[[nodiscard]] std::string one_blank(std::string_view text);

/// The namespace that elements of DMN have in this file, and how its places are named in messages.
struct Places {
  std::string space;
  std::string file;

  [[nodiscard]] std::string at(int line) const { return file + ":" + std::to_string(line); }
  /// "the decision 'Eligibility' (id 'x') ..."; `what` goes on from there.
  [[nodiscard]] Error refuse(const xml::Element& element, const std::string& what, ErrorCode code = ErrorCode::schema) const;
  /// The first child of DMN's with that name, nullptr without one. Borrowed.
  [[nodiscard]] const xml::Element* child(const xml::Element& element, std::string_view name) const;
  /// The content of the <text> inside, without blanks at its ends.
  [[nodiscard]] std::string text_of(const xml::Element& element) const;
};

class BoxedReader {
 public:
  explicit BoxedReader(const Places& places) : places_(places) {}

  /// The first expression among an element's children; Kind::none without one.
  [[nodiscard]] Result<Boxed> read_inside(const xml::Element& element) const;
  /// A function definition, also as encapsulated logic.
  [[nodiscard]] Result<Boxed> read_function(const xml::Element& element) const;

 private:
  [[nodiscard]] Result<Boxed> read(const xml::Element& element) const;
  Result<void> read_context(const xml::Element& element, Boxed& out) const;
  Result<void> read_relation(const xml::Element& element, Boxed& out) const;
  Result<void> read_invocation(const xml::Element& element, Boxed& out) const;
  Result<void> read_parts(const xml::Element& element, std::initializer_list<std::string_view> names, Boxed& out) const;
  Result<void> read_table(const xml::Element& element, Boxed& out) const;
  Result<void> read_rule(const xml::Element& element, Table& table) const;
  [[nodiscard]] Variable variable_of(const xml::Element& element) const;

  const Places& places_;
};

}  // namespace amends::dmn
