// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "base/file.h"
#include "base/limits.h"
#include "base/temporary_folder.h"
#include "import/onnx/data_type.h"
#include "import/onnx/model_file.h"
#include "import/onnx/tensor_data.h"
#include "import/onnx_bytes.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

using namespace test;

ModelFile load(const std::string& data) { return load_model_bytes(as_byte_span(data)); }

// Reads a model and decodes all its tensors, as an importer would.
void read_everything(ByteSpan data) {
  const ModelFile file = load_model_bytes(data);
  for (const TensorProto& tensor : file.model.graph.initializers) decode_tensor(tensor, file.source);
  for (const SparseTensorProto& tensor : file.model.graph.sparse_initializers)
    decode_sparse_tensor(tensor, file.source);
  for (const NodeProto& node : file.model.graph.nodes) {
    for (const AttributeProto& a : node.attributes) {
      if (a.type == AttributeType::kTensor && a.ref_attr_name.empty()) decode_tensor(a.t(), file.source);
    }
  }
}

Error error_of(const std::string& data) {
  try {
    read_everything(as_byte_span(data));
  } catch (const Error& error) {
    return error;
  }
  ADD_FAILURE() << "nothing was thrown";
  return Error(ErrorCode::kInternal, "");
}

bool says(const Error& error, std::string_view text) {
  return std::string_view(error.what()).find(text) != std::string_view::npos;
}

std::string with_attribute(const std::string& attribute) {
  return model(bytes(1, bytes(5, attribute) + bytes(3, "n") + bytes(4, "Op")));
}

TEST(OnnxReader, ReadsTheWholeStructure) {
  const ModelFile file = load(small_model());
  const ModelProto& m = file.model;
  EXPECT_EQ(m.ir_version, 9);
  EXPECT_EQ(m.producer_name, "test");
  ASSERT_EQ(m.opset_imports.size(), 1u);
  EXPECT_EQ(m.opset_imports[0].version, 18);
  ASSERT_EQ(m.graph.nodes.size(), 2u);
  const NodeProto& conv = m.graph.nodes[0];
  EXPECT_EQ(conv.op_type, "Conv");
  EXPECT_EQ(conv.inputs, (std::vector<std::string_view>{"x", "w", ""}));
  EXPECT_EQ(conv.attribute("group")->i(), 2);
  EXPECT_EQ(conv.attribute("alpha")->f(), 0.5f);
  EXPECT_EQ(conv.attribute("auto_pad")->s(), "VALID");
  EXPECT_EQ(conv.attribute("pads")->ints(), (std::vector<int64_t>{1, 2, 3}));
  EXPECT_EQ(conv.attribute("scales")->floats(), (std::vector<float>{1, 2, 3}));
  EXPECT_EQ(conv.attribute("value")->t().name, "t");
  EXPECT_EQ(conv.attribute("none"), nullptr);
  EXPECT_EQ(conv.metadata.at(0).value, "v");
  EXPECT_EQ(m.graph.nodes[1].attribute("then_branch")->g().nodes.at(0).op_type, "Identity");
  const TypeProto& type = m.graph.inputs.at(0).type;
  EXPECT_EQ(type.kind, TypeProto::Kind::kTensor);
  ASSERT_EQ(type.shape.size(), 2u);
  EXPECT_EQ(type.shape[1].value, 3);
  EXPECT_TRUE(m.graph.outputs.at(0).type.has_shape);
  EXPECT_EQ(m.functions.at(0).nodes.at(0).attributes.at(0).ref_attr_name, "axis");
  EXPECT_EQ(m.metadata.at(0).key, "author");
  EXPECT_EQ(place_of(conv), "node \"conv\" (Conv)");
  EXPECT_EQ(place_of(m.graph.nodes[1]), "node producing \"y\" (If)");
}

TEST(OnnxReader, ReadsNestedTypes) {
  const std::string tensor = bytes(1, number(1, 7) + bytes(2, bytes(1, bytes(2, "N")) + bytes(1, "")));
  const std::string type = bytes(9, bytes(1, bytes(4, bytes(1, tensor))));  // optional of sequence of tensor
  const ModelFile file = load(model(bytes(11, bytes(1, "x") + bytes(2, type))));
  const TypeProto& optional = file.model.graph.inputs.at(0).type;
  ASSERT_EQ(optional.kind, TypeProto::Kind::kOptional);
  ASSERT_EQ(optional.elem.at(0).kind, TypeProto::Kind::kSequence);
  const TypeProto& element = optional.elem[0].elem.at(0);
  EXPECT_EQ(from_onnx(element.elem_type), DataType::kInt64);
  EXPECT_EQ(element.shape.at(0).param, "N");
  EXPECT_EQ(element.shape.at(1).kind, Dimension::Kind::kUnknown);
}

TEST(OnnxReader, WrongAttributeTypeIsNamed) {
  const ModelFile file = load(small_model());
  try {
    file.model.graph.nodes[0].attribute("group")->ints();
    FAIL();
  } catch (const Error& error) {
    EXPECT_EQ(error.code(), ErrorCode::kInvalidModel);
    EXPECT_TRUE(says(error, "attribute \"group\" is of type INT, but must be INTS")) << error.what();
  }
}

TEST(OnnxReader, RefusesContradictoryAttributes) {
  EXPECT_TRUE(says(error_of(with_attribute(bytes(1, "a") + number(3, 1) + number(20, 1))), "says it is of type FLOAT"));
  EXPECT_TRUE(says(error_of(with_attribute(bytes(1, "a") + number(3, 1) + fixed(2, 1.f))), "several types"));
  EXPECT_TRUE(says(error_of(with_attribute(bytes(1, "a") + number(20, 99))), "attribute type 99"));
  EXPECT_TRUE(says(error_of(with_attribute(bytes(1, "a"))), "no type and no value"));
  EXPECT_TRUE(says(error_of(with_attribute(bytes(1, "a") + number(20, 4))), "exactly one value"));
  EXPECT_TRUE(says(error_of(with_attribute(number(3, 1))), "no name"));
  const Error twice =
      error_of(model(bytes(1, bytes(5, bytes(1, "a") + number(3, 1)) + bytes(5, bytes(1, "a") + number(3, 1)) +
                                  bytes(3, "n") + bytes(4, "Op"))));
  EXPECT_TRUE(says(twice, "node \"n\" (Op): attribute \"a\" is given twice")) << twice.what();
}

TEST(OnnxReader, OldFilesHaveNoAttributeTypes) {
  const std::string data = with_attribute(bytes(1, "a") + bytes(8, varint(4)));
  const ModelFile file = load(data);
  EXPECT_EQ(file.model.graph.nodes[0].attributes[0].ints(), std::vector<int64_t>{4});
}

TEST(OnnxReader, RefusesWhatIsNoModel) {
  EXPECT_TRUE(says(error_of(""), "empty"));
  EXPECT_TRUE(says(error_of("version https://git-lfs.github.com/spec/v1\n"), "git lfs pull"));
  EXPECT_TRUE(says(error_of(number(1, 9)), "holds no graph"));
  EXPECT_TRUE(says(error_of(bytes(7, "")), "no ir_version"));
  EXPECT_EQ(error_of(number(1, 99) + bytes(7, "")).code(), ErrorCode::kUnsupported);
  EXPECT_TRUE(says(error_of(number(1, 9) + bytes(7, "")), "imports no operator set"));
  EXPECT_TRUE(says(error_of(number(1, 9) + bytes(7, "") + bytes(8, "")), "has version 0"));
  EXPECT_TRUE(says(error_of(model("") + bytes(7, "")), "two graphs"));
  EXPECT_TRUE(says(error_of(model(bytes(1, bytes(3, "n")))), "no op_type"));
  EXPECT_NO_THROW(load(number(1, 1) + bytes(7, "")));  // before version 3 there were no opsets
}

TEST(OnnxReader, DeepNestsAreRefusedNotRecursedInto) {
  for (const int depth : {200, 1000, limits::kMaxNesting + 1, 50000}) {
    std::string graph = bytes(1, bytes(4, "Identity"));
    // Built from the inside out; quadratic copying is avoided by keeping pieces in reverse.
    std::vector<std::string> heads;
    size_t size = graph.size();
    for (int i = 0; i < depth; ++i) {
      const std::string attribute_head = bytes(1, "then_branch") + number(20, 5) + tag(6, 2) + varint(size);
      const size_t attribute_size = attribute_head.size() + size;
      const std::string node_head = bytes(4, "If") + tag(5, 2) + varint(attribute_size);
      const size_t node_size = node_head.size() + attribute_size;
      heads.push_back(tag(1, 2) + varint(node_size) + node_head + attribute_head);
      size += heads.back().size();
    }
    std::string nested;
    for (auto head = heads.rbegin(); head != heads.rend(); ++head) nested += *head;
    nested += graph;
    if (depth < limits::kMaxNesting) {
      EXPECT_NO_THROW(load(model(nested))) << depth;
    } else {
      EXPECT_EQ(error_of(model(nested)).code(), ErrorCode::kLimit) << depth;
    }
  }
}

TEST(OnnxReader, DeepTypesAreRefused) {
  std::string type = bytes(1, number(1, 1));
  const auto input = [&] { return model(bytes(11, bytes(1, "x") + bytes(2, type))); };
  for (int i = 0; i < 1000; ++i) type = bytes(4, bytes(1, type));
  EXPECT_NO_THROW(load(input()));
  for (int i = 1000; i <= limits::kMaxNesting; ++i) type = bytes(4, bytes(1, type));
  EXPECT_EQ(error_of(input()).code(), ErrorCode::kLimit);
  for (int i = limits::kMaxNesting; i < 5000; ++i) type = bytes(4, bytes(1, type));
  EXPECT_EQ(error_of(input()).code(), ErrorCode::kLimit);
}

TEST(OnnxReader, LongChainsAreFast) {
  std::string graph;
  const std::string node = bytes(1, bytes(1, "a") + bytes(2, "b") + bytes(4, "Relu"));
  for (int i = 0; i < 200000; ++i) graph += node;
  EXPECT_EQ(load(model(graph)).model.graph.nodes.size(), 200000u);
}

TEST(OnnxReader, LongAndHostileNamesGiveShortMessages) {
  const std::string name = "\x1b[31m\n" + std::string(16 << 20, 'n');
  const Error error = error_of(model(bytes(1, bytes(3, name) + bytes(4, "Op") + bytes(5, bytes(1, "a")))));
  EXPECT_LT(std::string_view(error.what()).size(), 1000u);
  EXPECT_EQ(std::string_view(error.what()).find_first_of("\n\x1b"), std::string_view::npos);
}

TEST(OnnxReader, EveryTruncationIsAnErrorOrAModel) {
  const std::string data = small_model();
  for (size_t n = 0; n < data.size(); ++n) {
    const std::vector<char> exact(data.begin(), data.begin() + static_cast<ptrdiff_t>(n));  // ASan sees its end
    try {
      read_everything(as_byte_span(std::string_view(exact.data(), n)));
    } catch (const Error&) {
    }
  }
}

TEST(OnnxReader, EveryChangedByteIsAnErrorOrAModel) {
  const std::string data = small_model();
  for (size_t at = 0; at < data.size(); ++at) {
    for (int value = 0; value < 256; ++value) {
      std::string changed = data;
      changed[at] = static_cast<char>(value);
      try {
        read_everything(as_byte_span(changed));
      } catch (const Error&) {
      }
    }
  }
}

TEST(OnnxReader, FilesAreMappedAndNamedInErrors) {
  const TemporaryFolder folder;
  write_file_atomic(folder / "m.onnx", small_model());
  ModelFile file = load_model_file(folder / "m.onnx");
  const ModelFile moved = std::move(file);
  EXPECT_EQ(moved.model.graph.nodes[0].name, "conv");
  write_file_atomic(folder / "bad.onnx", std::string_view("\xff"));
  try {
    load_model_file(folder / "bad.onnx");
    FAIL();
  } catch (const Error& error) {
    EXPECT_TRUE(says(error, "bad.onnx")) << error.what();
  }
}

}  // namespace
}  // namespace sinter::onnx
