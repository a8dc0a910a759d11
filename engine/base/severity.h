#pragma once

#include <optional>
#include <string_view>

namespace faultline {

enum class Severity { Critical, Major, Minor, Warning, Info };
enum class FindingStatus { Open, Confirmed, FalsePositive, Harmless };

/// The stable words of the command line and the project file: `critical`, `false-positive`, ...
[[nodiscard]] std::string_view severityName(Severity severity);
[[nodiscard]] std::string_view statusName(FindingStatus status);
[[nodiscard]] std::optional<Severity> severityFromName(std::string_view name);
[[nodiscard]] std::optional<FindingStatus> statusFromName(std::string_view name);

}  // namespace faultline
