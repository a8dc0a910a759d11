#pragma once

#include <functional>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/workflow/automaton.h"
#include "engine/workflow/layout.h"

namespace faultline::workflow {

/// The texts that a document needs of a log key.
struct KeyText {
  std::string templateText;
  std::string label;  ///< Its telling words, one line, short.
};
using KeyTexts = std::function<KeyText(LogKey)>;

/// The words that tell a template from others: without parameters, at most `most` characters, whole words.
[[nodiscard]] std::string tellingWords(const std::string& templateText, std::size_t most = 40);

/// The telling words of many templates. Those that begin alike go on with what sets them apart, `During
/// sync_power_state … (pausing)`; of templates with the same words they stay the same.
[[nodiscard]] std::vector<std::string> tellingLabels(const std::vector<std::string>& templates,
                                                     std::size_t most = 40);

/// A task's name: what the user called it, or its most telling keys' words.
[[nodiscard]] std::string taskName(const Task& task, const KeyTexts& texts);
/// One a task, by keys that few other tasks have; never empty, and no two the same but for those that a user
/// gave.
[[nodiscard]] std::vector<std::string> taskNames(const Workflow& workflow, const KeyTexts& texts);

/// The documents below are written from plain text; quotes, line breaks, markup and DOT syntax in it are
/// escaped and stay text. `only`: a task, or all of them.

/// `{"schema":1,"suggested":{...},"tasks":[...]}`: see the command line's contract. Nodes of one key are
/// joined. `concurrent` lists keys that follow each other in either order, those of a loop of two keys among
/// them.
[[nodiscard]] std::string toJson(const Workflow& workflow, const KeyTexts& texts, TaskId only = {});
[[nodiscard]] std::string toDot(const Workflow& workflow, const KeyTexts& texts, TaskId only = {});
/// A picture of its own, laid out by `layOut`. Errors as there.
Result<std::string> toSvg(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                          const std::stop_token& stop);
/// Drawn by Graphviz's cairo renderer. Errors as `layOut`.
Result<std::string> toPng(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                          const std::stop_token& stop);

}  // namespace faultline::workflow
