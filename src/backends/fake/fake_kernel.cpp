// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/fake/fake_kernel.h"

#include <vector>

#include "backend/inline_stream.h"
#include "backends/fake/fake_stream.h"

namespace sinter::fake {
namespace {

// What a launch carries to the device: the arguments by value, with shadow addresses.
struct Launch {
  const Kernel* kernel = nullptr;
  std::vector<TensorArg> inputs, outputs;
  std::vector<std::vector<int64_t>> dims;  // storage of the args' dims; reserved, so that it never moves
  std::vector<int64_t> params;
  KernelArgs args;
};

Status take_operand(const FakeMemory& memory, const TensorArg& from, Launch& launch, std::vector<TensorArg>& to) {
  TensorArg a = from;
  if (a.present()) {
    for (int64_t d : a.shape())
      if (d < 0) return Status::bad("a kernel was enqueued with a dim that is not known", d);
    launch.dims.emplace_back(a.shape().begin(), a.shape().end());
    a.dims = launch.dims.back().data();
    const int64_t bytes = bytes_of(a.dtype, element_count(launch.dims.back()));
    if (bytes > 0) a.data = memory.shadow(from.data, bytes);
    if (bytes > 0 && !a.data)
      return Status::bad("an operand does not lie in memory of the fake device", int64_t(to.size()));
    if (reinterpret_cast<uintptr_t>(a.data) % Buffer::kAlignment != 0)
      return Status::bad("an operand is not aligned to 64 bytes");
    if (bytes == 0) a.data = nullptr;
    if (memory.owns(a.actual_dims)) return Status::bad("actual_dims must be host memory");
  }
  to.push_back(a);
  return {};
}

Status make_launch(const FakeMemory& memory, const KernelArgs& args, Launch& launch) {
  launch.dims.reserve(args.inputs.size() + args.outputs.size());
  for (const auto& a : args.inputs)
    if (Status s = take_operand(memory, a, launch, launch.inputs); !s.ok()) return s;
  for (const auto& a : args.outputs)
    if (Status s = take_operand(memory, a, launch, launch.outputs); !s.ok()) return s;
  launch.params.assign(args.params.begin(), args.params.end());
  launch.args = {launch.inputs, launch.outputs, launch.params, nullptr, args.workspace_bytes};
  if (args.workspace_bytes > 0) launch.args.workspace = memory.shadow(args.workspace, args.workspace_bytes);
  if (args.workspace_bytes > 0 && !launch.args.workspace)
    return Status::bad("the workspace does not lie in memory of the fake device");
  return {};
}

}  // namespace

Status FakeKernel::enqueue(Stream& stream, const KernelArgs& args) const noexcept {
  auto* mine = dynamic_cast<FakeStream*>(&stream);
  if (!mine || &mine->memory() != &memory_)
    return Status::bad("a kernel of the fake device needs a stream of the fake device");
  try {
    auto launch = std::make_shared<Launch>();
    launch->kernel = host_.get();
    if (Status s = make_launch(memory_, args, *launch); !s.ok()) return s;
    HostQueue::Task task;
    task.owned = std::move(launch);
    task.run = [](HostQueue::Task& self) noexcept {
      const auto& l = *static_cast<const Launch*>(self.owned.get());
      InlineStream here;
      return l.kernel->enqueue(here, l.args);
    };
    return mine->push(std::move(task));
  } catch (...) {
    return Status::bad("no memory to enqueue a kernel");
  }
}

}  // namespace sinter::fake
