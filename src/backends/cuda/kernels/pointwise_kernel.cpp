// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backends/cuda/kernels/pointwise_kernel.h"

#include "backends/cuda/kernels/cubin.h"
#include "backends/cuda/kernels/pointwise_shape.h"
#include "backends/cuda/runtime/cuda_device.h"
#include "sinter/error.h"

namespace sinter::cuda {
namespace {

// Parameters as the device code declares them. Its arrays are as long as it has operands; the driver copies as many
// bytes as each parameter has there, so ours may be longer, but the parts before the end must lie alike.
struct PointerTable {
  void* at[kMaxPointwiseInputs + kMaxPointwiseOutputs];  // inputs, then outputs
};
template <class Index>
struct DeviceShape {
  int32_t rank;
  Index dims[kMaxPointwiseRank];
  Index strides[kMaxPointwiseInputs][kMaxPointwiseRank];
  explicit DeviceShape(const PointwiseShape& s) : rank(s.rank) {
    for (int d = 0; d < kMaxPointwiseRank; ++d) dims[d] = Index(s.dims[d]);
    for (int i = 0; i < kMaxPointwiseInputs; ++i)
      for (int d = 0; d < kMaxPointwiseRank; ++d) strides[i][d] = Index(s.strides[i][d]);
  }
};

bool operands_match(std::span<const TensorArg> args, const std::vector<DataType>& types) {
  if (args.size() != types.size()) return false;
  for (size_t i = 0; i < types.size(); ++i)
    if (args[i].dtype != types[i] || args[i].format != Format::kLinear) return false;
  return true;
}

class PointwiseKernel final : public Kernel {
 public:
  PointwiseKernel(CudaDevice& device, PointwiseRecipe recipe)
      : module_(device.context(), recipe.cubin), recipe_(std::move(recipe)) {
    flat_ = module_.function(kFlatEntry);
    strided32_ = module_.function(kStrided32Entry);
    strided64_ = module_.function(kStrided64Entry);
    recipe_.cubin = {};  // the driver has its own copy
  }

  Status enqueue(Stream& stream, const KernelArgs& args) const noexcept override {
    if (!stream.native()) return Status::bad("a CUDA kernel needs a CUDA stream");
    if (!operands_match(args.inputs, recipe_.inputs) || !operands_match(args.outputs, recipe_.outputs))
      return Status::bad("a pointwise kernel got other operands than it was compiled for");
    PointwiseShape shape;
    if (Status s = pointwise_shape(args.inputs, args.outputs[0], shape); !s.ok()) return s;
    if (shape.count == 0) return {};
    PointerTable pointers;
    bool aligned = true;
    size_t n = 0;
    for (const TensorArg& a : args.inputs) {
      const bool scalar = shape.scalars >> n & 1;
      aligned = aligned && (scalar || reinterpret_cast<uintptr_t>(a.data) % 16 == 0);
      pointers.at[n++] = a.data;
    }
    for (const TensorArg& a : args.outputs) {
      aligned = aligned && reinterpret_cast<uintptr_t>(a.data) % 16 == 0;
      pointers.at[n++] = a.data;
    }
    return launch(static_cast<CuStream>(stream.native()), shape, pointers, aligned);
  }

 private:
  Status launch(CuStream stream, PointwiseShape& shape, PointerTable& pointers, bool aligned) const noexcept {
    if (shape.flat && aligned) {
      void* params[] = {&pointers, &shape.count, &shape.scalars};
      return launch(flat_, stream, shape.count, recipe_.block * recipe_.per_thread, params);
    }
    if (shape.count <= INT32_MAX) {  // strides are smaller than the count
      DeviceShape<uint32_t> device(shape);
      void* params[] = {&pointers, &shape.count, &device};
      return launch(strided32_, stream, shape.count, recipe_.block, params);
    }
    DeviceShape<uint64_t> device(shape);
    void* params[] = {&pointers, &shape.count, &device};
    return launch(strided64_, stream, shape.count, recipe_.block, params);
  }

  Status launch(CuFunction f, CuStream stream, int64_t count, int64_t per_block, void** params) const noexcept {
    const int64_t blocks = (count - 1) / per_block + 1;
    if (blocks > INT32_MAX) return Status::bad("a tensor is too large for one kernel launch");
    return with_context(module_.context(), "launching a pointwise kernel", [&] {
      return module_.context().api->launch(f, unsigned(blocks), 1, 1, unsigned(recipe_.block), 1, 1, 0, stream, params,
                                           nullptr);
    });
  }

  CudaModule module_;
  PointwiseRecipe recipe_;
  CuFunction flat_ = nullptr, strided32_ = nullptr, strided64_ = nullptr;
};

}  // namespace

std::unique_ptr<Kernel> load_pointwise(CudaDevice& device, const KernelRecord& record) {
  if (record.version != kPointwiseVersion)
    fail(ErrorCode::kIncompatiblePlan,
         "a pointwise kernel has format " + std::to_string(record.version) + ", this version reads " +
             std::to_string(kPointwiseVersion),
         "build the plan with this version");
  return std::make_unique<PointwiseKernel>(device, PointwiseRecipe::read(record.recipe));
}

}  // namespace sinter::cuda
