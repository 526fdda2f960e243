// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the bytes of a model file are, whatever its name says: for the choice of a reader and for messages.
#pragma once
#include "base/bytes.h"
#include "sinter/error.h"

namespace sinter {

enum class ModelKind : uint8_t {
  kUnknown,
  kOnnx,
  kGraphDef,    ///< TensorFlow's graph
  kSavedModel,  ///< TensorFlow's graphs, with variables in files of their own
  kUff,
  kTflite,
  kHdf5,  ///< Keras
  kZip,   ///< PyTorch, Keras, archives
  kGzip,
};

/// By the first bytes and fields, as far as these are whole. Text is kUnknown.
ModelKind kind_of_model(ByteSpan bytes);

/// Error(kInvalidModel) if the bytes are those of a Git LFS pointer, a small text that stands for a file which was not
/// fetched. To be called wherever a file of a model (network, weights, mean) is opened, before it is read.
void refuse_lfs_pointer(ByteSpan bytes);

/// `error` of a reader of `expected`, which could not read `bytes`: where they look like something else, its remedy
/// says so first.
Error with_guess(const Error& error, ByteSpan bytes, ModelKind expected);

}  // namespace sinter
