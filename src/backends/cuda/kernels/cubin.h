// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A cubin (an ELF file of device code) loaded into a context. The driver takes a pointer without a length and trusts
// what the headers say, so the headers are checked first: a damaged plan gives an error, not a wild read. The code
// itself is trusted, see SECURITY.md.
#pragma once
#include <string>

#include "backends/cuda/runtime/cuda_context.h"
#include "base/bytes.h"

namespace sinter::cuda {

/// Error(kCorruptFile) unless the bytes are a 64-bit ELF file whose headers, sections and segments lie inside them.
void check_cubin(ByteSpan cubin);

class CudaModule {
 public:
  /// Error(kCorruptFile) or Error(kIncompatiblePlan, naming the driver's error) if the cubin cannot be loaded.
  CudaModule(const CudaContext& context, ByteSpan cubin);
  ~CudaModule();
  CudaModule(const CudaModule&) = delete;
  CudaModule& operator=(const CudaModule&) = delete;
  CuFunction function(const char* name) const;
  const CudaContext& context() const { return context_; }

 private:
  const CudaContext& context_;
  CuModule module_ = nullptr;
};

}  // namespace sinter::cuda
