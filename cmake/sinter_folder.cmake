# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# sinter_folder() makes the static library of one folder; sinter_objects() is the shared part, for tests and programs.

# Precompiled headers are built once, by these two empty libraries, and reused. That works while all users have the
# same flags, which is why programs and tests are compiled as (position-independent) objects too.
function(sinter_pch_library target header)
  file(CONFIGURE OUTPUT "${SINTER_GENERATED}/${target}.cpp" CONTENT "// Carries ${header}.\n")
  add_library(${target} STATIC "${SINTER_GENERATED}/${target}.cpp")
  target_precompile_headers(${target} PRIVATE "${CMAKE_SOURCE_DIR}/cmake/${header}")
endfunction()
if(SINTER_PCH)
  sinter_pch_library(sinter_pch pch.h)
endif()

# Files of other instruction sets. They are compiled alone, without unity or PCH. That is not enough to keep their
# instructions to themselves: an inline or template function from a header (std::vector, std::max, a template of ours)
# that is compiled here and not inlined becomes a weak symbol, and the linker may pick this AVX-512 copy for the whole
# program, which then dies on a machine without it. So: these files include <immintrin.h> and C headers, plain structs,
# and nothing else; everything in them but the entry points is static. tools/check_isa.py fails on any weak symbol.
set(SINTER_FLAGS_AVX2 -mavx2 -mfma -mf16c)
set(SINTER_FLAGS_AVX512 -mavx512f -mavx512bw -mavx512dq -mavx512vl -mfma -mf16c -mprefer-vector-width=512)

function(sinter_isa_flags)
  foreach(source ${ARGN})
    if(source MATCHES "_avx2\\.cpp$")
      set(flags "${SINTER_FLAGS_AVX2}")
    elseif(source MATCHES "_avx512\\.cpp$")
      set(flags "${SINTER_FLAGS_AVX512}")
    else()
      continue()
    endif()
    set_source_files_properties("${source}" PROPERTIES COMPILE_OPTIONS "${flags}" SKIP_UNITY_BUILD_INCLUSION ON
                                SKIP_PRECOMPILE_HEADERS ON)
  endforeach()
endfunction()

# sinter_objects(target pch [UNITY_BATCH n]): include paths, PCH and unity of a target that exists.
function(sinter_objects target pch)
  cmake_parse_arguments(ARG "" "UNITY_BATCH" "" ${ARGN})
  target_include_directories(${target} PRIVATE "${CMAKE_SOURCE_DIR}/include" "${CMAKE_SOURCE_DIR}/src")
  if(SINTER_PCH AND pch)
    target_precompile_headers(${target} REUSE_FROM ${pch})
  endif()
  if(SINTER_UNITY AND ARG_UNITY_BATCH)
    set_target_properties(${target} PROPERTIES UNITY_BUILD ON UNITY_BUILD_BATCH_SIZE ${ARG_UNITY_BATCH})
  endif()
endfunction()

# sinter_folder(name path [LINK folder...] [NO_UNITY] [NO_RECURSE] [FLATBUFFERS] [ONLY regex] [EXCEPT regex])
# makes sinter_<name> from path/**/*.cpp. A folder without sources becomes an interface library: nothing to build, and
# what it links to still reaches those who link to it.
#   NO_UNITY     each file alone: for heavy files, and where file-local names may repeat
#   NO_RECURSE   path/*.cpp only: the folders below are folders of their own
#   FLATBUFFERS  path/*.fbs are compiled first
#   ONLY, EXCEPT the sources whose path matches, or does not: a folder in two libraries
function(sinter_folder name path)
  cmake_parse_arguments(ARG "NO_UNITY;NO_RECURSE;FLATBUFFERS" "ONLY;EXCEPT" "LINK" ${ARGN})
  set(target sinter_${name})
  list(TRANSFORM ARG_LINK PREPEND sinter_)
  if(ARG_NO_RECURSE)
    file(GLOB sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${path}/*.cpp")
  else()
    file(GLOB_RECURSE sources CONFIGURE_DEPENDS "${CMAKE_SOURCE_DIR}/${path}/*.cpp")
  endif()
  if(ARG_ONLY)
    list(FILTER sources INCLUDE REGEX "${ARG_ONLY}")
  endif()
  if(ARG_EXCEPT)
    list(FILTER sources EXCLUDE REGEX "${ARG_EXCEPT}")
  endif()
  if(NOT sources)
    add_library(${target} INTERFACE)
    target_link_libraries(${target} INTERFACE ${ARG_LINK})
    return()
  endif()
  add_library(${target} STATIC ${sources})
  set(batch UNITY_BATCH 12)
  if(ARG_NO_UNITY)
    set(batch "")
  endif()
  sinter_objects(${target} sinter_pch ${batch})
  sinter_isa_flags(${sources})
  target_link_libraries(${target} PRIVATE ${ARG_LINK} Threads::Threads ${CMAKE_DL_LIBS})
  if(ARG_FLATBUFFERS)
    sinter_flatbuffers(${target} ${path})
  endif()
endfunction()

# sinter_folder_objects(variable folder...): the objects of these folders, for a shared library.
function(sinter_folder_objects variable)
  set(objects "")
  foreach(name ${ARGN})
    get_target_property(type sinter_${name} TYPE)
    if(type STREQUAL "STATIC_LIBRARY")
      list(APPEND objects $<TARGET_OBJECTS:sinter_${name}>)
    endif()
  endforeach()
  set(${variable} "${objects}" PARENT_SCOPE)
endfunction()
