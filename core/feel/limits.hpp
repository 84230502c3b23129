#pragma once
// Every upper bound of an expression and of a table. A text comes from a file that anybody may edit; no text may take the process down or
// hold a turn for long. Each bound has a test on both sides.
#include <cstddef>
#include <cstdint>

namespace amends::feel {

inline constexpr std::size_t kTextBytesMax = 64u << 10;       ///< bytes of one expression or cell
inline constexpr int kDepthMax = 128;                         ///< nesting of the syntax tree; also what keeps the C stack small
inline constexpr std::size_t kNodesMax = 20'000;              ///< nodes of one syntax tree
inline constexpr std::int64_t kStepsMax = 1'000'000;          ///< work of one evaluation; a node, a list element or 64 bytes of text is one
inline constexpr std::int64_t kNestingMax = 4'000;            ///< levels of syntax trees and calls open at once: what bounds the C stack when functions call themselves
inline constexpr std::size_t kValueDepthMax = 200;            ///< lists, contexts and captured values one in the other that an expression makes
inline constexpr std::size_t kListSizeMax = 100'000;          ///< elements of a list or entries of a context that an expression makes
inline constexpr std::size_t kStringBytesMax = 1u << 20;      ///< bytes of a string that an expression makes
inline constexpr std::size_t kWeightMax = 1'000'000;          ///< Value::weight of a list or context that an expression makes
inline constexpr std::size_t kPatternBytesMax = 1'000;        ///< bytes of a regular expression
inline constexpr std::int64_t kPatternMemoryMax = 1 << 20;    ///< bytes RE2 may use for one pattern
inline constexpr int kDecimalDigitsMax = 34;                  ///< digits of a number (IEEE 754 decimal128, as DMN asks)
inline constexpr std::int64_t kExponentMax = 999'999'999;     ///< |n| in x ** n (DMN 1.5, 10.3.2.14)
inline constexpr std::size_t kNotesMax = 16;                  ///< sentences kept on why a result is null
inline constexpr std::size_t kTableRowsMax = 10'000;          ///< rows of one table
inline constexpr std::size_t kTableInputsMax = 100;           ///< input columns of one table
inline constexpr std::size_t kCoverageWorkMax = 2'000'000;    ///< steps of the search for unreachable and overlapping rows; beyond it rows are left alone

}  // namespace amends::feel
