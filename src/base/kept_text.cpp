// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "base/kept_text.h"

#include <mutex>
#include <set>

namespace sinter {

const char* keep_text(const std::string& text, const char* otherwise) noexcept {
  constexpr size_t kMostTexts = 256, kLongestText = 1000;
  try {
    static std::mutex mutex;
    static auto* const kept = new std::set<std::string>;  // never freed: a Status may outlive statics
    const std::lock_guard lock(mutex);
    if (const auto it = kept->find(text); it != kept->end()) return it->c_str();
    return kept->size() < kMostTexts && text.size() < kLongestText ? kept->insert(text).first->c_str() : otherwise;
  } catch (...) {
    return otherwise;
  }
}

}  // namespace sinter
