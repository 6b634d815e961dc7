include(CMakePackageConfigHelpers)

set(package_dir ${CMAKE_INSTALL_LIBDIR}/cmake/holdfast)

install(TARGETS holdfast holdfast_sim EXPORT holdfast_targets)
install(DIRECTORY include/holdfast TYPE INCLUDE FILES_MATCHING PATTERN "*.hpp")
install(FILES LICENSE TYPE DOC)
install(EXPORT holdfast_targets NAMESPACE holdfast:: FILE holdfastTargets.cmake DESTINATION ${package_dir})

configure_package_config_file(cmake/holdfastConfig.cmake.in holdfastConfig.cmake
    INSTALL_DESTINATION ${package_dir} NO_SET_AND_CHECK_MACRO)
# Before 1.0 the second number announces a change that may break programs.
write_basic_package_version_file(holdfastConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES
    ${PROJECT_BINARY_DIR}/holdfastConfig.cmake
    ${PROJECT_BINARY_DIR}/holdfastConfigVersion.cmake
    cmake/coroutine_check.cmake
    cmake/coroutine_check.cpp
    DESTINATION ${package_dir})
