// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A preprocessing file changes a TensorFlow graph before it is converted: nodes become plugins or inputs, whole name
// scopes collapse into one node, nodes are removed and appended. docs/uff.md describes the form; in short:
//
//   input    { node: "image_tensor" name: "Input" shape: [1, 300, 300, 3] }
//   plugin   { node: "Concat_anchors" op: "FlattenConcat_TRT" attr { name: "axis" i: 1 } }
//   collapse { scope: "Postprocessor" name: "NMS" op: "NMS_TRT" inputs: ["boxes", "scores"] }
//   remove   { node: "*/Assert" }
//   append   { name: "Last" op: "Identity" inputs: "NMS" }
//   outputs: "NMS"
#pragma once
#include <string>
#include <vector>

#include "import/tensorflow/graph_def.h"
#include "import/uff/texts.h"

namespace sinter::uff {

/// Carries out the file's commands, in order, on `graph`, which then refers to `texts`. `outputs`, if the file has
/// some, are replaced. Error(kInvalidArgument) with the line for commands that are unknown, incomplete, or match no
/// node.
void preprocess(const std::string& text, tensorflow::GraphDef& graph, std::vector<std::string>& outputs,
                MadeTexts& texts);

/// Whether a name fits a pattern in which '*' stands for any characters.
bool fits_pattern(std::string_view pattern, std::string_view name);

}  // namespace sinter::uff
