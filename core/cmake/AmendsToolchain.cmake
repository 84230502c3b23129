# Language level, warnings and sanitizers, the same for every target of this tree.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_C_STANDARD 11)
set(CMAKE_C_STANDARD_REQUIRED ON)
set(CMAKE_C_EXTENSIONS OFF)
set(CMAKE_POSITION_INDEPENDENT_CODE ON)      # the static libraries end up in the Python extension too
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_C_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

if(NOT CMAKE_BUILD_TYPE AND NOT CMAKE_CONFIGURATION_TYPES)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "Build type" FORCE)
endif()

option(AMENDS_WARNINGS_AS_ERRORS "Treat compiler warnings as errors" OFF)
set(AMENDS_SANITIZE "" CACHE STRING "Sanitizers, for example 'address,undefined' or 'thread'")

find_program(AMENDS_CCACHE ccache)
if(AMENDS_CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # Paths below the tree count as relative, so that a second checkout finds what the first one compiled.
  set(launcher ${CMAKE_COMMAND} -E env CCACHE_BASEDIR=${CMAKE_SOURCE_DIR} CCACHE_NOHASHDIR=1 ${AMENDS_CCACHE})
  set(CMAKE_C_COMPILER_LAUNCHER ${launcher})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${launcher})
endif()

# -Wrestrict: g++ 12 reports std::string concatenation wrongly (GCC bug 105651).
add_compile_options(-Wall -Wextra -Wno-restrict $<$<COMPILE_LANGUAGE:CXX>:-Wnon-virtual-dtor>)
if(AMENDS_WARNINGS_AS_ERRORS)
  add_compile_options(-Werror)
endif()
if(AMENDS_SANITIZE)
  add_compile_options(-fsanitize=${AMENDS_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  add_link_options(-fsanitize=${AMENDS_SANITIZE})
endif()
