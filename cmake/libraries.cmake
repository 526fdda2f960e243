# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# The shared libraries: libsinter (everything) and libsinter_runtime (loads and runs plans).
# A sanitized build has none of them: its tests link the folders statically.
if(SINTER_SANITIZE)
  return()
endif()

function(sinter_shared_library target)
  sinter_folder_objects(objects ${ARGN})
  if(NOT objects)
    return()
  endif()
  add_library(${target} SHARED ${objects})
  set_target_properties(${target} PROPERTIES LINKER_LANGUAGE CXX VERSION ${PROJECT_VERSION}
                        SOVERSION ${PROJECT_VERSION_MAJOR})
  target_include_directories(${target} INTERFACE "$<BUILD_INTERFACE:${CMAKE_SOURCE_DIR}/include>"
                             "$<INSTALL_INTERFACE:include>")
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_link_libraries(${target} PRIVATE ${SINTER_IMAGE_LIBRARIES} Threads::Threads ${CMAKE_DL_LIBS})
  target_link_options(${target} PRIVATE -Wl,--no-undefined -Wl,--exclude-libs,libjpeg.a:libwebp.a)
endfunction()

sinter_shared_library(sinter ${SINTER_ALL_FOLDERS})
sinter_shared_library(sinter_runtime_only ${SINTER_RUNTIME_FOLDERS})
if(TARGET sinter_runtime_only)
  set_target_properties(sinter_runtime_only PROPERTIES OUTPUT_NAME sinter_runtime EXPORT_NAME sinter_runtime)
endif()
