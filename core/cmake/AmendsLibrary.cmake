# amends_add_library(folder SOURCES ... PUBLIC ... PRIVATE ...): one static library a core folder, alias amends::<folder>.
function(amends_add_library folder)
  cmake_parse_arguments(ARG "" "" "SOURCES;PUBLIC;PRIVATE" ${ARGN})
  add_library(amends_${folder} STATIC ${ARG_SOURCES})
  add_library(amends::${folder} ALIAS amends_${folder})
  target_include_directories(amends_${folder} PUBLIC
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/core> $<INSTALL_INTERFACE:include/amends>)
  target_link_libraries(amends_${folder} PUBLIC ${ARG_PUBLIC} PRIVATE ${ARG_PRIVATE})
endfunction()

# amends_add_tests(name SOURCES ... LINK ...): one GoogleTest program a folder, each test registered with CTest.
function(amends_add_tests name)
  cmake_parse_arguments(ARG "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${ARG_SOURCES})
  target_link_libraries(${name} PRIVATE ${ARG_LINK} GTest::gtest GTest::gtest_main)
  target_include_directories(${name} PRIVATE ${PROJECT_SOURCE_DIR}/tests)
  target_compile_definitions(${name} PRIVATE
    AMENDS_SOURCE_DIR="${PROJECT_SOURCE_DIR}" AMENDS_ROOT_DIR="${AMENDS_ROOT}" AMENDS_TEST_BINARY_DIR="${CMAKE_CURRENT_BINARY_DIR}")
  set_target_properties(${name} PROPERTIES RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}/tests)
  add_test(NAME ${name} COMMAND ${name} --gtest_output=xml:${CMAKE_BINARY_DIR}/test-results/${name}.xml)
endfunction()
