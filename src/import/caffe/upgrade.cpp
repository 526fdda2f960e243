// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Layers of the two older versions of the format in terms of the newest. V1 names types by an enum; V0 by other words,
// with all options in one message.
#include <algorithm>
#include <map>

#include "base/text.h"
#include "import/caffe/net.h"
#include "sinter/error.h"

namespace sinter::caffe {
namespace {

struct TypePair {
  std::string_view old, now;
};

constexpr TypePair kUpgraded[] = {
    {"ABSVAL", "AbsVal"},
    {"ACCURACY", "Accuracy"},
    {"ARGMAX", "ArgMax"},
    {"BNLL", "BNLL"},
    {"CONCAT", "Concat"},
    {"CONTRASTIVE_LOSS", "ContrastiveLoss"},
    {"CONVOLUTION", "Convolution"},
    {"DATA", "Data"},
    {"DECONVOLUTION", "Deconvolution"},
    {"DROPOUT", "Dropout"},
    {"DUMMY_DATA", "DummyData"},
    {"ELTWISE", "Eltwise"},
    {"EUCLIDEAN_LOSS", "EuclideanLoss"},
    {"EXP", "Exp"},
    {"FLATTEN", "Flatten"},
    {"HDF5_DATA", "HDF5Data"},
    {"HDF5_OUTPUT", "HDF5Output"},
    {"HINGE_LOSS", "HingeLoss"},
    {"IM2COL", "Im2col"},
    {"IMAGE_DATA", "ImageData"},
    {"INFOGAIN_LOSS", "InfogainLoss"},
    {"INNER_PRODUCT", "InnerProduct"},
    {"LRN", "LRN"},
    {"MEMORY_DATA", "MemoryData"},
    {"MULTINOMIAL_LOGISTIC_LOSS", "MultinomialLogisticLoss"},
    {"MVN", "MVN"},
    {"POOLING", "Pooling"},
    {"POWER", "Power"},
    {"RELU", "ReLU"},
    {"SIGMOID", "Sigmoid"},
    {"SIGMOID_CROSS_ENTROPY_LOSS", "SigmoidCrossEntropyLoss"},
    {"SILENCE", "Silence"},
    {"SLICE", "Slice"},
    {"SOFTMAX", "Softmax"},
    {"SOFTMAX_LOSS", "SoftmaxWithLoss"},
    {"SPLIT", "Split"},
    {"TANH", "TanH"},
    {"THRESHOLD", "Threshold"},
    {"WINDOW_DATA", "WindowData"},
    // V0
    {"accuracy", "Accuracy"},
    {"bnll", "BNLL"},
    {"concat", "Concat"},
    {"conv", "Convolution"},
    {"data", "Data"},
    {"dropout", "Dropout"},
    {"euclidean_loss", "EuclideanLoss"},
    {"flatten", "Flatten"},
    {"hdf5_data", "HDF5Data"},
    {"hdf5_output", "HDF5Output"},
    {"im2col", "Im2col"},
    {"images", "ImageData"},
    {"infogain_loss", "InfogainLoss"},
    {"innerproduct", "InnerProduct"},
    {"lrn", "LRN"},
    {"multinomial_logistic_loss", "MultinomialLogisticLoss"},
    {"padding", "Padding"},  // joined with what reads it
    {"pool", "Pooling"},
    {"relu", "ReLU"},
    {"reshape", "Reshape"},
    {"sigmoid", "Sigmoid"},
    {"softmax", "Softmax"},
    {"softmax_loss", "SoftmaxWithLoss"},
    {"split", "Split"},
    {"tanh", "TanH"},
    {"window_data", "WindowData"},
};

/// Where an option of V0 goes: fields of layers of this type, "" for all that have none of their own.
struct OptionMove {
  std::string_view type, old, option, now;
};
constexpr OptionMove kMoves[] = {
    {"Concat", "concat_dim", "concat_param", "concat_dim"},
    {"Convolution", "biasterm", "convolution_param", "bias_term"},
    {"Convolution", "group", "convolution_param", "group"},
    {"Convolution", "kernelsize", "convolution_param", "kernel_size"},
    {"Convolution", "num_output", "convolution_param", "num_output"},
    {"Convolution", "pad", "convolution_param", "pad"},
    {"Convolution", "stride", "convolution_param", "stride"},
    {"Data", "batchsize", "data_param", "batch_size"},
    {"Data", "cropsize", "data_param", "crop_size"},
    {"HDF5Data", "batchsize", "hdf5_data_param", "batch_size"},
    {"ImageData", "batchsize", "image_data_param", "batch_size"},
    {"ImageData", "cropsize", "image_data_param", "crop_size"},
    {"ImageData", "new_height", "image_data_param", "new_height"},
    {"ImageData", "new_width", "image_data_param", "new_width"},
    {"InnerProduct", "biasterm", "inner_product_param", "bias_term"},
    {"InnerProduct", "num_output", "inner_product_param", "num_output"},
    {"LRN", "alpha", "lrn_param", "alpha"},
    {"LRN", "beta", "lrn_param", "beta"},
    {"LRN", "k", "lrn_param", "k"},
    {"LRN", "local_size", "lrn_param", "local_size"},
    {"Padding", "pad", "padding_param", "pad"},
    {"Pooling", "kernelsize", "pooling_param", "kernel_size"},
    {"Pooling", "pad", "pooling_param", "pad"},
    {"Pooling", "pool", "pooling_param", "pool"},
    {"Pooling", "stride", "pooling_param", "stride"},
};

TextField copy_of(const TextField& f, std::string_view name) {
  TextField out = f;
  out.name = name;
  return out;
}

TextField& option_of(NetFile& file, Layer& layer, std::string_view name) {
  TextField& made = file.make_field(name);
  if (const TextField* old = layer.option(name)) made.fields = old->fields;
  made.line = layer.line;
  std::erase_if(layer.options, [&](const TextField* f) { return f->name == name; });
  layer.options.push_back(&made);
  return made;
}

/// The old reshape says new_num and so on, 0 to keep an extent.
void move_new_shape(NetFile& file, const TextField& old, Layer& layer) {
  TextField& shape = option_of(file, layer, "reshape_param").fields.emplace_back();
  shape.name = "shape";
  shape.kind = TextField::Kind::kMessage;
  for (const std::string_view name : {"new_num", "new_channels", "new_height", "new_width"}) {
    const TextField* f = old.find(name);
    TextField& dim = shape.fields.emplace_back(f ? copy_of(*f, "dim") : TextField());
    dim.name = "dim";
    if (!f) dim.text = "0";
  }
}

}  // namespace

std::string_view upgraded_type(std::string_view old) {
  for (const TypePair& t : kUpgraded)
    if (t.old == old) return t.now;
  return {};
}

void upgrade_oldest(NetFile& file, const TextField& old, Layer& layer) {
  for (const TextField& f : old.fields) {
    if (f.name == "name") layer.name = f.text;
    if (f.name == "blobs") layer.blobs.push_back(&f);
    if (f.name == "type") layer.type = upgraded_type(f.text).empty() ? f.text : upgraded_type(f.text);
  }
  for (const TextField& f : old.fields)
    for (const OptionMove& move : kMoves)
      if (move.type == layer.type && move.old == f.name)
        option_of(file, layer, move.option).fields.push_back(copy_of(f, move.now));
  if (layer.type == "Reshape") move_new_shape(file, old, layer);
}

void join_padding(NetFile& file, std::vector<Layer>& layers) {
  std::map<std::string, const Layer*> padded;  // by what the padding layer makes
  for (const Layer& l : layers)
    if (l.type == "Padding" && l.tops.size() == 1 && l.bottoms.size() == 1) padded[l.tops[0]] = &l;
  if (padded.empty()) return;
  for (Layer& l : layers) {
    if (l.type != "Convolution" && l.type != "Pooling") continue;
    for (std::string& bottom : l.bottoms) {
      const auto it = padded.find(bottom);
      const TextField* amount = it == padded.end() ? nullptr : it->second->option("padding_param");
      if (!amount) continue;
      TextField& option = option_of(file, l, l.type == "Convolution" ? "convolution_param" : "pooling_param");
      std::erase_if(option.fields, [](const TextField& f) { return f.name == "pad"; });
      option.fields.insert(option.fields.end(), amount->fields.begin(), amount->fields.end());
      bottom = it->second->bottoms[0];
    }
  }
  std::erase_if(layers, [](const Layer& l) { return l.type == "Padding"; });
}

}  // namespace sinter::caffe
