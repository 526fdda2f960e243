// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From a colour picture to a network's input, and frames around what it found.
#pragma once
#include <array>
#include <cstdint>

#include "common/picture.h"

namespace yolov3 {

using pictures::Picture;

/// How a picture was fitted into a network's input: x there = x here * scale + left.
struct Letterbox {
  double scale = 1;
  int left = 0, top = 0;
};

/// Scales the picture to fit, keeping its proportions, centres it on grey, and writes it as float [3, height, width] in
/// 0..1 to `to`.
Letterbox letter_box(const Picture& picture, int width, int height, float* to);

/// A frame two pixels wide, cut off at the border.
void draw_frame(Picture& picture, double x0, double y0, double x1, double y1, std::array<uint8_t, 3> colour);

}  // namespace yolov3
