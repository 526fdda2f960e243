// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "import/tensorflow/graph_text.h"
#include "import/tensorflow/read_graph.h"
#include "import/tensorflow/tensor_proto.h"
#include "import/tensorflow_builder.h"
#include "sinter/error.h"

namespace sinter::test {
namespace {

Weights decoded(const std::string& tensor) {
  return tensorflow::decode_tensor(tensorflow::read_tensor_proto(as_byte_span(tensor)), nullptr);
}
std::string tensor_head(int type, const TfDims& dims) { return number(1, type) + bytes(2, tf_shape_message(dims)); }

TEST(TensorflowReader, NodesAreReadWithTheirAttributes) {
  const std::string wire = small_tensorflow_graph();
  const tensorflow::GraphDef g = tensorflow::read_graph_def(as_byte_span(wire));
  ASSERT_EQ(g.functions.size(), 1u);
  EXPECT_EQ(g.producer, 1882);
  const tensorflow::NodeDef& conv = g.nodes[2];
  EXPECT_EQ(conv.op, "Conv2D");
  EXPECT_EQ(conv.inputs, (std::vector<std::string_view>{"image", "w"}));
  ASSERT_TRUE(conv.attr("strides"));
  EXPECT_EQ(conv.attr("strides")->ints, (std::vector<int64_t>{1, 2, 2, 1}));
  EXPECT_EQ(conv.attr("padding")->strings[0], "SAME");
  EXPECT_EQ(conv.attr("nothing"), nullptr);
}

TEST(TensorflowReader, InputNames) {
  EXPECT_EQ(tensorflow::parse_input_name("a/b").node, "a/b");
  EXPECT_EQ(tensorflow::parse_input_name("a:3").index, 3);
  EXPECT_TRUE(tensorflow::parse_input_name("^a").is_control);
  const auto in_function = tensorflow::parse_input_name("a:out:2");
  EXPECT_EQ(in_function.output, "out");
  EXPECT_EQ(in_function.index, 2);
  EXPECT_THROW(tensorflow::parse_input_name("a:x"), Error);
}

TEST(TensorflowReader, TheLastElementRepeats) {
  EXPECT_EQ(decoded(tensor_head(kTfFloat, {2, 2}) + fixed(5, 1.5f) + fixed(5, 2.f)).to_doubles(),
            (std::vector<double>{1.5, 2, 2, 2}));
  EXPECT_EQ(decoded(tensor_head(kTfInt32, {3}) + number(7, -4)).to_ints(), (std::vector<int64_t>{-4, -4, -4}));
  EXPECT_EQ(decoded(tensor_head(kTfInt64, {2})).to_ints(), (std::vector<int64_t>{0, 0}));
  EXPECT_EQ(decoded(tensor_head(kTfBool, {2}) + bytes(11, varint(1))).to_ints(), (std::vector<int64_t>{1, 1}));
  EXPECT_EQ(decoded(tensor_head(kTfString, {2}) + bytes(8, "ab")).strings(), (std::vector<std::string>{"ab", "ab"}));
}

TEST(TensorflowReader, ElementsOfAllKinds) {
  EXPECT_EQ(decoded(tensor_head(19, {2}) + number(13, 0x3C00)).to_doubles(), (std::vector<double>{1, 1}));
  EXPECT_EQ(decoded(tensor_head(14, {1}) + number(13, 0x3F80)).to_doubles(), (std::vector<double>{1}));
  EXPECT_EQ(decoded(tensor_head(2, {2}) + fixed(6, 2.5) + fixed(6, 3.0)).to_doubles(), (std::vector<double>{2.5, 3}));
  EXPECT_EQ(decoded(tensor_head(11, {1}) + number(7, -3)).to_ints(), (std::vector<int64_t>{-3}));
  EXPECT_EQ(decoded(tensor_head(22, {1}) + number(16, 7)).dtype(), DataType::kUInt32);
  EXPECT_EQ(decoded(tf_tensor<float>(kTfFloat, {0}, {})).count(), 0);
}

TEST(TensorflowReader, WrongTensorsAreErrors) {
  EXPECT_THROW(decoded(tensor_head(kTfFloat, {1}) + fixed(5, 1.f) + fixed(5, 2.f)), Error);
  EXPECT_THROW(decoded(tf_tensor<float>(kTfFloat, {3}, {1, 2})), Error);
  EXPECT_THROW(decoded(tensor_head(kTfFloat, {-1})), Error);
  EXPECT_THROW(decoded(tensor_head(kTfFloat, {int64_t{1} << 40})), Error);
  EXPECT_THROW(decoded(tensor_head(20, {})), Error);
}

TEST(TensorflowReader, TextIsTheSameGraph) {
  const std::string text =
      "# a comment\nnode { name: \"x\" op: \"Placeholder\" attr { key: \"dtype\" value { type: DT_FLOAT } }\n"
      "  attr { key: \"shape\" value { shape { dim { size: 2 } } } } }\n"
      "node { name: \"c\" op: \"Const\" attr { key: \"value\" value { tensor { dtype: DT_FLOAT tensor_shape { dim { "
      "size: "
      "2 } } float_val: 3 float_val: 4 } } } }\n"
      "node { name: \"y\" op: \"Add\" input: \"x\" input: \"c\" }\nversions { producer: 100 }\n";
  const auto got = interpret(*import_tensorflow(text).graph, {tf_input({2}, {1, 2})});
  EXPECT_EQ(got[0].to_doubles(), (std::vector<double>{4, 6}));
}

TEST(TensorflowReader, WrongTextSaysWhere) {
  try {
    import_tensorflow("node { name: \"x\" op: \"Abs\"\n  inputt: \"y\" }");
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("line 2"), std::string::npos) << e.what();
  }
}

TEST(TensorflowReader, OtherFilesAreNamed) {
  try {
    import_tensorflow(number(1, 1) + bytes(2, "meta graph"));
    FAIL();
  } catch (const Error& e) {
    EXPECT_NE(std::string(e.what()).find("SavedModel"), std::string::npos) << e.what();
  }
  EXPECT_THROW(import_tensorflow(""), Error);
}

}  // namespace
}  // namespace sinter::test
