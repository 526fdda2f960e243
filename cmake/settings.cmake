# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# Language, flags and where outputs go.
if(NOT CMAKE_BUILD_TYPE)
  set(CMAKE_BUILD_TYPE Release CACHE STRING "" FORCE)
endif()

set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_CXX_SCAN_FOR_MODULES OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)
# Everything is position-independent, so that the same objects go into the libraries and the programs.
set(CMAKE_POSITION_INDEPENDENT_CODE ON)
# Only SINTER_API is exported, see include/sinter/export.h.
set(CMAKE_CXX_VISIBILITY_PRESET hidden)
set(CMAKE_VISIBILITY_INLINES_HIDDEN ON)
set(CMAKE_CXX_FLAGS_RELEASE "-O2 -DNDEBUG")

add_compile_options(-Wall -Wextra -Werror=return-type -ffile-prefix-map=${CMAKE_SOURCE_DIR}/=)
add_compile_definitions(SINTER_VERSION="${PROJECT_VERSION}")

set(SINTER_GENERATED "${CMAKE_BINARY_DIR}/generated")
set(CMAKE_RUNTIME_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/bin")
set(CMAKE_LIBRARY_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib")
set(CMAKE_ARCHIVE_OUTPUT_DIRECTORY "${CMAKE_BINARY_DIR}/lib/static")
# Libraries find each other beside themselves, wherever the tree is unpacked.
set(CMAKE_BUILD_RPATH_USE_ORIGIN ON)
set(CMAKE_INSTALL_RPATH "$ORIGIN")

if(SINTER_SANITIZE)
  # -O1 keeps the instrumented tests fast enough; line tables are what the reports need.
  set(CMAKE_CXX_FLAGS_RELEASE "-O1 -g1")
  if(SINTER_SANITIZE STREQUAL "address")
    set(flags -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  elseif(SINTER_SANITIZE STREQUAL "thread")
    set(flags -fsanitize=thread)
  elseif(SINTER_SANITIZE STREQUAL "fuzzer")
    if(NOT CMAKE_CXX_COMPILER_ID MATCHES "Clang")
      message(FATAL_ERROR "SINTER_SANITIZE=fuzzer needs clang++: use `cmake --preset fuzz`")
    endif()
    # Coverage feedback for libFuzzer in every object, with ASan and UBSan; only the fuzz targets get libFuzzer's main.
    add_compile_options(-fsanitize=fuzzer-no-link)
    set(flags -fsanitize=address,undefined -fno-sanitize-recover=undefined)
  else()
    message(FATAL_ERROR "SINTER_SANITIZE is '${SINTER_SANITIZE}'; it may be address, thread or fuzzer")
  endif()
  add_compile_options(${flags} -fno-omit-frame-pointer)
  add_link_options(${flags})
  unset(flags)
endif()
