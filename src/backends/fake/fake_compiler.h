// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <vector>

#include "backend/tactic.h"

namespace sinter::fake {

/// Offers every tactic of a host backend for the fake device: "gemm" of the CPU becomes "fake.gemm", whose kernels are
/// recorded as "cpu:gemm".
class FakeCompiler final : public BackendCompiler {
 public:
  explicit FakeCompiler(std::unique_ptr<BackendCompiler> host);
  ~FakeCompiler() override;
  const char* name() const override { return "fake"; }
  std::span<const Tactic* const> tactics() const override { return list_; }
  bool wants_fusion(std::string_view kind) const override { return host_->wants_fusion(kind); }

 private:
  std::unique_ptr<BackendCompiler> host_;
  std::vector<std::unique_ptr<Tactic>> owned_;
  std::vector<const Tactic*> list_;
};

}  // namespace sinter::fake
