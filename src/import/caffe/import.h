// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Caffe models into our graph: what the API and the TensorRT parser call. The rest of this folder serves it.
#pragma once
#include <memory>
#include <string>

#include "base/bytes.h"
#include "import/caffe/mean.h"
#include "import/import_result.h"
#include "import/read_options.h"

namespace sinter::caffe {

/// Reads a .prototxt (text) with the weights of a .caffemodel (`ReadOptions::weights`), or a .caffemodel alone. All
/// layers that cannot be imported are reported by one Error: kUnsupported if the model is legal, else the code of the
/// first other failure. Errors name the file, layers and lines.
ImportResult import_file(const std::string& path, const ReadOptions& options = {});

/// A model in memory. The bytes are copied, unless `owner` keeps them alive.
struct ModelBytes {
  ByteSpan net;      ///< NetParameter, text or binary
  ByteSpan weights;  ///< empty: none; else NetParameter
  ByteSpan mean;     ///< empty: none; else BlobProto
  std::shared_ptr<const void> owner;
};

/// The same from memory; the paths in `options` are not looked at.
ImportResult import_bytes(const ModelBytes& model, const ReadOptions& options = {});

}  // namespace sinter::caffe
