# The install tree. The component `python` is everything that runs; the component `sdk` (core/sdk, core/host) is for authors of plugins.
# The root, the folder that holds bin, plugins, packs and workflows and the Python package around them, stands
#   in a wheel at                         amends/        (pip is given that folder as the prefix, both components)
#   after `cmake --install B --prefix P`  P/lib/amends/  (P/bin/amends is a relative link to the program; PYTHONPATH=P/lib finds the package;
#                                                         find_package(Amends) with CMAKE_PREFIX_PATH=P or the root)
# The program finds its root from its own path, links resolved: the parent of `bin`. So both trees may be moved as a whole.
# Included last, so that plugins.lock is written after each file stands stripped where it stays.
if(SKBUILD)
  set(AMENDS_INSTALL_ROOT ".")
  if(NOT TARGET amends_python)
    message(FATAL_ERROR "a wheel cannot be built without the Python extension; install pybind11 of 3.0 or newer, or leave build isolation on")
  endif()
else()
  set(AMENDS_INSTALL_ROOT lib/amends)
endif()

install(TARGETS amends_program RUNTIME DESTINATION ${AMENDS_INSTALL_ROOT}/bin COMPONENT python)
install(FILES ${PROJECT_SOURCE_DIR}/LICENSE DESTINATION ${AMENDS_INSTALL_ROOT} COMPONENT python)
if(TARGET amends_python)
  install(TARGETS amends_python amends_python_contract LIBRARY DESTINATION ${AMENDS_INSTALL_ROOT} COMPONENT python)
endif()
if(NOT SKBUILD)
  # `amends plugin new` names the root as the place of the SDK, whichever tree it runs in.
  file(WRITE ${CMAKE_CURRENT_BINARY_DIR}/sdk_of_prefix.cmake "include(\${CMAKE_CURRENT_LIST_DIR}/../../../../cmake/Amends/AmendsConfig.cmake)\n")
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/sdk_of_prefix.cmake DESTINATION ${AMENDS_INSTALL_ROOT}/lib/cmake/Amends RENAME AmendsConfig.cmake COMPONENT sdk)
  install(FILES ${CMAKE_BINARY_DIR}/core/sdk/AmendsConfigVersion.cmake DESTINATION ${AMENDS_INSTALL_ROOT}/lib/cmake/Amends COMPONENT sdk)
  # The wheel takes the package's files from pyproject.toml.
  install(DIRECTORY ${PROJECT_SOURCE_DIR}/python/amends/ DESTINATION ${AMENDS_INSTALL_ROOT} COMPONENT python
    FILES_MATCHING PATTERN "*.py" PATTERN "*.pyi" PATTERN "py.typed" PATTERN "__pycache__" EXCLUDE)
  install(CODE "
    set(bin \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/bin\")
    file(MAKE_DIRECTORY \"\${bin}\")
    file(CREATE_LINK ../${AMENDS_INSTALL_ROOT}/bin/amends \"\${bin}/amends\" SYMBOLIC)
    message(STATUS \"Installing: \${bin}/amends\")" COMPONENT python)
endif()

# Data: what the program reads, without the scripts that make and check it.
install(DIRECTORY ${PROJECT_SOURCE_DIR}/workflows/packs/ DESTINATION ${AMENDS_INSTALL_ROOT}/packs COMPONENT python
  FILES_MATCHING PATTERN "*.yaml" PATTERN "*.json" PATTERN "__pycache__" EXCLUDE)
file(GLOB _workflows CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/workflows/*/workflow.yaml)
foreach(_workflow IN LISTS _workflows)
  get_filename_component(_folder ${_workflow} DIRECTORY)
  install(DIRECTORY ${_folder} DESTINATION ${AMENDS_INSTALL_ROOT}/workflows COMPONENT python
    PATTERN "__pycache__" EXCLUDE PATTERN "*.py" EXCLUDE PATTERN "*.db*" EXCLUDE)
endforeach()

# Plugins: each stage library of the folders under plugins/, its manifest, and the lock.
get_property(_folders DIRECTORY ${PROJECT_SOURCE_DIR}/plugins PROPERTY SUBDIRECTORIES)
set(_shipped)
foreach(_folder IN LISTS _folders)
  get_property(_targets DIRECTORY ${_folder} PROPERTY BUILDSYSTEM_TARGETS)
  foreach(_target IN LISTS _targets)
    get_target_property(_type ${_target} TYPE)
    if(_type STREQUAL MODULE_LIBRARY)
      install(TARGETS ${_target} LIBRARY DESTINATION ${AMENDS_INSTALL_ROOT}/plugins COMPONENT python)
      install(FILES $<TARGET_FILE_DIR:${_target}>/${_target}.json DESTINATION ${AMENDS_INSTALL_ROOT}/plugins COMPONENT python)
      list(APPEND _shipped ${_target}.so)
    endif()
  endforeach()
endforeach()
list(JOIN _shipped " " _shipped_words)
# Only the shipped libraries are entered, by name: a file that somebody else laid into the folder stays untrusted.
install(CODE "
  set(plugins \"\$ENV{DESTDIR}\${CMAKE_INSTALL_PREFIX}/${AMENDS_INSTALL_ROOT}/plugins\")
  foreach(library IN ITEMS ${_shipped_words})
    execute_process(COMMAND \"$<TARGET_FILE:amends_plugin_tool>\" trust \"\${plugins}/\${library}\" RESULT_VARIABLE code ERROR_VARIABLE reason)
    if(NOT code EQUAL 0)
      message(FATAL_ERROR \"the plugin \${plugins}/\${library} could not be entered into plugins.lock: \${reason}\")
    endif()
  endforeach()
  message(STATUS \"Installing: \${plugins}/plugins.lock\")" COMPONENT python)
