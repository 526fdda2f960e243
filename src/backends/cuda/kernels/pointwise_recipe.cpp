// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/pointwise_kernel.h"

#include <cstring>

#include "backends/cuda/kernels/pointwise_shape.h"

namespace sinter::cuda {
namespace {

std::vector<int64_t> type_numbers(const std::vector<DataType>& types) {
  std::vector<int64_t> out;
  for (DataType t : types) out.push_back(int64_t(t));
  return out;
}

std::vector<DataType> types_of(const std::vector<int64_t>& numbers) {
  std::vector<DataType> out;
  for (int64_t n : numbers) {
    if (n <= 0 || n >= kNumDataTypes) RecipeReader::corrupt();
    out.push_back(DataType(n));
  }
  if (out.empty()) RecipeReader::corrupt();
  return out;
}

}  // namespace

std::vector<std::byte> PointwiseRecipe::write() const {
  RecipeWriter w;
  w.i64(block)
      .i64(per_thread)
      .ints(type_numbers(inputs))
      .ints(type_numbers(outputs))
      .text(arch)
      .text(as_string_view(cubin));
  return w.take();
}

PointwiseRecipe PointwiseRecipe::read(ByteSpan bytes) {
  RecipeReader r(bytes);
  PointwiseRecipe p;
  p.block = r.i64(32, 1024);
  p.per_thread = r.i64(1, 16);
  p.inputs = types_of(r.ints(kMaxPointwiseInputs));
  p.outputs = types_of(r.ints(kMaxPointwiseOutputs));
  p.arch = r.text();
  const std::string code = r.text();
  p.cubin.resize(code.size());
  std::memcpy(p.cubin.data(), code.data(), code.size());
  r.done();
  return p;
}

}  // namespace sinter::cuda
