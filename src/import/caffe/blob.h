// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The numbers of a layer as a Caffe file holds them, and their way to constants. Nothing is copied where the file holds
// floats in one aligned piece.
#pragma once
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "base/bytes.h"
#include "import/protobuf/text_reader.h"
#include "import/protobuf/wire_reader.h"
#include "ir/weights.h"

namespace sinter::caffe {

struct Blob {
  enum class Number : uint8_t { kFloat32, kFloat64, kFloat16 };
  Dims dims;
  ByteSpan packed;  ///< numbers in one piece; empty: they are in `values`
  Number number = Number::kFloat32;
  std::vector<float> values;
  std::shared_ptr<const void> owner;  ///< keeps `packed` alive

  int64_t count() const;
};

/// A BlobProto. Error(kInvalidModel) where counts do not fit, Error(kLimit) where they are too large.
Blob read_blob(WireReader in, std::shared_ptr<const void> owner);
Blob read_blob(const TextField& field);
/// dim of a BlobShape.
Dims read_shape(const TextField& shape);

/// The blob as f32 with other dims of the same count.
Weights to_weights(const Blob& blob, const Dims& dims);

}  // namespace sinter::caffe
