# find_package(Amends) for plugin authors: the targets amends::abi and amends::sdk, amends_add_plugin() and amends_add_plugin_tests().
include(CMakeFindDependencyMacro)
find_dependency(Boost 1.81)
include(${CMAKE_CURRENT_LIST_DIR}/AmendsTargets.cmake)
include(${CMAKE_CURRENT_LIST_DIR}/AmendsPlugin.cmake)
