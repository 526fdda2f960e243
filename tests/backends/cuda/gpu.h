// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// For tests that need a GPU: skipped, with the reason, where there is none.
#pragma once
#include <gtest/gtest.h>

#include "backend/tactic.h"
#include "backends/cuda/runtime/cuda_runtime.h"
#include "ir/host_tensor.h"

namespace sinter::cuda {

class GpuTest : public testing::Test {
 protected:
  void SetUp() override {
    if (const char* why = gpu().unavailable()) GTEST_SKIP() << "no GPU: " << why;
  }
  static CudaRuntime& gpu() {
    static CudaRuntime runtime;
    return runtime;
  }
};

/// A tensor in device memory; `shift` bytes behind an aligned address.
class DeviceTensor {
 public:
  DeviceTensor(CudaRuntime& gpu, const HostTensor& host, int64_t shift = 0)
      : host_(host), buffer_(gpu.device().allocator(), int64_t(host.bytes.size()) + shift, "a test"), shift_(shift) {}
  TensorArg arg() {
    TensorArg a;
    a.data = host_.bytes.empty() ? nullptr : static_cast<char*>(buffer_.data()) + shift_;
    a.dims = host_.dims.data();
    a.rank = int32_t(host_.dims.size());
    a.dtype = host_.dtype;
    return a;
  }
  void upload(Stream& s) {
    EXPECT_TRUE(s.copy(arg().data, host_.bytes.data(), int64_t(host_.bytes.size()), Stream::Copy::kToDevice).ok());
  }
  void download(Stream& s) {
    EXPECT_TRUE(s.copy(host_.bytes.data(), arg().data, int64_t(host_.bytes.size()), Stream::Copy::kToHost).ok());
  }
  const HostTensor& host() const { return host_; }

 private:
  HostTensor host_;
  Buffer buffer_;
  int64_t shift_;
};

inline std::unique_ptr<Kernel> load_compiled(CudaRuntime& gpu, const CompiledKernel& k) {
  return gpu.load({"cuda", k.name, k.version, k.recipe, {}}, {});
}

/// Runs a kernel once on a stream of its own; `outputs` give types and dims.
inline std::vector<HostTensor> run_on_gpu(CudaRuntime& gpu, const Kernel& kernel, const std::vector<HostTensor>& inputs,
                                          const std::vector<HostTensor>& outputs, int64_t shift = 0) {
  const auto stream = gpu.device().create_stream();
  std::vector<DeviceTensor> tensors;
  std::vector<TensorArg> args;
  for (const auto* list : {&inputs, &outputs})
    for (const auto& t : *list) tensors.emplace_back(gpu, t, shift);
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (i < inputs.size()) tensors[i].upload(*stream);
    args.push_back(tensors[i].arg());
  }
  KernelArgs k{std::span(args).first(inputs.size()), std::span(args).subspan(inputs.size()), {}, nullptr, 0};
  k.workspace_bytes = kernel.workspace(k);
  const Buffer workspace =
      k.workspace_bytes > 0 ? Buffer(gpu.device().allocator(), k.workspace_bytes, "a test") : Buffer();
  k.workspace = workspace.data();
  const Status s = kernel.enqueue(*stream, k);
  EXPECT_TRUE(s.ok()) << s.message << " " << s.detail;
  std::vector<HostTensor> out;
  for (size_t i = inputs.size(); i < tensors.size(); ++i) tensors[i].download(*stream);
  EXPECT_TRUE(stream->synchronize().ok());
  for (size_t i = inputs.size(); i < tensors.size(); ++i) out.push_back(tensors[i].host());
  return out;
}

}  // namespace sinter::cuda
