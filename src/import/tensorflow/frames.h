// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// While loops as TensorFlow 1 writes them: Enter -> Merge -> Switch -> body -> NextIteration -> Merge, and
// Switch -> Exit, with a LoopCond that all Switches of a loop share. The Enters of a loop name its frame.
#pragma once
#include <optional>
#include <unordered_map>
#include <vector>

#include "import/tensorflow/node_set.h"

namespace sinter::tensorflow {

struct FrameVariable {
  uint32_t enter = 0, merge = 0;
  std::optional<uint32_t> switch_node, exit;
  Source next;  ///< what NextIteration takes
};

struct Frame {
  std::string_view name;
  std::vector<FrameVariable> variables;
  std::vector<uint32_t> constants;  ///< Enters of what no iteration changes
  std::optional<Source> condition;  ///< what LoopCond takes
};

class Frames {
 public:
  explicit Frames(const NodeSet& nodes);

  /// The frame that a node (Enter, Merge, Switch, Exit of a loop) belongs to; null if it is of no loop.
  const Frame* frame_of(uint32_t node) const;
  bool is_loop_node(uint32_t node) const { return frame_of(node) != nullptr; }

 private:
  void find_variables(const NodeSet& nodes);
  void find_switches(const NodeSet& nodes);
  void find_exits(const NodeSet& nodes);

  std::vector<Frame> frames_;
  std::unordered_map<uint32_t, size_t> frame_;  // by node
};

}  // namespace sinter::tensorflow
