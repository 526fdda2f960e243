// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/inline_stream.h"

#include <chrono>
#include <cstring>

namespace sinter {

Status InlineStream::copy(void* dst, const void* src, int64_t bytes, Copy) noexcept {
  if (bytes > 0) std::memcpy(dst, src, size_t(bytes));
  return {};
}
Status InlineStream::host_call(HostCallback f, void* arg) noexcept {
  f(arg);
  return {};
}
Status InlineStream::record(Event& e) noexcept {
  if (auto* mine = dynamic_cast<InlineEvent*>(&e)) mine->stamp();
  return {};
}
Status InlineStream::wait(Event& e) noexcept { return e.synchronize(); }

void InlineEvent::stamp() noexcept {
  ns_ =
      std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}
double InlineEvent::elapsed_ms(const Event& earlier) noexcept {
  const auto* e = dynamic_cast<const InlineEvent*>(&earlier);
  return e && e->ns_ >= 0 && ns_ >= 0 ? double(ns_ - e->ns_) * 1e-6 : -1;
}

}  // namespace sinter
