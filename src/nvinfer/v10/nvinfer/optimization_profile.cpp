// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "nvinfer/v10/nvinfer/optimization_profile.h"

#include <algorithm>

#include "nvinfer/v10/common/convert.h"

namespace sinter::nvinfer {
namespace {

using Selector = nvinfer1::OptProfileSelector;

bool valid(Selector select) noexcept { return select >= Selector::kMIN && select <= Selector::kMAX; }
size_t index(Selector select) noexcept { return static_cast<size_t>(select); }

}  // namespace

bool OptimizationProfile::Shapes::complete() const noexcept {
  if (!dims[0] || !dims[1] || !dims[2]) return false;
  if (dims[0]->nbDims != dims[1]->nbDims || dims[1]->nbDims != dims[2]->nbDims) return false;
  for (int32_t i = 0; i < dims[0]->nbDims; ++i) {
    if (dims[0]->d[i] > dims[1]->d[i] || dims[1]->d[i] > dims[2]->d[i]) return false;
  }
  return true;
}

bool OptimizationProfile::setDimensions(const char* input, Selector select, const nvinfer1::Dims& dims) noexcept {
  if (input == nullptr || !valid(select) || dims.nbDims < 0 || dims.nbDims > nvinfer1::Dims::kMaxDims) return false;
  if (std::any_of(dims.d, dims.d + dims.nbDims, [](int64_t d) { return d < 0; })) return false;
  shapes_[input].dims[index(select)] = dims;
  return true;
}

nvinfer1::Dims OptimizationProfile::getDimensions(const char* input, Selector select) const noexcept {
  if (input == nullptr || !valid(select)) return no_dims();
  const auto found = shapes_.find(input);
  return found == shapes_.end() ? no_dims() : found->second.dims[index(select)].value_or(no_dims());
}

bool OptimizationProfile::setShapeValues(const char* input, Selector select, const int32_t* values,
                                         int32_t count) noexcept {
  if (values == nullptr || count < 0) return false;
  const std::vector<int64_t> wide(values, values + count);
  return setShapeValuesV2(input, select, wide.data(), count);
}

bool OptimizationProfile::setShapeValuesV2(const char* input, Selector select, const int64_t* values,
                                           int32_t count) noexcept {
  if (input == nullptr || !valid(select) || values == nullptr || count < 0) return false;
  Values& entry = values_[input];
  entry.wide[index(select)].assign(values, values + count);
  entry.narrow[index(select)].assign(values, values + count);
  return true;
}

const OptimizationProfile::Values* OptimizationProfile::find_values(const char* input, Selector select) const noexcept {
  if (input == nullptr || !valid(select)) return nullptr;
  const auto found = values_.find(input);
  return found == values_.end() || found->second.wide[index(select)].empty() ? nullptr : &found->second;
}

int32_t OptimizationProfile::getNbShapeValues(const char* input) const noexcept {
  for (const Selector select : {Selector::kMIN, Selector::kOPT, Selector::kMAX}) {
    if (const Values* v = find_values(input, select)) return static_cast<int32_t>(v->wide[index(select)].size());
  }
  return -1;
}

const int32_t* OptimizationProfile::getShapeValues(const char* input, Selector select) const noexcept {
  const Values* v = find_values(input, select);
  return v == nullptr ? nullptr : v->narrow[index(select)].data();
}

const int64_t* OptimizationProfile::getShapeValuesV2(const char* input, Selector select) const noexcept {
  const Values* v = find_values(input, select);
  return v == nullptr ? nullptr : v->wide[index(select)].data();
}

bool OptimizationProfile::setExtraMemoryTarget(float target) noexcept {
  if (!(target >= 0.0F && target <= 1.0F)) return false;
  extra_memory_ = target;
  return true;
}

bool OptimizationProfile::isValid() const noexcept {
  return std::all_of(shapes_.begin(), shapes_.end(), [](const auto& s) { return s.second.complete(); });
}

}  // namespace sinter::nvinfer
