// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Caffe networks: versions of the format, phases, names, inputs and outputs, weights, means. What layers compute is
// tested against NumPy (tests/corpus/caffe_layers.py).
#include <gtest/gtest.h>

#include "import/caffe/layers.h"
#include "import/caffe_builder.h"
#include "ir/print.h"
#include "sinter/error.h"
#include "sinter/plugin.h"

namespace sinter::test {
namespace {

using Names = std::vector<std::string>;

Names inputs_of(const ImportResult& m) {
  Names out;
  for (const ValueId v : m.graph->inputs()) out.push_back(m.graph->value(v).name + to_string(m.graph->tensor(v).dims));
  return out;
}

Names outputs_of(const ImportResult& m) {
  Names out;
  for (size_t i = 0; i < m.graph->outputs().size(); ++i) out.push_back(m.graph->output_name(i));
  return out;
}

std::string error_of(std::string_view net, std::string_view weights = {}, const ReadOptions& options = {},
                     std::string_view mean = {}) {
  try {
    import_caffe(net, weights, options, mean);
  } catch (const Error& e) {
    return e.what();
  }
  return "";
}

void expect_error(const std::string& error, std::initializer_list<std::string_view> parts) {
  for (const auto part : parts) EXPECT_NE(error.find(part), std::string::npos) << part << " in: " << error;
}

constexpr std::string_view kRelu = "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"y\" }\n";

// ---- inputs, in all their forms ----

TEST(CaffeImport, ReadsInputsInAllForms) {
  for (const std::string& form :
       {std::string("input: \"x\" input_dim: 1 input_dim: 2 input_dim: 3 input_dim: 4\n"),
        std::string("input: \"x\" input_shape { dim: 1 dim: 2 dim: 3 dim: 4 }\n"), caffe_input("x", {1, 2, 3, 4}),
        std::string(
            "layer { name: \"d\" type: \"MemoryData\" top: \"x\" top: \"label\" memory_data_param { batch_size: 1 "
            "channels: 2 height: 3 width: 4 } }"),
        std::string(
            "layer { name: \"d\" type: \"DummyData\" top: \"x\" dummy_data_param { num: 1 channels: 2 height: 3 "
            "width: 4 } }"),
        std::string(
            "layer { name: \"d\" type: \"DummyData\" top: \"x\" dummy_data_param { shape: { dim: [1, 2, 3, 4] } } }")})
    EXPECT_EQ(inputs_of(import_caffe(form + std::string(kRelu))), Names{"x[1,2,3,4]"}) << form;
  const std::string pictures =
      "layer { name: \"d\" type: \"ImageData\" top: \"x\" transform_param { crop_size: 5 } "
      "image_data_param { batch_size: 2 new_height: 9 new_width: 9 } }\n";
  EXPECT_EQ(inputs_of(import_caffe(pictures + std::string(kRelu))), Names{"x[2,3,5,5]"});
}

TEST(CaffeImport, TakesShapesOfInputsFromTheCaller) {
  ReadOptions options;
  options.inputs = {{.name = "x", .dims = {-1, 3, 4, 4}}};
  const std::string data =
      "layer { name: \"d\" type: \"Data\" top: \"x\" top: \"label\" data_param { batch_size: 9 } }\n";
  EXPECT_EQ(inputs_of(import_caffe(data + std::string(kRelu), {}, options)), Names{"x[x.0,3,4,4]"});
  expect_error(error_of(data + std::string(kRelu)),
               {"layer \"d\" (Data), line 1: input \"x\"", "its shape is not known", "Give the shape"});
  // Also of a blob that nothing makes, and in the middle.
  EXPECT_EQ(inputs_of(import_caffe(kRelu, {}, options)), Names{"x[x.0,3,4,4]"});
  const std::string two =
      caffe_input("a", {1, 2}) + "layer { name: \"s\" type: \"Sigmoid\" bottom: \"a\" top: \"x\" }\n";
  const auto cut = import_caffe(two + std::string(kRelu), {}, options);
  EXPECT_EQ(inputs_of(cut), Names{"x[x.0,3,4,4]"});
  EXPECT_EQ(outputs_of(cut), Names{"y"});
}

TEST(CaffeImport, RefusesInputsThatAreNone) {
  ReadOptions options;
  options.inputs = {{.name = "X", .dims = {1}}};
  expect_error(error_of(caffe_input("x", {1, 2}) + std::string(kRelu), {}, options), {"\"X\"", "no blob of the model"});
  options.inputs = {{.name = "x", .dims = {1, -2}}};
  expect_error(error_of(caffe_input("x", {1, 2}) + std::string(kRelu), {}, options), {"the dim -2"});
  options.inputs = {{.name = "x", .dims = {1, 2}, .order = DimOrder::kNhwc}};
  expect_error(error_of(caffe_input("x", {1, 2}) + std::string(kRelu), {}, options), {"NCHW"});
  expect_error(error_of("input: \"x\" input_dim: 1\n" + std::string(kRelu)), {"line 1", "Give four for each"});
}

// ---- names ----

TEST(CaffeImport, TheLastLayerOfAChainInPlaceHasTheName) {
  const std::string net = caffe_input("x", {1, 2}) +
                          "layer { name: \"p\" type: \"Power\" bottom: \"x\" top: \"t\" power_param { shift: 1 } }\n"
                          "layer { name: \"r\" type: \"ReLU\" bottom: \"t\" top: \"t\" }\n"
                          "layer { name: \"d\" type: \"Dropout\" bottom: \"t\" top: \"t\" }\n"
                          "layer { name: \"s\" type: \"Power\" bottom: \"t\" top: \"t\" power_param { scale: 10 } }\n";
  const auto m = import_caffe(net);
  EXPECT_EQ(outputs_of(m), Names{"t"});
  EXPECT_NE(m.graph->find_value("t@p"), kNoValue);
  EXPECT_EQ(run_caffe(m, {{-3, 2}})[0], (std::vector<double>{0, 30}));
  ReadOptions options;
  options.outputs = {"t@p"};
  EXPECT_EQ(run_caffe(import_caffe(net, {}, options), {{-3, 2}})[0], (std::vector<double>{-2, 3}));
}

TEST(CaffeImport, InPlaceOnAnInputLeavesTheInputItsName) {
  const std::string net = caffe_input("x", {1, 2}) + "layer { name: \"r\" type: \"ReLU\" bottom: \"x\" top: \"x\" }\n" +
                          "layer { name: \"s\" type: \"Power\" bottom: \"x\" top: \"y\" power_param { scale: 2 } }\n";
  const auto m = import_caffe(net);
  EXPECT_EQ(inputs_of(m), Names{"x[1,2]"});
  EXPECT_EQ(run_caffe(m, {{-3, 2}})[0], (std::vector<double>{0, 4}));
}

TEST(CaffeImport, EveryBlobOfLayersThatDoNothingHasItsName) {
  const std::string net = caffe_input("x", {1, 2}) +
                          "layer { name: \"s\" type: \"Split\" bottom: \"x\" top: \"a\" top: \"b\" }\n" +
                          "layer { name: \"d\" type: \"Dropout\" bottom: \"a\" top: \"c\" }\n";
  const auto m = import_caffe(net);
  EXPECT_EQ(outputs_of(m), (Names{"b", "c"}));
  for (const char* name : {"x", "a", "b", "c"}) EXPECT_NE(m.graph->find_value(name), kNoValue) << name;
  EXPECT_EQ(run_caffe(m, {{-3, 2}})[1], (std::vector<double>{-3, 2}));
}

TEST(CaffeImport, NamedOutputsAreAllThatIsBuilt) {
  const std::string net = caffe_input("x", {1, 2}) + std::string(kRelu) +
                          "layer { name: \"u\" type: \"Unheard\" bottom: \"y\" top: \"z\" }\n";
  ReadOptions options;
  options.outputs = {"y"};
  EXPECT_EQ(outputs_of(import_caffe(net, {}, options)), Names{"y"});
  options.outputs = {"yy"};
  expect_error(error_of(net, {}, options), {"the output \"yy\" is no blob", "Name blobs"});
  options.outputs = {"y", "y"};
  expect_error(error_of(net, {}, options), {"named twice"});
}

TEST(CaffeImport, BlobsMadeTwiceOrNeverAreErrors) {
  const std::string twice = caffe_input("x", {1, 2}) + std::string(kRelu) + std::string(kRelu);
  expect_error(error_of(twice), {"layer \"r\" (ReLU), line 3", "also made by layer \"r\" (ReLU), line 2"});
  const std::string never = caffe_input("xx", {1, 2}) + std::string(kRelu);
  expect_error(error_of(never),
               {"layer \"r\" (ReLU), line 2", "no layer before it makes the blob \"x\"", "Did you mean \"xx\"?"});
}

// ---- phases ----

std::string phased(const std::string& rules, const std::string& state = "") {
  return state + caffe_input("x", {1, 1}) +
         "layer { name: \"a\" type: \"Power\" bottom: \"x\" top: \"t\" power_param { scale: 2 } }\n" +
         "layer { name: \"b\" type: \"Power\" bottom: \"t\" top: \"t\" power_param { shift: 1 } " + rules + " }\n";
}

TEST(CaffeImport, LayersOfOtherPhasesAreLeftOut) {
  const auto value = [](const std::string& net) { return run_caffe(import_caffe(net), {{5}})[0][0]; };
  EXPECT_EQ(value(phased("include { phase: TRAIN }")), 10);
  EXPECT_EQ(value(phased("include { phase: TEST }")), 11);
  EXPECT_EQ(value(phased("exclude { phase: TEST }")), 10);
  EXPECT_EQ(value(phased("include { phase: TRAIN } include { phase: TEST }")), 11);
  EXPECT_EQ(value(phased("include { min_level: 1 }")), 10);
  EXPECT_EQ(value(phased("include { min_level: 1 max_level: 3 }", "state { level: 2 }\n")), 11);
  EXPECT_EQ(value(phased("include { stage: \"deploy\" }")), 10);
  EXPECT_EQ(value(phased("include { stage: \"deploy\" not_stage: \"val\" }", "state { stage: \"deploy\" }\n")), 11);
  EXPECT_EQ(value(phased("exclude { stage: \"deploy\" }", "state { stage: \"deploy\" }\n")), 10);
  EXPECT_EQ(value(phased("include { phase: TRAIN }", "state { phase: TRAIN }\n")), 11);
  expect_error(error_of(phased("include { phase: TEST } exclude { phase: TRAIN }")),
               {"both include and exclude", "line 3"});
}

TEST(CaffeImport, TrainingLayersAreLeftOutOrBecomeTheirResult) {
  const std::string net =
      caffe_input("x", {1, 2}) + "layer { name: \"l\" type: \"Data\" top: \"label\" include { phase: TEST } }\n" +
      "layer { name: \"acc\" type: \"Accuracy\" bottom: \"x\" bottom: \"label\" top: \"acc\" }\n" +
      "layer { name: \"loss\" type: \"SoftmaxWithLoss\" bottom: \"x\" bottom: \"label\" top: \"loss\" }\n";
  const auto m = import_caffe(net);
  EXPECT_EQ(inputs_of(m), Names{"x[1,2]"});
  EXPECT_EQ(outputs_of(m), Names{"loss"});
  EXPECT_EQ(run_caffe(m, {{1, 1}})[0], (std::vector<double>{0.5, 0.5}));
  const std::string silent = caffe_input("x", {1, 2}) + std::string(kRelu) +
                             "layer { name: \"t\" type: \"TanH\" bottom: \"x\" top: \"z\" }\n" +
                             "layer { name: \"q\" type: \"Silence\" bottom: \"z\" }\n";
  EXPECT_EQ(outputs_of(import_caffe(silent)), Names{"y"});
}

// ---- older versions ----

const std::string kV1Net = R"(input: "x" input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 2
layers { name: "ip" type: INNER_PRODUCT bottom: "x" top: "ip" blobs_lr: 1 inner_product_param { num_output: 2 } }
layers { name: "r" type: RELU bottom: "ip" top: "ip" }
layers { name: "p" type: SOFTMAX_LOSS bottom: "ip" bottom: "label" top: "y" }
)";
const std::string kV0Net = R"(input: "x" input_dim: 1 input_dim: 1 input_dim: 2 input_dim: 2
layers { layer { name: "pad" type: "padding" pad: 1 } bottom: "x" top: "padded" }
layers { layer { name: "c" type: "conv" num_output: 1 kernelsize: 3 biasterm: false } bottom: "padded" top: "c" }
layers { layer { name: "l" type: "pool" pool: AVE kernelsize: 2 stride: 2 } bottom: "c" top: "l" }
layers { layer { name: "n" type: "lrn" local_size: 1 alpha: 1 beta: 1 } bottom: "l" top: "n" }
)";

TEST(CaffeImport, UpgradesLayersOfV1) {
  const std::string blobs =
      bytes(6, number(1, 1) + number(2, 1) + number(3, 2) + number(4, 4) +
                   bytes(5,
                         [] {
                           std::string all;
                           for (const float v : {1.f, 1.f, 0.f, 0.f, 0.f, 0.f, 1.f, 1.f}) all += raw(v);
                           return all;
                         }())) +
      bytes(6, number(1, 1) + number(2, 1) + number(3, 1) + number(4, 2) + fixed(5, 0.f) + fixed(5, 0.f));
  const std::string weights = bytes(2, bytes(4, "ip") + number(5, 14) + blobs);
  const auto m = import_caffe(kV1Net, weights);
  EXPECT_EQ(outputs_of(m), Names{"y"});
  EXPECT_EQ(run_caffe(m, {{1, 2, 2, 1}})[0], (std::vector<double>{0.5, 0.5}));
}

TEST(CaffeImport, UpgradesLayersOfV0) {
  // The old numbers of the layer stand in a message of their own, its blobs too.
  std::string nine;
  for (int i = 0; i < 9; ++i) nine += raw(1.f);
  const std::string blob = bytes(50, bytes(5, nine) + number(1, 1) + number(2, 1) + number(3, 3) + number(4, 3));
  const std::string weights = bytes(2, bytes(1, bytes(1, "c") + bytes(2, "conv") + blob));
  const auto m = import_caffe(kV0Net, weights);
  EXPECT_EQ(outputs_of(m), Names{"n"});
  // All four places see all of 1 + 2 + 3 + 4; then 10 / (1 + 10 * 10).
  EXPECT_NEAR(run_caffe(m, {{1, 2, 3, 4}})[0][0], 10.0 / 101, 1e-6);
}

TEST(CaffeImport, ReadsBinaryNetworksThatDescribeThemselves) {
  const std::string shape = bytes(1, varint(1) + varint(2));
  const std::string input =
      bytes(100, bytes(1, "in") + bytes(2, "Input") + bytes(4, "x") + bytes(143, bytes(1, shape)));
  const std::string ip = bytes(100, bytes(1, "ip") + bytes(2, "InnerProduct") + bytes(3, "x") + bytes(4, "y") +
                                        bytes(7, caffe_blob({1, 2}, {2, 3})) + bytes(117, number(1, 1) + number(2, 0)));
  const std::string power = bytes(100, bytes(1, "p") + bytes(2, "Power") + bytes(3, "y") + bytes(4, "z") +
                                           bytes(122, fixed(1, 2.f) + fixed(3, 1.f)));
  const auto m = import_caffe(bytes(1, "net") + input + ip + power);
  EXPECT_EQ(m.graph->name(), "net");
  EXPECT_EQ(run_caffe(m, {{1, 1}})[0], std::vector<double>{36});
  EXPECT_TRUE(m.warnings.empty());
  const auto odd = import_caffe(
      input + bytes(100, bytes(1, "r") + bytes(2, "ReLU") + bytes(3, "x") + bytes(4, "y") + bytes(999, number(1, 1))));
  ASSERT_EQ(odd.warnings.size(), 1u);
  EXPECT_NE(odd.warnings[0].find("field number 999"), std::string::npos);
}

// ---- weights ----

const std::string kDense = caffe_input("x", {1, 2}) +
                           "layer { name: \"ip\" type: \"InnerProduct\" bottom: \"x\" top: \"y\" param { name: \"w\" } "
                           "inner_product_param { num_output: 1 bias_term: false } }\n";

TEST(CaffeImport, MissingAndMisshapenWeightsAreErrors) {
  expect_error(error_of(kDense), {"layer \"ip\" (InnerProduct), line 2", "blob 0 of the shape [1,2]) are missing",
                                  "--weights FILE", "--random-weights SEED"});
  try {
    import_caffe(kDense);
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), ErrorCode::kInvalidArgument);
  }
  expect_error(error_of(kDense, caffe_weights("other", {caffe_blob({1, 2}, {1, 2})})), {"a layer of this name"});
  expect_error(error_of(kDense, caffe_weights("ip", {caffe_blob({1, 3}, {1, 2, 3})})),
               {"has the shape [1,3], the layer needs [1,2]"});
  expect_error(error_of(kDense, caffe_weights("ip", {caffe_blob({1, 2}, {1, 2, 3})})),
               {"has 3 numbers", "the weights"});
  expect_error(error_of(kDense, "\x89HDF\r\n"), {"HDF5", "BINARYPROTO"});
}

TEST(CaffeImport, WeightsMayStandInTheText) {
  const std::string net =
      caffe_input("x", {1, 2}) +
      "layer { name: \"ip\" type: \"InnerProduct\" bottom: \"x\" top: \"y\" inner_product_param { num_output: 1 } "
      "blobs { shape { dim: 1 dim: 2 } data: [1, 2] } blobs { num: 1 channels: 1 height: 1 width: 1 data: 3 } }";
  EXPECT_EQ(run_caffe(import_caffe(net), {{10, 100}})[0], std::vector<double>{213});
}

TEST(CaffeImport, WeightsInOnePieceAreNotCopied) {
  // Padded by a name, so that the floats are aligned.
  for (size_t pad = 0; pad < 4; ++pad) {
    const std::string weights = bytes(1, std::string(pad, 'n')) + caffe_weights("ip", {caffe_blob({1, 2}, {1, 2})});
    const auto owner = std::make_shared<const std::string>(weights);
    const auto m = caffe::import_bytes({as_byte_span(kDense), as_byte_span(*owner), {}, owner});
    bool shared = false;
    for (const NodeId n : m.graph->order())
      for (const ValueId v : m.graph->node(n).outputs)
        if (const Weights* w = m.graph->constant(v))
          shared = shared || (w->bytes().data() >= as_byte_span(*owner).data() &&
                              w->bytes().data() < as_byte_span(*owner).data() + owner->size());
    const size_t at = weights.find(raw(1.f) + raw(2.f));
    EXPECT_EQ(shared, reinterpret_cast<uintptr_t>(owner->data() + at) % 4 == 0);
  }
}

TEST(CaffeImport, LayersShareWeightsByName) {
  const std::string net =
      kDense +
      "layer { name: \"second\" type: \"InnerProduct\" bottom: \"x\" top: \"z\" param { name: \"w\" } "
      "inner_product_param { num_output: 1 bias_term: false } }\n";
  const auto out = run_caffe(import_caffe(net, caffe_weights("ip", {caffe_blob({1, 2}, {1, 2})})), {{10, 100}});
  EXPECT_EQ(out[0], out[1]);
}

TEST(CaffeImport, RandomWeightsFollowFromTheSeed) {
  ReadOptions options;
  options.random_weights = 7;
  const auto first = run_caffe(import_caffe(kDense, {}, options), {{1, 1}});
  EXPECT_EQ(first, run_caffe(import_caffe(kDense, {}, options), {{1, 1}}));
  // The numbers are part of the interface: benchmarks on different machines build the same network.
  EXPECT_NEAR(first[0][0], 0.80989247560501099, 1e-7);
  options.random_weights = 8;
  EXPECT_NE(first, run_caffe(import_caffe(kDense, {}, options), {{1, 1}}));
}

TEST(CaffeImport, RandomWeightsBesideOthersAreWarnedOf) {
  ReadOptions options;
  options.random_weights = 7;
  EXPECT_TRUE(import_caffe(kDense, {}, options).warnings.empty());
  const auto m = import_caffe(kDense, caffe_weights("other", {caffe_blob({1, 2}, {1, 2})}), options);
  ASSERT_EQ(m.warnings.size(), 1u);
  EXPECT_NE(m.warnings[0].find("1 of 1 layers with weights have none in the .caffemodel"), std::string::npos);
  EXPECT_NE(m.warnings[0].find("random numbers: \"ip\""), std::string::npos) << m.warnings[0];
}

// As the plan of a network with random weights must take real ones.
TEST(CaffeImport, RandomNumbersAreNeverNeutralAndConstantsAreNamed) {
  ReadOptions options;
  options.random_weights = 7;
  const std::string net = caffe_input("x", {1, 2, 3, 3}) +
                          "layer { name: \"c1\" type: \"Convolution\" bottom: \"x\" top: \"c\" "
                          "convolution_param { num_output: 2 kernel_size: 3 } }\n"
                          "layer { name: \"bn\" type: \"BatchNorm\" bottom: \"c\" top: \"b\" }\n"
                          "layer { name: \"sc\" type: \"Scale\" bottom: \"b\" top: \"s\" "
                          "scale_param { bias_term: true } }\n"
                          "layer { name: \"pr\" type: \"PReLU\" bottom: \"s\" top: \"p\" }\n"
                          "layer { name: \"ip\" type: \"InnerProduct\" bottom: \"p\" top: \"y\" "
                          "inner_product_param { num_output: 2 } }\n";
  const auto m = import_caffe(net, {}, options);
  for (const char* name : {"c1/weights", "c1/bias", "bn/mean", "bn/variance", "sc/scales", "sc/bias", "pr/slopes",
                           "ip/weights", "ip/bias"}) {
    const ValueId v = m.graph->find_value(name);
    ASSERT_NE(v, kNoValue) << name;
    for (const double x : m.graph->constant(v)->to_doubles()) EXPECT_TRUE(x != 0 && x != 1) << name << " " << x;
  }
}

TEST(CaffeImport, PointersOfGitLfsAreToldOf) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 1\n";
  expect_error(error_of(pointer), {"the network", "Git LFS", "git lfs pull"});
  expect_error(error_of(kDense, pointer), {"the weights", "Git LFS"});
  expect_error(error_of(kDense, {}, {}, pointer), {"the mean", "Git LFS"});
}

TEST(CaffeImport, WarnsOfWhatTheDataLayerDoesToPictures) {
  const std::string net =
      "layer { name: \"d\" type: \"Data\" top: \"x\" transform_param { scale: 0.017 mean_value: 104 mean_value: 117 "
      "crop_size: 227 } data_param { batch_size: 9 } }\n" +
      std::string(kRelu);
  expect_error(error_of(net), {"--inputs x:1x3x227x227", "ParseOptions::inputs"});
  ReadOptions options;
  options.inputs = {{.name = "x", .dims = {1, 2, 1, 2}}};
  const auto warning = [&](std::string_view mean) {
    const auto m = import_caffe(net, {}, options, mean);
    return m.warnings.size() == 1 ? m.warnings[0] : std::to_string(m.warnings.size()) + " warnings";
  };
  expect_error(warning({}), {"layer \"d\" (Data)", "subtracts the mean 104,117, then multiplies by the scale 0.017",
                             "do so to the pictures"});
  expect_error(warning(caffe_blob({2, 1, 1}, {1, 4})), {"scale 0.017 after the mean", "leave it out"});
}

// ---- means ----

TEST(CaffeImport, SubtractsAMean) {
  const std::string net = caffe_input("x", {1, 2, 1, 2}) + std::string(kRelu);
  const std::string mean = caffe_blob({1, 2, 1, 2}, {1, 2, 3, 4});
  EXPECT_EQ(run_caffe(import_caffe(net, {}, {}, mean), {{5, 5, 5, 5}})[0], (std::vector<double>{4, 3, 2, 1}));
  const std::string per_channel = caffe_blob({2, 1, 1}, {1, 4});
  EXPECT_EQ(run_caffe(import_caffe(net, {}, {}, per_channel), {{5, 5, 5, 5}})[0], (std::vector<double>{4, 4, 1, 1}));
  expect_error(error_of(net, {}, {}, caffe_blob({1, 2, 2, 2}, Floats(8, 0.f))),
               {"the mean has the shape [1,2,2,2]", "input \"x\""});
  const Weights parsed = caffe::parse_binaryproto(as_byte_span(mean));
  EXPECT_EQ(parsed.dims(), (Dims{1, 2, 1, 2}));
  EXPECT_THROW(caffe::parse_binaryproto({}), Error);
}

// ---- errors ----

TEST(CaffeImport, AllFailuresAreInOneError) {
  const std::string net = caffe_input("x", {1, 2}) +
                          "layer { name: \"u\" type: \"Unheard\" bottom: \"x\" top: \"a\" }\n" +
                          "layer { name: \"v\" type: \"Python\" bottom: \"x\" top: \"b\" }\n" +
                          "layer { name: \"w\" type: \"ReLU\" bottom: \"a\" top: \"c\" }\n";
  expect_error(error_of(net), {"2 nodes cannot be imported", "layer \"u\" (Unheard), line 2",
                               "layer \"v\" (Python), line 3", "not known", "plugin"});
}

TEST(CaffeImport, ErrorsNameTheLine) {
  const auto with = [](const std::string& layer) { return error_of(caffe_input("x", {1, 4, 5, 5}) + layer); };
  expect_error(
      with("layer {\n name: \"p\" type: \"Pooling\"\n bottom: \"x\" top: \"y\"\n pooling_param {\n kernel_size: 0 } }"),
      {"layer \"p\" (Pooling), line 2", "line 6, column 2", "kernel_size is 0"});
  expect_error(with("layer { name: \"p\" type: \"Pooling\" bottom: \"x\" top: \"y\" pooling_param { kernel_size: 2 "
                    "pool: STOCHASTIC } }"),
               {"stochastic"});
  expect_error(
      with("layer { name: \"p\" type: \"Pooling\" bottom: \"x\" top: \"y\" pooling_param { kernel_size: two } }"),
      {"\"two\", which is no integer"});
  expect_error(with("layer { name: \"p\" type: \"Pooling\" bottom: \"x\" top: \"y\" }"),
               {"\"kernel_size\" is missing"});
  expect_error(with("layer { name: \"c\" type: \"Concat\" bottom: \"x\" top: \"y\" concat_param { axis: 4 } }"),
               {"axis 4"});
  expect_error(error_of("a: 1"), {"describes no layers"});
  expect_error(error_of(""), {"describes no layers"});
  expect_error(error_of("layer { name: \"x\""), {"the network", "line 1", "missing"});
}

TEST(CaffeImport, WarnsOfOptionsThatNobodyKnows) {
  const auto m = import_caffe(caffe_input("x", {1, 2, 4, 4}) +
                              "layer { name: \"p\" type: \"Pooling\" bottom: \"x\" top: \"y\" "
                              "pooling_param { kernel_size: 2 engine: CUDNN strode: 2 } }");
  ASSERT_EQ(m.warnings.size(), 1u);
  EXPECT_NE(m.warnings[0].find("\"strode\" of pooling_param"), std::string::npos) << m.warnings[0];
}

TEST(CaffeImport, TheSmallNetworkOfTheDamageTestsRuns) {
  const auto m = import_caffe(kSmallCaffeNet, small_caffe_weights());
  verify_graph(*m.graph);
  EXPECT_EQ(outputs_of(m), (Names{"y", "q"}));
  EXPECT_EQ(run_caffe(m, {Floats(32, 1.f)})[0].size(), 2u);
}

// y = x * scale + the layer's blob.
class Stretch : public PluginOp {
 public:
  PluginInfo info() const override {
    return {.domain = "caffe",
            .name = "Stretch",
            .version = 1,
            .min_inputs = 2,
            .max_inputs = 2,
            .attributes = {PluginAttribute::number("scale", 1), PluginAttribute::integers("steps", {})}};
  }
  void infer(PluginInference& c) const override { c.outputs[0] = c.inputs[0]; }
  void run(const PluginRun& c) const override {
    const auto x = c.input(0), y = c.output(0);
    const double steps = double(c.attributes.integers("steps").size());
    for (int64_t i = 0; i < x.count(); ++i)
      y.as<float>()[i] = float(x.as<float>()[i] * c.attributes.number("scale") + c.input(1).as<float>()[i] + steps);
  }
};

TEST(CaffeImport, UnknownLayersGoToAPluginOfTheirName) {
  const std::string net = caffe_input("x", {1, 2}) +
                          "layer { name: \"s\" type: \"Stretch\" bottom: \"x\" top: \"y\" "
                          "stretch_param { scale: 2.5 steps: 4 steps: 5 } }";
  const std::string weights = caffe_weights("s", {caffe_blob({2}, {1, 2})});
  expect_error(error_of(net, weights), {"layer \"s\" (Stretch), line 2", "Register a plugin"});
  register_plugin(std::make_shared<Stretch>());
  const auto m = import_caffe(net, weights);
  EXPECT_EQ(run_caffe(m, {{10, 20}})[0], (std::vector<double>{28, 54}));
  const std::string unknown =
      "layer { name: \"s\" type: \"Stretch\" bottom: \"x\" top: \"y\" stretch_param { scales: 2 } }";
  expect_error(error_of(caffe_input("x", {1, 2}) + unknown, weights), {"layer \"s\"", "scales"});
  unregister_plugin("caffe", "Stretch");
}

TEST(CaffeImport, TheTableOfLayersIsSortedAndFound) {
  for (const auto& layer : caffe::all_layers()) EXPECT_EQ(caffe::find_layer(layer.type)->run, layer.run) << layer.type;
  EXPECT_EQ(caffe::find_layer("relu"), nullptr);
}

}  // namespace
}  // namespace sinter::test
