// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The table of layers that can be imported. layer_list.def is the list; adding a layer adds a function in the file of
// its family under layers/ and one line there.
#pragma once
#include <span>
#include <string_view>

#include "import/caffe/layer_context.h"

namespace sinter::caffe {

struct LayerImporter {
  std::string_view type;
  void (*run)(LayerContext&);
};

/// Sorted by type.
std::span<const LayerImporter> all_layers();
/// Null if there is none.
const LayerImporter* find_layer(std::string_view type);

}  // namespace sinter::caffe
