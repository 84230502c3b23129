# Every outside library the tree uses. Each is an imported target; the reason for each stands in README.md.
find_package(Boost 1.81 REQUIRED)                       # DLL and JSON, headers only
find_package(SQLite3 3.40 REQUIRED)
find_package(OpenSSL 3.0 REQUIRED COMPONENTS Crypto)
find_package(Threads REQUIRED)
find_package(ZLIB REQUIRED)
find_package(spdlog REQUIRED)
find_package(yaml-cpp REQUIRED)
find_package(CLI11 REQUIRED)
find_package(date REQUIRED)                             # Howard Hinnant's date and tz

# The program's allocator. A sanitizer brings its own.
if(NOT AMENDS_SANITIZE)
  find_package(mimalloc 2.0 REQUIRED)
endif()

# Libraries without a CMake package on Debian 12: found by header and archive, wrapped as imported targets.
function(amends_import name header)
  cmake_parse_arguments(ARG "" "" "LIBRARIES" ${ARGN})
  find_path(AMENDS_${name}_INCLUDE ${header} REQUIRED)
  find_library(AMENDS_${name}_LIBRARY NAMES ${ARG_LIBRARIES} REQUIRED)
  if(NOT TARGET amends_external::${name})
    add_library(amends_external::${name} UNKNOWN IMPORTED GLOBAL)
    set_target_properties(amends_external::${name} PROPERTIES
      IMPORTED_LOCATION ${AMENDS_${name}_LIBRARY}
      INTERFACE_INCLUDE_DIRECTORIES ${AMENDS_${name}_INCLUDE})
  endif()
endfunction()

amends_import(utf8proc utf8proc.h LIBRARIES utf8proc)
amends_import(pugixml pugixml.hpp LIBRARIES libpugixml.a pugixml)
amends_import(re2 re2/re2.h LIBRARIES re2)
amends_import(decimal bid_conf.h LIBRARIES libbidgcc000.a bidgcc000 intelrdfpmath)

# SQLite's target is spelled in two ways by CMake releases.
if(TARGET SQLite3::SQLite3)
  add_library(amends_external::sqlite ALIAS SQLite3::SQLite3)
else()
  add_library(amends_external_sqlite INTERFACE)
  target_link_libraries(amends_external_sqlite INTERFACE SQLite::SQLite3)
  add_library(amends_external::sqlite ALIAS amends_external_sqlite)
endif()

if(AMENDS_BUILD_TESTS OR NOT DEFINED AMENDS_BUILD_TESTS)
  find_package(GTest REQUIRED)
endif()
