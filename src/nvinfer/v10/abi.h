// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Our own declarations of TensorRT 10.16's binary interface: the one header of it that the façade includes. The enums
// and classes are generated from the tables in ../abi at build time (tools/nvinfer/gen_slots.py); the few plain structs
// and type names that the tables' signatures use stand here. TensorRT's spelling, because these are its names.
#pragma once
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "nvinfer/v10/generated/abi_enums.h"

struct CUstream_st;
struct CUevent_st;
using cudaStream_t = CUstream_st*;
using cudaEvent_t = CUevent_st*;

namespace sinter::nvinfer {
/// Ends the process with "NAME is not available in this build of SinterRT": an unimplemented slot was called.
[[noreturn]] void missing(const char* name) noexcept;
}  // namespace sinter::nvinfer

namespace nvinfer1 {
using AsciiChar = char;
using AllocatorFlags = uint32_t;
using BuilderFlags = uint32_t;
using NetworkDefinitionCreationFlags = uint32_t;
using QuantizationFlags = uint32_t;
using SerializationFlags = uint32_t;
using TacticSources = uint32_t;
using TempfileControlFlags = uint32_t;
using TensorFormats = uint32_t;

/// A shape of at most 8 dims; -1 stands for a dim not known yet.
struct Dims64 {
  static constexpr int32_t kMaxDims = 8;
  int32_t nbDims = 0;
  int64_t d[kMaxDims] = {};
};
using Dims = Dims64;

struct Weights {
  DataType type;
  const void* values;
  int64_t count;
};

struct Permutation {
  int32_t order[Dims64::kMaxDims];
};

struct InterfaceInfo {
  const AsciiChar* kind;
  int32_t major;
  int32_t minor;
};

namespace v_1_0 {
struct TimingCacheKey {
  uint8_t data[16];
};
struct TimingCacheValue {
  uint64_t tacticHash;
  float timingMSec;
};
}  // namespace v_1_0
using v_1_0::TimingCacheKey;
using v_1_0::TimingCacheValue;

// Named in signatures only, never looked into.
class IAlgorithmIOInfo;
class IAlgorithmSelector;
class IAlgorithmVariant;
class IInt8Calibrator;
class IPluginCreator;
class IPluginCreatorInterface;
class IPluginResource;
class IPluginV2;
class IPluginV3;
using PluginLibraryHandle = void*;

// IErrorRecorder's.
using ErrorDesc = const char*;
using RefCount = int32_t;
}  // namespace nvinfer1

namespace nvonnxparser {
using OnnxParserFlags = uint32_t;
/// Node indices of one subgraph and whether it is supported.
using SubGraph_t = std::pair<std::vector<size_t>, bool>;
using SubGraphCollection_t = std::vector<SubGraph_t>;
}  // namespace nvonnxparser

#include "nvinfer/v10/generated/abi_classes.h"
