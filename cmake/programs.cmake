# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# The programs: tools/sinter (the command), bench/*.cpp, examples/*/.
list(TRANSFORM SINTER_ALL_FOLDERS PREPEND sinter_ OUTPUT_VARIABLE SINTER_ALL_TARGETS)

# sinter_program(target pch SOURCES file... LINK library... [STATIC]): the sources compiled as objects (sinter_folder.cmake
# says why), and a program of them. STATIC: linked to all folders and to static C++ libraries, so that it needs nothing
# but glibc where it runs and can be copied to a machine with an older libstdc++ or none.
function(sinter_program target pch)
  cmake_parse_arguments(ARG "STATIC" "" "SOURCES;LINK" ${ARGN})
  add_library(${target}_objects OBJECT ${ARG_SOURCES})
  sinter_objects(${target}_objects "${pch}")
  add_executable(${target} $<TARGET_OBJECTS:${target}_objects>)
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX)
  target_link_libraries(${target} PRIVATE ${ARG_LINK})
  if(ARG_STATIC)
    target_link_libraries(${target} PRIVATE ${SINTER_ALL_TARGETS})
    if(NOT SINTER_SANITIZE)
      target_link_options(${target} PRIVATE -static-libstdc++ -static-libgcc)
    endif()
  endif()
  target_link_libraries(${target} PRIVATE Threads::Threads ${CMAKE_DL_LIBS})
endfunction()

# The command: everything but its main() is a library, which tests/tools links too.
file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/tools/sinter/*.cpp")
if(sources)
  list(FILTER sources EXCLUDE REGEX "/main\\.cpp$")
  add_library(sinter_cli_parts STATIC ${sources})
  sinter_objects(sinter_cli_parts sinter_pch UNITY_BATCH 8)  # CLI11, fmt and nlohmann-json are heavy
  sinter_program(sinter_cli sinter_pch SOURCES "${CMAKE_SOURCE_DIR}/tools/sinter/main.cpp" LINK sinter_cli_parts STATIC)
  set_target_properties(sinter_cli PROPERTIES OUTPUT_NAME sinter)
endif()

# Benchmarks of single functions, with Google Benchmark; `make bench` runs them. Not part of `all`'s tests.
file(GLOB benches CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/bench/*.cpp")
if(benchmark_FOUND AND NOT SINTER_SANITIZE)
  foreach(source ${benches})
    get_filename_component(name "${source}" NAME_WE)
    sinter_program(bench_${name} sinter_pch SOURCES "${source}" LINK benchmark::benchmark STATIC)
    set_target_properties(bench_${name} PROPERTIES OUTPUT_NAME ${name} EXCLUDE_FROM_ALL ON
                          RUNTIME_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/bench")
    set_target_properties(bench_${name}_objects PROPERTIES EXCLUDE_FROM_ALL ON)
    list(APPEND bench_targets bench_${name})
  endforeach()
endif()
add_custom_target(benches DEPENDS ${bench_targets})

# Examples are built as a user would: the public headers and libsinter.so, no other flags.
file(GLOB example_sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/examples/*/*.cpp")
if(TARGET sinter)
  foreach(source ${example_sources})
    get_filename_component(dir "${source}" DIRECTORY)
    get_filename_component(name "${dir}" NAME)
    if(NOT TARGET example_${name})
      file(GLOB own "${dir}/*.cpp")
      if(name STREQUAL "common")  # what several examples share
        add_library(example_common STATIC EXCLUDE_FROM_ALL ${own})
        target_include_directories(example_common PUBLIC "${CMAKE_SOURCE_DIR}/examples")
        target_link_libraries(example_common PUBLIC sinter)
        continue()
      endif()
      if(name STREQUAL "plugin")
        # A library that SinterRT loads: it links against nothing of ours.
        add_library(example_plugin MODULE ${own})
        target_include_directories(example_plugin PRIVATE "${CMAKE_SOURCE_DIR}/include")
        target_compile_features(example_plugin PRIVATE cxx_std_20)
        set_target_properties(example_plugin PROPERTIES OUTPUT_NAME local_contrast
                              LIBRARY_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/examples")
        list(APPEND SINTER_EXAMPLES example_plugin)
        continue()
      endif()
      add_executable(example_${name} ${own})
      list(APPEND SINTER_EXAMPLES example_${name})
      target_link_libraries(example_${name} PRIVATE example_common sinter)
      set_target_properties(example_${name} PROPERTIES OUTPUT_NAME ${name}
                            RUNTIME_OUTPUT_DIRECTORY "${CMAKE_RUNTIME_OUTPUT_DIRECTORY}/examples")
    endif()
  endforeach()
endif()
