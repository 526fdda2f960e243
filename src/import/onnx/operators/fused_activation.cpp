// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/onnx/operators/fused_activation.h"

#include <algorithm>
#include <limits>

#include "base/text.h"
#include "ops/clip.h"
#include "ops/elu.h"
#include "ops/gelu.h"
#include "ops/hard_sigmoid.h"
#include "ops/leaky_relu.h"
#include "ops/op_list.h"
#include "ops/selu.h"
#include "ops/thresholded_relu.h"

namespace sinter::onnx {

std::optional<Op> fused_activation(NodeContext& ctx, const std::string& name,
                                   std::span<const std::optional<double>> parameters) {
  const auto parameter = [&](size_t i, double otherwise) {
    return i < parameters.size() ? parameters[i].value_or(otherwise) : otherwise;
  };
  if (name.empty()) return std::nullopt;
  constexpr std::string_view kPlain[] = {"Relu", "Sigmoid", "Tanh", "HardSwish", "Softplus", "Softsign", "Mish"};
  if (std::find(std::begin(kPlain), std::end(kPlain), name) != std::end(kPlain)) return make_op(name);
  if (name == "LeakyRelu") return LeakyRelu{.alpha = parameter(0, 0.01)};
  if (name == "HardSigmoid") return HardSigmoid{.alpha = parameter(0, 0.2), .beta = parameter(1, 0.5)};
  if (name == "Elu") return Elu{.alpha = parameter(0, 1.0)};
  if (name == "Selu") return Selu{.alpha = parameter(0, Selu{}.alpha), .gamma = parameter(1, Selu{}.gamma)};
  if (name == "ThresholdedRelu") return ThresholdedRelu{.alpha = parameter(0, 1.0)};
  if (name == "Gelu") return Gelu{};
  constexpr double kInf = std::numeric_limits<double>::infinity();
  if (name == "Clip") return Clip{.min = parameter(0, -kInf), .max = parameter(1, kInf)};
  ctx.unsupported("the activation is " + quote(name),
                  "use Relu, Sigmoid, Tanh, LeakyRelu, Clip, HardSigmoid, HardSwish, Elu, Selu, Gelu, Softplus, "
                  "Softsign, Mish or ThresholdedRelu");
}

ValueId activated(NodeContext& ctx, ValueId v, std::optional<Op> activation) {
  return activation ? ctx.add(std::move(*activation), {v}) : v;
}

}  // namespace sinter::onnx
