#include <algorithm>

#include <date/tz.h>

#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "engine/pipeline/import.h"

namespace faultline::pipeline {

std::vector<Choice> layoutChoices() {
  std::vector<Choice> choices{{"auto", "found out from the file"}};
  for (const input::LayoutPtr& layout : input::builtinLayouts()) {
    choices.push_back({layout->name(), layout->description()});
  }
  return choices;
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
