# Debian's packages. The static archives come first: start-up decides a script of thousands of
# commands, and each shared library costs a part of a millisecond.
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)

function(traveler_find_library target header)
  find_path(${target}_INCLUDE ${header} REQUIRED)
  find_library(${target}_STATIC NAMES lib${target}.a)
  find_library(${target}_ANY NAMES ${target} REQUIRED)
  add_library(dependency_${target} INTERFACE)
  target_include_directories(dependency_${target} SYSTEM INTERFACE ${${target}_INCLUDE})
  if(${target}_STATIC)
    target_link_libraries(dependency_${target} INTERFACE ${${target}_STATIC})
  else()
    target_link_libraries(dependency_${target} INTERFACE ${${target}_ANY})
  endif()
endfunction()

traveler_find_library(sqlite3 sqlite3.h)
traveler_find_library(sodium sodium.h)
traveler_find_library(yaml-cpp yaml-cpp/yaml.h)
traveler_find_library(utf8proc utf8proc.h)
target_link_libraries(dependency_sqlite3 INTERFACE Threads::Threads ${CMAKE_DL_LIBS} m)
target_compile_definitions(dependency_utf8proc INTERFACE UTF8PROC_STATIC)
