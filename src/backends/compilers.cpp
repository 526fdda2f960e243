// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/compilers.h"

#include "backends/cpu/compiler.h"
#include "backends/cuda/cuda_compiler.h"
#include "backends/fake/fake_compiler.h"
#include "backends/reference/reference_compiler.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter {

BackendCompilers make_compilers() {
  BackendCompilers out;
  out.push_back(std::make_unique<cpu::CpuCompiler>());
  out.push_back(std::make_unique<cuda::CudaCompiler>());
  out.push_back(std::make_unique<fake::FakeCompiler>(std::make_unique<cpu::CpuCompiler>()));
  out.push_back(std::make_unique<reference::ReferenceCompiler>());
  return out;
}

BackendCompiler& find_compiler(const BackendCompilers& compilers, std::string_view name) {
  std::vector<std::string_view> names;
  for (const auto& c : compilers) {
    if (name == c->name()) return *c;
    names.push_back(c->name());
  }
  std::string remedy = did_you_mean(name, names);
  if (remedy.empty()) remedy = "the backends are " + join(names, ", ");
  fail(ErrorCode::kInvalidArgument, "there is no backend " + quote(name), remedy);
}

}  // namespace sinter
