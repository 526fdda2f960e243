// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How libnvonnxparser reaches into the network that libnvinfer made. The client hands the parser its
// INetworkDefinition*, which is always one of these, and the call goes through a virtual function: neither library
// exports anything for the other, and nothing of std crosses between them.
#pragma once
#include <cstddef>

#include "nvinfer/v10/abi.h"

namespace sinter::nvinfer {

/// Takes what went wrong while a model was imported; the strings need to live for the call only.
class ImportErrors {
 public:
  virtual void add(nvonnxparser::ErrorCode code, const char* message) noexcept = 0;

 protected:
  ~ImportErrors() = default;
};

class NetworkHook : public nvinfer1::INetworkDefinition, public nvinfer1::apiv::VNetworkDefinition {
 public:
  /// Fills this (empty) network from an ONNX file's bytes. `path`, which may be null, is where the bytes came from:
  /// external weights lie relative to it. False after at least one errors.add().
  virtual bool import_onnx(const void* bytes, std::size_t size, const char* path, ImportErrors& errors) noexcept = 0;
};

}  // namespace sinter::nvinfer
