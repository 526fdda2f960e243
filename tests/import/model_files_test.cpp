// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// Model files as users give them: misnamed, of other formats, not fetched, with names that are misspelt. What is
// tested is that the one line of error says what the file is and what to do.
#include <gtest/gtest.h>

#include <filesystem>
#include <functional>

#include "api/model_format.h"
#include "base/file.h"
#include "base/temporary_folder.h"
#include "import/model_bytes.h"
#include "import/onnx_builder.h"
#include "import/tensorflow_builder.h"
#include "sinter/error.h"
#include "sinter/parsers.h"
#include "sinter/uff.h"

namespace sinter::test {
namespace {

/// Runs and expects an error with all these parts.
void refused(ErrorCode code, std::initializer_list<std::string_view> parts, const std::function<void()>& run) {
  try {
    run();
    ADD_FAILURE() << "no error with " << *parts.begin();
  } catch (const Error& e) {
    EXPECT_EQ(e.code(), code) << e.what();
    for (std::string_view part : parts)
      EXPECT_NE(std::string_view(e.what()).find(part), std::string_view::npos) << part << " in: " << e.what();
  }
}

/// x -> Relu "hidden" -> Neg "prob".
std::string small_onnx() {
  OnnxGraph g;
  g.input("x", 1, {"2", "3"}).node("Relu", {"x"}, {"hidden"}).node("Neg", {"hidden"}, {"prob"}).output("prob");
  return onnx_model(g);
}
std::string small_graph_def() {
  return tf_placeholder("x", {-1, 2}) + tf_node("hidden", "Relu", {"x"}) + tf_node("prob", "Neg", {"hidden"}) +
         tf_versions();
}
/// MetaGraphDef with a graph, after the schema's version.
std::string small_saved_model() { return number(1, 1) + bytes(2, bytes(2, small_graph_def())); }

class ModelFiles : public testing::Test {
 protected:
  std::string file(const std::string& name, const std::string& content) {
    write_file_atomic(folder_ / name, std::string_view(content));
    return folder_ / name;
  }
  std::string uff_file(const std::string& name) {
    convert_to_uff(file("graph.pb", small_graph_def()), folder_ / name);
    return folder_ / name;
  }
  TemporaryFolder folder_;
};

TEST_F(ModelFiles, KindsAreToldByContents) {
  const auto kind = [](const std::string& text) { return kind_of_model(as_byte_span(text)); };
  EXPECT_EQ(kind(small_onnx()), ModelKind::kOnnx);
  EXPECT_EQ(kind(small_graph_def()), ModelKind::kGraphDef);
  EXPECT_EQ(kind(small_saved_model()), ModelKind::kSavedModel);
  EXPECT_EQ(kind(read_text_file(uff_file("g.uff"))), ModelKind::kUff);
  EXPECT_EQ(kind(bytes(1, "LeNet") + bytes(2, "layer")), ModelKind::kUnknown);  // Caffe's begins with a name
  for (const char* text : {"", "\x08", "version https", "layer { }"}) EXPECT_EQ(kind(text), ModelKind::kUnknown);
}

TEST_F(ModelFiles, SavedModelsAreToBeFrozen) {
  std::filesystem::create_directory(folder_ / "saved");
  const std::string path = file("saved/saved_model.pb", small_saved_model());
  for (const std::string& given : {path, folder_ / "saved", folder_ / "saved/"}) {
    EXPECT_EQ(model_format(given), ModelFormat::kTensorFlow);
    refused(ErrorCode::kUnsupported, {"SavedModel", "reeze"}, [&] { parse_model(given); });
  }
}

TEST_F(ModelFiles, PointersOfGitLfsAreToBeFetched) {
  const std::string pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 7\n";
  for (const char* name : {"m.onnx", "m.pb", "m.pbtxt", "m.uff"})
    refused(ErrorCode::kInvalidModel, {name, "git lfs pull"}, [&] { parse_model(file(name, pointer)); });
}

TEST_F(ModelFiles, MisnamedFilesAreRecognised) {
  const std::string uff = read_text_file(uff_file("g.uff"));
  EXPECT_EQ(parse_model(file("uff.pb", uff)).num_nodes(), 2u);  // a .pb is what it holds
  refused(ErrorCode::kInvalidModel, {"looks like a UFF file", ".uff"}, [&] { parse_model(file("u.onnx", uff)); });
  refused(ErrorCode::kInvalidModel, {"looks like a TensorFlow graph", ".pb"},
          [&] { parse_model(file("g.onnx", small_graph_def())); });
  refused(ErrorCode::kInvalidModel, {"looks like a TensorFlow graph"},
          [&] { parse_model(file("g.uff", small_graph_def())); });
  refused(ErrorCode::kInvalidModel, {"looks like an ONNX model", ".onnx"},
          [&] { parse_model(file("o.uff", small_onnx())); });
  refused(ErrorCode::kInvalidModel, {"zip"}, [&] { parse_model(file("z.onnx", "PK\x03\x04 and more")); });
}

TEST_F(ModelFiles, OtherFormatsHaveAWayOut) {
  for (const auto& [name, way] :
       std::initializer_list<std::pair<const char*, const char*>>{{"m.h5", "tf2onnx"},
                                                                  {"m.keras", "tf2onnx"},
                                                                  {"m.tflite", "--tflite"},
                                                                  {"m.pt", "torch.onnx"},
                                                                  {"m.PTH", "torch.onnx"},
                                                                  {"m.mlmodel", "onnxmltools"},
                                                                  {"m.safetensors", "weights"},
                                                                  {"m.txt", ".caffemodel"}})
    refused(ErrorCode::kUnsupported, {"not known", way}, [&, model = name] { parse_model(file(model, "x")); });
}

TEST_F(ModelFiles, ConversionToUffTakesFrozenGraphsOnly) {
  const auto convert = [&](const std::string& content, const UffOptions& options = {}) {
    return [this, content, options] { convert_to_uff(file("in.pb", content), folder_ / "out.uff", options); };
  };
  refused(ErrorCode::kInvalidModel, {"no TensorFlow graph", "looks like a UFF file"}, convert(read_text_file(uff_file("g.uff"))));
  refused(ErrorCode::kInvalidModel, {"no TensorFlow graph", "looks like an ONNX model"}, convert(small_onnx()));
  refused(ErrorCode::kUnsupported, {"SavedModel", "reeze"}, convert(small_saved_model()));
  const std::string reads = tf_node("read", "ReadVariableOp", {"v"}) + tf_node("y", "Abs", {"read"});
  for (const char* op : {"Variable", "VariableV2", "VarHandleOp"})
    refused(ErrorCode::kUnsupported, {"\"v\"", "variable", "reeze"}, convert(tf_node("v", op, {}) + reads));
  refused(ErrorCode::kInvalidArgument, {"id you mean \"prob\""}, convert(small_graph_def(), {.outputs = {"prb"}}));
  EXPECT_FALSE(std::filesystem::exists(folder_ / "out.uff"));
  std::vector<std::string> custom;
  convert_to_uff(file("c.pb", tf_placeholder("x", {2}) + tf_node("y", "OddOne", {"x"}) + tf_node("z", "Abs", {"y"})),
                 folder_ / "out.uff", {}, &custom);
  EXPECT_EQ(custom, std::vector<std::string>{"OddOne"});
}

TEST_F(ModelFiles, NamesOfOnnxValuesAreChecked) {
  const std::string path = file("m.onnx", small_onnx());
  const auto with = [&](std::vector<ModelInput> inputs, std::vector<std::string> outputs) {
    ParseOptions options;
    options.inputs = std::move(inputs);
    options.outputs = std::move(outputs);
    return [path, options] { return parse_model(path, options); };
  };
  refused(ErrorCode::kInvalidArgument, {"id you mean \"hidden\""}, with({}, {"hiden"}));
  refused(ErrorCode::kInvalidArgument, {"inspect"}, with({}, {"nothing_like_it"}));
  refused(ErrorCode::kInvalidArgument, {"id you mean \"hidden\""}, with({{.name = "hiden"}}, {}));
  refused(ErrorCode::kInvalidArgument, {"id you mean \"hidden\""}, with({{.name = "hiden", .dims = {2, 3}}}, {}));
  EXPECT_EQ(with({}, {"prob"})().num_nodes(), 2u);  // the model's own output may be named
  EXPECT_EQ(with({}, {"hidden"})().num_nodes(), 1u);
  EXPECT_EQ(with({{.name = "hidden", .dims = {2, 3}}}, {})().num_nodes(), 1u);  // a cut with its shape
}

TEST_F(ModelFiles, EndsAreGivenOnce) {
  const std::string onnx = file("m.onnx", small_onnx()), graph = file("m.pb", small_graph_def());
  for (const std::string& path : {onnx, graph}) {
    ParseOptions options;
    options.inputs = {{.name = "x", .dims = {2, 2}, .order = DimOrder::kNc}};
    refused(ErrorCode::kInvalidArgument, {"order", "UFF"}, [&] { parse_model(path, options); });
    options.inputs = {{.name = "x"}, {.name = "x"}};
    refused(ErrorCode::kInvalidArgument, {"input \"x\"", "twice"}, [&] { parse_model(path, options); });
    options.inputs.clear();
    options.outputs = {"prob", "prob"};
    refused(ErrorCode::kInvalidArgument, {"output \"prob\"", "twice"}, [&] { parse_model(path, options); });
  }
}

TEST_F(ModelFiles, PortsAreNotTakenForShapes) {
  const std::string path = file("m.pb", small_graph_def());
  ParseOptions options;
  options.inputs = {{.name = "x:1"}};
  refused(ErrorCode::kInvalidArgument, {"\"x\" has no output 1", "x:1x"}, [&] { parse_model(path, options); });
  const std::string any = file("any.pb", tf_node("keep", "Placeholder", {}, tf_type("dtype", kTfFloat)) +
                                             tf_node("y", "Abs", {"keep"}) + tf_versions());
  refused(ErrorCode::kUnsupported, {"(--inputs keep)", "scalar"}, [&] { parse_model(any); });
}

TEST_F(ModelFiles, PlacesAreToldOnce) {
  Error e(ErrorCode::kInvalidModel, "odd");
  e.in("node \"a\"").in("node \"a\"").in("file \"m\"");
  EXPECT_STREQ(e.what(), "file \"m\": node \"a\": odd");
  const std::string missing = folder_ / "n.uff";
  try {
    parse_model(missing);
    FAIL();
  } catch (const Error& error) {
    const std::string text = error.what();
    EXPECT_EQ(text.find("n.uff"), text.rfind("n.uff")) << text;
  }
  refused(ErrorCode::kInvalidModel, {"file \"" + (folder_ / "bad.onnx") + "\":"},
          [&] { parse_model(file("bad.onnx", "\xff")); });
}

}  // namespace
}  // namespace sinter::test
