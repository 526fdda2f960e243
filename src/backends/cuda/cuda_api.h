// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The part of NVIDIA's driver API (libcuda.so.1) that this backend calls, declared here so that building needs no CUDA
// headers. Names, numbers and signatures are the driver's (compared with the headers of CUDA 13.0).
#pragma once
#include <cstddef>
#include <cstdint>
#include <string>

#include "base/status.h"

namespace sinter::cuda {

using CuResult = int;  // 0: success
using CuDevice = int;
using CuDevicePtr = unsigned long long;
using CuContext = struct CuContextHandle*;
using CuStream = struct CuStreamHandle*;
using CuEvent = struct CuEventHandle*;
using CuModule = struct CuModuleHandle*;
using CuFunction = struct CuFunctionHandle*;
using CuGraph = struct CuGraphHandle*;
using CuGraphExec = struct CuGraphExecHandle*;
using CuHostFn = void (*)(void*);

inline constexpr CuResult kCuSuccess = 0;
inline constexpr int kCuAttributeMajor = 75;         // CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR
inline constexpr int kCuAttributeMinor = 76;         // ..._MINOR
inline constexpr unsigned kCuStreamNonBlocking = 1;  // no hidden ordering with the default stream
inline constexpr unsigned kCuEventDefault = 0;       // with times
inline constexpr unsigned kCuHostAllocPortable = 1;  // pinned for all contexts
inline constexpr int kCuCaptureRelaxed = 2;          // other threads may allocate meanwhile
inline constexpr int kCuPointerMemoryType = 2;       // CU_POINTER_ATTRIBUTE_MEMORY_TYPE: an unsigned, 1: pinned host
inline constexpr unsigned kCuMemoryTypeHost = 1;

// X(member, symbol, parameters): the symbols are those that the headers' macros name (_v2 where there is one).
#define SINTER_CUDA_FUNCTIONS(X)                                                                   \
  X(init, "cuInit", (unsigned))                                                                    \
  X(driver_version, "cuDriverGetVersion", (int*))                                                  \
  X(error_name, "cuGetErrorName", (CuResult, const char**))                                        \
  X(device_count, "cuDeviceGetCount", (int*))                                                      \
  X(device_get, "cuDeviceGet", (CuDevice*, int))                                                   \
  X(device_name, "cuDeviceGetName", (char*, int, CuDevice))                                        \
  X(device_attribute, "cuDeviceGetAttribute", (int*, int, CuDevice))                               \
  X(primary_retain, "cuDevicePrimaryCtxRetain", (CuContext*, CuDevice))                            \
  X(primary_release, "cuDevicePrimaryCtxRelease_v2", (CuDevice))                                   \
  X(context_push, "cuCtxPushCurrent_v2", (CuContext))                                              \
  X(context_pop, "cuCtxPopCurrent_v2", (CuContext*))                                               \
  X(context_current, "cuCtxGetCurrent", (CuContext*))                                              \
  X(context_synchronize, "cuCtxSynchronize", ())                                                   \
  X(mem_alloc, "cuMemAlloc_v2", (CuDevicePtr*, size_t))                                            \
  X(mem_free, "cuMemFree_v2", (CuDevicePtr))                                                       \
  X(host_alloc, "cuMemHostAlloc", (void**, size_t, unsigned))                                      \
  X(host_free, "cuMemFreeHost", (void*))                                                           \
  X(pointer_attribute, "cuPointerGetAttribute", (void*, int, CuDevicePtr))                         \
  X(copy_to_device, "cuMemcpyHtoDAsync_v2", (CuDevicePtr, const void*, size_t, CuStream))          \
  X(copy_to_host, "cuMemcpyDtoHAsync_v2", (void*, CuDevicePtr, size_t, CuStream))                  \
  X(copy_on_device, "cuMemcpyDtoDAsync_v2", (CuDevicePtr, CuDevicePtr, size_t, CuStream))          \
  X(memset_8, "cuMemsetD8Async", (CuDevicePtr, unsigned char, size_t, CuStream))                   \
  X(stream_create, "cuStreamCreate", (CuStream*, unsigned))                                        \
  X(stream_destroy, "cuStreamDestroy_v2", (CuStream))                                              \
  X(stream_synchronize, "cuStreamSynchronize", (CuStream))                                         \
  X(stream_wait, "cuStreamWaitEvent", (CuStream, CuEvent, unsigned))                               \
  X(host_function, "cuLaunchHostFunc", (CuStream, CuHostFn, void*))                                \
  X(capture_begin, "cuStreamBeginCapture_v2", (CuStream, int))                                     \
  X(capture_end, "cuStreamEndCapture", (CuStream, CuGraph*))                                       \
  X(event_create, "cuEventCreate", (CuEvent*, unsigned))                                           \
  X(event_destroy, "cuEventDestroy_v2", (CuEvent))                                                 \
  X(event_record, "cuEventRecord", (CuEvent, CuStream))                                            \
  X(event_synchronize, "cuEventSynchronize", (CuEvent))                                            \
  X(event_elapsed, "cuEventElapsedTime", (float*, CuEvent, CuEvent))                               \
  X(graph_instantiate, "cuGraphInstantiateWithFlags", (CuGraphExec*, CuGraph, unsigned long long)) \
  X(graph_launch, "cuGraphLaunch", (CuGraphExec, CuStream))                                        \
  X(graph_exec_destroy, "cuGraphExecDestroy", (CuGraphExec))                                       \
  X(graph_destroy, "cuGraphDestroy", (CuGraph))                                                    \
  X(module_load, "cuModuleLoadData", (CuModule*, const void*))                                     \
  X(module_unload, "cuModuleUnload", (CuModule))                                                   \
  X(module_function, "cuModuleGetFunction", (CuFunction*, CuModule, const char*))                  \
  X(launch, "cuLaunchKernel",                                                                      \
    (CuFunction, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, unsigned, CuStream, void**, void**))

struct CudaApi {
#define SINTER_MEMBER(member, symbol, parameters) CuResult(*member) parameters = nullptr;
  SINTER_CUDA_FUNCTIONS(SINTER_MEMBER)
#undef SINTER_MEMBER

  /// "CUDA_ERROR_NO_DEVICE".
  std::string name_of(CuResult result) const;
  Status status(CuResult result, const char* what) const {
    return result == kCuSuccess ? Status::good() : Status::bad(what, result);
  }
};

/// The driver, opened once for the process; null with a reason where there is none. Does not initialise it.
const CudaApi* cuda_api(std::string& why);

}  // namespace sinter::cuda
