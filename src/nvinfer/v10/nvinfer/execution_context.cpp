// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/execution_context.h"

#include <algorithm>

#include "nvinfer/v10/common/convert.h"

namespace sinter::nvinfer {
namespace {

bool is_dynamic(const BindingInfo& binding) {
  return std::any_of(binding.shape.begin(), binding.shape.end(), [](int64_t d) { return d < 0; });
}

}  // namespace

ExecutionContext::ExecutionContext(const Engine& engine, const Reporter& parent)
    : engine_(engine), reporter_(parent), context_(engine.engine().create_context()) {
  mImpl = this;
  const auto& bindings = engine.engine().bindings();
  all_on_host_ = std::all_of(bindings.begin(), bindings.end(), [](const auto& b) { return b.memory == "host"; });
  for (const BindingInfo& binding : bindings) shape_known_.push_back(!binding.is_input || !is_dynamic(binding));
}

bool ExecutionContext::setInputShape(const char* name, const nvinfer1::Dims& dims) noexcept {
  return reporter_.guard(false, [&] {
    const int index = engine_.find(name);
    context_.set_input_shape(index, from_trt(dims));
    shape_known_[static_cast<size_t>(index)] = true;
    return true;
  });
}

Dims ExecutionContext::shape(int index) const {
  const auto i = static_cast<size_t>(index);
  const BindingInfo& binding = engine_.engine().bindings()[i];
  const bool known = binding.is_input ? shape_known_[i] : context_.all_shapes_set();
  return known ? context_.shape(index) : binding.shape;
}

nvinfer1::Dims ExecutionContext::getTensorShape(const char* name) const noexcept {
  return reporter_.guard(no_dims(), [&] { return to_trt(shape(engine_.find(name))); });
}

nvinfer1::Dims ExecutionContext::getTensorStrides(const char* name) const noexcept {
  return reporter_.guard(no_dims(), [&] {
    nvinfer1::Dims dims = to_trt(shape(engine_.find(name)));
    int64_t stride = 1;
    for (int32_t i = dims.nbDims - 1; i >= 0; --i) {
      const int64_t extent = dims.d[i];
      dims.d[i] = stride;
      stride = extent < 0 || stride < 0 ? -1 : stride * extent;  // -1: not known yet
    }
    return dims;
  });
}

// TensorRT's contract: the number of inputs whose shape is missing, and their names as far as there is room.
int32_t ExecutionContext::inferShapes(int32_t max_names, const char** names) noexcept {
  int32_t missing_shapes = 0;
  for (size_t i = 0; i < shape_known_.size(); ++i) {
    if (shape_known_[i]) continue;
    if (names != nullptr && missing_shapes < max_names) {
      names[missing_shapes] = engine_.getIOTensorName(static_cast<int32_t>(i));
    }
    ++missing_shapes;
  }
  return missing_shapes;
}

int64_t ExecutionContext::getMaxOutputSize(const char* name) const noexcept {
  return reporter_.guard(int64_t{-1}, [&] { return context_.bytes(engine_.find(name)); });
}

bool ExecutionContext::set_address(int index, void* address) {
  context_.set_address(index, address);
  return true;
}

bool ExecutionContext::setTensorAddress(const char* name, void* address) noexcept {
  return reporter_.guard(false, [&] { return set_address(engine_.find(name), address); });
}

bool ExecutionContext::setInputTensorAddress(const char* name, const void* address) noexcept {
  return reporter_.guard(false, [&] {
    if (engine_.getTensorIOMode(name) != nvinfer1::TensorIOMode::kINPUT) return false;
    return set_address(engine_.find(name), const_cast<void*>(address));  // inputs are only read
  });
}

bool ExecutionContext::setOutputTensorAddress(const char* name, void* address) noexcept {
  return engine_.getTensorIOMode(name) == nvinfer1::TensorIOMode::kOUTPUT && setTensorAddress(name, address);
}

const void* ExecutionContext::getTensorAddress(const char* name) const noexcept {
  return reporter_.guard<const void*>(nullptr, [&] { return context_.address(engine_.find(name)); });
}

void* ExecutionContext::getOutputTensorAddress(const char* name) const noexcept {
  if (engine_.getTensorIOMode(name) != nvinfer1::TensorIOMode::kOUTPUT) return nullptr;
  return reporter_.guard<void*>(nullptr, [&] { return context_.address(engine_.find(name)); });
}

void ExecutionContext::run() {
  if (profiler_ == nullptr) return context_.run();
  for (const LayerTime& layer : context_.profile()) {
    profiler_->reportLayerTime(layer.name.c_str(), static_cast<float>(layer.ms));
  }
}

bool ExecutionContext::executeV2(void* const* bindings) noexcept {
  return reporter_.guard(false, [&] {
    if (bindings == nullptr) fail(ErrorCode::kInvalidArgument, "the array of bindings is null", "Pass the addresses");
    for (int i = 0; i < engine_.getNbIOTensors(); ++i) context_.set_address(i, bindings[i]);
    run();
    return true;
  });
}

bool ExecutionContext::enqueueV3(cudaStream_t stream) noexcept {
  return reporter_.guard(false, [&] {
    if (all_on_host_ || profiler_ != nullptr) {
      run();
    } else {
      context_.enqueue(stream);
    }
    return true;
  });
}

}  // namespace sinter::nvinfer
