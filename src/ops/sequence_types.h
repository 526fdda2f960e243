// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the ops on sequences and optionals share: types of what is taken out, and copying of runs of elements.
#pragma once
#include <memory>

#include "base/host_object.h"
#include "ir/infer.h"

namespace sinter {

/// An extent that only the run tells and nothing bounds.
Dim unknown_extent(InferContext& ctx, const std::string& hint);
/// The type of a tensor taken out of a sequence or optional of `element`: extents that the type leaves open (-1) become
/// sizes that the run tells. `rank` (-1: none) is used where the type does not say the rank; without it an Error.
TensorType taken_out(InferContext& ctx, const TensorType& element, int64_t rank, const std::string& hint);
/// The element type of input i, which must be a sequence (optional).
const ValueType& sequence_element(const InferContext& ctx, int i);
const ValueType& optional_element(const InferContext& ctx, int i);
/// Input i's type as the element of a sequence: its symbolic dims stay, they are symbols of the same graph.
ValueType as_element(const InferContext& ctx, int i);

using ObjectItem = std::shared_ptr<const HostObject>;

/// Copies n elements of tensors of one dtype, strings and packed types included.
void copy_run(const HostObject& from, int64_t from_at, HostObject& to, int64_t to_at, int64_t n);

}  // namespace sinter
