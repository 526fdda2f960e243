// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorFlow keeps channels last unless data_format says otherwise; our convolutions and poolings have them behind the
// batch. This is the only place that turns one into the other: the passes cancel what meets.
#pragma once
#include "import/spatial_window.h"
#include "import/tensorflow/op_context.h"

namespace sinter::tensorflow {

class Layout {
 public:
  /// Of a node with the attribute data_format (NHWC, NCHW, NDHWC, NCDHW) or of values with channels last.
  static Layout of(OpContext& ctx, int spatial);
  static Layout channels_last(int spatial) { return Layout(true, spatial); }

  bool is_channels_last() const { return last_; }
  int rank() const { return spatial_ + 2; }
  int channel_axis() const { return last_ ? spatial_ + 1 : 1; }
  int spatial_axis(int i) const { return (last_ ? 1 : 2) + i; }

  /// v with channels behind the batch.
  ValueId to_ours(const NodeBuilder& make, ValueId v) const;
  /// And back.
  ValueId from_ours(const NodeBuilder& make, ValueId v) const;
  /// The spatial entries of a list with one entry per dim; the others must be `rest`. `what` names the list in errors.
  Ints spatial(const NodeBuilder& make, const Ints& list, const char* what, int64_t rest = 1) const;

 private:
  Layout(bool last, int spatial) : last_(last), spatial_(spatial) {}
  bool last_;
  int spatial_;
};

/// Reads strides, dilations and padding (SAME, VALID, EXPLICIT) of a node; `x` has our order of dims.
SpatialWindow read_spatial_window(OpContext& ctx, const Layout& layout, ValueId x, Ints kernel);
/// The same with given strides.
SpatialWindow spatial_window(OpContext& ctx, const Layout& layout, ValueId x, Ints kernel, Ints strides,
                             Ints dilations);

}  // namespace sinter::tensorflow
