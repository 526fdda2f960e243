// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <memory>
#include <string>
#include <vector>

#include "import/tensorflow/graph_def.h"
#include "import/uff/texts.h"
#include "import/uff/uff_model.h"

namespace sinter::uff {

/// A TensorFlow graph in UFF's vocabulary: what `outputs` need. Operators that UFF does not have become custom
/// operations ("_Split") with their attributes. The result refers to the graph and to `texts`; `owner` keeps the
/// graph's bytes alive. Error naming all nodes that UFF cannot express.
MetaGraph from_tensorflow(const tensorflow::GraphDef& graph, const std::shared_ptr<const void>& owner,
                          const std::vector<std::string>& outputs, MadeTexts& texts);

}  // namespace sinter::uff
