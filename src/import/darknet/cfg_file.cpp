// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "import/darknet/cfg_file.h"

#include <algorithm>
#include <set>

#include "base/limits.h"
#include "base/text.h"
#include "sinter/error.h"

namespace sinter::darknet {
namespace {

[[noreturn]] void fail_at_line(int line, const std::string& what, const std::string& remedy) {
  fail(ErrorCode::kInvalidModel, "line " + std::to_string(line) + ": " + what, remedy);
}

/// Without blanks, and without a comment behind the value, which Darknet's number reading does not see either.
std::string cfg_line(std::string_view raw) {
  std::string line;
  for (char c : raw) {
    if (c == '#' || c == ';') break;
    if (c != ' ' && c != '\t' && c != '\r') line += c;
  }
  return line;
}

CfgSection section_of(const std::string& line, int number) {
  if (line.size() < 3 || line.back() != ']')
    fail_at_line(number, quote(line) + " is no section", "write it as [type] on a line of its own");
  return {line.substr(1, line.size() - 2), number, {}};
}

CfgOption option_of(const std::string& line, int number) {
  const size_t equals = line.find('=');
  if (equals == std::string::npos || equals == 0)
    fail_at_line(number, quote(line) + " is neither a section nor key = value", "correct the line, or put # before it");
  return {line.substr(0, equals), line.substr(equals + 1), number};
}

}  // namespace

std::vector<CfgSection> read_cfg(std::string_view text, std::vector<std::string>& warnings) {
  if (text.substr(0, 3) == "\xef\xbb\xbf") text.remove_prefix(3);
  std::vector<CfgSection> sections;
  std::set<std::string, std::less<>> keys;  // of the current section
  int number = 0;
  for (size_t at = 0; at < text.size(); ++number) {
    if (number == INT32_MAX) fail(ErrorCode::kLimit, "the file has too many lines", "give a .cfg file");
    const size_t end = std::min(text.find('\n', at), text.size());
    const std::string_view raw = text.substr(at, end - at);
    at = end + 1;
    if (raw.find('\0') != std::string_view::npos)
      fail_at_line(number + 1, "there is a zero byte in the text",
                   "give the .cfg file here, and the .weights as weights");
    const std::string line = cfg_line(raw);
    if (line.empty()) continue;
    if (line[0] == '[') {
      sections.push_back(section_of(line, number + 1));
      keys.clear();
      if (int64_t(sections.size()) > limits::kMaxNodes)
        fail(ErrorCode::kLimit, "the file has more than " + std::to_string(limits::kMaxNodes) + " sections",
             "split the network");
      continue;
    }
    if (sections.empty())
      fail_at_line(number + 1, quote(line) + " stands before the first section", "begin with [net]");
    CfgOption option = option_of(line, number + 1);
    if (keys.insert(option.key).second)
      sections.back().options.push_back(std::move(option));
    else
      warnings.push_back("line " + std::to_string(option.line) + ": " + quote(option.key) +
                         " is given twice; the first counts");
  }
  if (sections.empty()) fail(ErrorCode::kInvalidModel, "the file has no sections", "give a Darknet .cfg file");
  return sections;
}

}  // namespace sinter::darknet
