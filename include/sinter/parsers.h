// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Readers of model files. A reader collects all errors of a model (unsupported nodes, broken attributes) before it
// gives up, and throws one Error that names them all.
#pragma once
#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "sinter/network.h"

namespace sinter {

struct ParseOptions {
  /// Folder that external weights may come from; empty: the model file's own folder. Paths that leave it are refused.
  std::string external_dir;
  /// Asked every few milliseconds, on the calling thread; true abandons the reading with Error(kCancelled), within a
  /// second whatever it is in the middle of.
  std::function<bool()> cancelled = {};
};

/// Reads an ONNX file. Weights stay in the mapped file, which must not change while the network lives.
/// Throws Error (kIo, kInvalidModel, kUnsupported, kLimit). Warnings go to `warnings` if given.
SINTER_API Network parse_onnx(const std::string& path, const ParseOptions& options = {},
                              std::vector<std::string>* warnings = nullptr);
/// The same from memory; the bytes are copied.
SINTER_API Network parse_onnx(std::span<const std::byte> bytes, const ParseOptions& options = {},
                              std::vector<std::string>* warnings = nullptr);

/// Reads a model file of any format known here, recognised by its name and contents.
SINTER_API Network parse_model(const std::string& path, const ParseOptions& options = {},
                               std::vector<std::string>* warnings = nullptr);

}  // namespace sinter
