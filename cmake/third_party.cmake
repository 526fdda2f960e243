# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# What comes from the distribution's packages (`make deps`). All of it is header-only or static, so that nothing but
# glibc is needed where our binaries run: FlatBuffers (generated code), nlohmann-json, CLI11, Xbyak, fmt and xxHash
# header-only; gtest static, in tests only; benchmark in bench/ only.
find_package(Threads REQUIRED)
find_program(SINTER_FLATC flatc)
foreach(header flatbuffers/flatbuffers.h nlohmann/json.hpp CLI/CLI.hpp xbyak/xbyak.h fmt/format.h xxhash.h)
  string(MAKE_C_IDENTIFIER "SINTER_HEADER_${header}" variable)
  find_path(${variable} ${header})
  if(NOT ${variable})
    list(APPEND missing ${header})
  endif()
  mark_as_advanced(${variable})
endforeach()
if(missing OR NOT SINTER_FLATC)
  message(FATAL_ERROR "Missing: ${missing} ${SINTER_FLATC}. Run `make deps`.")
endif()
# Empty values, so that a source that defines them itself (`#define XXH_INLINE_ALL`) does not redefine.
add_compile_definitions(FMT_HEADER_ONLY= XXH_INLINE_ALL=)

if(SINTER_TESTS)
  find_package(GTest REQUIRED)
endif()
find_package(benchmark QUIET)

# sinter_flatbuffers(target dir): compiles dir/*.fbs into <build>/generated/<dir without src/>/*_generated.h. Both
# "plan/plan_generated.h" and "plan_generated.h" then work, in this target alone.
function(sinter_flatbuffers target dir)
  file(GLOB schemas CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${dir}/*.fbs")
  file(RELATIVE_PATH below "${CMAKE_SOURCE_DIR}/src" "${CMAKE_SOURCE_DIR}/${dir}")
  set(out "${SINTER_GENERATED}/${below}")
  foreach(schema ${schemas})
    get_filename_component(stem "${schema}" NAME_WE)
    add_custom_command(
      OUTPUT "${out}/${stem}_generated.h"
      COMMAND ${SINTER_FLATC} --cpp --cpp-std c++17 --scoped-enums -o "${out}" "${schema}"
      DEPENDS "${schema}"
      COMMENT "flatc ${dir}/${stem}.fbs"
      VERBATIM)
    target_sources(${target} PRIVATE "${out}/${stem}_generated.h")
  endforeach()
  target_include_directories(${target} PRIVATE "${SINTER_GENERATED}" "${out}")
endfunction()
