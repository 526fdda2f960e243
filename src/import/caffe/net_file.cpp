// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/caffe/net_file.h"

#include <algorithm>

#include "base/limits.h"
#include "base/text.h"
#include "import/model_bytes.h"
#include "sinter/error.h"

namespace sinter::caffe {

bool looks_like_text(ByteSpan bytes) {
  const auto head = as_string_view(bytes.first(std::min(bytes.size(), size_t{4096})));
  return std::none_of(head.begin(), head.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return (u < 0x20 && (u < '\t' || u > '\r')) || u == 0x7F;
  });
}

NetFile::NetFile(ByteSpan bytes, std::shared_ptr<const void> owner) : owner_(std::move(owner)) {
  root_.kind = TextField::Kind::kMessage;
  refuse_lfs_pointer(bytes);
  if (as_string_view(bytes).starts_with("\x89HDF"))
    fail(ErrorCode::kUnsupported, "it is an HDF5 file, not protobuf's binary form",
         "save the weights with snapshot_format: BINARYPROTO");
  if (looks_like_text(bytes)) {
    text_.emplace(std::string(as_string_view(bytes)));
  } else {
    read_message(WireReader(bytes), net_message(), root_);
  }
}

Blob NetFile::blob(const TextField& field) const {
  if (field.kind == TextField::Kind::kMessage) return read_blob(field);
  return blobs_[size_t(field.as_int().value())];
}

TextField& NetFile::make_field(std::string_view name) {
  TextField& f = made_fields_.emplace_back();
  f.name = name;
  f.kind = TextField::Kind::kMessage;
  return f;
}

TextField& NetFile::open(TextField& parent, std::string_view name) {
  if (++records_ > limits::kMaxModelRecords)
    fail(ErrorCode::kLimit, "the file has more than " + std::to_string(limits::kMaxModelRecords) + " fields",
         "split the model");
  TextField& f = parent.fields.emplace_back();
  f.name = name;
  return f;
}

void NetFile::add_word(TextField& parent, const FieldDef& field, std::string text) {
  open(parent, field.name).text = make_text(std::move(text));
}

void NetFile::read_message(WireReader in, const MessageDef& message, TextField& out) {
  out.kind = TextField::Kind::kMessage;
  while (in.next()) {
    if (const FieldDef* field = find_field(message, in.field())) {
      read_value(in, *field, out);
      continue;
    }
    // What belongs to a type of layer has large numbers; of the small ones those without meaning here are left out.
    const TextField* name = in.field() > 200 ? out.find("name") : nullptr;
    if (name) unknown_.push_back(quote(name->text) + ": field number " + std::to_string(in.field()));
    in.skip();
  }
}

void NetFile::read_value(WireReader& in, const FieldDef& field, TextField& out) {
  switch (field.kind) {
    case FieldKind::kMessage:
      return read_message(in.message(), *field.message, open(out, field.name));
    case FieldKind::kBlob:
      blobs_.push_back(read_blob(in.message(), owner_));
      return add_word(out, field, std::to_string(blobs_.size() - 1));
    case FieldKind::kString: {
      TextField& f = open(out, field.name);
      f.kind = TextField::Kind::kString;
      f.text = in.string();
      return;
    }
    case FieldKind::kFloat: {
      std::vector<float> values;
      in.append_to(values, limits::kMaxEntries);
      for (const float v : values) add_word(out, field, to_text(double(v)));
      return;
    }
    default: {
      std::vector<int64_t> values;
      in.append_to(values, limits::kMaxEntries);
      for (const int64_t v : values) {
        const std::string_view word = field.kind == FieldKind::kEnum ? enum_word(field, v) : std::string_view();
        add_word(out, field, word.empty() ? std::to_string(v) : std::string(word));
      }
    }
  }
}

}  // namespace sinter::caffe
