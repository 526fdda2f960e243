// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers that bring data: for an engine they are inputs. Their shapes, as far as the file tells them.
#pragma once
#include <string>

#include "import/caffe/net.h"
#include "sinter/types.h"

namespace sinter::caffe {

/// The dims of a top. Error with a remedy if the file does not say them.
Dims data_layer_dims(const Layer& layer, size_t top);
/// What Caffe's layer does to the pictures (its transform_param) and the network does not, so that the caller must;
/// empty: nothing. `has_mean`: the network subtracts a mean.
std::string transform_warning(const Layer& layer, bool has_mean);

}  // namespace sinter::caffe
