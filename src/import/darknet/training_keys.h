// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Keys of a .cfg that say how to train and change nothing when a network runs.
#pragma once
#include <string_view>

namespace sinter::darknet {

/// Whether `key` is such a key in sections of this type.
bool only_trains(std::string_view section, std::string_view key);

}  // namespace sinter::darknet
