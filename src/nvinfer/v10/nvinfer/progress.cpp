// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/progress.h"

#include <algorithm>
#include <limits>

namespace sinter::nvinfer {
namespace {

int32_t clamped(int64_t n) noexcept {
  return static_cast<int32_t>(std::clamp<int64_t>(n, 0, std::numeric_limits<int32_t>::max()));
}

}  // namespace

void Progress::update(const BuildProgress& now) noexcept {
  if (monitor_ == nullptr || now.stage.empty()) return;
  if (now.stage != phase_) {
    finish();
    phase_ = now.stage;
    monitor_->phaseStart(phase_.c_str(), nullptr, clamped(std::max<int64_t>(now.total, 1)));
  }
  if (!monitor_->stepComplete(phase_.c_str(), clamped(now.done))) cancelled_ = true;
}

void Progress::finish() noexcept {
  if (!phase_.empty()) monitor_->phaseFinish(phase_.c_str());
  phase_.clear();
}

}  // namespace sinter::nvinfer
