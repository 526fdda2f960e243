// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TypeProto and ValueInfoProto.
#include <string>

#include "base/deep_stack.h"
#include "base/text.h"
#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

Dimension read_dimension(WireReader in, ReadBudget& budget) {
  budget.record();
  Dimension out;
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out = {Dimension::Kind::kValue, in.int64(), {}};
        break;
      case 2:
        out = {Dimension::Kind::kParam, 0, in.string()};
        break;
      default:
        in.skip();
    }
  }
  if (out.kind == Dimension::Kind::kParam && out.param.empty()) out.kind = Dimension::Kind::kUnknown;
  return out;
}

void read_shape(WireReader in, ReadBudget& budget, TypeProto& out) {
  out.has_shape = true;
  while (in.next()) {
    if (in.field() != 1) {
      in.skip();
      continue;
    }
    out.shape.push_back(read_dimension(in.message(), budget));
    if (out.shape.size() > limits::kMaxRank) {
      fail(ErrorCode::kLimit, "a shape has more than " + std::to_string(limits::kMaxRank) + " dims", "use fewer dims");
    }
  }
}

void read_tensor_type(WireReader in, ReadBudget& budget, TypeProto& out) {
  while (in.next()) {
    switch (in.field()) {
      case 1:
        out.elem_type = in.int32();
        break;
      case 2:
        read_shape(in.message(), budget, out);
        break;
      default:
        in.skip();
    }
  }
}

// Sequence, optional (element type in field 1) and map (key in field 1, value type in field 2).
void read_container_type(WireReader in, ReadBudget& budget, TypeProto& out) {
  const uint32_t elem_field = out.kind == TypeProto::Kind::kMap ? 2 : 1;
  while (in.next()) {
    if (in.field() == elem_field) {
      if (!out.elem.empty()) in.fail_here("a type has two element types");
      with_deep_stack([&] { read_type(in.message(), budget, out.elem.emplace_back()); });
    } else if (in.field() == 1) {
      out.elem_type = in.int32();
    } else {
      in.skip();
    }
  }
  if (out.elem.empty()) in.fail_here("a sequence, map or optional type has no element type");
}

}  // namespace

void read_type(WireReader in, ReadBudget& budget, TypeProto& out) {
  using Kind = TypeProto::Kind;
  budget.record();
  const ReadBudget::Level level(budget);
  const auto start = [&](Kind kind) {
    if (out.kind != Kind::kNone) in.fail_here("a type is of two kinds");
    out.kind = kind;
    return in.message();
  };
  while (in.next()) {
    switch (in.field()) {
      case 1:
        read_tensor_type(start(Kind::kTensor), budget, out);
        break;
      case 4:
        read_container_type(start(Kind::kSequence), budget, out);
        break;
      case 5:
        read_container_type(start(Kind::kMap), budget, out);
        break;
      case 7:
        start(Kind::kOpaque);
        break;
      case 8:
        read_tensor_type(start(Kind::kSparseTensor), budget, out);
        break;
      case 9:
        read_container_type(start(Kind::kOptional), budget, out);
        break;
      default:
        in.skip();
    }
  }
}

void read_value_info(WireReader in, ReadBudget& budget, ValueInfoProto& out) {
  budget.record();
  try {
    while (in.next()) {
      switch (in.field()) {
        case 1:
          out.name = in.string();
          break;
        case 2:
          read_type(in.message(), budget, out.type);
          break;
        case 4:
          read_entry(in.message(), budget, out.metadata);
          break;
        default:
          in.skip();
      }
    }
  } catch (Error& error) {
    throw error.in("value " + quote(out.name));
  }
}

}  // namespace sinter::onnx
