// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/uff/orders.h"

namespace sinter::uff {
namespace {

/// One letter per dim, spatial ones numbered: "N+C" of rank 4 is "N01C".
std::string spelled_out(std::string_view letters, int rank) {
  std::string out;
  const int spatial = rank - int(letters.size()) + 1;
  for (char c : letters) {
    if (c != '+') {
      out += c;
      continue;
    }
    for (int i = 0; i < spatial; ++i) out += char('0' + i);
  }
  return out;
}

}  // namespace

std::string order_letters(const Orders& orders, char first) {
  std::string out;
  for (size_t i = 0; i < orders.size(); ++i) {
    const bool spreads = i + 1 < orders.size() && orders[i + 1] == kOrderIncrement;
    if (orders[i] == 0 && !spreads)
      out += first;
    else if (orders[i] == 1 && !spreads)
      out += 'C';
    else if (orders[i] == 2 && spreads)
      out += '+', ++i;
    else
      return "";
  }
  return out;
}

Orders order_list(std::string_view letters) {
  Orders out;
  for (char c : letters) {
    if (c == '+') {
      out.push_back(2);
      out.push_back(kOrderIncrement);
    } else {
      out.push_back(c == 'C' ? 1 : 0);
    }
  }
  return out;
}

std::vector<int64_t> order_permutation(std::string_view from, std::string_view to, int rank) {
  const std::string source = spelled_out(from, rank), target = spelled_out(to, rank);
  std::vector<int64_t> perm;
  for (char c : target) perm.push_back(int64_t(source.find(c)));
  return perm;
}

}  // namespace sinter::uff
