#include "engine/base/severity.h"

#include <array>

namespace faultline {

namespace {

constexpr std::array<std::string_view, 5> kSeverities = {"critical", "major", "minor", "warning", "info"};
constexpr std::array<std::string_view, 4> kStatuses = {"open", "confirmed", "false-positive", "harmless"};

template <class Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name) {
  for (std::size_t i = 0; i < N; ++i) {
    if (names[i] == name) return static_cast<Enum>(i);
  }
  return std::nullopt;
}

}  // namespace

std::string_view severityName(Severity severity) { return kSeverities[static_cast<std::size_t>(severity)]; }
std::string_view statusName(FindingStatus status) { return kStatuses[static_cast<std::size_t>(status)]; }
std::optional<Severity> severityFromName(std::string_view name) {
  return fromName<Severity>(kSeverities, name);
}
std::optional<FindingStatus> statusFromName(std::string_view name) {
  return fromName<FindingStatus>(kStatuses, name);
}

}  // namespace faultline
