// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cpu/kernels/pointwise.h"

#include <algorithm>

#include "backends/cpu/kernels/loaders.h"

namespace sinter::cpu {

Status run_pointwise(const BlockProgram& program, std::span<const TensorArg* const> inputs,
                     std::span<const TensorArg> outputs, ThreadPool& pool) noexcept {
  if (inputs.size() != program.inputs().size() || outputs.size() != program.outputs().size()) {
    return Status::bad("a pointwise kernel got a wrong number of operands");
  }
  for (size_t i = 0; i < inputs.size(); ++i) {
    if (inputs[i]->dtype != program.inputs()[i])
      return Status::bad("an input of a pointwise kernel has another dtype", int64_t(i));
  }
  void* to[kMaxBlockOutputs];
  for (size_t i = 0; i < outputs.size(); ++i) {
    if (outputs[i].dtype != program.outputs()[i])
      return Status::bad("an output of a pointwise kernel has another dtype", int64_t(i));
    if (!std::ranges::equal(outputs[i].shape(), outputs[0].shape()))
      return Status::bad("outputs of a pointwise kernel differ in shape");
    to[i] = outputs[i].data;
  }
  BlockShape shape;
  BlockInput from[kMaxBlockInputs];
  if (const Status s = make_block_shape(outputs[0].shape(), inputs, shape, from); !s.ok()) return s;
  if (shape.count == 0) return Status::good();
  const int64_t units = (shape.count + kBlockUnit - 1) / kBlockUnit;
  pool.parallel_for(units, program.grain() / kBlockUnit, [&](int64_t begin, int64_t end) {
    program.run(shape, from, to, begin * kBlockUnit, std::min(shape.count, end * kBlockUnit));
  });
  return Status::good();
}

Status PostProgram::run(const KernelArgs& k, const TensorArg* accumulator, ThreadPool& pool) const noexcept {
  const TensorArg* inputs[kMaxBlockInputs];
  for (size_t i = 0; i < args.size(); ++i) {
    if (args[i] == kAccumulator) {
      if (!accumulator) return Status::bad("a pointwise kernel has no accumulator");
      inputs[i] = accumulator;
    } else {
      if (size_t(args[i]) >= k.inputs.size()) return Status::bad("an input of a pointwise kernel is missing", args[i]);
      inputs[i] = &k.inputs[size_t(args[i])];
    }
  }
  return run_pointwise(program, {inputs, args.size()}, k.outputs, pool);
}

PostProgram read_post_program(RecipeReader& r) {
  PostProgram post;
  post.args = r.ints(kMaxBlockInputs);
  post.program = read_program(r);
  if (post.args.size() != post.program.inputs().size()) RecipeReader::corrupt();
  for (int64_t a : post.args)
    if (a < PostProgram::kAccumulator || a > 1024) RecipeReader::corrupt();
  return post;
}

namespace {

class PointwiseKernel final : public CpuKernel {
 public:
  PointwiseKernel(PostProgram program, ThreadPool& pool) : program_(std::move(program)), pool_(pool) {}
  Status run(const KernelArgs& args) const noexcept override { return program_.run(args, nullptr, pool_); }

 private:
  PostProgram program_;
  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_pointwise(const LoadContext& c) {
  return std::make_unique<PointwiseKernel>(read_post_program(c.recipe), c.pool);
}

}  // namespace sinter::cpu
