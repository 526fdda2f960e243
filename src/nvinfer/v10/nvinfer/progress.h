// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From SinterRT's progress callback to TensorRT's IProgressMonitor: each build stage is a phase without a parent.
#pragma once
#include <cstdint>
#include <string>

#include "nvinfer/v10/abi.h"
#include "sinter/builder.h"

namespace sinter::nvinfer {

class Progress {
 public:
  /// `monitor` may be null: then this does nothing.
  explicit Progress(nvinfer1::IProgressMonitor* monitor) noexcept : monitor_(monitor) {}
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  ~Progress() { finish(); }

  void update(const BuildProgress& now) noexcept;
  /// The monitor asked to stop.
  bool cancelled() const noexcept { return cancelled_; }

 private:
  void finish() noexcept;

  nvinfer1::IProgressMonitor* monitor_;
  std::string phase_;  ///< the one that is open; empty: none
  bool cancelled_ = false;
};

}  // namespace sinter::nvinfer
