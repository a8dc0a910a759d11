#include <algorithm>

#include <date/tz.h>

#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "engine/pipeline/import.h"
#include "engine/pipeline/user_layouts.h"

namespace faultline::pipeline {

namespace {

/// Those whose names are not taken yet: the first layout of a name is the one that it stands for.
void addLayouts(const Result<std::vector<UserLayout>>& layouts, std::vector<Choice>& choices) {
  if (!layouts) return;
  for (const UserLayout& layout : *layouts) {
    const bool taken = std::ranges::find(choices, layout.name, &Choice::name) != choices.end();
    if (!taken) choices.push_back({layout.name, layout.pattern});
  }
}

}  // namespace

std::vector<Choice> builtinLayoutChoices() {
  std::vector<Choice> choices;
  for (const input::LayoutPtr& layout : input::builtinLayouts()) {
    choices.push_back({layout->name(), layout->description()});
  }
  return choices;
}

std::vector<Choice> layoutChoices(const std::optional<std::filesystem::path>& project) {
  std::vector<Choice> choices = builtinLayoutChoices();
  choices.insert(choices.begin(), {"auto", "found out from the file"});
  if (project) addLayouts(loadProjectLayouts(*project), choices);
  addLayouts(loadUserLayouts(userLayoutFile()), choices);
  return choices;
}

Status checkImportOptions(const ImportOptions& options, const std::optional<std::filesystem::path>& project) {
  if (options.layout != "auto") {
    FAULTLINE_TRY_ASSIGN(const std::string layout, resolveLayout(options.layout, project));
    FAULTLINE_TRY(input::makeLayout(layout));
  }
  if (options.sessionId != "auto") FAULTLINE_TRY(input::SessionRule::make(options.sessionId));
  FAULTLINE_TRY(ClockReader::make({options.timeZone.value_or("UTC"), {}}));
  return {};
}

std::vector<Choice> sessionChoices() {
  std::vector<Choice> choices{{"auto", "found out from the file"}};
  for (const input::SessionRuleInfo& rule : input::builtinSessionRules()) {
    choices.push_back({rule.name, rule.description});
  }
  return choices;
}

std::vector<std::string> timeZoneNames() {
  std::vector<std::string> names;
  try {
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
  } catch (const std::exception&) {
    names.clear();  // a machine without the database still has UTC
  }
  std::ranges::sort(names);
  std::erase(names, "UTC");
  names.insert(names.begin(), "UTC");
  return names;
}

}  // namespace faultline::pipeline
