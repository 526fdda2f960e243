// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/engine.h"

#include <utility>

#include "nvinfer/v10/common/convert.h"
#include "nvinfer/v10/nvinfer/execution_context.h"

namespace sinter::nvinfer {

Engine::Engine(sinter::Engine engine, const Reporter& parent) : engine_(std::move(engine)), reporter_(parent) {
  mImpl = this;
  for (const BindingInfo& binding : engine_.bindings()) {  // what TensorRT cannot name is refused now, not when asked
    to_trt(binding.dtype);
    to_trt(binding.shape);
  }
}

int Engine::find(const char* name) const {
  const int index = name == nullptr ? -1 : engine_.find(name);
  if (index < 0) {
    std::string known;
    for (const BindingInfo& binding : engine_.bindings()) known += (known.empty() ? "" : ", ") + binding.name;
    fail(ErrorCode::kInvalidArgument, "the engine has no input or output " + std::string(name == nullptr ? "" : name),
         "It has " + known);
  }
  return index;
}

nvinfer1::IExecutionContext* Engine::createExecutionContext(nvinfer1::ExecutionContextAllocationStrategy) noexcept {
  // SinterRT grows a context's memory with its shapes, so all strategies are kON_PROFILE_CHANGE to it; kUSER_MANAGED
  // works as long as the client does not hand over memory (setDeviceMemory, which is not there yet).
  return reporter_.guard<nvinfer1::IExecutionContext*>(nullptr, [&] { return new ExecutionContext(*this, reporter_); });
}

const char* Engine::getIOTensorName(int32_t index) const noexcept {
  if (index < 0 || index >= getNbIOTensors()) return nullptr;
  return engine_.bindings()[static_cast<size_t>(index)].name.c_str();
}

nvinfer1::Dims Engine::getTensorShape(const char* name) const noexcept {
  return reporter_.guard(no_dims(), [&] { return to_trt(info(name).shape); });
}

nvinfer1::DataType Engine::getTensorDataType(const char* name) const noexcept {
  return reporter_.guard(nvinfer1::DataType::kFLOAT, [&] { return to_trt(info(name).dtype); });
}

nvinfer1::TensorLocation Engine::getTensorLocation(const char* name) const noexcept {
  return reporter_.guard(nvinfer1::TensorLocation::kDEVICE, [&] {
    return info(name).memory == "host" ? nvinfer1::TensorLocation::kHOST : nvinfer1::TensorLocation::kDEVICE;
  });
}

nvinfer1::TensorIOMode Engine::getTensorIOMode(const char* name) const noexcept {
  return reporter_.guard(nvinfer1::TensorIOMode::kNONE, [&] {
    return info(name).is_input ? nvinfer1::TensorIOMode::kINPUT : nvinfer1::TensorIOMode::kOUTPUT;
  });
}

nvinfer1::Dims Engine::getProfileShape(const char* name, int32_t profile,
                                       nvinfer1::OptProfileSelector select) const noexcept {
  return reporter_.guard(no_dims(), [&] {
    const BindingInfo& binding = info(name);
    if (profile != 0 || !binding.is_input) return no_dims();
    const Dims* bounds[] = {&binding.min, &binding.opt, &binding.max};
    return to_trt(*bounds[static_cast<uint32_t>(select) % 3]);
  });
}

}  // namespace sinter::nvinfer
