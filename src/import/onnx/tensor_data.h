// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The elements of ONNX tensors in our layout (sinter/types.h: dense, row-major, little-endian, 2- and 4-bit types
// packed), without copying where the file already holds them so.
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "import/onnx/model.h"
#include "import/onnx/model_file.h"
#include "sinter/types.h"

namespace sinter::onnx {

struct TensorData {
  std::string name;
  DataType type = DataType::kInvalid;
  Dims dims;
  ByteSpan bytes;                     ///< of all types but strings
  std::vector<std::string> strings;   ///< of kString
  std::shared_ptr<const void> owner;  ///< keeps `bytes` alive: the mapped file or a copy
};

enum class Alignment : uint8_t {
  kElement,  ///< bytes can be read through a pointer to the element type; misaligned data in the file are copied
  kAny,      ///< bytes may start anywhere, so that nothing is copied without need
};

/// Checks a tensor and delivers its elements. The data must be in exactly one place (raw, typed field or external file)
/// and fit type and shape to the byte. Booleans become 0 or 1, unused bits of packed types 0. Errors name the tensor:
/// kInvalidModel for contradictions, kLimit for sizes, kIo for external files, kUnsupported for element types and
/// features that we do not have.
TensorData decode_tensor(const TensorProto& tensor, const std::shared_ptr<const ModelSource>& source,
                         Alignment alignment = Alignment::kElement);

/// Writes a sparse tensor out densely; zeros (or empty strings) elsewhere. At most limits::kMaxDensifiedBytes.
TensorData decode_sparse_tensor(const SparseTensorProto& tensor, const std::shared_ptr<const ModelSource>& source);

}  // namespace sinter::onnx
