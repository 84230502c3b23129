# Installs the SDK into an empty prefix, makes a plugin folder outside this tree, builds it with find_package(Amends), runs its tests and looks into the
# library; then the same for a plugin in plain C by a project without C++. Called by CTest:
# cmake -DBUILD=... -DSOURCE=... -DPROGRAM=... -DWORK=... -P outside_plugin_test.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
  if(NOT code EQUAL 0)
    message(FATAL_ERROR "failed (${code}): ${ARGN}\n${output}")
  endif()
  set(output "${output}" PARENT_SCOPE)
endfunction()

function(expect_inside text part)
  string(FIND "${text}" "${part}" at)
  if(at EQUAL -1)
    message(FATAL_ERROR "expected '${part}' in:\n${text}")
  endif()
endfunction()

file(REMOVE_RECURSE ${WORK})
file(MAKE_DIRECTORY ${WORK})
run(${CMAKE_COMMAND} --install ${BUILD} --prefix ${WORK}/prefix --component sdk)

# A plugin in C++ from the template.
run(${PROGRAM} new bank.vip_check ${WORK}/outside ${WORK}/prefix)
run(${CMAKE_COMMAND} -G Ninja -S ${WORK}/outside -B ${WORK}/outside/build -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/outside/build)
run(${CMAKE_CTEST_COMMAND} --test-dir ${WORK}/outside/build --output-on-failure)
expect_inside("${output}" "100% tests passed")
run(${PROGRAM} inspect ${WORK}/outside/build/bank_vip_check.so)
expect_inside("${output}" "bank.vip_check 0.1.0")

# Only the two symbols of the boundary leave the library.
execute_process(COMMAND nm -D --defined-only ${WORK}/outside/build/bank_vip_check.so OUTPUT_VARIABLE symbols RESULT_VARIABLE code)
if(code EQUAL 0)
  string(REGEX MATCHALL "[^\n]+" lines "${symbols}")
  list(LENGTH lines count)
  if(NOT count EQUAL 2)
    message(FATAL_ERROR "the plugin exports more than its two symbols:\n${symbols}")
  endif()
endif()

# A manifest that is wrong stops the build and is named.
file(READ ${WORK}/outside/plugin.json manifest)
string(REPLACE "\"effects\": \"none\"" "\"effects\": \"some\"" spoilt "${manifest}")
file(WRITE ${WORK}/outside/plugin.json "${spoilt}")
execute_process(COMMAND ${CMAKE_COMMAND} --build ${WORK}/outside/build RESULT_VARIABLE code OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(code EQUAL 0)
  message(FATAL_ERROR "a wrong manifest did not stop the build")
endif()
expect_inside("${output}" "'some' is none of none, reads_clock, external")

# A plugin in plain C, in a project that has no C++ compiler.
file(COPY ${SOURCE}/tests/fixtures/c_plugin/c_plugin.c ${SOURCE}/tests/fixtures/c_plugin/plugin.json DESTINATION ${WORK}/plain_c)
file(WRITE ${WORK}/plain_c/CMakeLists.txt "cmake_minimum_required(VERSION 3.22)
project(plain_c LANGUAGES C)
find_package(Amends REQUIRED)
amends_add_plugin(c_plugin SOURCES c_plugin.c MANIFEST plugin.json)
")
run(${CMAKE_COMMAND} -G Ninja -S ${WORK}/plain_c -B ${WORK}/plain_c/build -DCMAKE_PREFIX_PATH=${WORK}/prefix)
run(${CMAKE_COMMAND} --build ${WORK}/plain_c/build)
run(${PROGRAM} inspect ${WORK}/plain_c/build/c_plugin.so)
expect_inside("${output}" "example.size 1.2.3")
file(REMOVE_RECURSE ${WORK})
