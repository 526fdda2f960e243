// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// TensorProto and SparseTensorProto. The elements stay undecoded: only which fields hold them is noted.
#include <string>

#include "base/text.h"
#include "import/onnx/read_model.h"
#include "sinter/error.h"

namespace sinter::onnx {
namespace {

// Notes that the field holds elements and steps over them. An empty packed list is no element; an empty string is one.
void note_typed_field(WireReader& in, TensorProto& out) {
  constexpr uint32_t kStringData = 6;
  const bool list = in.type() == WireType::kBytes && in.field() != kStringData;
  if (list && in.bytes().empty()) return;
  if (!list) in.skip();
  out.typed_fields = static_cast<uint16_t>(out.typed_fields | 1u << in.field());
}

void read_tensor_fields(WireReader& in, ReadBudget& budget, TensorProto& out) {
  while (in.next()) {
    switch (in.field()) {
      case 1:
        in.append_to(out.dims, limits::kMaxRank);
        break;
      case 2:
        out.data_type = in.int32();
        break;
      case 3:
        out.has_segment = true;
        in.skip();
        break;
      case 4:
      case 5:
      case 6:
      case 7:
      case 10:
      case 11:
        note_typed_field(in, out);
        break;
      case 8:
        out.name = in.string();
        break;
      case 9:
        out.has_raw = true;
        out.raw = in.bytes();
        break;
      case 13:
        read_entry(in.message(), budget, out.external);
        break;
      case 14:
        out.is_external = in.int32() == 1;
        break;
      default:
        in.skip();
    }
  }
}

}  // namespace

void read_tensor(WireReader in, ReadBudget& budget, TensorProto& out) {
  budget.record();
  out.message = in.whole();
  try {
    read_tensor_fields(in, budget, out);
  } catch (Error& error) {
    throw error.in("tensor " + quote(out.name));
  }
}

TensorProto read_tensor(ByteSpan bytes) {
  TensorProto out;
  ReadBudget budget;
  read_tensor(WireReader(bytes), budget, out);
  return out;
}

void read_sparse_tensor(WireReader in, ReadBudget& budget, SparseTensorProto& out) {
  budget.record();
  while (in.next()) {
    switch (in.field()) {
      case 1:
        read_tensor(in.message(), budget, out.values);
        break;
      case 2:
        read_tensor(in.message(), budget, out.indices);
        break;
      case 3:
        in.append_to(out.dims, limits::kMaxRank);
        break;
      default:
        in.skip();
    }
  }
}

}  // namespace sinter::onnx
