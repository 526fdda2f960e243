// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "ops/index.h"

#include <string>

#include "sinter/error.h"

namespace sinter {

int64_t checked_index(int64_t index, int64_t size, std::string_view op) {
  if (index < -size || index >= size)
    fail(ErrorCode::kInvalidArgument, std::string(op) + ": index " + std::to_string(index) + " is outside an axis of " +
                                          std::to_string(size) + " elements", "check the data of the index input");
  return index < 0 ? index + size : index;
}

}  // namespace sinter
