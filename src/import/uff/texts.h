// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstring>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "ir/weights.h"

namespace sinter::uff {

/// Texts and data that a translated model refers to and that no file holds. Views stay valid as long as this lives.
class MadeTexts {
 public:
  std::string_view text(std::string s) { return texts_.emplace_back(std::move(s)); }
  /// i32 elements as bytes.
  ByteSpan int32s(const std::vector<int64_t>& values) {
    auto& bytes = data_.emplace_back(values.size() * sizeof(int32_t));
    for (size_t i = 0; i < values.size(); ++i) {
      const auto v = int32_t(values[i]);
      std::memcpy(bytes.data() + i * sizeof v, &v, sizeof v);
    }
    return bytes;
  }
  /// Keeps weights that were put together.
  const Weights& keep(Weights w) { return weights_.emplace_back(std::move(w)); }

 private:
  std::deque<std::string> texts_;
  std::deque<std::vector<std::byte>> data_;
  std::deque<Weights> weights_;
};

}  // namespace sinter::uff
