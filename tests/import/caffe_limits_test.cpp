// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Caffe models that are cut short, changed or hostile: an Error or a right network, without much time or memory.
#include <gtest/gtest.h>

#include "import/caffe_builder.h"
#include "ir/print.h"
#include "sinter/error.h"
#include "support/damaged_plan.h"

namespace sinter::test {
namespace {

/// True if it was imported; whatever is not an Error passes through.
bool imports(std::string_view net, std::string_view weights, std::string_view mean = {}) {
  try {
    verify_graph(*import_caffe(net, weights, {}, mean).graph);
    return true;
  } catch (const Error& e) {
    EXPECT_FALSE(std::string_view(e.what()).empty());
    EXPECT_NE(e.code(), ErrorCode::kInternal) << e.what();
    return false;
  }
}

/// Every cut and every change of one byte of `text`, given to `f`.
void damage(const std::string& text, const std::function<void(const std::string&)>& f) {
  const MemoryLimit limit;
  for (size_t i = 0; i < text.size(); ++i) f(text.substr(0, i));
  for (size_t i = 0; i < text.size(); ++i)
    for (const int change : {0x01, 0x02, 0x04, 0x10, 0x20, 0x80, 0xFF}) {
      std::string changed = text;
      changed[i] = static_cast<char>(changed[i] ^ change);
      f(changed);
    }
}

TEST(CaffeLimits, DamagedTextIsAnErrorOrANetwork) {
  const std::string weights = small_caffe_weights();
  ASSERT_TRUE(imports(kSmallCaffeNet, weights));
  damage(std::string(kSmallCaffeNet), [&](const std::string& net) { imports(net, weights); });
}

TEST(CaffeLimits, DamagedWeightsAreAnErrorOrANetwork) {
  damage(small_caffe_weights(), [&](const std::string& weights) { imports(kSmallCaffeNet, weights); });
}

TEST(CaffeLimits, DamagedBinaryNetworksAreAnErrorOrANetwork) {
  const std::string input =
      bytes(100, bytes(1, "in") + bytes(2, "Input") + bytes(4, "x") +
                     bytes(143, bytes(1, bytes(1, varint(1) + varint(2) + varint(4) + varint(4)))));
  const std::string conv = bytes(100, bytes(1, "c") + bytes(2, "Convolution") + bytes(3, "x") + bytes(4, "c") +
                                          bytes(7, caffe_blob({1, 2, 2, 2}, Floats(8, 1.f))) +
                                          bytes(106, number(1, 1) + number(2, 0) + number(4, 2) + number(6, 2)));
  const std::string old =
      bytes(2, bytes(4, "p") + number(5, 17) + bytes(2, "c") + bytes(3, "y") + bytes(19, number(1, 1) + number(2, 2)));
  ASSERT_TRUE(imports(input + conv, {}));
  damage(input + conv, [](const std::string& net) { imports(net, {}); });
  damage(input.substr(0, 0) + old, [](const std::string& net) { imports(net, {}); });
}

TEST(CaffeLimits, DamagedMeansAreAnErrorOrANetwork) {
  const std::string net =
      caffe_input("x", {1, 1, 2, 2}) + "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" }";
  damage(caffe_blob({1, 1, 2, 2}, {1, 2, 3, 4}), [&](const std::string& mean) { imports(net, {}, mean); });
}

TEST(CaffeLimits, EnormousNumbersAreRefused) {
  const MemoryLimit limit;
  const auto with = [](const std::string& layer) {
    EXPECT_FALSE(imports(caffe_input("x", {1, 4, 5, 5}) + layer, {})) << layer;
  };
  const std::string head = "layer { name: \"l\" bottom: \"x\" top: \"y\" ";
  with(head + "type: \"Convolution\" convolution_param { num_output: 2147483647 kernel_size: 2147483647 } }");
  with(head + "type: \"Convolution\" convolution_param { num_output: 4 kernel_size: 1 pad: 99999999999 } }");
  with(head + "type: \"InnerProduct\" inner_product_param { num_output: 4000000000 } }");
  with(head + "type: \"Tile\" tile_param { tiles: 9223372036854775807 } }");
  with(head + "type: \"Reshape\" reshape_param { shape { dim: 9223372036854775807 dim: 2 } } }");
  with(head + "type: \"Reshape\" reshape_param { shape { dim: 0 dim: 0 dim: 0 dim: 0 dim: 0 } } }");
  with(head + "type: \"SPP\" spp_param { pyramid_height: 2147483647 } }");
  with(head + "type: \"Im2col\" convolution_param { kernel_size: 100000 pad: 99999 } }");
  with(head + "type: \"Upsample\" upsample_param { scale: 2147483647 } }");
  with(head + "type: \"Interp\" interp_param { zoom_factor: 2147483647 } }");
  with(head + "type: \"ArgMax\" argmax_param { top_k: 1000 } }");
  with(head + "type: \"Reorg\" reorg_param { stride: 2147483647 } }");
  with(head + "type: \"ShuffleChannel\" shuffle_channel_param { group: 3 } }");
  with(head + "type: \"LRN\" lrn_param { local_size: -1 } }");
  with(head + "type: \"LRN\" lrn_param { local_size: 9999999999 } }");
  with(head + "type: \"PriorBox\" bottom: \"x\" prior_box_param { min_size: 1e30 } }");
  with(head + "type: \"PriorBox\" bottom: \"x\" prior_box_param { min_size: nan } }");
  with(head + "type: \"Embed\" embed_param { num_output: 2147483647 input_dim: 2147483647 } }");
  with(head + "type: \"Parameter\" parameter_param { shape { dim: 4611686018427387904 dim: 4 } } }");
  EXPECT_FALSE(
      imports("input: \"x\" input_shape { dim: 4611686018427387904 dim: 4 } "
              "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" }",
              {}));
  const std::string priors =
      "input: \"x\" input_shape { dim: 1 dim: 1 dim: 100000 dim: 100000 } layer { name: \"p\" type: "
      "\"PriorBox\" bottom: \"x\" bottom: \"x\" top: \"y\" prior_box_param { min_size: 4 } }";
  EXPECT_FALSE(imports(priors, {}));
}

TEST(CaffeLimits, RandomWeightsAreBounded) {
  ReadOptions options;
  options.random_weights = 1;
  const std::string net =
      caffe_input("x", {1, 1 << 20}) +
      "layer { name: \"l\" type: \"InnerProduct\" bottom: \"x\" top: \"y\" inner_product_param { num_output: "
      "1000000 } }";
  EXPECT_THROW(import_caffe(net, {}, options), Error);
}

TEST(CaffeLimits, BlobsOfContradictoryShapesAreRefused) {
  const std::string net = caffe_input("x", {1, 2}) + "layer { name: \"p\" type: \"PReLU\" bottom: \"x\" top: \"y\" }";
  EXPECT_TRUE(imports(net, caffe_weights("p", {caffe_blob({2}, {1, 2})})));
  EXPECT_FALSE(imports(net, caffe_weights("p", {caffe_blob({-2}, {1, 2})})));
  EXPECT_FALSE(imports(net, caffe_weights("p", {caffe_blob({INT64_MAX, INT64_MAX}, {1, 2})})));
  EXPECT_FALSE(imports(net, caffe_weights("p", {caffe_blob(std::vector<int64_t>(100, 1), {1})})));
}

}  // namespace
}  // namespace sinter::test
