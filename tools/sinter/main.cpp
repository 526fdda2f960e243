// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
//
// `sinter`: the first word picks a subcommand. Exit status: 0 done, 1 an error in the input or a check that failed,
// 2 wrong usage, 130 and 143 stopped by SIGINT and SIGTERM (docs/errors.md).
#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <new>
#include <string_view>

#include "cancel.h"
#include "commands.h"
#include "sinter/builder.h"
#include "sinter/error.h"
#include "sinter/plugin.h"
#include "words.h"

namespace sinter::cli {
namespace {

enum Status { kDone = 0, kInputError = 1, kWrongUsage = 2 };

std::string overview() {
  std::string out = "sinter " + version() +
                    ": optimises neural networks into plans and runs them\n\nUsage: sinter COMMAND [OPTIONS] ...\n\n";
  size_t width = 0;
  for (const auto& c : command_list()) width = std::max(width, std::string_view(c.name).size() + 2);
  for (const auto& c : command_list()) out += fmt::format("  {:<{}}{}\n", c.name, width, c.summary);
  out += fmt::format("  {:<{}}{}\n", "help", width, "this text, or that of one command");
  out += "\nWith any command: --plugin LIB.so loads operators of your own (docs/plugins.md).\n";
  return out + "\nsinter COMMAND --help explains a command and gives an example.\n";
}

void complain(const std::string& text) { std::fputs(("sinter: " + text + "\n").c_str(), stderr); }

// The library escapes line ends; where it lists several nodes they are meant.
std::string error_text(const Error& e) {
  std::string text = printable(e.what());
  for (size_t at; (at = text.find("\\n  ")) != std::string::npos;) text.replace(at, 2, "\n");
  return text + " [" + std::string(to_string(e.code())) + "]";
}

const Command& find_command(const std::string& name) {
  Words names{"help"};
  for (const auto& c : command_list()) {
    if (c.name == name) return c;
    names.emplace_back(c.name);
  }
  const std::string hint = did_you_mean(name, names);
  throw UsageError("there is no command " + in_quotes(name) + (hint.empty() ? "; see sinter help" : "; " + hint));
}

// Operators of the user's own, for whatever the command is: --plugin LIB.so, any number of times, anywhere.
void load_plugin_words(Words& words) {
  static const std::string kFlag = "--plugin";
  for (size_t i = 0; i < words.size();) {
    const bool joined = words[i].starts_with(kFlag + "=");
    if (!joined && words[i] != kFlag) {
      ++i;
      continue;
    }
    if (!joined && i + 1 == words.size()) throw UsageError("--plugin needs the path of a library");
    const auto at = words.begin() + std::ptrdiff_t(i);
    load_plugins(joined ? words[i].substr(kFlag.size() + 1) : words[i + 1]);
    words.erase(at, at + (joined ? 1 : 2));
  }
}

int dispatch(Words words) {
  load_plugin_words(words);
  if (words.empty()) {
    std::fputs(overview().c_str(), stderr);
    return kWrongUsage;
  }
  const std::string name = words.front();
  words.erase(words.begin());
  if (name == "--version" || name == "-V") {
    say("sinter " + version() + "\n");
    return kDone;
  }
  if (name == "help" && !words.empty()) return find_command(words[0]).run({"--help"});
  if (name == "help" || name == "--help" || name == "-h") {
    say(overview());
    return kDone;
  }
  return find_command(name).run(words);
}

int guarded(Words words) {
  const std::string command = words.empty() ? "" : printable(words[0]);
  set_cancel_message(command + ": cancelled; nothing was written");
  try {
    return dispatch(std::move(words));
  } catch (const UsageError& e) {
    bool known = false;
    for (const auto& c : command_list()) known = known || c.name == command;
    complain((known ? command + ": " : "") + e.what() +
             (known ? " (sinter " + command + " --help explains the flags)" : ""));
    return kWrongUsage;
  } catch (const Error& e) {
    if (e.code() == ErrorCode::kCancelled) {
      complain(command + ": cancelled; nothing was written");
      std::fflush(stdout);
      ::_exit(cancel_status());  // a build that was left to itself may still run: nothing waits for it
    }
    complain(command + ": " + error_text(e));
  } catch (const std::bad_alloc&) {
    complain(command +
             ": there is not enough memory. Free some, or use a smaller model or smaller shapes [out-of-memory]");
  } catch (const std::exception& e) {
    complain(command + ": " + printable(e.what()) + ". This is a bug of ours; please report it [internal]");
  }
  return kInputError;
}

}  // namespace
}  // namespace sinter::cli

int main(int argc, char** argv) {
  const int status = sinter::cli::guarded(sinter::cli::Words(argv + (argc > 0 ? 1 : 0), argv + argc));
  if (std::fflush(stdout) == 0 && !std::ferror(stdout)) return status;
  std::fputs("sinter: the output could not be written. Check where stdout goes and the free space [io]\n", stderr);
  return status ? status : 1;
}
