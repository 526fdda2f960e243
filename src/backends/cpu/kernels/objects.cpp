// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ops on strings, sequences and optionals: nothing in them is arithmetic that a kernel of our own would speed up, so
// the op's definition runs.
#include "backend/inline_stream.h"
#include "backends/cpu/kernels/loaders.h"
#include "backends/reference/reference_kernel.h"

namespace sinter::cpu {
namespace {

class ObjectsKernel final : public CpuKernel {
 public:
  explicit ObjectsKernel(reference::NodeRecipe node) : definition_(std::move(node)) {}
  bool takes_objects() const noexcept override { return true; }
  Status run(const KernelArgs& args) const noexcept override {
    InlineStream stream;
    return definition_.enqueue(stream, args);
  }

 private:
  reference::ReferenceKernel definition_;
};

}  // namespace

std::unique_ptr<CpuKernel> load_objects(const LoadContext& c) {
  reference::NodeRecipe node = reference::read_recipe(c.recipe, c.constants);
  if (!node.op.def().reference || node.op.def().traits.regions != 0) RecipeReader::corrupt();
  return std::make_unique<ObjectsKernel>(std::move(node));
}

}  // namespace sinter::cpu
