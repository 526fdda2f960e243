// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// What passes values on, constants, and what has no meaning at inference.
#include "base/text.h"
#include "import/tensorflow/data_type.h"
#include "import/tensorflow/graph_importer.h"
#include "import/tensorflow/op_context.h"

namespace sinter::tensorflow {

void import_const(OpContext& ctx) {
  const TensorProto& t = ctx.tensor_attr("value");
  // Constants that nobody can compute with (handles) are read by what is left out.
  if (from_tensorflow(t.dtype) == DataType::kInvalid) return;
  ctx.output(0, ctx.importer().constant(t));
}

/// Identity, StopGradient and the like; IdentityN.
void import_identity(OpContext& ctx) {
  const int count = ctx.op() == "IdentityN" ? ctx.num_inputs() : 1;
  for (int i = 0; i < count; ++i) {
    const Binding& b = ctx.binding(i);
    // An input of the network that is its output too, or a value with a name of its own, keeps it.
    ctx.output(i, b);
  }
}

/// Takes its default, unless the caller made it an input.
void import_placeholder_with_default(OpContext& ctx) {
  ctx.warn("it takes its default value; name it as an input to set it");
  ctx.output(0, ctx.binding(0));
}

/// Inputs were bound before; one that is reached here is in a function or behind a cut.
void import_placeholder(OpContext& ctx) {
  ctx.unsupported("it is an input that nothing gives a value", "name it as an input (inputs)");
}

void import_variable(OpContext& ctx) {
  ctx.unsupported("it is a variable, whose value is not in the graph",
                  "freeze the graph: convert_variables_to_constants_v2, or tf.compat.v1.graph_util."
                  "convert_variables_to_constants");
}

}  // namespace sinter::tensorflow
