// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Networks written as model files, so that other tools can open them.
#pragma once
#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "sinter/network.h"

namespace sinter {

struct ExportOptions {
  /// Puts the weights into a file of their own, the model's name with ".data", in the same folder. Done unasked where
  /// the model would pass 2 GiB, more than one ONNX file can hold.
  bool external_data = false;
  /// Asked before each node; true abandons the export with Error(kCancelled). May be empty.
  std::function<bool()> cancelled = {};
};

/// Writes the network as ONNX: what its outputs need, with names of values and nodes, dim names and metadata kept. The
/// opset is 21, or newer where an operator needs it. Files are written by temporary file and rename.
/// Error(kUnsupported) lists all nodes that ONNX has no way to say; Error(kIo). Warnings go to `warnings` if given.
SINTER_API void export_onnx(const Network& network, const std::string& path, const ExportOptions& options = {},
                            std::vector<std::string>* warnings = nullptr);
/// The same to memory. Error(kLimit) for models beyond 2 GiB; ExportOptions::external_data must be false
/// (Error(kInvalidArgument)).
SINTER_API std::vector<std::byte> export_onnx_bytes(const Network& network, const ExportOptions& options = {},
                                                    std::vector<std::string>* warnings = nullptr);

}  // namespace sinter
