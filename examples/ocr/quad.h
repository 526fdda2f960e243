// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What is done with colour pictures: scaling, cutting out quadrilaterals, frames.
#pragma once
#include <array>
#include <cstdint>

#include "common/picture.h"

namespace ocr {

using pictures::Picture;

struct Point {
  double x = 0, y = 0;
};
/// Corners clockwise from the upper left, as seen by a reader of the text.
using Quad = std::array<Point, 4>;

/// Bilinear, without smoothing when it shrinks: what the models were trained with.
Picture resize(const Picture& p, int width, int height);
/// What lies in the quadrilateral, straightened; bicubic (a = -0.75), edges repeated. Taller than wide by half: turned
/// left by a quarter, because it is a line of text on its side.
Picture cut_out(const Picture& p, const Quad& quad);
Picture turned_by_180(const Picture& p);
/// Black rows above and below.
Picture with_bars(const Picture& p, int rows);

/// A closed line two pixels wide.
void draw(Picture& p, const Quad& quad, std::array<uint8_t, 3> colour);

}  // namespace ocr
