// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cmath>

#include "ir/op_fields.h"

namespace sinter {

enum class RecurrentKind : uint8_t { kRnn, kGru, kLstm };
enum class RecurrentDirection : uint8_t { kForward, kReverse, kBoth };

struct Recurrent {
  RecurrentKind kind = RecurrentKind::kRnn;
  RecurrentDirection direction = RecurrentDirection::kForward;
  // Of each direction in turn: rnn one, gru two, lstm three; empty: the usual ones.
  std::vector<std::string> activations = {};
  std::vector<double> alpha = {}, beta = {};  // one per activation; empty: the usual ones
  double clip = 0;                            // 0: none
  bool linear_before_reset = false;           // gru
  bool input_forget = false;                  // lstm: the forget gate is 1 - the input gate

  static constexpr std::string_view kName = "Recurrent";
  static constexpr std::string_view kDoc =
      "A layer of recurrent cells over a sequence (ONNX RNN, GRU, LSTM-22, whose formulas and orders of gates it "
      "follows). Inputs x[S,B,I], w[D,G*H,I], r[D,G*H,H], optional bias[D,2*G*H], lengths[B] (i32, i64), first state "
      "h[D,B,H], first cell c[D,B,H], peepholes[D,3*H] (lstm); D = 2 for both directions, G = 1, 3, 4 gates. Outputs "
      "y[S,D,B,H], last h[D,B,H], and for lstm last c[D,B,H]. Beyond an item's length y is 0 and the states stay; "
      "backwards begins at its last position. Computed in f32 or better.";
  static constexpr int kMinInputs = 3, kMaxInputs = 8, kNumOutputs = -1;
  static constexpr std::string_view kKindNames[] = {"rnn", "gru", "lstm"};
  static constexpr std::string_view kDirectionNames[] = {"forward", "reverse", "both"};
  static constexpr auto fields() {
    return std::tuple{Field{1, "kind", &Recurrent::kind, std::span(kKindNames)},
                      Field{2, "direction", &Recurrent::direction, std::span(kDirectionNames)},
                      Field{3, "activations", &Recurrent::activations},
                      Field{4, "alpha", &Recurrent::alpha},
                      Field{5, "beta", &Recurrent::beta},
                      Field{6, "clip", &Recurrent::clip},
                      Field{7, "linear_before_reset", &Recurrent::linear_before_reset},
                      Field{8, "input_forget", &Recurrent::input_forget}};
  }

  int64_t gates() const { return kind == RecurrentKind::kRnn ? 1 : kind == RecurrentKind::kGru ? 3 : 4; }
  int64_t directions() const { return direction == RecurrentDirection::kBoth ? 2 : 1; }
  /// Activations of one direction.
  int64_t functions() const { return kind == RecurrentKind::kRnn ? 1 : kind == RecurrentKind::kGru ? 2 : 3; }
  int64_t outputs() const { return kind == RecurrentKind::kLstm ? 3 : 2; }

  void infer(InferContext& ctx) const;
  void reference(RefContext& ctx) const;
  bool operator==(const Recurrent&) const = default;
};

/// Activation functions of recurrent cells, by their number in kCellFunctionNames. Recipes store it: append only.
enum class CellFunction : uint8_t {
  kRelu,
  kTanh,
  kSigmoid,
  kAffine,
  kLeakyRelu,
  kThresholdedRelu,
  kScaledTanh,
  kHardSigmoid,
  kElu,
  kSoftsign,
  kSoftplus
};
inline constexpr std::string_view kCellFunctionNames[] = {
    "relu",        "tanh",         "sigmoid", "affine",   "leaky_relu", "thresholded_relu",
    "scaled_tanh", "hard_sigmoid", "elu",     "softsign", "softplus"};
inline constexpr int64_t kNumCellFunctions = int64_t(std::size(kCellFunctionNames));

struct CellActivation {
  CellFunction function = CellFunction::kTanh;
  double alpha = 0, beta = 0;
};
/// The usual alpha and beta of a function (those of the ONNX operators).
CellActivation usual_activation(CellFunction function);
/// All activations of an op, directions in turn. Error(kInvalidArgument) for an unknown name or a wrong number.
std::vector<CellActivation> cell_activations(const Recurrent& op);

/// f(x). Also the definition for kernels.
template <class T>
T cell_value(const CellActivation& f, T x) {
  const T alpha = T(f.alpha), beta = T(f.beta);
  switch (f.function) {
    case CellFunction::kRelu:
      return x < 0 ? T(0) : x;
    case CellFunction::kTanh:
      return std::tanh(x);
    case CellFunction::kSigmoid:
      return 1 / (1 + std::exp(-x));
    case CellFunction::kAffine:
      return alpha * x + beta;
    case CellFunction::kLeakyRelu:
      return x < 0 ? alpha * x : x;
    case CellFunction::kThresholdedRelu:
      return x > alpha || x != x ? x : T(0);
    case CellFunction::kScaledTanh:
      return alpha * std::tanh(beta * x);
    case CellFunction::kHardSigmoid: {
      const T y = alpha * x + beta;
      return y < 0 ? T(0) : y > 1 ? T(1) : y;
    }
    case CellFunction::kElu:
      return x < 0 ? alpha * std::expm1(x) : x;
    case CellFunction::kSoftsign:
      return x / (1 + std::fabs(x));
    case CellFunction::kSoftplus:
      return x > 0 ? x + std::log1p(std::exp(-x)) : std::log1p(std::exp(x));
  }
  return x;
}

}  // namespace sinter
