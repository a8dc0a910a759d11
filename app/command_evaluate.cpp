#include "app/command.h"

namespace faultline::app {

void addEvaluateCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* const evaluate = root.add_subcommand("evaluate", "Compare detectors on labelled data");
  evaluate->callback([&context, &run] {
    run = [&context] {
      (void)context;
      static_cast<void>(fail({ErrorCode::NotAvailableYet, "evaluate", {}}));
      return ExitCode::WrongUsage;
    };
  });
}

}  // namespace faultline::app
