include(CMakePackageConfigHelpers)

install(TARGETS traveler_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR})
install(TARGETS traveler EXPORT traveler-targets LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR})
install(DIRECTORY lib/include/traveler DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
install(EXPORT traveler-targets NAMESPACE traveler:: DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/traveler)
configure_package_config_file(cmake/traveler-config.cmake.in ${CMAKE_BINARY_DIR}/traveler-config.cmake
  INSTALL_DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/traveler)
write_basic_package_version_file(${CMAKE_BINARY_DIR}/traveler-config-version.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${CMAKE_BINARY_DIR}/traveler-config.cmake ${CMAKE_BINARY_DIR}/traveler-config-version.cmake
  DESTINATION ${CMAKE_INSTALL_LIBDIR}/cmake/traveler)
configure_file(cmake/traveler.pc.in ${CMAKE_BINARY_DIR}/traveler.pc @ONLY)
install(FILES ${CMAKE_BINARY_DIR}/traveler.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)

file(GLOB man_pages CONFIGURE_DEPENDS man/*.1)
install(FILES ${man_pages} DESTINATION ${CMAKE_INSTALL_MANDIR}/man1)
install(FILES man/traveler-rules.7 DESTINATION ${CMAKE_INSTALL_MANDIR}/man7)
install(FILES completions/traveler.bash DESTINATION ${CMAKE_INSTALL_DATADIR}/bash-completion/completions RENAME traveler)
install(FILES completions/_traveler DESTINATION ${CMAKE_INSTALL_DATADIR}/zsh/site-functions)
install(FILES completions/traveler.fish DESTINATION ${CMAKE_INSTALL_DATADIR}/fish/vendor_completions.d)
install(DIRECTORY schemas/ DESTINATION ${CMAKE_INSTALL_DATADIR}/traveler/schemas FILES_MATCHING PATTERN *.json)
