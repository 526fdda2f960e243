// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The flags that say how a model file is read, shared by all subcommands that take one.
#pragma once
#include <cstdint>
#include <optional>
#include <string>

#include "sinter/parsers.h"
#include "usage.h"

namespace sinter::cli {

class ModelFlags {
 public:
  /// `model` is where the model's name goes; --prototxt is another way to give it. `output_too`: --output is another
  /// spelling of --outputs.
  /// `next`: where an argument goes that was taken for the model while --prototxt named it; null: that is refused.
  /// After parsing, `model` is what was named either way; it and this object must stay where they are.
  void add(CLI::App& app, std::string& model, bool output_too = false, std::string* next = nullptr);
  /// --external-dir alone, for commands that take ONNX models only.
  void add_external_dir(CLI::App& app);
  /// Throws UsageError for malformed inputs and orders. The options are asked about cancellation.
  ParseOptions options() const;
  /// The first flag given; "" if none was.
  std::string given() const;
  /// The files that the model is read from, with the .weights found beside a .cfg; some may be "".
  Words files() const;

 private:
  void take_prototxt(std::string& model, std::string* next) const;
  const std::string* model_ = nullptr;  // null without `add`
  std::string external_dir_, weights_, mean_, uff_order_, prototxt_;
  std::optional<uint64_t> random_weights_;
  Words inputs_, outputs_, uff_inputs_;
};

/// What the positional of a model says in help texts.
inline constexpr const char* kModelHelp =
    "ONNX file, Caffe .prototxt or .caffemodel, frozen TensorFlow graph (.pb), .uff file or Darknet .cfg";

}  // namespace sinter::cli
