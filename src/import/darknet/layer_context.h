// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What the import function of a layer sees: its section, the values of the layers before it, its weights. All values
// are f32[N, C, H, W]; what has no place in a picture (connected, softmax) is [N, C, 1, 1].
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "import/darknet/parameters.h"
#include "import/darknet/section.h"
#include "import/node_builder.h"
#include "ir/weights.h"

namespace sinter::darknet {

/// The numbers of a convolution, deconvolution, connected layer or batch normalization.
struct LayerParameters {
  Weights biases, scales, mean, variance;  // the last three where it normalizes
  Weights weights;
  bool normalizes = false;
};

/// What the network keeps of a layer.
struct LayerResult {
  std::string name;            // "convolutional_12"
  ValueId value = kNoValue;    // kNoValue: the layer failed, or is not imported yet
  bool head = false;           // tells what was found: an output wherever it stands
  bool read = false;           // by a later layer
  int same_as = -1;            // it changes nothing: the layer whose value this is
  LayerParameters parameters;  // of convolutions, for those that share them
};

class LayerContext : public NodeBuilder {
 public:
  using Metadata = std::vector<std::pair<std::string, std::string>>;

  /// `input`: the network's, which the first layer reads.
  LayerContext(Graph& graph, const Section& section, int index, std::vector<LayerResult>& layers, ValueId input,
               Parameters& parameters, Metadata& metadata)
      : NodeBuilder(graph, layers[size_t(index)].name),
        section_(section),
        index_(index),
        layers_(layers),
        network_input_(input),
        parameters_(parameters),
        metadata_(metadata) {}

  const Section& section() const { return section_; }
  int index() const { return index_; }
  Parameters& parameters() const { return parameters_; }

  /// What the layer before gives. FollowsFailure if that failed.
  ValueId input();
  /// The same, for a layer that changes nothing. The first layer may be one, too.
  ValueId same_as_input();
  /// What layer `index` gives: counted from here if negative. Error if there is no such layer before this one.
  ValueId layer(int64_t index);
  /// The numbers of an earlier convolution; indices as above.
  const LayerParameters& parameters_of(int64_t index);
  void keep_parameters(LayerParameters p) { layers_[size_t(index_)].parameters = std::move(p); }
  /// The layer tells what was found: the network's output, and what a program needs to know about it.
  void mark_head() { layers_[size_t(index_)].head = true; }
  void tell(const std::string& key, std::string text) { metadata_.emplace_back(source() + "." + key, std::move(text)); }

  // ---- dims ----
  Dim network_batch() const { return type_of(network_input_).dims[0]; }
  Dim batch(ValueId v) const { return type_of(v).dims[0]; }
  /// Channels, height, width; an Error where an input of unknown size leaves one open.
  int64_t channels(ValueId v) const { return known(v, 1, "channels"); }
  int64_t height(ValueId v) const { return known(v, 2, "height"); }
  int64_t width(ValueId v) const { return known(v, 3, "width"); }
  /// How many times smaller than the network's input the smallest picture so far is, as a power of two: an input whose
  /// height and width are multiples of it is divided without a rest. 1 where a size is not known.
  int64_t network_stride() const;
  /// C * H * W.
  int64_t elements(ValueId v) const { return channels(v) * height(v) * width(v); }
  bool same_plane(ValueId a, ValueId b) const;

  /// Error(kLimit) for more elements than a constant may have that we make for a layer.
  void check_made(int64_t count) const;

  // ---- pieces ----
  /// A constant of the file, named after the layer and what it is to it ("convolutional_3/weights"): Refitter and
  /// `sinter refit --list` show that name.
  ValueId weight_value(const Weights& w, std::string_view role) const {
    return graph().add_constant(w, graph().unique_name(source() + "/" + std::string(role)));
  }
  /// [C, 1, 1], which broadcasts over pictures.
  ValueId per_channel(const std::vector<double>& values) const;
  ValueId per_channel(const Weights& values) const;
  /// v * factor, v + term.
  ValueId scaled(ValueId v, double factor) const { return factor == 1 ? v : add("Mul", {v, scalar_like(v, factor)}); }
  ValueId shifted(ValueId v, double term) const { return term == 0 ? v : add("Add", {v, scalar_like(v, term)}); }
  /// The elements from `begin` to before `end` along an axis.
  ValueId slice(ValueId v, int64_t axis, int64_t begin, int64_t end) const;
  /// Rank 4 with these last dims.
  ValueId as_picture(ValueId v, int64_t c, int64_t h, int64_t w) const { return reshape(v, {batch(v), c, h, w}); }

 private:
  int64_t known(ValueId v, size_t axis, const char* what) const;
  LayerResult& earlier(int64_t index);

  const Section& section_;
  int index_;
  std::vector<LayerResult>& layers_;
  ValueId network_input_;
  Parameters& parameters_;
  Metadata& metadata_;
};

}  // namespace sinter::darknet
