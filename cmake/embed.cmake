# traveler_embed(OUT_CPP NAMESPACE FILES...): a C++ file that holds the texts of FILES as
# `extern const std::array<EmbeddedFile, N>`-like table `kEmbedded` in NAMESPACE.
function(traveler_embed out namespace)
  set(files ${ARGN})
  add_custom_command(
    OUTPUT ${out}
    COMMAND ${CMAKE_COMMAND} -DOUT=${out} -DNAMESPACE=${namespace} "-DFILES=${files}" -P ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
    DEPENDS ${files} ${PROJECT_SOURCE_DIR}/cmake/embed_script.cmake
    VERBATIM)
endfunction()
