# SPDX-FileCopyrightText: 2026 The SinterRT authors
# SPDX-License-Identifier: Apache-2.0
#
# What `make package` puts into the archive (tools/package.sh). Everything finds everything by relative paths.
if(SINTER_SANITIZE)
  return()
endif()
foreach(target sinter sinter_runtime_only)
  if(TARGET ${target})
    install(TARGETS ${target} LIBRARY DESTINATION lib)
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
if(SINTER_TEST_TARGETS)
  install(TARGETS ${SINTER_TEST_TARGETS} RUNTIME DESTINATION libexec/tests COMPONENT tests)
endif()
