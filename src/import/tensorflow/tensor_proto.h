// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The elements of a TensorProto.
#pragma once
#include <memory>

#include "import/tensorflow/graph_def.h"
#include "ir/weights.h"

namespace sinter::tensorflow {

/// Checks a tensor and delivers its elements, as a view of the file where they lie there aligned and in our layout.
/// `owner` keeps the file's bytes alive. Fewer elements than the shape needs: the last one (0 if there is none)
/// repeats. Error(kInvalidModel) if there are more or the bytes do not fit, kLimit for sizes, kUnsupported for element
/// types that we do not have.
Weights decode_tensor(const TensorProto& tensor, const std::shared_ptr<const void>& owner);

}  // namespace sinter::tensorflow
