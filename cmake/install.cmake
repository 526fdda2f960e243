# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# What `make package` puts into the archive (tools/package.sh) and `cmake --install` anywhere. Everything finds
# everything by relative paths. Users write find_package(SinterRT) and link SinterRT::sinter or SinterRT::sinter_runtime.
if(SINTER_SANITIZE)
  return()
endif()
foreach(target sinter sinter_runtime_only)
  if(TARGET ${target})
    install(TARGETS ${target} EXPORT SinterRT LIBRARY DESTINATION lib)
    set(exported ON)
  endif()
endforeach()
if(TARGET sinter_cli)
  install(TARGETS sinter_cli RUNTIME DESTINATION bin)
endif()
foreach(target nvinfer_v10 nvonnxparser_v10 nvinfer_plugin_v10)
  if(TARGET ${target})
    install(TARGETS ${target} LIBRARY DESTINATION lib/trt10)
  endif()
endforeach()
install(DIRECTORY "${CMAKE_SOURCE_DIR}/include/" DESTINATION include)
if(exported)
  include(CMakePackageConfigHelpers)
  set(package_dir lib/cmake/SinterRT)
  install(EXPORT SinterRT NAMESPACE SinterRT:: FILE SinterRTConfig.cmake DESTINATION ${package_dir})
  # Before 1.0 a minor version may change the interface.
  write_basic_package_version_file("${SINTER_GENERATED}/SinterRTConfigVersion.cmake"
                                   COMPATIBILITY SameMinorVersion)
  install(FILES "${SINTER_GENERATED}/SinterRTConfigVersion.cmake" DESTINATION ${package_dir})
endif()
if(SINTER_TEST_TARGETS)
  install(TARGETS ${SINTER_TEST_TARGETS} RUNTIME DESTINATION libexec/tests COMPONENT tests)
endif()
