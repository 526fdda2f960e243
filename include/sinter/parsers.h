// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Readers of model files. A reader collects all errors of a model (unsupported nodes, broken attributes) before it
// gives up, and throws one Error that names them all.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "sinter/network.h"

namespace sinter {

/// How the dims of an input of rank 4 (or 3, without the batch) are ordered: N batch, C channels, H height, W width.
enum class DimOrder : uint8_t { kAsIs, kNchw, kNhwc, kNc };

/// An input of a model, as the caller wants it.
struct ModelInput {
  std::string name;
  /// Empty: as the model says. -1 is a dim that only the run tells.
  Dims dims = {};
  /// The order in which `dims` are given (UFF).
  DimOrder order = DimOrder::kAsIs;
};

/// What may be asked of a reader. One that cannot do it (a mean for an ONNX model) refuses with
/// Error(kInvalidArgument).
struct ParseOptions {
  /// Folder that external weights may come from; empty: the model file's own folder. Paths that leave it are refused.
  std::string external_dir;
  /// Asked every few milliseconds, on the calling thread; true abandons the reading with Error(kCancelled), within a
  /// second whatever it is in the middle of.
  std::function<bool()> cancelled = {};
  /// The weights, where a format keeps them in a file of their own: the .caffemodel of a .prototxt, the .weights of a
  /// Darknet .cfg. Empty: the file of the same name beside the model, if there is one (Darknet).
  std::string weights = {};
  /// Caffe: a .binaryproto with a mean image, which the network then subtracts from its first input.
  std::string mean = {};
  /// Fills weights that are not given (Caffe without a .caffemodel, Darknet without .weights) with random numbers of
  /// this seed, for benchmarks. Not set: missing weights are an error.
  std::optional<uint64_t> random_weights = {};
  /// Inputs by name: other shapes than the model's, or values at which it is cut.
  std::vector<ModelInput> inputs = {};
  /// Names of the values that become the network's outputs; what they do not need is left out. Empty: the model's own
  /// outputs, or what the reader finds (values that nobody reads).
  std::vector<std::string> outputs = {};
};

/// Reads an ONNX file. Weights stay in the mapped file, which must not change while the network lives.
/// Throws Error (kIo, kInvalidModel, kUnsupported, kLimit). Warnings go to `warnings` if given.
SINTER_API Network parse_onnx(const std::string& path, const ParseOptions& options = {},
                              std::vector<std::string>* warnings = nullptr);
/// The same from memory; the bytes are copied.
SINTER_API Network parse_onnx(std::span<const std::byte> bytes, const ParseOptions& options = {},
                              std::vector<std::string>* warnings = nullptr);

/// Reads a Caffe network: a .prototxt (text) with the weights of a .caffemodel (`ParseOptions::weights`), or a
/// .caffemodel alone, which describes its layers itself. A blob's name is the name of its tensor.
SINTER_API Network parse_caffe(const std::string& path, const ParseOptions& options = {},
                               std::vector<std::string>* warnings = nullptr);
/// Reads a frozen TensorFlow graph (GraphDef, .pb). Inputs are its placeholders, outputs the values that nobody reads.
SINTER_API Network parse_tensorflow(const std::string& path, const ParseOptions& options = {},
                                    std::vector<std::string>* warnings = nullptr);
/// Reads a UFF file. Inputs whose shape the file does not say need `ParseOptions::inputs`.
SINTER_API Network parse_uff(const std::string& path, const ParseOptions& options = {},
                             std::vector<std::string>* warnings = nullptr);
/// Reads a Darknet network: a .cfg with the weights of a .weights file (`ParseOptions::weights`).
SINTER_API Network parse_darknet(const std::string& path, const ParseOptions& options = {},
                                 std::vector<std::string>* warnings = nullptr);

/// Reads a model file of any format known here, recognised by its name and contents.
SINTER_API Network parse_model(const std::string& path, const ParseOptions& options = {},
                               std::vector<std::string>* warnings = nullptr);

}  // namespace sinter
