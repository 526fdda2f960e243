// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "common/picture.h"

namespace unet {

using pictures::Picture;

/// A grey picture in colour, the mask's pixels (those that are not 0) tinted red and its outline drawn.
Picture overlay_of(const Picture& picture, const Picture& mask);

}  // namespace unet
