// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that bring data: for an engine they are inputs. Their shapes, as far as the file tells them.
#pragma once
#include "import/caffe/net.h"
#include "sinter/types.h"

namespace sinter::caffe {

/// The dims of a top. Error with a remedy if the file does not say them.
Dims data_layer_dims(const Layer& layer, size_t top);

}  // namespace sinter::caffe
