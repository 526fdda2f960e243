// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// A Caffe file as it stands: a tree of fields by name, whether it was text or binary, and the blobs of its layers. What
// versions of the format mean is `net.h`'s knowledge.
#pragma once
#include <deque>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "import/caffe/blob.h"
#include "import/caffe/schema.h"
#include "import/protobuf/text_reader.h"

namespace sinter::caffe {

/// Keeps all that its fields and blobs point to; not to be moved.
class NetFile {
 public:
  /// A NetParameter, text or binary, which `owner` keeps alive. Error(kInvalidModel) if it is neither.
  NetFile(ByteSpan bytes, std::shared_ptr<const void> owner);
  NetFile(const NetFile&) = delete;
  NetFile& operator=(const NetFile&) = delete;

  const TextField& root() const { return text_ ? text_->root() : root_; }
  bool is_text() const { return text_.has_value(); }
  /// The blob that a field "blobs" means.
  Blob blob(const TextField& field) const;
  /// Fields of binary files that the table does not know: layer name and number.
  const std::vector<std::string>& unknown() const { return unknown_; }

  /// Makes a field that lives as long as this, for what upgrading makes of old fields.
  TextField& make_field(std::string_view name);
  std::string_view make_text(std::string text) { return made_.emplace_back(std::move(text)); }

 private:
  void read_message(WireReader in, const MessageDef& message, TextField& out);
  void read_value(WireReader& in, const FieldDef& field, TextField& out);
  TextField& open(TextField& parent, std::string_view name);
  void add_word(TextField& parent, const FieldDef& field, std::string text);

  std::shared_ptr<const void> owner_;
  std::optional<TextDocument> text_;
  TextField root_;
  std::deque<std::string> made_;
  std::deque<TextField> made_fields_;
  std::vector<Blob> blobs_;
  std::vector<std::string> unknown_;
  int64_t records_ = 0;
};

/// Whether bytes are text: a binary file has control characters near its beginning.
bool looks_like_text(ByteSpan bytes);

}  // namespace sinter::caffe
