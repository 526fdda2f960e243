// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "cancel.h"

#include <atomic>

namespace sinter::cli {
namespace {

std::atomic<int> signal_seen{0};
static_assert(std::atomic<int>::is_always_lock_free, "written from a signal handler");

void on_signal(int number) { signal_seen.store(number, std::memory_order_relaxed); }

void install(int number, struct sigaction& old) {
  struct sigaction now = {};
  now.sa_handler = on_signal;
  now.sa_flags = int(SA_RESTART | SA_RESETHAND);
  sigemptyset(&now.sa_mask);
  sigaction(number, nullptr, &old);
  if (old.sa_handler != SIG_IGN) sigaction(number, &now, nullptr);
}

}  // namespace

bool cancel_requested() noexcept { return signal_seen.load(std::memory_order_relaxed) != 0; }

int cancel_status() noexcept {
  const int seen = signal_seen.load(std::memory_order_relaxed);
  return 128 + (seen ? seen : SIGINT);
}

CancelScope::CancelScope() {
  signal_seen = 0;
  install(SIGINT, old_int_);
  install(SIGTERM, old_term_);
}

CancelScope::~CancelScope() {
  sigaction(SIGINT, &old_int_, nullptr);
  sigaction(SIGTERM, &old_term_, nullptr);
}

}  // namespace sinter::cli
