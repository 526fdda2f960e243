// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "overlay.h"

namespace unet {
namespace {

// In the mask, with a neighbour that is not.
bool on_outline(const Picture& mask, int x, int y) {
  const auto in = [&](int i, int j) {
    return i >= 0 && j >= 0 && i < mask.width && j < mask.height && *mask.at(i, j) != 0;
  };
  return in(x, y) && !(in(x - 1, y) && in(x + 1, y) && in(x, y - 1) && in(x, y + 1));
}

}  // namespace

Picture overlay_of(const Picture& p, const Picture& mask) {
  Picture out(p.width, p.height, 3);
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x) {
      const int grey = *p.at(x, y);
      const bool in = *mask.at(x, y) != 0, edge = on_outline(mask, x, y);
      uint8_t* rgb = out.at(x, y);
      rgb[0] = uint8_t(edge ? 255 : in ? grey / 2 + 127 : grey);
      rgb[1] = uint8_t(edge ? 230 : in ? grey / 2 : grey);
      rgb[2] = uint8_t(edge ? 0 : in ? grey / 2 : grey);
    }
  return out;
}

}  // namespace unet
