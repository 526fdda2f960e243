// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From the maps of YOLOv3's heads to boxes.
#pragma once
#include <string>
#include <vector>

#include "sinter/sinter.h"

namespace yolov3 {

struct Box {
  double x0 = 0, y0 = 0, x1 = 0, y1 = 0;
};

struct Detection {
  Box box;
  int kind = 0;
  double score = 0;
};

/// One [yolo] layer: what the network's metadata say of it.
struct Head {
  std::string name;             // of its output
  std::vector<double> anchors;  // width, height, width, ... in pixels of the network's input
  int classes = 0;
};

/// Intersection over union.
double overlap(const Box& a, const Box& b);

/// The heads of a Darknet network, in the order of its outputs.
std::vector<Head> heads_of(const sinter::Network& network);

/// Appends what picture `index` of a batch shows in a head's map [N, anchors * (5 + classes), H, W], in pixels of the
/// network's input. The map holds what Darknet's layer does: x, y, objectness and classes went through the logistic
/// function. Redmon and Farhadi 2018: a box's centre lies in the cell that found it, its size is the anchor's times
/// e^w.
void decode(const Head& head, const sinter::HostArray& map, int64_t index, int width, int height, double least_score,
            std::vector<Detection>& out);

/// Of detections of one kind that overlap by more than `most`, the one with the highest score stays.
std::vector<Detection> suppress(std::vector<Detection> found, double most);

}  // namespace yolov3
