// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The runtime half of a backend: what a plan stores of a kernel, how it is loaded, how it is called.
#pragma once
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "backend/device.h"
#include "base/bytes.h"
#include "base/function_ref.h"
#include "base/host_object.h"
#include "sinter/types.h"

namespace sinter {

/// Physical formats. Stored in plans and as bits of Value::formats: append only.
enum class Format : uint8_t {
  kLinear = 0,        // dense row-major in the order of the logical dims
  kChannelsLast = 1,  // dims N,C,spatial... stored as N,spatial...,C
};
inline constexpr int kNumFormats = 2;
const char* to_string(Format format) noexcept;

/// One tensor operand at run time. Memory is dense in its format, aligned to 64 bytes, and exactly as long as its
/// elements: reading or writing past the end is forbidden. data is null for an absent operand and where count is 0.
struct TensorArg {
  void* data = nullptr;
  const int64_t* dims = nullptr;  // logical order
  int32_t rank = 0;
  DataType dtype = DataType::kInvalid;
  Format format = Format::kLinear;
  /// For an output whose dims depend on the data: the kernel writes the real dims here (dims above are upper bounds).
  int64_t* actual_dims = nullptr;
  /// Strings, sequences and optionals, and outputs without any upper bound: the value is this object of the context,
  /// and data is null. Kernels that did not say takes_objects() never see one. An output's object holds what the last
  /// run left in it. Dims of string tensors are those above: views share an object.
  HostObject* object = nullptr;
  bool is_tensor = true;  // false for sequences and optionals; dtype is then that of the tensors in them

  bool present() const { return dtype != DataType::kInvalid; }
  std::span<const int64_t> shape() const { return {dims, size_t(rank)}; }
  int64_t count() const {
    int64_t n = 1;
    for (int32_t i = 0; i < rank; ++i) n *= dims[i];
    return n;
  }
  template <class T>
  T* as() const { return static_cast<T*>(data); }
};

struct KernelArgs {
  std::span<const TensorArg> inputs, outputs;
  std::span<const int64_t> params;  // values of the op's SymDims attributes (Op::dim_params order)
  void* workspace = nullptr;
  int64_t workspace_bytes = 0;
};

/// A loaded kernel. One object serves all contexts at once: enqueue must not change it. No locks, allocations or
/// lookups after the first call for a shape. Kernels of host backends do their work inside enqueue, on the calling
/// thread, and ignore the stream; the runtime queues them with Stream::host_call.
class Kernel {
 public:
  virtual ~Kernel() = default;
  /// Scratch bytes this kernel needs for operands of these dims (data pointers are null here). Monotone in the dims.
  virtual int64_t workspace(const KernelArgs& shapes) const noexcept {
    (void)shapes;
    return 0;
  }
  virtual Status enqueue(Stream& stream, const KernelArgs& args) const noexcept = 0;
  /// Whether it understands TensorArg::object. The runtime passes objects to no other kernel.
  virtual bool takes_objects() const noexcept { return false; }
};

/// A constant as loaded: device memory (mapped file for the host), 64-byte aligned, alive as long as the engine.
struct LoadedConstant {
  const void* data = nullptr;
  int64_t bytes = 0;
};

/// What the plan stores of a kernel. `name` selects the loader in the backend ("gemm", "pointwise"); `version` is the
/// loader's format; `recipe` its parameters: untrusted data for CPU backends, device code for CUDA.
struct KernelRecord {
  std::string backend, name;
  uint32_t version = 0;
  std::vector<std::byte> recipe;
  std::vector<uint32_t> constants;  // indices of the plan's constants, in the order the loader expects
  bool operator==(const KernelRecord&) const = default;
};

/// The runtime half of a backend.
class BackendRuntime {
 public:
  virtual ~BackendRuntime() = default;
  virtual const char* name() const = 0;
  /// The device, opened on first use; Error(kDevice) with the remedy if it is not there.
  virtual Device& device() = 0;
  /// Null-terminated reason why the device cannot be used here, or null if it can. Never throws.
  virtual const char* unavailable() noexcept = 0;
  /// Whether kernels made for a device of that fingerprint run on this one.
  virtual bool accepts(const std::string& fingerprint) { return fingerprint == device().fingerprint(); }
  /// Checks the recipe fully (it may come from a damaged file) and makes the kernel. Error(kCorruptFile) or
  /// Error(kIncompatiblePlan) if it cannot. `constants` are those of the record.
  virtual std::unique_ptr<Kernel> load(const KernelRecord& record, std::span<const LoadedConstant> constants) = 0;
};

/// The backends of this process, in no particular order; found by name. Owned by whoever made the set.
class BackendSet {
 public:
  void add(BackendRuntime* b) { backends_.push_back(b); }
  BackendRuntime* find(std::string_view name) const {
    for (auto* b : backends_)
      if (name == b->name()) return b;
    return nullptr;
  }
  const std::vector<BackendRuntime*>& all() const { return backends_; }

 private:
  std::vector<BackendRuntime*> backends_;
};

}  // namespace sinter
