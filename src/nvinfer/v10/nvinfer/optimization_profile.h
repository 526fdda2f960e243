// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "nvinfer/v10/abi.h"

namespace sinter::nvinfer {

/// Bounds of the dynamic inputs: a shape (or, for a shape tensor, values) for each of kMIN, kOPT and kMAX.
class OptimizationProfile final : public nvinfer1::IOptimizationProfile, public nvinfer1::apiv::VOptimizationProfile {
 public:
  using Selector = nvinfer1::OptProfileSelector;
  struct Shapes {
    std::array<std::optional<nvinfer1::Dims>, 3> dims;  ///< indexed by Selector
    bool complete() const noexcept;                     ///< all three set, of one rank, min <= opt <= max
  };

  OptimizationProfile() { mImpl = this; }

  bool setDimensions(const char* input, Selector select, const nvinfer1::Dims& dims) noexcept override;
  nvinfer1::Dims getDimensions(const char* input, Selector select) const noexcept override;
  bool setShapeValues(const char* input, Selector select, const int32_t* values, int32_t count) noexcept override;
  int32_t getNbShapeValues(const char* input) const noexcept override;
  const int32_t* getShapeValues(const char* input, Selector select) const noexcept override;
  bool setExtraMemoryTarget(float target) noexcept override;
  float getExtraMemoryTarget() const noexcept override { return extra_memory_; }
  bool isValid() const noexcept override;
  bool setShapeValuesV2(const char* input, Selector select, const int64_t* values, int32_t count) noexcept override;
  const int64_t* getShapeValuesV2(const char* input, Selector select) const noexcept override;

  const std::map<std::string, Shapes>& shapes() const noexcept { return shapes_; }

 private:
  struct Values {
    std::array<std::vector<int64_t>, 3> wide;
    std::array<std::vector<int32_t>, 3> narrow;  ///< the same, for the older getter
  };
  const Values* find_values(const char* input, Selector select) const noexcept;

  std::map<std::string, Shapes> shapes_;
  std::map<std::string, Values> values_;
  float extra_memory_ = 1.0F;
};

}  // namespace sinter::nvinfer
