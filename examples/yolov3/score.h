// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// How good detections are, by pictures with known objects.
#pragma once
#include <map>
#include <string>
#include <vector>

#include "boxes.h"

namespace yolov3 {

/// A file of lines "picture.png kind x0 y0 x1 y1": what each picture shows, `kinds` being the names of the classes in
/// order. An Error tells the line that is wrong.
std::map<std::string, std::vector<Detection>> load_labels(const std::string& path,
                                                          const std::vector<std::string>& kinds);

/// For each kind the area under the curve of precision over recall, a detection being right if it overlaps an object of
/// its kind, not found yet, by half or more; -1 for kinds that no picture shows. Precision is that of the best point
/// further right, as the VOC and COCO challenges have it.
std::vector<double> average_precision(const std::vector<std::vector<Detection>>& found,
                                      const std::vector<std::vector<Detection>>& objects, int kinds);

}  // namespace yolov3
