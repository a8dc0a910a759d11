#include <array>

#include "app/command.h"

namespace faultline::app {

void addCommandsToCome(CLI::App& root, CommandRun& run) {
  static constexpr std::array kNames = {"rules", "dictionary", "metrics", "causes", "report"};
  for (const char* name : kNames) {
    CLI::App* command = root.add_subcommand(name, "not there yet");
    command->group("");
    command->allow_extras();
    command->prefix_command();
    command->callback([&run, name] {
      run = [name] {
        return fail({ErrorCode::NotAvailableYet, name, "this version does not have the command"});
      };
    });
  }
}

}  // namespace faultline::app
