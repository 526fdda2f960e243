// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Whole models: our own exports in tests/data, and real ones in ../shared/models, which not every machine has.
#include <gtest/gtest.h>

#include <filesystem>

#include "import/onnx/import.h"
#include "ir/print.h"

namespace sinter::test {
namespace {

struct ModelCase {
  std::string path;
  std::vector<std::string> outputs;  // "name: type"
};

std::ostream& operator<<(std::ostream& out, const ModelCase& c) { return out << c.path; }

class OnnxModel : public testing::TestWithParam<ModelCase> {};

TEST_P(OnnxModel, ImportsWithTheExpectedOutputs) {
  if (!std::filesystem::exists(GetParam().path)) GTEST_SKIP() << GetParam().path << " is not on this machine";
  const auto r = onnx::import_file(GetParam().path);
  verify_graph(*r.graph);
  std::vector<std::string> outputs;
  for (size_t i = 0; i < r.graph->outputs().size(); ++i)
    outputs.push_back(r.graph->output_name(i) + ": " + to_string(r.graph->value(r.graph->outputs()[i]).type));
  EXPECT_EQ(outputs, GetParam().outputs);
  EXPECT_TRUE(r.warnings.empty()) << r.warnings[0];
}

const std::string kShared = "../shared/models/";
const std::string kExported = "tests/data/exported/";
const std::vector<std::string> kBertOutputs{"last_hidden_state: f32[batch,sequence,64]",
                                            "pooler_output: f32[batch,64]"};
const std::vector<std::string> kLogits{"logits: f32[batch,10]"};

INSTANTIATE_TEST_SUITE_P(
    Shared, OnnxModel,
    testing::Values(ModelCase{kShared + "mnist/mnist-8.onnx", {"Plus214_Output_0: f32[1,10]"}},
                    ModelCase{kShared + "mnist/cnn_mnist_pytorch.onnx", {"21: f32[1,10]"}},
                    ModelCase{kShared + "mnist/mnist-quantized.onnx", {"Plus214_Output_0: f32[1,10]"}},
                    ModelCase{kShared + "imagenet/SqueezeNet_fp16.onnx", {"softmaxout_1: f16[1,1000,1,1]"}},
                    ModelCase{kShared + "restore/super_resolution.onnx", {"output: f32[batch_size,1,672,672]"}},
                    ModelCase{kShared + "transformer/cct_2_32_32_128.onnx", {"output: f32[1,10]"}}));

INSTANTIATE_TEST_SUITE_P(Exported, OnnxModel,
                         testing::Values(ModelCase{"tests/data/bert_dynamo.onnx", kBertOutputs},
                                         ModelCase{"tests/data/bert_torchscript.onnx", kBertOutputs},
                                         ModelCase{kExported + "bert_eager_dynamo.onnx", kBertOutputs},
                                         ModelCase{kExported + "bert_eager_torchscript.onnx", kBertOutputs},
                                         ModelCase{kExported + "mobilenet_v2_dynamo.onnx", kLogits},
                                         ModelCase{kExported + "mobilenet_v2_torchscript.onnx", kLogits},
                                         ModelCase{kExported + "resnet18_dynamo.onnx", kLogits},
                                         ModelCase{kExported + "resnet18_torchscript.onnx", kLogits},
                                         ModelCase{kExported + "vit_dynamo.onnx", kLogits},
                                         ModelCase{kExported + "vit_torchscript.onnx", kLogits}));

}  // namespace
}  // namespace sinter::test
