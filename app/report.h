#pragma once

#include <nlohmann/json.hpp>

#include "app/command.h"
#include "engine/pipeline/analyze.h"
#include "engine/pipeline/findings.h"
#include "engine/pipeline/project.h"

namespace faultline::app {

// What several sub-commands print, as JSON (the contract's fields) and as text for people.

[[nodiscard]] nlohmann::json timeJson(const std::optional<UtcTime>& time);
[[nodiscard]] nlohmann::json findingJson(const pipeline::Finding& finding);
[[nodiscard]] nlohmann::json findingListJson(const pipeline::FindingList& list);
[[nodiscard]] nlohmann::json importJson(const pipeline::ImportReport& report);
[[nodiscard]] nlohmann::json learnJson(const pipeline::LearnReport& report);
[[nodiscard]] nlohmann::json detectJson(const pipeline::DetectReport& report);

/// Whether the findings that follow from another one of their session are printed, or only counted.
enum class Followers { Counted, Shown };
void printFindings(const pipeline::FindingList& list, Followers followers = Followers::Counted);
void printImport(const pipeline::ImportReport& report);
void printLearn(const pipeline::LearnReport& report);
void printDetect(const pipeline::DetectReport& report);

/// Prints the findings of an analysis, with its reports and notices.
[[nodiscard]] ExitCode printAnalysis(const CommandContext& context, const std::string& project,
                                     const pipeline::AnalyzeReport& report);

/// Prints what is to be said of each file, and tells how an import ended: Failed when every file was refused.
[[nodiscard]] ExitCode importOutcome(const CommandContext& context, const pipeline::ImportReport& report);

}  // namespace faultline::app
