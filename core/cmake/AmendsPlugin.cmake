# amends_add_plugin(NAME SOURCES ... MANIFEST plugin.json [LINK ...] [OUTPUT_DIRECTORY DIR] [UNCHECKED]): builds one stage library NAME.so with hidden
# symbols, the manifest inside and beside it (NAME.json), checked while building. Inside this tree it goes to ${AMENDS_ROOT}/plugins, elsewhere to the
# current binary folder. The same function works in this tree and after find_package(Amends).
#   LINK: further static libraries. UNCHECKED: neither check the manifest nor enter the library into plugins.lock (for tests of bad plugins).
# amends_add_plugin_tests(NAME PLUGIN plugin SOURCES ... [LINK ...]): a GoogleTest program that finds the library as AMENDS_PLUGIN_FILE.
set(AMENDS_PLUGIN_CMAKE_DIR ${CMAKE_CURRENT_LIST_DIR})

function(amends_add_plugin name)
  cmake_parse_arguments(ARG "UNCHECKED" "MANIFEST;OUTPUT_DIRECTORY" "SOURCES;LINK" ${ARGN})
  if(NOT ARG_SOURCES OR NOT ARG_MANIFEST)
    message(FATAL_ERROR "amends_add_plugin(${name}): name the SOURCES and the MANIFEST (plugin.json)")
  endif()
  get_filename_component(manifest ${ARG_MANIFEST} ABSOLUTE)
  if(ARG_OUTPUT_DIRECTORY)
    set(output ${ARG_OUTPUT_DIRECTORY})
  elseif(AMENDS_ROOT)
    set(output ${AMENDS_ROOT}/plugins)
  else()
    set(output ${CMAKE_CURRENT_BINARY_DIR})
  endif()

  # A plugin in plain C needs no C++ compiler, one in C++ no C compiler.
  set(is_cxx FALSE)
  foreach(source IN LISTS ARG_SOURCES)
    if(source MATCHES "\\.(cpp|cc|cxx)$")
      set(is_cxx TRUE)
    endif()
  endforeach()
  if(is_cxx)
    set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${name}_manifest.cpp)
  else()
    set(embedded ${CMAKE_CURRENT_BINARY_DIR}/${name}_manifest.c)
  endif()
  set(check)
  if(TARGET amends::plugin_tool AND NOT ARG_UNCHECKED)
    set(check COMMAND amends::plugin_tool check ${manifest})
  endif()
  add_custom_command(OUTPUT ${embedded}
    ${check}
    COMMAND ${CMAKE_COMMAND} -DINPUT=${manifest} -DOUTPUT=${embedded} -P ${AMENDS_PLUGIN_CMAKE_DIR}/AmendsEmbedManifest.cmake
    DEPENDS ${manifest} ${AMENDS_PLUGIN_CMAKE_DIR}/AmendsEmbedManifest.cmake
    COMMENT "Checking and embedding the manifest of ${name}" VERBATIM)

  add_library(${name} MODULE ${ARG_SOURCES} ${embedded})
  set_target_properties(${name} PROPERTIES
    PREFIX "" SUFFIX ".so" LIBRARY_OUTPUT_DIRECTORY ${output}
    C_VISIBILITY_PRESET hidden CXX_VISIBILITY_PRESET hidden VISIBILITY_INLINES_HIDDEN ON
    LINK_DEPENDS ${AMENDS_PLUGIN_CMAKE_DIR}/plugin.map)
  if(is_cxx)
    target_link_libraries(${name} PRIVATE amends::sdk ${ARG_LINK})
  else()
    target_link_libraries(${name} PRIVATE amends::abi ${ARG_LINK})
  endif()
  # Only the two symbols of the boundary leave the library; nodelete: stage code stays mapped, whoever loads it. A sanitizer's run-time library is
  # linked to the program only, so that a plugin's references to it stay open and -z defs would refuse them.
  target_link_options(${name} PRIVATE -Wl,--version-script=${AMENDS_PLUGIN_CMAKE_DIR}/plugin.map -Wl,--exclude-libs,ALL -Wl,-z,nodelete -Wl,--as-needed)
  if(NOT AMENDS_SANITIZE)
    target_link_options(${name} PRIVATE -Wl,-z,defs)
  endif()
  # The manifest is copied on each link: it stands beside the library exactly as it stands inside.
  add_custom_command(TARGET ${name} POST_BUILD
    COMMAND ${CMAKE_COMMAND} -E copy ${manifest} ${output}/${name}.json VERBATIM)
  if(AMENDS_ROOT AND TARGET amends::plugin_tool AND NOT ARG_UNCHECKED)
    add_custom_command(TARGET ${name} POST_BUILD
      COMMAND amends::plugin_tool trust $<TARGET_FILE:${name}> COMMENT "Entering ${name} into plugins.lock" VERBATIM)
  endif()
endfunction()

function(amends_add_plugin_tests name)
  cmake_parse_arguments(ARG "" "PLUGIN" "SOURCES;LINK" ${ARGN})
  find_package(GTest REQUIRED)
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE amends::sdk ${ARG_LINK} GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_compile_definitions(${name} PRIVATE AMENDS_PLUGIN_FILE="$<TARGET_FILE:${ARG_PLUGIN}>")
  add_dependencies(${name} ${ARG_PLUGIN})
  add_test(NAME ${name} COMMAND ${name})
endfunction()
