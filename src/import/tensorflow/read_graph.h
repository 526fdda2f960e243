// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// From wire bytes to the structs of graph_def.h. What is checked here is the format: kinds of fields, counts, nesting.
// What names and operators mean is the importer's affair.
#pragma once
#include "base/bytes.h"
#include "import/tensorflow/graph_def.h"

namespace sinter::tensorflow {

/// Reads a whole GraphDef; everything in it is a view of `bytes`. Error(kInvalidModel) if it is malformed or is another
/// kind of TensorFlow file (SavedModel), Error(kLimit) if a limit of base/limits.h is passed.
GraphDef read_graph_def(ByteSpan bytes);

/// The parts, for readers of files that embed them.
TensorProto read_tensor_proto(ByteSpan bytes);

}  // namespace sinter::tensorflow
