// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "backend/kernel.h"
#include "backends/reference/recipe.h"

namespace sinter::reference {

/// Runs a node by its reference meaning, on the calling thread; a fusion's evaluates its region node by node. The slow
/// definition: it may allocate.
class ReferenceKernel final : public Kernel {
 public:
  explicit ReferenceKernel(NodeRecipe node);
  Status enqueue(Stream& stream, const KernelArgs& args) const noexcept override;
  bool takes_objects() const noexcept override { return true; }

 private:
  void run(const KernelArgs& args) const;

  NodeRecipe node_;
  std::vector<Graph*> regions_;
  size_t num_params_;
};

}  // namespace sinter::reference
