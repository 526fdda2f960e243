// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "compile/measure.h"

#include <chrono>
#include <cstring>

#include "backend/inline_stream.h"
#include "ir/element.h"

namespace sinter::compile {
namespace {

using Clock = std::chrono::steady_clock;

double ms_since(Clock::time_point start) {
  return std::chrono::duration<double, std::milli>(Clock::now() - start).count();
}

// Small varied values for floats (no denormals, no zeros that a kernel might skip); zeros for integers, which are
// always valid indices.
std::vector<std::byte> made_up(DataType t, int64_t count) {
  std::vector<std::byte> bytes(size_t(bytes_of(t, count)));
  if (!is_float(t) || bits_of(t) < 16) return bytes;
  constexpr int64_t kRun = 1024;
  double run[kRun];
  uint32_t s = 12345;
  for (double& x : run) {
    s = s * 1664525u + 1013904223u;
    x = double(s >> 8) / double(1 << 24) - 0.5;
  }
  for (int64_t i = 0; i < count; i += kRun) store_f64(t, bytes.data(), i, std::min(kRun, count - i), run);
  return bytes;
}

// Buffers for the operands of one measurement.
class Operands {
 public:
  Operands(Device& device, Stream& stream, ConcreteArgs& a, const Problem& p) : device_(device), stream_(stream) {
    for (size_t i = 0; i < a.inputs.size(); ++i)
      give(a.inputs[i], i < p.inputs.size() ? p.inputs[i].constant : nullptr, true);
    for (auto& o : a.outputs) {
      give(o, nullptr, false);
      actual_.emplace_back(size_t(o.rank) + 1);
      o.actual_dims = actual_.back().data();
    }
  }
  bool ok() const { return ok_; }

 private:
  void give(TensorArg& arg, const Weights* constant, bool fill) {
    if (!arg.present()) return;
    const int64_t count = arg.count(), bytes = bytes_of(arg.dtype, count);
    buffers_.emplace_back(device_.allocator(), bytes, "measuring");
    arg.data = buffers_.back().data();
    if (!fill || bytes == 0) return;
    const std::vector<std::byte> data = constant ? std::vector<std::byte>() : made_up(arg.dtype, count);
    ok_ = ok_ &&
          stream_.copy(arg.data, constant ? constant->bytes().data() : data.data(), bytes, Stream::Copy::kToDevice)
              .ok() &&
          stream_.synchronize().ok();
  }
  Device& device_;
  Stream& stream_;
  std::vector<Buffer> buffers_;
  std::vector<std::vector<int64_t>> actual_;
  bool ok_ = true;
};

// One time per run: host kernels by the clock, others by the clock over a batch of runs ended by a synchronisation.
double time_once(Stream& stream, const Kernel& kernel, const KernelArgs& args, int batch) {
  const auto start = Clock::now();
  for (int i = 0; i < batch; ++i)
    if (!kernel.enqueue(stream, args).ok()) return -1;
  if (!stream.synchronize().ok()) return -1;
  return ms_since(start) / batch;
}

}  // namespace

LoadedKernel load_kernel(const Target& target, const CompiledKernel& compiled) {
  LoadedKernel out;
  Device& d = target.runtime->device();
  const bool host = d.space() == MemorySpace::kHost;
  std::vector<LoadedConstant> constants;
  std::unique_ptr<Stream> stream;
  for (const auto& c : compiled.constants) {
    Buffer b(d.allocator(), int64_t(c.bytes.size()), "constants");
    if (host) {
      if (!c.bytes.empty()) std::memcpy(b.data(), c.bytes.data(), c.bytes.size());
    } else {
      if (!stream) stream = d.create_stream();
      (void)stream->copy(b.data(), c.bytes.data(), int64_t(c.bytes.size()), Stream::Copy::kToDevice);
    }
    constants.push_back({b.data(), int64_t(c.bytes.size())});
    out.buffers.push_back(std::move(b));
  }
  if (stream) (void)stream->synchronize();
  KernelRecord r{target.name(), compiled.name, compiled.version, compiled.recipe, {}};
  r.constants.resize(constants.size());
  out.kernel = target.runtime->load(r, constants);
  return out;
}

double measure_kernel(const Target& target, const Problem& problem, const CompiledKernel& compiled,
                      const Kernel& kernel, double to_beat) {
  ConcreteArgs a;
  if (!make_args(problem, compiled.consumed_inputs, false, a)) return -1;
  Device& d = target.runtime->device();
  const bool host = d.space() == MemorySpace::kHost;
  InlineStream inline_stream;
  const auto own = host ? nullptr : d.create_stream();
  Stream& stream = host ? static_cast<Stream&>(inline_stream) : *own;
  Operands operands(d, stream, a, problem);
  if (!operands.ok()) return -1;
  a.args.workspace_bytes = kernel.workspace(a.args);
  if (a.args.workspace_bytes > problem.workspace_limit) return -1;
  Buffer workspace;
  if (a.args.workspace_bytes > 0) workspace = Buffer(d.allocator(), a.args.workspace_bytes, "measuring");
  a.args.workspace = workspace.data();
  double best = time_once(stream, kernel, a.args, 1);  // warm-up
  if (best < 0) return -1;
  // A first run is cold, but not three times as slow as a warm one and a quarter of a millisecond on top.
  if (to_beat >= 0 && best > 3 * to_beat + 0.25) return best;
  const int batch = host ? 1 : 8;
  const auto start = Clock::now();
  for (int i = 0; i < 30 && (i < 3 || ms_since(start) < 20); ++i) {
    const double t = time_once(stream, kernel, a.args, batch);
    if (t < 0) return -1;
    best = i == 0 ? t : std::min(best, t);
  }
  return best;
}

}  // namespace sinter::compile
