// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Decision trees: rows are shared out over the threads.
#include <array>

#include "backends/cpu/kernels/loaders.h"
#include "backends/reference/recipe.h"
#include "ops/tree_tables.h"

namespace sinter::cpu {
namespace {

class TreesKernel final : public CpuKernel {
 public:
  TreesKernel(const TreeEnsemble& trees, ThreadPool& pool) : tables_(trees), pool_(pool) {}

  int64_t workspace(const KernelArgs& args) const noexcept override {
    return args.inputs.empty() || args.inputs[0].rank != 2 ? 0 : tasks(args.inputs[0].dims[0]) * scratch();
  }

  Status run(const KernelArgs& args) const noexcept override {
    if (args.inputs.size() != 1 || args.outputs.size() != 1) return Status::bad("trees got a wrong number of operands");
    const TensorArg &x = args.inputs[0], &y = args.outputs[0];
    const bool fits = x.rank == 2 && y.rank == 2 && x.dtype == y.dtype && x.dims[0] == y.dims[0] &&
                      x.dims[1] >= tables_.features() && y.dims[1] == tables_.targets();
    if (!fits) return Status::bad("trees got operands of other shapes or types");
    if (args.workspace_bytes < tasks(x.dims[0]) * scratch()) return Status::bad("trees have too little workspace");
    if (x.dtype == DataType::kFloat32) return evaluate<float>(args);
    if (x.dtype == DataType::kFloat64) return evaluate<double>(args);
    return Status::bad("trees got an input of another dtype");
  }

 private:
  int64_t tasks(int64_t rows) const { return std::min<int64_t>(rows, int64_t(pool_.threads()) * 4); }
  // Of one task: the targets as doubles, and whether a leaf gave something.
  int64_t scratch() const { return (tables_.targets() * 9 + 63) / 64 * 64; }

  template <class T>
  Status evaluate(const KernelArgs& args) const noexcept {
    const TensorArg &x = args.inputs[0], &y = args.outputs[0];
    const int64_t rows = x.dims[0], targets = tables_.targets(), count = tasks(rows);
    pool_.parallel_for(count, 1, [&](int64_t begin, int64_t end) {
      for (int64_t task = begin; task < end; ++task) {
        auto* out = reinterpret_cast<double*>(static_cast<std::byte*>(args.workspace) + task * scratch());
        auto* touched = reinterpret_cast<uint8_t*>(out + targets);
        for (int64_t r = rows * task / count; r < rows * (task + 1) / count; ++r) {
          tables_.evaluate(x.as<const T>() + r * x.dims[1], out, touched);
          for (int64_t t = 0; t < targets; ++t) y.as<T>()[r * targets + t] = T(out[t]);
        }
      }
    });
    return Status::good();
  }

  TreeTables tables_;
  ThreadPool& pool_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_trees(const LoadContext& c) {
  const reference::NodeRecipe node = reference::read_recipe(c.recipe, c.constants);
  const auto* trees = node.op.as<TreeEnsemble>();
  if (!trees) RecipeReader::corrupt();
  try {
    return std::make_unique<TreesKernel>(*trees, c.pool);
  } catch (const Error& e) {
    fail(ErrorCode::kCorruptFile, "a kernel's recipe is damaged: " + e.message(), "build the plan again");
  }
}

}  // namespace sinter::cpu
