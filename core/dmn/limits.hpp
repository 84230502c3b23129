#pragma once
// Every upper bound of a DMN file. A model comes from anybody's modeller; no file may take the process down or hold a turn for long. Each bound has a test
// on both sides. The bounds of single expressions and cells are those of feel/limits.hpp.
#include <cstddef>

namespace amends::dmn {

inline constexpr std::size_t kFileBytesMax = 8u << 20;     ///< bytes of one file
inline constexpr std::size_t kElementsMax = 200'000;       ///< elements of one file
inline constexpr int kElementDepthMax = 100;               ///< nesting of elements
inline constexpr std::size_t kAttributesMax = 100;         ///< attributes of one element
inline constexpr std::size_t kModelsMax = 50;              ///< files that one model imports, directly or not, itself counted
inline constexpr int kTypeDepthMax = 32;                   ///< item definitions that refer to one another in a chain
inline constexpr std::size_t kRequirementDepthMax = 200;   ///< nodes of the requirement graph in a chain
inline constexpr std::size_t kIterationsMax = 100'000;     ///< elements that a boxed for, every, some or filter goes through
inline constexpr std::size_t kProblemsMax = 100;           ///< problems kept of one model
inline constexpr std::size_t kNotesMax = 32;               ///< sentences kept on why results of one evaluation are null

}  // namespace amends::dmn
