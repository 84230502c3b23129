# One run-time layout, the same in the build tree (build/<preset>/amends), in the wheel (amends/) and in an install prefix (P/lib/amends, see AmendsInstall.cmake):
#   amends/                the Python package and the root that the program looks things up in
#     bin/amends           the program
#     plugins/             stage libraries, their manifests, plugins.lock
#     packs/  workflows/   shipped data
set(AMENDS_ROOT ${CMAKE_BINARY_DIR}/amends)
file(MAKE_DIRECTORY ${AMENDS_ROOT}/bin ${AMENDS_ROOT}/plugins)

# Data is linked, not copied, into the build tree: an edited pack or workflow is seen at once.
file(GLOB _entries LIST_DIRECTORIES true ${PROJECT_SOURCE_DIR}/workflows/*)
file(MAKE_DIRECTORY ${AMENDS_ROOT}/workflows)
foreach(_entry IN LISTS _entries)
  get_filename_component(_name ${_entry} NAME)
  if(IS_DIRECTORY ${_entry} AND EXISTS ${_entry}/workflow.yaml AND NOT EXISTS ${AMENDS_ROOT}/workflows/${_name})
    file(CREATE_LINK ${_entry} ${AMENDS_ROOT}/workflows/${_name} SYMBOLIC)
  endif()
endforeach()
if(EXISTS ${PROJECT_SOURCE_DIR}/workflows/packs AND NOT EXISTS ${AMENDS_ROOT}/packs)
  file(CREATE_LINK ${PROJECT_SOURCE_DIR}/workflows/packs ${AMENDS_ROOT}/packs SYMBOLIC)
endif()
