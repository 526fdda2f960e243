// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A network of YOLOv3's make, planned for batches of a fixed size.
#pragma once
#include <string>
#include <vector>

#include "boxes.h"
#include "letter_box.h"
#include "sinter/sinter.h"

namespace yolov3 {

struct Times {
  double prepare_ms = 0, run_ms = 0, boxes_ms = 0;
  int batches = 0;
};

class Detector {
 public:
  /// Reads a Darknet network and builds its plan for `batch` pictures at a time.
  Detector(const std::string& cfg, const std::string& weights, int64_t batch);

  /// What each picture shows, in its own pixels, with scores of at least `least_score`. The last batch is filled up
  /// with grey pictures, whose results are not looked at.
  std::vector<std::vector<Detection>> detect(const std::vector<Picture>& pictures, double least_score, Times& times);
  int width() const { return int(input_.dims()[3]); }
  int height() const { return int(input_.dims()[2]); }

 private:
  Detector(sinter::Network network, int64_t batch);
  std::vector<Detection> boxes_of(int64_t index, const Picture& picture, const Letterbox& box,
                                  double least_score) const;

  std::vector<Head> heads_;
  sinter::Engine engine_;
  sinter::ExecutionContext context_;
  sinter::HostArray input_;
  std::vector<sinter::HostArray> maps_;  // by head
};

}  // namespace yolov3
