// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Runs the built `sinter` as a process of its own.
#pragma once
#include <functional>
#include <string>
#include <vector>

namespace sinter::test {

struct Finished {
  int status = -1;  ///< exit status; 128 + signal if a signal killed it
  std::string out, err;
};

/// The command beside this test program: build/bin/sinter, or bin/sinter of an unpacked archive.
std::string sinter_program();

/// Runs `sinter WORDS...` in `folder` (empty: here) with a timing cache of its own in `folder`. `on_err` sees stderr
/// as it grows and may send signals to the process.
Finished run_sinter(const std::vector<std::string>& words, const std::string& folder = {},
                    const std::function<void(int pid, const std::string& err)>& on_err = {});

}  // namespace sinter::test
