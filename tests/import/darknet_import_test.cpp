// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <span>

#include "import/darknet_builder.h"
#include "ir/interpret.h"
#include "sinter/error.h"
#include "sinter/plugin.h"
#include "support/damaged_plan.h"

namespace sinter::test {
namespace {

using darknet::import_text;

std::string net(const std::string& layers, int h = 4, int w = 4, int c = 2) {
  return "[net]\nheight=" + std::to_string(h) + "\nwidth=" + std::to_string(w) + "\nchannels=" + std::to_string(c) +
         "\n" + layers;
}

ReadOptions seeded(uint64_t seed) {
  ReadOptions o;
  o.random_weights = seed;
  return o;
}

Error darknet_refusal(const std::string& cfg, const std::optional<std::vector<std::byte>>& weights = {},
                      const ReadOptions& options = {}) {
  const MemoryLimit limit;
  try {
    weights ? import_darknet(cfg, *weights, options) : import_text(cfg, {}, {}, options);
  } catch (const Error& e) {
    return e;
  }
  ADD_FAILURE() << "it was imported";
  return Error(ErrorCode::kInternal, "");
}

void expect_darknet_says(const Error& e, ErrorCode code, std::initializer_list<std::string_view> parts) {
  EXPECT_EQ(e.code(), code) << e.what();
  for (const auto part : parts)
    EXPECT_NE(std::string_view(e.what()).find(part), std::string_view::npos) << part << " in: " << e.what();
}

std::vector<std::string> output_names(const Graph& g) {
  std::vector<std::string> names;
  for (size_t i = 0; i < g.outputs().size(); ++i) names.push_back(g.output_name(i));
  return names;
}

TEST(Darknet, ImportsANetwork) {
  const auto weights = darknet_weights(darknet_numbers(kSmallDarknetNumbers));
  const ImportResult r = import_darknet(kSmallDarknet, weights);
  EXPECT_TRUE(r.warnings.empty()) << r.warnings[0];
  ASSERT_EQ(r.graph->inputs().size(), 1u);
  EXPECT_EQ(to_string(r.graph->value(r.graph->inputs()[0]).type), "f32[N,3,8,8]");
  EXPECT_EQ(output_names(*r.graph), std::vector<std::string>{"yolo_7"});
  EXPECT_EQ(to_string(r.graph->value(r.graph->outputs()[0]).type), "f32[N,7,8,8]");
  EXPECT_NE(r.graph->find_value("convolutional_3"), kNoValue);
  const auto& m = r.info.metadata;
  EXPECT_NE(std::find(m.begin(), m.end(), std::pair<std::string, std::string>("yolo_7.anchors", "16,30")), m.end());
  EXPECT_NE(std::find(m.begin(), m.end(), std::pair<std::string, std::string>("yolo_7.classes", "2")), m.end());
}

TEST(Darknet, ReadsAllHeaders) {
  const std::string cfg = net("[batchnorm]\n");
  for (const auto& [major, minor] : {std::pair(0, 1), std::pair(0, 2), std::pair(1, 0), std::pair(1001, 0)}) {
    const auto weights = darknet_weights(darknet_numbers(8), major, minor);
    EXPECT_NO_THROW(import_darknet(cfg, weights)) << major << "." << minor;
  }
  expect_darknet_says(darknet_refusal(cfg, darknet_weights({}, -1, 0)), ErrorCode::kInvalidModel, {"no Darknet file"});
}

// Files of the time when matrices stood transposed say so by 1000 in their version.
TEST(Darknet, TransposedMatrices) {
  const std::string cfg = net("[connected]\noutput=2\nactivation=linear\n", 1, 3, 1);
  const auto plain = darknet_weights({0, 0, 1, 2, 3, 4, 5, 6}),
             turned = darknet_weights({0, 0, 1, 4, 2, 5, 3, 6}, 1001, 0);
  const auto x = HostTensor::of_doubles(DataType::kFloat32, {1, 1, 1, 3}, std::array<double, 3>{1, 10, 100});
  for (const auto* weights : {&plain, &turned})
    EXPECT_EQ(interpret(*import_darknet(cfg, *weights).graph, {x})[0].to_doubles(), (std::vector<double>{321, 654}));
}

TEST(Darknet, WeightsMustFit) {
  const auto numbers = darknet_numbers(kSmallDarknetNumbers);
  auto cut = numbers;
  cut.pop_back();
  expect_darknet_says(darknet_refusal(kSmallDarknet, darknet_weights(cut)), ErrorCode::kInvalidModel,
                      {"layer 6 ([convolutional], line 29)", "wants 14 numbers more, 13 are left"});
  auto more = numbers;
  more.push_back(1);
  expect_darknet_says(darknet_refusal(kSmallDarknet, darknet_weights(more)), ErrorCode::kInvalidModel,
                      {"4 bytes more than the layers"});
  cut.resize(4 * 2 + 54);
  expect_darknet_says(darknet_refusal(kSmallDarknet, darknet_weights(cut)), ErrorCode::kInvalidModel,
                      {"ends before this layer", "up to layer 0 only", "--outputs"});
  auto ragged = darknet_weights(numbers);
  ragged.pop_back();
  expect_darknet_says(darknet_refusal(kSmallDarknet, ragged), ErrorCode::kInvalidModel, {"whole floats"});
  expect_darknet_says(darknet_refusal(kSmallDarknet), ErrorCode::kInvalidArgument,
                      {"weights were not given", "--weights FILE", "--random-weights SEED"});
}

TEST(Darknet, BackboneWithOutputsOrRandomWeights) {
  const auto backbone = darknet_weights(darknet_numbers(4 * 2 + 54));
  ReadOptions o;
  o.outputs = {"maxpool_1"};
  const ImportResult cut = import_darknet(kSmallDarknet, backbone, o);
  EXPECT_EQ(output_names(*cut.graph), std::vector<std::string>{"maxpool_1"});
  EXPECT_EQ(cut.graph->find_value("convolutional_3"), kNoValue);
  const ImportResult filled = import_darknet(kSmallDarknet, backbone, seeded(1));
  ASSERT_EQ(filled.warnings.size(), 1u);
  EXPECT_NE(filled.warnings[0].find("layer 3"), std::string::npos) << filled.warnings[0];
  EXPECT_NE(filled.warnings[0].find("2 layers from there on were filled"), std::string::npos) << filled.warnings[0];
}

TEST(Darknet, RandomWeightsAreReproducible) {
  const auto run = [&](uint64_t seed) {
    const auto g = import_text(kSmallDarknet, {}, {}, seeded(seed)).graph;
    const auto x = HostTensor::of_doubles(DataType::kFloat32, {1, 3, 8, 8}, std::vector<double>(192, 1));
    return interpret(*g, {x})[0];
  };
  EXPECT_EQ(run(1), run(1));
  EXPECT_NE(run(1), run(2));
}

TEST(Darknet, InputShapesAndCuts) {
  const auto weights = darknet_weights(darknet_numbers(kSmallDarknetNumbers));
  ReadOptions o;
  o.inputs = {{.name = "data", .dims = {2, 3, 16, -1}}};
  EXPECT_EQ(to_string(import_darknet(kSmallDarknet, weights, o).graph->tensor(0)), "f32[2,3,16,W]");
  o.inputs = {{.name = "data", .dims = {3, 16, 4}}};
  EXPECT_EQ(to_string(import_darknet(kSmallDarknet, weights, o).graph->tensor(0)), "f32[N,3,16,4]");
  o.inputs = {{.name = "data", .dims = {1, 4, 8, 8}}};
  expect_darknet_says(darknet_refusal(kSmallDarknet, weights, o), ErrorCode::kInvalidArgument, {"3 channels"});
  o.inputs = {{.name = "shortcut_4"}};
  const ImportResult cut = import_darknet(kSmallDarknet, weights, o);
  ASSERT_EQ(cut.graph->inputs().size(), 1u);
  EXPECT_EQ(cut.graph->value(cut.graph->inputs()[0]).name, "shortcut_4");
  o.inputs = {{.name = "shortcut_5"}};
  expect_darknet_says(darknet_refusal(kSmallDarknet, weights, o), ErrorCode::kInvalidArgument,
                      {"no layer \"shortcut_5\"", "Did you mean \"shortcut_4\""});
}

TEST(Darknet, WrongNamesAreGuessedAndNoneIsNamedTwice) {
  const auto weights = darknet_weights(darknet_numbers(kSmallDarknetNumbers));
  for (const auto& [name, meant] :
       {std::pair("yolo", "yolo_7"), std::pair("yolo_30", "yolo_7"), std::pair("conv_3", "convolutional_3"),
        std::pair("upsampel_5", "upsample_5"), std::pair("dta", "data")}) {
    ReadOptions o;
    o.outputs = {name};
    const std::string hint = "Did you mean \"" + std::string(meant) + "\"?";
    expect_darknet_says(darknet_refusal(kSmallDarknet, weights, o), ErrorCode::kInvalidArgument,
                        {"no layer", name, hint});
  }
  ReadOptions o;
  o.outputs = {"yolo_7", "yolo_7"};
  expect_darknet_says(darknet_refusal(kSmallDarknet, weights, o), ErrorCode::kInvalidArgument,
                      {"output \"yolo_7\" is named twice"});
  o.outputs = {};
  o.inputs = {{.name = "data"}, {.name = "data"}};
  expect_darknet_says(darknet_refusal(kSmallDarknet, weights, o), ErrorCode::kInvalidArgument,
                      {"input \"data\" is named twice"});
}

// A size that the network's stride does not divide: upsampled maps are larger than those they are joined with.
TEST(Darknet, RoutesOfTwoSizesNameTheStride) {
  const std::string cfg = net(
      "[maxpool]\nsize=2\nstride=2\n[maxpool]\nsize=2\nstride=2\n[maxpool]\nsize=2\nstride=2\n[upsample]\nstride=2\n"
      "[route]\nlayers=-1,1\n",
      24, 24);
  EXPECT_NO_THROW(import_text(cfg, {}, {}, {}));
  ReadOptions o;
  o.inputs = {{.name = "data", .dims = {1, 2, 25, 25}}};
  expect_darknet_says(darknet_refusal(cfg, {}, o), ErrorCode::kInvalidModel,
                      {"layer 4 ([route]", "8 x 8", "7 x 7", "multiples of 8"});
  // Vectors and pictures are joined as vectors.
  const auto g =
      import_text(net("[avgpool]\n[route]\nlayers=-1,0\n[logistic]\n[avgpool]\n[route]\nlayers=-2,-1\n"), {}, {}, {});
  EXPECT_EQ(output_names(*g.graph), std::vector<std::string>{"route_4"});
}

TEST(Darknet, WeightErrorsNameTheFileAndPointersAreToldOf) {
  ReadOptions o;
  o.weights = "net.weights";
  auto numbers = darknet_numbers(kSmallDarknetNumbers);
  numbers.pop_back();
  expect_darknet_says(darknet_refusal(kSmallDarknet, darknet_weights(numbers), o), ErrorCode::kInvalidModel,
                      {"the weights file \"net.weights\" ends in this layer"});
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 1\n";
  const auto bytes = std::as_bytes(std::span(pointer));
  expect_darknet_says(darknet_refusal(kSmallDarknet, std::vector<std::byte>(bytes.begin(), bytes.end()), o),
                      ErrorCode::kInvalidModel, {"net.weights", "Git LFS", "git lfs pull"});
  expect_darknet_says(darknet_refusal(pointer), ErrorCode::kInvalidModel, {"Git LFS"});
}

// As the plan of a network with random weights must take real ones.
TEST(Darknet, RandomNumbersAreNeverNeutralAndConstantsAreNamed) {
  const auto g = import_text(kSmallDarknet, {}, {}, seeded(1)).graph;
  for (const char* name :
       {"convolutional_0/weights", "convolutional_0/bias", "convolutional_0/scales", "convolutional_0/mean",
        "convolutional_0/variance", "convolutional_3/weights", "convolutional_3/bias", "convolutional_6/bias"}) {
    const ValueId v = g->find_value(name);
    ASSERT_NE(v, kNoValue) << name;
    for (const double x : g->constant(v)->to_doubles()) EXPECT_TRUE(x != 0 && x != 1) << name << " " << x;
  }
}

TEST(Darknet, MetadataTellTheKindOfHead) {
  const auto r = import_text(net("[region]\nclasses=1\nnum=1\ncoords=4\n", 4, 4, 6), {}, {}, {});
  const std::pair<std::string, std::string> kind("region_0.kind", "region");
  EXPECT_NE(std::find(r.info.metadata.begin(), r.info.metadata.end(), kind), r.info.metadata.end());
}

TEST(Darknet, UnknownSectionsAreToldAtOnce) {
  const Error e = darknet_refusal(net("[maxpol]\n[gru]\noutput=3\n[frobnicate]\nx=1\n"));
  expect_darknet_says(e, ErrorCode::kUnsupported,
                      {"layer 0 ([maxpol], line 5)", "did you mean \"maxpool\"", "layer 1 ([gru], line 6)",
                       "keep a state", "layer 2 ([frobnicate], line 8)"});
}

TEST(Darknet, UnknownKeysAreWarnedOf) {
  const auto r = import_text(net("[maxpool]\nsize=2\nstide=2\nlearning_rate=1\nsize=3\n"), {}, {}, {});
  ASSERT_EQ(r.warnings.size(), 2u);
  EXPECT_NE(r.warnings[0].find("line 9: \"size\" is given twice"), std::string::npos) << r.warnings[0];
  EXPECT_NE(r.warnings[1].find("line 7: [maxpool] has no key \"stide\""), std::string::npos) << r.warnings[1];
  EXPECT_NE(r.warnings[1].find("did you mean \"stride\""), std::string::npos) << r.warnings[1];
}

TEST(Darknet, OutputsAreHeadsAndWhatNobodyReads) {
  const auto g =
      import_text(net("[maxpool]\nsize=2\nstride=2\n[route]\nlayers=-1\n[logistic]\n[dropout]\n[cost]\n"), {}, {}, {})
          .graph;
  EXPECT_EQ(output_names(*g), std::vector<std::string>{"logistic_2"});
  const auto two =
      import_text(net("[logistic]\n[route]\nlayers=0\n[softmax]\n[route]\nlayers=0\n[avgpool]\n"), {}, {}, {});
  EXPECT_EQ(output_names(*two.graph), (std::vector<std::string>{"softmax_2", "avgpool_4"}));
}

struct BadCfg {
  const char* layers;
  ErrorCode code;
  const char* says;
};

TEST(Darknet, BadLayersAreRefused) {
  const auto bad = ErrorCode::kInvalidModel, cannot = ErrorCode::kUnsupported, large = ErrorCode::kLimit;
  for (const BadCfg& c : std::initializer_list<BadCfg>{
           {"[convolutional]\nfilters=x\n", bad, "line 6: filters is \"x\", which is no integer"},
           {"[convolutional]\nfilters=0\n", bad, "less than 1"},
           {"[convolutional]\nfilters=99999999999\n", bad, "more than"},
           {"[convolutional]\nfilters=268435456\nsize=268435456\n", large, "too large"},
           {"[convolutional]\nactivation=leeky\n", bad, "did you mean \"leaky\""},
           {"[convolutional]\nxnor=1\n", cannot, "xnor=1"},
           {"[convolutional]\ngroups=3\n", bad, "3 groups"},
           {"[convolutional]\nsize=9\n", ErrorCode::kShapeMismatch, "must hold the kernel"},
           {"[convolutional]\nsize=3\ndilation=2\n", cannot, "dilation"},
           {"[maxpool]\nsize=9\npadding=1\n", bad, "larger than its input"},
           {"[route]\nlayers=0\n", bad, "no layer 0 before this one"},
           {"[route]\nlayers=-1\n", bad, "no layer -1 before this one"},
           {"[route]\n", bad, "layers which layers it reads"},
           {"[logistic]\n[shortcut]\nfrom=-9\n", bad, "no layer -9"},
           {"[logistic]\n[route]\nlayers=0\ngroups=2\ngroup_id=2\n", bad, "group_id"},
           {"[yolo]\nclasses=3\n", bad, "1 anchors with 8 numbers each make 8"},
           {"[yolo]\nmask=0,1,9\n", bad, "channels"},
           {"[upsample]\nstride=0\n", bad, "stride is 0"},
           {"[upsample]\nstride=268435456\n[upsample]\nstride=268435456\n", large, "too large"},
           {"[reorg]\nstride=3\n", cannot, "no multiple"},
           {"[crop]\ncrop_height=9\ncrop_width=1\n", bad, "more than its input"},
           {"[softmax]\ntree=a\n", cannot, "trees"},
           {"[lrn]\nalpha=nan\n", bad, "no number"},
           {"[net]\n", bad, "first section"},
           {"[logistic\n", bad, "line 5: \"[logistic\" is no section"},
           {"logistic\n", bad, "neither a section nor"},
       })
    expect_darknet_says(darknet_refusal(net(c.layers), {}, seeded(1)), c.code, {c.says});
  expect_darknet_says(darknet_refusal("a=1\n"), bad, {"before the first section"});
  expect_darknet_says(darknet_refusal("[convolutional]\n"), bad, {"not [net]"});
  expect_darknet_says(darknet_refusal("[net]\n[logistic]\n"), bad, {"width, height and channels"});
  expect_darknet_says(darknet_refusal(""), bad, {"no sections"});
  expect_darknet_says(darknet_refusal(std::string("\0\1", 2)), bad, {"zero byte"});
  expect_darknet_says(darknet_refusal(net("[maxpool]\nantialiasing=1\n", 1, 1, 1 << 28)), large, {"constant of"});
  expect_darknet_says(darknet_refusal(net("", 1 << 28, 1 << 28, 1 << 28) + "[logistic]\n"), large, {"too large"});
}

// A layer of the user's own: the sum of its inputs times a factor.
class Blend : public PluginOp {
 public:
  PluginInfo info() const override {
    return {.domain = "darknet",
            .name = "blend",
            .min_inputs = 1,
            .max_inputs = 3,
            .attributes = {PluginAttribute::number("factor", 1), PluginAttribute::integers("sizes", {})}};
  }
  void infer(PluginInference& c) const override { c.outputs[0] = c.inputs[0]; }
  void run(const PluginRun& c) const override {
    const auto x = c.input(0), y = c.output(0);
    for (int64_t i = 0; i < x.count(); ++i)
      y.as<float>()[i] = (x.as<float>()[i] + c.input(1).as<float>()[i]) * float(c.attributes.number("factor"));
  }
};

TEST(Darknet, UnknownSectionsMayBePlugins) {
  const std::string cfg = net("[logistic]\n[blend]\nfactor=2\nfrom=-1\nsizes=1,2\nother=3\n");
  expect_darknet_says(darknet_refusal(cfg), ErrorCode::kUnsupported, {"layer 1 ([blend], line 6)", "plugin"});
  register_plugin(std::make_shared<Blend>());
  const ImportResult r = import_text(cfg, {}, {}, {});
  unregister_plugin("darknet", "blend");
  EXPECT_EQ(output_names(*r.graph), std::vector<std::string>{"blend_1"});
  ASSERT_EQ(r.warnings.size(), 1u);
  EXPECT_NE(r.warnings[0].find("\"other\""), std::string::npos) << r.warnings[0];
  const NodeId made = r.graph->producer(r.graph->outputs()[0]);
  EXPECT_EQ(r.graph->node(made).inputs.size(), 2u);
}

// ---- damaged files ----

void import_quietly(const std::string& cfg, const std::vector<std::byte>& weights) {
  try {
    import_darknet(cfg, weights);
  } catch (const Error&) {
  }
}

TEST(Darknet, EveryTruncationIsRefusedOrRight) {
  const MemoryLimit limit;
  const auto weights = darknet_weights(darknet_numbers(kSmallDarknetNumbers));
  for (size_t n = 0; n < kSmallDarknet.size(); ++n) import_quietly(kSmallDarknet.substr(0, n), weights);
  for (size_t n = 0; n < weights.size(); ++n) {
    const std::vector<std::byte> cut(weights.begin(), weights.begin() + std::ptrdiff_t(n));
    EXPECT_THROW(import_darknet(kSmallDarknet, cut), Error) << n;
  }
}

TEST(Darknet, EveryChangedByteIsRefusedOrRight) {
  const MemoryLimit limit;
  const auto weights = darknet_weights(darknet_numbers(kSmallDarknetNumbers));
  for (size_t n = 0; n < kSmallDarknet.size(); ++n)
    for (const char c : {'\0', '\n', '=', '[', '9', '-', ',', ' ', '\xff'}) {
      std::string changed = kSmallDarknet;
      changed[n] = c;
      import_quietly(changed, weights);
    }
  for (size_t n = 0; n < 20; ++n)
    for (int bit = 0; bit < 8; ++bit) {
      auto changed = weights;
      changed[n] ^= std::byte(1 << bit);
      import_quietly(kSmallDarknet, changed);
    }
}

}  // namespace
}  // namespace sinter::test
