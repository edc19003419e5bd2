# Debian's packages. The command line links the static archives: start-up decides a script of
# thousands of commands, and each shared library costs a part of a millisecond. The shared library
# links the system's shared ones, as programs that use it expect (and Debian's archives are not all
# position independent).
find_package(Threads REQUIRED)
find_package(nlohmann_json REQUIRED)

# dependency_NAME_headers, dependency_NAME_shared, dependency_NAME_static
function(traveler_find_library name header)
  find_path(${name}_INCLUDE ${header} REQUIRED)
  find_library(${name}_SHARED NAMES ${name} REQUIRED)
  find_library(${name}_STATIC NAMES lib${name}.a)
  if(NOT ${name}_STATIC)
    set(${name}_STATIC ${${name}_SHARED})
  endif()
  add_library(dependency_${name}_headers INTERFACE)
  target_include_directories(dependency_${name}_headers SYSTEM INTERFACE ${${name}_INCLUDE})
  foreach(kind SHARED STATIC)
    string(TOLOWER ${kind} suffix)
    add_library(dependency_${name}_${suffix} INTERFACE)
    target_link_libraries(dependency_${name}_${suffix} INTERFACE dependency_${name}_headers ${${name}_${kind}})
  endforeach()
endfunction()

traveler_find_library(sqlite3 sqlite3.h)
traveler_find_library(nettle nettle/sha2.h)
traveler_find_library(yaml-cpp yaml-cpp/yaml.h)
traveler_find_library(utf8proc utf8proc.h)
target_link_libraries(dependency_sqlite3_static INTERFACE Threads::Threads ${CMAKE_DL_LIBS} m)
target_compile_definitions(dependency_utf8proc_static INTERFACE UTF8PROC_STATIC)
