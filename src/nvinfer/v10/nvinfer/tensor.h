// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <string>
#include <utility>

#include "nvinfer/v10/abi.h"
#include "sinter/network.h"

namespace sinter::nvinfer {

/// A tensor of a network, as the client sees it. Owned by its Network. Editing one is not there yet: the slots that
/// are not overridden here say so.
class Tensor final : public nvinfer1::ITensor, public nvinfer1::apiv::VTensor {
 public:
  Tensor(sinter::Tensor handle, std::string name, nvinfer1::DataType type, const nvinfer1::Dims& dims, bool is_input)
      : handle_(handle), name_(std::move(name)), type_(type), dims_(dims), is_input_(is_input) {
    mImpl = this;
  }

  sinter::Tensor handle() const noexcept { return handle_; }
  void set_output(bool on) noexcept { is_output_ = on; }

  const char* getName() const noexcept override { return name_.c_str(); }
  nvinfer1::Dims getDimensions() const noexcept override { return dims_; }
  nvinfer1::DataType getType() const noexcept override { return type_; }
  bool isNetworkInput() const noexcept override { return is_input_; }
  bool isNetworkOutput() const noexcept override { return is_output_; }
  bool getBroadcastAcrossBatch() const noexcept override { return false; }
  bool dynamicRangeIsSet() const noexcept override { return false; }
  nvinfer1::TensorLocation getLocation() const noexcept override { return nvinfer1::TensorLocation::kDEVICE; }
  nvinfer1::TensorFormats getAllowedFormats() const noexcept override {
    return nvinfer1::TensorFormats{1} << static_cast<uint32_t>(nvinfer1::TensorFormat::kLINEAR);
  }
  bool isShapeTensor() const noexcept override { return false; }
  bool isExecutionTensor() const noexcept override { return true; }

 private:
  sinter::Tensor handle_;
  std::string name_;
  nvinfer1::DataType type_;
  nvinfer1::Dims dims_;
  bool is_input_;
  bool is_output_ = false;
};

}  // namespace sinter::nvinfer
