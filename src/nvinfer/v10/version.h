// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The version whose interface this face has, and how exported functions are marked (exports.map names them all).
#pragma once
#include <cstdint>

#define SINTER_TRT_EXPORT extern "C" __attribute__((visibility("default")))

namespace sinter::nvinfer {
inline constexpr int32_t kMajor = 10;
inline constexpr int32_t kMinor = 16;
inline constexpr int32_t kPatch = 1;
inline constexpr int32_t kBuild = 11;
/// As NV_TENSORRT_VERSION: the number that clients pass to the factories.
inline constexpr int32_t kVersion = kMajor * 10000 + kMinor * 100 + kPatch;
/// The ONNX parser counts its own versions; it has been 0.1.0 ever since.
inline constexpr int32_t kParserMajor = 0;
inline constexpr int32_t kParserVersion = 100;
}  // namespace sinter::nvinfer
