// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From the detector's map of probabilities to boxes around lines of text: the postprocessing of "Real-time Scene Text
// Detection with Differentiable Binarization" (Liao et al., 2020), with the settings of PP-OCR.
#pragma once
#include <vector>

#include "quad.h"

namespace ocr {

/// `map` is [height][width] of probabilities. The boxes are scaled to a picture of the given size, ordered by lines
/// from the top, within a line from the left.
std::vector<Quad> find_text_boxes(const float* map, int height, int width, int picture_height, int picture_width);

}  // namespace ocr
