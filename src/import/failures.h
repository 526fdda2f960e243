// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// The nodes of a model that could not be imported, and the one error that tells of them all. For all readers.
#pragma once
#include <string>
#include <vector>

#include "sinter/error.h"

namespace sinter {

class Failures {
 public:
  bool empty() const { return list_.empty(); }
  size_t size() const { return list_.size(); }
  /// Whether all from number `from` on are of shapes that do not fit together.
  bool only_shapes(size_t from) const;
  /// Place and reason of failure `i`.
  std::string text_of(size_t i) const;
  /// Forgets those from number `size` on: what failed was tried again in another way.
  void forget_from(size_t size) { list_.erase(list_.begin() + std::ptrdiff_t(size), list_.end()); }
  /// `place` names the node or layer, or what else it is: an output that nothing produces.
  void add(std::string place, const Error& error);
  /// One Error that lists all failures; call only if there are some.
  [[noreturn]] void raise() const;

 private:
  bool have_one_remedy() const;
  std::string remedy_for(ErrorCode code) const;
  struct Failure {
    std::string place;
    Error error;
  };
  std::vector<Failure> list_;
};

}  // namespace sinter
