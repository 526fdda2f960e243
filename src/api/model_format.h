// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Which format a model file has, by its name and contents.
#pragma once
#include <string>

namespace sinter {

enum class ModelFormat : uint8_t { kOnnx, kCaffe, kTensorFlow, kUff, kDarknet };

/// By the extension; .pb files, which may be ONNX or TensorFlow, and files without one by their contents. The folder of
/// a SavedModel is TensorFlow. Error(kUnsupported) with the way to a known format for other extensions.
ModelFormat model_format(const std::string& path);

/// "ONNX", "Caffe", ...
const char* name_of(ModelFormat format);

}  // namespace sinter
