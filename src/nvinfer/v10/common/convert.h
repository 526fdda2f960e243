// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Between TensorRT's plain values and SinterRT's.
#pragma once
#include "nvinfer/v10/abi.h"
#include "sinter/types.h"

namespace sinter::nvinfer {

/// Throws Error(kUnsupported) for a dtype that TensorRT cannot name (float64, uint32, string, ...).
nvinfer1::DataType to_trt(DataType type);
/// Throws Error(kInvalidArgument) for a number that is no DataType.
DataType from_trt(nvinfer1::DataType type);

/// Throws Error(kLimit) for more than 8 dims.
nvinfer1::Dims to_trt(const Dims& dims);
/// Throws Error(kInvalidArgument) unless 0 <= nbDims <= 8.
Dims from_trt(const nvinfer1::Dims& dims);
/// TensorRT's answer where there is no shape: nbDims = -1.
inline nvinfer1::Dims no_dims() noexcept {
  nvinfer1::Dims dims;
  dims.nbDims = -1;
  return dims;
}

}  // namespace sinter::nvinfer
