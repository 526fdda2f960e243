// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/gemm_epilogue.h"

#include <algorithm>


namespace sinter::cpu {

bool pack_type_of(DataType type, PackType& out) noexcept {
  switch (type) {
    case DataType::kFloat32: out = PackType::kFloat32; return true;
    case DataType::kFloat16: out = PackType::kFloat16; return true;
    case DataType::kBFloat16: out = PackType::kBFloat16; return true;
    default: return false;
  }
}

Status GemmEpilogue::bind(const KernelArgs& args, int64_t bias_count, const float*& bias_out,
                          const float*& residual) const noexcept {
  bias_out = bias;
  residual = nullptr;
  if (bias_input >= 0) {
    if (size_t(bias_input) >= args.inputs.size()) return Status::bad("the bias is missing");
    const TensorArg& t = args.inputs[size_t(bias_input)];
    if (t.dtype != DataType::kFloat32 || t.count() != bias_count) return Status::bad("the bias has a wrong type");
    bias_out = t.as<const float>();
  }
  if (residual_input >= 0) {
    if (size_t(residual_input) >= args.inputs.size()) return Status::bad("the residual is missing");
    const TensorArg& t = args.inputs[size_t(residual_input)];
    if (t.dtype != DataType::kFloat32 || !std::ranges::equal(t.shape(), args.outputs[0].shape())) {
      return Status::bad("the residual has a wrong type");
    }
    residual = t.as<const float>();
  }
  return Status::good();
}

Status GemmEpilogue::finish(const KernelArgs& args, float* sums, ThreadPool& pool) const noexcept {
  if (!post) return Status::good();
  TensorArg accumulator = args.outputs[0];
  accumulator.data = sums;
  accumulator.dtype = DataType::kFloat32;
  return post->run(args, &accumulator, pool);
}

GemmEpilogue read_gemm_epilogue(const LoadContext& c, size_t bias_constant, int64_t bias_count) {
  GemmEpilogue e;
  const std::string bytes = c.recipe.text();
  e.kernel = get_gemm_kernel(GemmRecipe::parse(std::as_bytes(std::span(bytes))));
  e.constant_bias = c.recipe.i64(0, 1) != 0;
  e.bias_input = c.recipe.i64(-1, 1024);
  e.residual_input = c.recipe.i64(-1, 1024);
  if (c.recipe.i64(0, 1) != 0) e.post = read_post_program(c.recipe);
  if (e.constant_bias) e.bias = static_cast<const float*>(c.constant(bias_constant, bias_count * 4));
  // The microkernel reads these exactly when its recipe says so.
  if ((e.recipe().bias != GemmBias::kNone) != (e.constant_bias || e.bias_input >= 0)) RecipeReader::corrupt();
  if ((e.recipe().residual != GemmResidual::kNone) != (e.residual_input >= 0)) RecipeReader::corrupt();
  return e;
}

}  // namespace sinter::cpu
