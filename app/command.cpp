#include "app/command.h"

#include <cstdio>
#include <iostream>

#include "app/terminal.h"

namespace faultline::app {

void printJson(const nlohmann::json& document) {
  clearProgressBar();
  std::cout << document.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) << '\n';
}

ExitCode fail(const Error& error) {
  clearProgressBar();
  std::cerr << "faultline: " << errorLine(error) << '\n';
  if (error.code == ErrorCode::Cancelled) return ExitCode::Cancelled;
  return error.code == ErrorCode::NotAvailableYet ? ExitCode::WrongUsage : ExitCode::Failed;
}

ExitCode failUsage(const Error& error) {
  const ExitCode code = fail(error);
  switch (error.code) {
    case ErrorCode::InvalidArgument:
    case ErrorCode::LayoutInvalid:
    case ErrorCode::RegexInvalid:
    case ErrorCode::TimeInvalid:
    case ErrorCode::TimeZoneUnknown:
      return ExitCode::WrongUsage;
    default:
      return code;
  }
}

void printNotice(const CommandContext& context, const Notice& notice) {
  if (context.quiet) return;
  clearProgressBar();
  std::cerr << "faultline: " << errorLine(notice) << '\n';
}

}  // namespace faultline::app
