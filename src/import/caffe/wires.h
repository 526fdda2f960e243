// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What a blob's name means at each place: layers that work in place make several values of one name. Each value is a
// wire with a name of its own; the last value of a chain has the blob's name, earlier ones are "name@layer".
#pragma once
#include <map>
#include <string>
#include <vector>

#include "import/caffe/net.h"
#include "import/failures.h"
#include "import/read_options.h"

namespace sinter::caffe {

struct Wire {
  std::string name;
  std::string blob;  ///< the name in the file
  int layer = -1;    ///< index of the layer that makes it; -1: only the caller gives it
  int top = 0;       ///< which of its tops
  bool is_input = false;
  bool is_read = false;
  bool is_needed = false;
};

/// The wires of one layer; -1: what it reads does not exist (a failure was recorded).
struct LayerWires {
  std::vector<int> bottoms, tops;
  bool is_needed = false;
};

struct Wires {
  std::vector<Wire> list;
  std::vector<LayerWires> layers;
  std::vector<int> outputs;
  std::vector<std::string> output_names;
  std::map<std::string, int> last;  ///< by a blob's name, its last value
};

/// Layers of training that are left out of the network: accuracies, losses that give no result.
bool is_left_out(const std::string& type);
/// Layers whose tops are inputs of the network.
bool is_input_layer(const std::string& type);

/// Connects the layers, finds the outputs (those asked for, or what nobody reads) and what they need. Blobs that are
/// read and not made, or made twice, are recorded in `failures`. Error(kInvalidArgument) where options name nothing.
Wires connect(const Net& net, const ReadOptions& options, Failures& failures);

}  // namespace sinter::caffe
