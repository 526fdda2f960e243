// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "nvinfer/v10/common/network_hook.h"
#include "nvinfer/v10/common/report.h"
#include "nvinfer/v10/nvinfer/tensor.h"
#include "sinter/network.h"

namespace sinter::nvinfer {

/// A network that an ONNX parser fills. Building one layer by layer (addActivation, ...) is not there yet.
class Network final : public NetworkHook {
 public:
  /// `builder` and `parent`'s logger are not owned and outlive the network.
  Network(nvinfer1::IBuilder& builder, const Reporter& parent, nvinfer1::NetworkDefinitionCreationFlags flags)
      : builder_(builder), reporter_(parent), flags_(flags) {
    mImpl = this;
  }

  const sinter::Network& network() const noexcept { return network_; }

  bool import_onnx(const void* bytes, std::size_t size, const char* path, ImportErrors& errors) noexcept override;

  nvinfer1::ITensor* addInput(const char* name, nvinfer1::DataType type, const nvinfer1::Dims& dims) noexcept override;
  void markOutput(nvinfer1::ITensor& tensor) noexcept override;
  void unmarkOutput(nvinfer1::ITensor& tensor) noexcept override;
  int32_t getNbLayers() const noexcept override { return static_cast<int32_t>(network_.num_nodes()); }
  int32_t getNbInputs() const noexcept override { return static_cast<int32_t>(inputs_.size()); }
  nvinfer1::ITensor* getInput(int32_t index) const noexcept override { return at(inputs_, index); }
  int32_t getNbOutputs() const noexcept override { return static_cast<int32_t>(outputs_.size()); }
  nvinfer1::ITensor* getOutput(int32_t index) const noexcept override { return at(outputs_, index); }
  void setName(const char* name) noexcept override { name_ = name == nullptr ? "" : name; }
  const char* getName() const noexcept override { return name_.c_str(); }
  bool hasImplicitBatchDimension() const noexcept override { return false; }
  void setErrorRecorder(nvinfer1::IErrorRecorder* recorder) noexcept override { reporter_.set_recorder(recorder); }
  nvinfer1::IErrorRecorder* getErrorRecorder() const noexcept override { return reporter_.recorder(); }
  nvinfer1::IBuilder& getBuilder() const noexcept override { return builder_; }  // slot 2 of the public class too
  nvinfer1::NetworkDefinitionCreationFlags getFlags() const noexcept override { return flags_; }
  bool getFlag(nvinfer1::NetworkDefinitionCreationFlag flag) const noexcept override {
    return (flags_ >> static_cast<uint32_t>(flag) & 1) != 0;
  }

 private:
  using Tensors = std::vector<Tensor*>;
  static nvinfer1::ITensor* at(const Tensors& tensors, int32_t index) noexcept {
    const bool valid = index >= 0 && static_cast<size_t>(index) < tensors.size();
    return valid ? tensors[static_cast<size_t>(index)] : nullptr;
  }
  Tensor* wrap(const sinter::Tensor& handle, bool is_input);
  void import(const void* bytes, std::size_t size, const char* path);

  nvinfer1::IBuilder& builder_;
  Reporter reporter_;
  nvinfer1::NetworkDefinitionCreationFlags flags_;
  std::string name_ = "Unnamed Network 0";
  sinter::Network network_;
  std::vector<std::unique_ptr<Tensor>> tensors_;  ///< all that were given out
  Tensors inputs_, outputs_;                      ///< in order
};

}  // namespace sinter::nvinfer
