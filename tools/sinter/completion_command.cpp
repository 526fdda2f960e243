// SPDX-FileCopyrightText: 2026 The SinterRT authors
// SPDX-License-Identifier: Apache-2.0
#include "commands.h"
#include "completion.h"
#include "words.h"

namespace sinter::cli {
namespace {

constexpr const char* kCompletionHelp = R"(
Examples:
  source <(sinter completion bash)
  sinter completion zsh > ~/.zsh/completions/_sinter
  sinter completion fish > ~/.config/fish/completions/sinter.fish
)";

}  // namespace

int completion_command(const Words& words) {
  std::string shell;
  CLI::App app("Print a script with which a shell completes sinter's commands and flags", "sinter completion");
  app.add_option("SHELL", shell, "bash, zsh or fish");
  app.footer(kCompletionHelp);
  if (!parse_words(app, words)) return 0;
  need(shell, "SHELL", "sinter completion bash|zsh|fish");
  check_names("SHELL", "completion for", {shell}, {"bash", "zsh", "fish"});
  const auto commands = command_helps();
  say(shell == "bash"  ? bash_completion(commands)
      : shell == "zsh" ? zsh_completion(commands)
                       : fish_completion(commands));
  return 0;
}

}  // namespace sinter::cli
