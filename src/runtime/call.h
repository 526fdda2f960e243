// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// One step of a context, ready to run: its operands by pointer.
#pragma once
#include <deque>
#include <vector>

#include "runtime/context.h"

namespace sinter::rt {

struct Context::Call {
  Context* context = nullptr;
  uint32_t step = 0;
  const Kernel* kernel = nullptr;
  bool on_host = true;
  uint32_t runs_in = 0;  // the stage of the shape program that it runs in
  uint32_t stage = 0;    // of read-back steps: the stage that follows
  std::vector<TensorArg> inputs, outputs;
  std::deque<Dims> capacity;  // of outputs whose dims the run tells; a deque keeps addresses
  std::vector<int64_t> params;
  int64_t copy_bytes = 0;  // of copy steps
  KernelArgs args;
};

}  // namespace sinter::rt
