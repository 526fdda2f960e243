// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Ctrl-C. The first SIGINT or SIGTERM asks the work to stop (it is polled); a second one kills the process as usual.
#pragma once
#include <signal.h>

namespace sinter::cli {

/// True once a signal came while a CancelScope was alive.
bool cancel_requested() noexcept;
/// 128 + the signal's number, as a shell reports a process that it killed; 130 if there was none.
int cancel_status() noexcept;

/// Catches the signals while it lives. Signals that were ignored (nohup) stay ignored. One at a time.
class CancelScope {
 public:
  CancelScope();
  ~CancelScope();
  CancelScope(const CancelScope&) = delete;
  CancelScope& operator=(const CancelScope&) = delete;

 private:
  struct sigaction old_int_, old_term_;
};

}  // namespace sinter::cli
