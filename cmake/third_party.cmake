# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# What comes from the distribution's packages (`make deps`). All of it is header-only or static, so that nothing but
# glibc is needed where our binaries run: FlatBuffers (generated code), nlohmann-json, CLI11, Xbyak, fmt and xxHash
# header-only; gtest static, in tests only; benchmark in bench/ only; pictures below.
find_package(Threads REQUIRED)
find_program(SINTER_FLATC flatc)
foreach(header flatbuffers/flatbuffers.h nlohmann/json.hpp CLI/CLI.hpp xbyak/xbyak.h fmt/format.h xxhash.h
               stb/stb_image.h)
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

# Pictures: static libraries, kept inside what they are linked into. Not every distribution's can become part of a shared
# library, which is tried here; without them JPEG is read by stb_image and WebP is refused.
set(SINTER_IMAGE_LIBRARIES "")
function(sinter_image_library name header call source)
  find_path(SINTER_${name}_INCLUDE ${header})
  find_library(SINTER_${name}_LIBRARY NAMES lib${name}.a)
  mark_as_advanced(SINTER_${name}_INCLUDE SINTER_${name}_LIBRARY)
  set(flags SKIP_UNITY_BUILD_INCLUSION ON SKIP_PRECOMPILE_HEADERS ON)
  if(SINTER_${name}_INCLUDE AND SINTER_${name}_LIBRARY)
    set(probe "${CMAKE_BINARY_DIR}/CMakeFiles/probe_${name}")
    file(WRITE "${probe}.cpp" "#include <cstddef>\n#include <cstdio>\n#include <${header}>\nvoid* probe() { return (void*)&${call}; }\n")
    execute_process(COMMAND "${CMAKE_CXX_COMPILER}" -shared -fPIC -o "${probe}.so" "${probe}.cpp"
                            "${SINTER_${name}_LIBRARY}" -Wl,--exclude-libs,ALL -Wl,-z,text
                    RESULT_VARIABLE failed OUTPUT_QUIET ERROR_QUIET)
    if(NOT failed)
      string(TOUPPER "${name}" upper)
      list(APPEND flags COMPILE_DEFINITIONS "SINTER_HAVE_LIB${upper}=1" INCLUDE_DIRECTORIES "${SINTER_${name}_INCLUDE}")
      set(SINTER_IMAGE_LIBRARIES ${SINTER_IMAGE_LIBRARIES} "${SINTER_${name}_LIBRARY}" PARENT_SCOPE)
    endif()
  endif()
  set_source_files_properties("${CMAKE_SOURCE_DIR}/src/base/${source}" PROPERTIES ${flags})
endfunction()
sinter_image_library(jpeg jpeglib.h jpeg_read_header image_jpeg.cpp)
sinter_image_library(webp webp/decode.h WebPDecodeRGBInto image_webp.cpp)
set_source_files_properties("${CMAKE_SOURCE_DIR}/src/base/image.cpp" PROPERTIES SKIP_UNITY_BUILD_INCLUSION ON)
