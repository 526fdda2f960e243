// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/layer_context.h"

#include "ops/slice.h"

namespace sinter::darknet {
namespace {

/// Real layers need a thousandth of it. A short .cfg could ask for any amount.
constexpr int64_t kMaxMadeElements = int64_t{1} << 24;

}  // namespace

LayerResult& LayerContext::earlier(int64_t index) {
  const int64_t i = index < 0 ? index_ + index : index;
  if (i < 0 || i >= index_)
    invalid("there is no layer " + std::to_string(index) + " before this one, which is layer " + std::to_string(index_),
            "name an earlier layer, from 0, or from -1 backwards");
  return layers_[size_t(i)];
}

ValueId LayerContext::layer(int64_t index) {
  LayerResult& from = earlier(index);
  if (from.value == kNoValue) throw FollowsFailure{};
  from.read = true;
  for (int i = from.same_as; i >= 0; i = layers_[size_t(i)].same_as) {
    if (layers_[size_t(i)].read) break;
    layers_[size_t(i)].read = true;
  }
  return from.value;
}

ValueId LayerContext::same_as_input() {
  if (index_ == 0) return network_input_;
  const LayerResult& from = layers_[size_t(index_) - 1];
  if (from.value == kNoValue) throw FollowsFailure{};
  layers_[size_t(index_)].same_as = index_ - 1;
  return from.value;
}

ValueId LayerContext::input() { return index_ == 0 ? network_input_ : layer(-1); }

const LayerParameters& LayerContext::parameters_of(int64_t index) {
  LayerResult& from = earlier(index);
  if (from.value == kNoValue) throw FollowsFailure{};
  if (from.parameters.weights.dtype() == DataType::kInvalid)
    invalid(from.name + " has no weights that could be shared", "name a convolutional layer");
  return from.parameters;
}

int64_t LayerContext::known(ValueId v, size_t axis, const char* what) const {
  const Dim d = type_of(v).dims.at(axis);
  if (!d.is_const())
    unsupported(std::string("the ") + what + " of its input, " + d.to_string() + ", must be known when it is read",
                "give a fixed height and width");
  return d.value();
}

void LayerContext::check_made(int64_t count) const {
  if (count > kMaxMadeElements)
    fail(ErrorCode::kLimit,
         "the layer needs a constant of " + std::to_string(count) + " elements, more than " +
             std::to_string(kMaxMadeElements),
         "correct the .cfg file");
}

bool LayerContext::same_plane(ValueId a, ValueId b) const {
  const SymDims x = type_of(a).dims, y = type_of(b).dims;
  return x[2] == y[2] && x[3] == y[3];
}

int64_t LayerContext::network_stride() const {
  const SymDims whole = type_of(network_input_).dims;
  int64_t stride = 1;
  for (int i = 0; i < index_; ++i) {
    if (layers_[size_t(i)].value == kNoValue) continue;
    const SymDims dims = type_of(layers_[size_t(i)].value).dims;
    for (size_t axis : {size_t{2}, size_t{3}}) {
      if (!whole[axis].is_const() || !dims[axis].is_const()) return 1;
      const bool vector = dims[2] == Dim(1) && dims[3] == Dim(1);
      // What is rounded up makes the quotient smaller than the stride, but not by half.
      while (!vector && stride * dims[axis].value() < whole[axis].value()) stride *= 2;
    }
  }
  return stride;
}

ValueId LayerContext::per_channel(const std::vector<double>& values) const {
  return constant_value(Weights::of_doubles(DataType::kFloat32, {int64_t(values.size()), 1, 1}, values));
}

ValueId LayerContext::per_channel(const Weights& values) const {
  return constant_value(Weights(DataType::kFloat32, {values.count(), 1, 1}, values.bytes(), values.owner()));
}

ValueId LayerContext::slice(ValueId v, int64_t axis, int64_t begin, int64_t end) const {
  const Dim whole = type_of(v).dims.at(size_t(axis));
  if (begin == 0 && whole == Dim(end)) return v;
  return add(Slice{.axes = {axis}, .starts = {Dim(begin)}, .ends = {Dim(end)}}, {v});
}

}  // namespace sinter::darknet
