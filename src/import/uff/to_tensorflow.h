// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// UFF as a TensorFlow graph: the vocabulary is TensorFlow's, spelled with other names and with operands as fields, so
// it is imported by TensorFlow's importers and there is one meaning of "SAME" or a strided slice in the house.
#pragma once
#include <string>
#include <vector>

#include "import/read_options.h"
#include "import/tensorflow/graph_def.h"
#include "import/uff/texts.h"
#include "import/uff/uff_model.h"

namespace sinter::uff {

struct TensorFlowGraph {
  tensorflow::GraphDef graph;
  std::vector<std::string> outputs;  ///< what MarkOutput nodes name, in file order
};

/// Translates the file's graph. The nodes refer to `meta` and `texts`. Inputs get the dims and orders of `inputs`,
/// which are without the batch. Error naming all nodes that cannot be translated.
TensorFlowGraph to_tensorflow(const MetaGraph& meta, const std::vector<ModelInput>& inputs, MadeTexts& texts);

}  // namespace sinter::uff
