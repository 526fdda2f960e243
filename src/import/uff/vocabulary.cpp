// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/vocabulary.h"

namespace sinter::uff {
namespace {

constexpr Word kWords[] = {
    {"Binary", "add", "Add"},
    {"Binary", "div", "RealDiv"},
    {"Binary", "max", "Maximum"},
    {"Binary", "min", "Minimum"},
    {"Binary", "mul", "Mul"},
    {"Binary", "pow", "Pow"},
    {"Binary", "sub", "Sub"},
    {"Unary", "neg", "Neg"},
    {"Unary", "exp", "Exp"},
    {"Unary", "log", "Log"},
    {"Unary", "abs", "Abs"},
    {"Unary", "sqrt", "Sqrt"},
    {"Unary", "rsqrt", "Rsqrt"},
    {"Unary", "square", "Square"},
    {"Unary", "sin", "Sin"},
    {"Unary", "cos", "Cos"},
    {"Unary", "tan", "Tan"},
    {"Unary", "sinh", "Sinh"},
    {"Unary", "cosh", "Cosh"},
    {"Unary", "asin", "Asin"},
    {"Unary", "acos", "Acos"},
    {"Unary", "atan", "Atan"},
    {"Unary", "asinh", "Asinh"},
    {"Unary", "acosh", "Acosh"},
    {"Unary", "atanh", "Atanh"},
    {"Unary", "ceil", "Ceil"},
    {"Unary", "floor", "Floor"},
    {"Activation", "relu", "Relu"},
    {"Activation", "relu6", "Relu6"},
    {"Activation", "sigmoid", "Sigmoid"},
    {"Activation", "tanh", "Tanh"},
    {"Activation", "elu", "Elu"},
    {"Activation", "selu", "Selu"},
    {"Activation", "softsign", "Softsign"},
    {"Activation", "softplus", "Softplus"},
    {"Reduce", "sum", "Sum"},
    {"Reduce", "prod", "Prod"},
    {"Reduce", "max", "Max"},
    {"Reduce", "min", "Min"},
    {"Reduce", "mean", "Mean"},
};

}  // namespace

std::span<const Word> all_words() { return kWords; }

std::string_view tensorflow_operator(std::string_view operation, std::string_view func) {
  for (const Word& w : kWords)
    if (w.operation == operation && w.func == func) return w.tensorflow;
  return "";
}

const Word* word_of(std::string_view op) {
  if (op == "AddV2") op = "Add";
  if (op == "Div") op = "RealDiv";
  for (const Word& w : kWords)
    if (w.tensorflow == op) return &w;
  return nullptr;
}

}  // namespace sinter::uff
