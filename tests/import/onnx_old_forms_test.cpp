// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Operators as the first opsets wrote them: attributes that became inputs, broadcasting from an axis, experiments that
// were removed. The results are computed by the reference.
#include <gtest/gtest.h>

#include <cmath>

#include "import/onnx_builder.h"
#include "ir/interpret.h"
#include "ir/print.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

using Numbers = std::vector<double>;

HostTensor counted(Dims dims) {
  Numbers values(size_t(element_count(dims)));
  for (size_t i = 0; i < values.size(); ++i) values[i] = double(i);
  return HostTensor::of_doubles(DataType::kFloat32, std::move(dims), values);
}

/// One node y = op(x, constants...) of an old opset, on x = 0, 1, 2, ...
struct OldNode {
  OnnxGraph graph;
  Dims dims;
  int opset;

  OldNode(int opset_version, std::string_view op, Dims x, const Names& attributes, const Names& constants = {},
          const Names& outputs = {"y"})
      : dims(std::move(x)), opset(opset_version) {
    Names text, inputs{"x"};
    for (int64_t d : dims) text.push_back(std::to_string(d));
    inputs.insert(inputs.end(), constants.begin(), constants.end());
    graph.input("x", 1, text).node(op, inputs, outputs, attributes).output(outputs[0]);
  }
  OldNode& floats(std::string_view name, const std::vector<int64_t>& shape, const std::vector<float>& values) {
    graph.tensor(name, shape, values);
    return *this;
  }
  OldNode& ints(std::string_view name, const std::vector<int64_t>& shape, const std::vector<int64_t>& values) {
    graph.tensor(name, shape, values);
    return *this;
  }
  HostTensor result() {
    const auto r = import_text(onnx_model(graph, opset));
    verify_graph(*r.graph);
    return interpret(*r.graph, {counted(dims)}).at(0);
  }
  Numbers values() { return result().to_doubles(); }
  std::string error() {
    try {
      import_text(onnx_model(graph, opset));
      return "no error";
    } catch (const Error& e) {
      return e.what();
    }
  }
};

std::string old_floats_attr(std::string_view name, const std::vector<float>& values) {
  std::string out = bytes(1, name) + number(20, 6);
  for (const float v : values) out += fixed(7, v);
  return out;
}

TEST(OnnxOldForms, BroadcastingFromAnAxis) {
  const Names from_axis_0{int_attr("broadcast", 1), int_attr("axis", 0)};
  for (int opset : {1, 6}) {
    EXPECT_EQ(OldNode(opset, "Mul", {2, 2}, from_axis_0, {"b"}).floats("b", {2}, {10, 1}).values(),
              (Numbers{0, 10, 2, 3}));
    EXPECT_EQ(OldNode(opset, "Sub", {2, 2}, {int_attr("broadcast", 1)}, {"b"}).floats("b", {2}, {10, 1}).values(),
              (Numbers{-10, 0, -8, 2}));
    EXPECT_EQ(OldNode(opset, "Greater", {2, 2}, from_axis_0, {"b"}).floats("b", {2}, {0, 2}).values(),
              (Numbers{0, 1, 0, 1}));
    EXPECT_EQ(OldNode(opset, "Pow", {3}, {int_attr("broadcast", 1)}, {"b"}).floats("b", {1}, {2}).values(),
              (Numbers{0, 1, 4}));
  }
  EXPECT_EQ(OldNode(1, "Add", {2}, {ints_attr("consumed_inputs", {0, 0})}, {"b"}).floats("b", {2}, {1, 1}).values(),
            (Numbers{1, 2}));
  EXPECT_EQ(OldNode(6, "PRelu", {1, 2, 2}, {}, {"b"}).floats("b", {2}, {1, 2}).values(), (Numbers{0, 1, 2, 3}));
}

TEST(OnnxOldForms, ShapesAsAttributes) {
  EXPECT_EQ(OldNode(1, "Reshape", {2, 3}, {ints_attr("shape", {0, -1, 1})}).result().dims, (Dims{2, 3, 1}));
  EXPECT_EQ(OldNode(1, "Squeeze", {1, 3, 1}, {ints_attr("axes", {0, 2})}).result().dims, (Dims{3}));
  EXPECT_EQ(OldNode(1, "Unsqueeze", {3}, {ints_attr("axes", {0})}).result().dims, (Dims{1, 3}));
  EXPECT_EQ(OldNode(1, "Slice", {2, 3}, {ints_attr("starts", {1, -2}), ints_attr("ends", {9, -1})}).values(),
            (Numbers{4}));
  EXPECT_EQ(
      OldNode(1, "Slice", {4}, {ints_attr("axes", {0}), ints_attr("starts", {1}), ints_attr("ends", {3})}).values(),
      (Numbers{1, 2}));
  EXPECT_EQ(OldNode(10, "DynamicSlice", {2, 3}, {}, {"s", "e"}).ints("s", {2}, {1, 0}).ints("e", {2}, {2, 2}).values(),
            (Numbers{3, 4}));
  EXPECT_EQ(OldNode(1, "Tile", {1, 2}, {}, {"n", "a"}).floats("n", {}, {2}).floats("a", {}, {1}).values(),
            (Numbers{0, 1, 0, 1}));
  EXPECT_EQ(OldNode(1, "TopK", {3}, {int_attr("k", 2), int_attr("axis", 0)}, {}, {"y", "i"}).values(),
            (Numbers{2, 1}));
  EXPECT_EQ(OldNode(1, "Concat", {1, 2}, {}, {"b"}).floats("b", {1, 1}, {7}).values(), (Numbers{0, 1, 7}));
}

TEST(OnnxOldForms, PadsAndSplits) {
  EXPECT_EQ(OldNode(1, "Pad", {2}, {ints_attr("paddings", {1, 0}), float_attr("value", 5)}).values(),
            (Numbers{5, 0, 1}));
  EXPECT_EQ(OldNode(2, "Pad", {2}, {ints_attr("pads", {0, 2}), string_attr("mode", "edge")}).values(),
            (Numbers{0, 1, 1, 1}));
  EXPECT_EQ(OldNode(1, "Split", {5}, {}, {"n"}, {"y", "z"}).ints("n", {2}, {3, 2}).values(), (Numbers{0, 1, 2}));
  EXPECT_EQ(OldNode(2, "Split", {4}, {}, {}, {"y", "z"}).values(), (Numbers{0, 1}));
}

TEST(OnnxOldForms, CastByName) {
  const auto y = OldNode(1, "Cast", {2}, {string_attr("to", "INT64")}).result();
  EXPECT_EQ(y.dtype, DataType::kInt64);
  EXPECT_NE(OldNode(1, "Cast", {2}, {string_attr("to", "NUMBER")}).error().find("no data type"), std::string::npos);
}

TEST(OnnxOldForms, LayersWithAttributesOfTheirTime) {
  const Names gone{ints_attr("consumed_inputs", {0})};
  EXPECT_EQ(OldNode(1, "Dropout", {2}, {gone[0], int_attr("is_test", 1), float_attr("ratio", 0.5)}).values(),
            (Numbers{0, 1}));
  EXPECT_EQ(OldNode(1, "Clip", {3}, {gone[0], float_attr("max", 1)}).values(), (Numbers{0, 1, 1}));
  EXPECT_EQ(OldNode(6, "Gemm", {2, 2}, {int_attr("broadcast", 1)}, {"b", "c"})
                .floats("b", {2, 1}, {1, 1})
                .floats("c", {1}, {100})
                .values(),
            (Numbers{101, 105}));
  for (int spatial : {0, 1}) {
    const std::vector<int64_t> dims = spatial ? std::vector<int64_t>{1} : std::vector<int64_t>{1, 2};
    const std::vector<float> one(spatial ? 1 : 2, 1), two(one.size(), 2), zero(one.size(), 0);
    OldNode node(6, "BatchNormalization", {1, 1, 2},
                 {int_attr("is_test", 1), int_attr("spatial", spatial), float_attr("epsilon", 0)},
                 {"s", "b", "m", "v"});
    node.floats("s", dims, two).floats("b", dims, one).floats("m", dims, zero).floats("v", dims, one);
    EXPECT_EQ(node.values(), (Numbers{1, 3}));
  }
  EXPECT_EQ(OldNode(1, "MeanVarianceNormalization", {1, 2, 1, 2}, {int_attr("normalize_variance", 0)}).values(),
            (Numbers{-0.5, 0.5, -0.5, 0.5}));
  EXPECT_EQ(OldNode(1, "MeanVarianceNormalization", {1, 2, 1, 2},
                    {int_attr("across_channels", 1), int_attr("normalize_variance", 0)})
                .values(),
            (Numbers{-1.5, -0.5, 0.5, 1.5}));
  EXPECT_EQ(OldNode(9, "Scatter", {3}, {}, {"i", "u"}).ints("i", {1}, {1}).floats("u", {1}, {9}).values(),
            (Numbers{0, 9, 2}));
}

TEST(OnnxOldForms, ExperimentsThatWereRemoved) {
  EXPECT_EQ(OldNode(1, "Affine", {2}, {float_attr("alpha", 2), float_attr("beta", 3)}).values(), (Numbers{3, 5}));
  EXPECT_EQ(OldNode(1, "Scale", {2}, {float_attr("scale", 4)}).values(), (Numbers{0, 4}));
  EXPECT_EQ(OldNode(1, "ScaledTanh", {1}, {float_attr("alpha", 2), float_attr("beta", 3)}).values(), (Numbers{0}));
  EXPECT_NEAR(OldNode(1, "ParametricSoftplus", {1}, {float_attr("alpha", 2)}).values()[0], 2 * std::log(2), 1e-6);
  EXPECT_EQ(OldNode(1, "ThresholdedRelu", {3}, {float_attr("alpha", 1)}).values(), (Numbers{0, 0, 2}));
  EXPECT_EQ(OldNode(1, "ImageScaler", {1, 1, 1, 2}, {float_attr("scale", 2), old_floats_attr("bias", {1})}).values(),
            (Numbers{1, 3}));
  EXPECT_EQ(OldNode(1, "Crop", {1, 1, 3, 3}, {ints_attr("border", {1, 0, 0, 1})}).values(), (Numbers{1, 2, 4, 5}));
  EXPECT_EQ(OldNode(1, "Crop", {1, 1, 3, 3}, {ints_attr("border", {1, 1, 0, 0}), ints_attr("scale", {1, 2})}).values(),
            (Numbers{4, 5}));
  for (const char* op : {"ATen", "GRUUnit", "GivenTensorFill", "ConstantFill"})
    EXPECT_NE(OldNode(1, op, {2}, {}).error().find("removed in opset 10"), std::string::npos) << op;
}

}  // namespace
}  // namespace sinter::test
