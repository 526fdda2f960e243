// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/common/convert.h"

#include <algorithm>
#include <string>

#include "sinter/error.h"

namespace sinter::nvinfer {
namespace {

struct Pair {
  DataType ours;
  nvinfer1::DataType theirs;
};

constexpr Pair kTypes[] = {
    {DataType::kFloat32, nvinfer1::DataType::kFLOAT},    {DataType::kFloat16, nvinfer1::DataType::kHALF},
    {DataType::kInt8, nvinfer1::DataType::kINT8},        {DataType::kInt32, nvinfer1::DataType::kINT32},
    {DataType::kBool, nvinfer1::DataType::kBOOL},        {DataType::kUInt8, nvinfer1::DataType::kUINT8},
    {DataType::kFloat8E4M3FN, nvinfer1::DataType::kFP8}, {DataType::kBFloat16, nvinfer1::DataType::kBF16},
    {DataType::kInt64, nvinfer1::DataType::kINT64},      {DataType::kInt4, nvinfer1::DataType::kINT4},
    {DataType::kFloat4E2M1, nvinfer1::DataType::kFP4},   {DataType::kFloat8E8M0, nvinfer1::DataType::kE8M0},
};

}  // namespace

nvinfer1::DataType to_trt(DataType type) {
  for (const Pair& p : kTypes) {
    if (p.ours == type) return p.theirs;
  }
  fail(ErrorCode::kUnsupported, "TensorRT's interface has no name for dtype " + std::string(to_string(type)),
       "Cast the tensor to float32, int32 or int64 in the model, or use SinterRT's own API");
}

DataType from_trt(nvinfer1::DataType type) {
  for (const Pair& p : kTypes) {
    if (p.theirs == type) return p.ours;
  }
  fail(ErrorCode::kInvalidArgument, "no DataType has the number " + std::to_string(static_cast<int32_t>(type)),
       "Pass one of nvinfer1::DataType's values");
}

nvinfer1::Dims to_trt(const Dims& dims) {
  if (dims.size() > nvinfer1::Dims::kMaxDims) {
    fail(ErrorCode::kLimit, "shape " + to_string(dims) + " has more dims than TensorRT's 8",
         "Reshape the tensor to 8 dims or fewer, or use SinterRT's own API");
  }
  nvinfer1::Dims out;
  out.nbDims = static_cast<int32_t>(dims.size());
  std::copy(dims.begin(), dims.end(), out.d);
  return out;
}

Dims from_trt(const nvinfer1::Dims& dims) {
  if (dims.nbDims < 0 || dims.nbDims > nvinfer1::Dims::kMaxDims) {
    fail(ErrorCode::kInvalidArgument, "nbDims is " + std::to_string(dims.nbDims), "Pass 0 to 8 dims");
  }
  return Dims(dims.d, dims.d + dims.nbDims);
}

}  // namespace sinter::nvinfer
