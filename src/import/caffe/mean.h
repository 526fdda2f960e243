// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Mean images: a .binaryproto holds one blob [1,C,H,W].
#pragma once
#include "base/bytes.h"
#include "ir/weights.h"

namespace sinter::caffe {

/// An f32 tensor; the bytes are copied if `owner` is null. Error(kInvalidModel) if they are no blob.
Weights parse_binaryproto(ByteSpan bytes, std::shared_ptr<const void> owner = nullptr);

}  // namespace sinter::caffe
