// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A Caffe network in the newest version of the format: V0 and V1 layers are upgraded, layers of other phases left out.
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "import/caffe/net_file.h"

namespace sinter::caffe {

struct Layer {
  std::string name, type;
  std::vector<std::string> bottoms, tops;
  std::vector<std::string> shared;  ///< per blob the name under which layers share it; may be shorter, or empty
  std::vector<const TextField*> blobs;
  std::vector<const TextField*> options;  ///< the fields xxx_param
  const TextField* field = nullptr;       ///< the whole layer, as it stands in the file
  uint32_t line = 0;                      ///< 0: binary

  /// layer "conv1" (Convolution), line 12
  std::string place() const;
  const TextField* option(std::string_view name) const;
};

struct Net {
  std::string name;
  std::vector<Layer> layers;
};

/// Phase, level and stages are those of the file's `state`; the phase is TEST if it does not say. The fields `input`,
/// `input_dim` and `input_shape` become a layer of type Input. `keep_all`: layers of all phases (for weights).
Net read_net(NetFile& file, bool keep_all);

/// The newest name of an enum of V1 ("CONVOLUTION") or a word of V0 ("conv"); empty: there is none.
std::string_view upgraded_type(std::string_view old);
/// Turns a layer of V0, whose options stand in `old`, into options by type.
void upgrade_oldest(NetFile& file, const TextField& old, Layer& layer);
/// Joins layers of V0 that only pad with the layers that read them.
void join_padding(NetFile& file, std::vector<Layer>& layers);

/// Whether a layer is part of the network in this state (include and exclude rules).
struct NetState {
  std::string phase = "TEST";
  int64_t level = 0;
  std::vector<std::string> stages;
};
NetState read_state(const TextField* state);
bool is_included(const Layer& layer, const NetState& state);

}  // namespace sinter::caffe
