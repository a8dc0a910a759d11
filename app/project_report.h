#pragma once

#include <nlohmann/json.hpp>

#include "engine/pipeline/project.h"

namespace faultline::app {

[[nodiscard]] nlohmann::json sourcesJson(const pipeline::ProjectInfo& info);
[[nodiscard]] nlohmann::json projectJson(const pipeline::ProjectInfo& info);

void printSources(const pipeline::ProjectInfo& info);
void printProject(const pipeline::ProjectInfo& info);

}  // namespace faultline::app
