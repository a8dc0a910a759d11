#include <charconv>
#include <iostream>

#include <fmt/format.h>

#include "app/command.h"
#include "engine/base/text.h"
#include "engine/pipeline/keys.h"

namespace faultline::app {

using nlohmann::json;
using pipeline::KeyEdit;

namespace {

struct KeysArguments {
  std::string project;
  std::vector<std::int64_t> merge;
  std::optional<std::int64_t> split;
  std::string on;
  std::string mask;
  std::vector<std::string> rename;
  std::optional<std::int64_t> show;
  bool dryRun = false;
};

constexpr std::size_t kMostListed = 120;
constexpr std::size_t kMostLines = 20;

/// None when the keys are only to be listed.
Result<std::optional<KeyEdit>> editOf(const KeysArguments& arguments) {
  KeyEdit edit;
  if (!arguments.merge.empty()) {
    edit.kind = KeyEdit::Kind::Merge;
    for (const std::int64_t key : arguments.merge) edit.keys.push_back(KeyId{key});
  } else if (arguments.split) {
    edit = {KeyEdit::Kind::Split, {KeyId{*arguments.split}}, arguments.on};
  } else if (!arguments.mask.empty()) {
    edit = {KeyEdit::Kind::Mask, {}, arguments.mask};
  } else if (!arguments.rename.empty()) {
    std::int64_t key = 0;
    if (!CLI::detail::lexical_cast(arguments.rename.front(), key)) {
      return failure(ErrorCode::KeyUnknown, arguments.project,
                     "“" + arguments.rename.front() + "” is no number");
    }
    edit = {KeyEdit::Kind::Rename, {KeyId{key}}, arguments.rename.back()};
  } else {
    return std::nullopt;
  }
  return edit;
}

json idsJson(const std::vector<KeyId>& keys) {
  json ids = json::array();
  for (const KeyId key : keys) ids.push_back(key.value);
  return ids;
}

json noticeJson(const std::optional<Notice>& notice) { return notice ? json(errorLine(*notice)) : json(); }

json keyJson(const pipeline::LogKeyInfo& key) {
  return {{"id", key.id.value},
          {"template", key.text},
          {"name", key.name},
          {"events", key.events},
          {"merged", idsJson(key.merged)},
          {"split_from", key.splitFrom ? json(key.splitFrom.value) : json()},
          {"split_on", key.splitOn},
          {"parameters", key.parameters}};
}

ExitCode listKeys(const CommandContext& context, const std::string& project) {
  const auto list = pipeline::loadKeys(project);
  if (!list) return fail(list.error());
  if (context.json) {
    json keys = json::array();
    for (const pipeline::LogKeyInfo& key : list->keys) keys.push_back(keyJson(key));
    printJson({{"schema", 1},
               {"keys", keys},
               {"masks", list->masks},
               {"needs_relearning", noticeJson(list->needsRelearning)}});
    return ExitCode::Done;
  }
  std::cout << fmt::format("{} log keys\n{:>5}  {:>10}  {}\n", list->keys.size(), "id", "events", "template");
  for (const pipeline::LogKeyInfo& key : list->keys) {
    const std::string name = key.name.empty() ? std::string() : printable(key.name) + ": ";
    std::cout << fmt::format("{:>5}  {:>10}  {}{}\n", key.id.value, key.events, name,
                             elided(printable(key.text), kMostListed));
    for (const KeyId merged : key.merged)
      std::cout << fmt::format("{:>5}  {:>10}  with {}\n", "", "", merged.value);
    if (key.splitFrom) {
      std::cout << fmt::format("{:>5}  {:>10}  split off {} on “{}”\n", "", "", key.splitFrom.value,
                               printable(key.splitOn));
    }
  }
  for (const std::string& mask : list->masks) std::cout << "mask " << printable(mask) << '\n';
  if (list->needsRelearning) printNotice(context, *list->needsRelearning);
  return ExitCode::Done;
}

/// One key with what its parameters are and some of its lines.
ExitCode showKey(const CommandContext& context, const std::string& project, KeyId id) {
  const auto key = pipeline::describeKey(project, id, context.stop);
  if (!key) return fail(key.error());
  const auto lines = pipeline::linesOfKey(project, id, kMostLines, context.stop);
  if (context.json) {
    json document = keyJson(*key);
    document["schema"] = 1;
    document["lines"] = json::array();
    if (lines) {
      for (const pipeline::LogLine& line : *lines) document["lines"].push_back(line.text);
    }
    printJson(document);
    return ExitCode::Done;
  }
  std::cout << fmt::format("log key {}: {}\n{} events\n", key->id.value, printable(key->text), key->events);
  if (!key->name.empty()) std::cout << "called " << printable(key->name) << '\n';
  for (std::size_t i = 0; i < key->parameters.size(); ++i)
    std::cout << fmt::format("<*> {}: {}\n", i + 1, key->parameters[i]);
  if (!lines) return fail(lines.error());
  for (const pipeline::LogLine& line : *lines)
    std::cout << fmt::format("{}:{}  {}\n", line.event.source.value, line.line,
                             elided(printable(line.text), 2 * kMostListed));
  return ExitCode::Done;
}

json previewJson(const pipeline::KeyEditPreview& preview) {
  json keys = json::array();
  for (const auto& key : preview.keys) {
    keys.push_back(
        {{"id", key.key.value}, {"before", key.before}, {"after", key.after}, {"events", key.events}});
  }
  json lines = json::array();
  for (const pipeline::LogLine& line : preview.lines) {
    lines.push_back({{"source", line.event.source.value},
                     {"line", line.line},
                     {"key", line.key.value},
                     {"text", line.text}});
  }
  return {{"schema", 1},
          {"keys", keys},
          {"events", preview.events},
          {"at_least", preview.eventsAreAtLeast},
          {"lines", lines},
          {"lines_error", noticeJson(preview.linesError)}};
}

ExitCode previewEdit(const CommandContext& context, const std::string& project, const KeyEdit& edit) {
  const auto preview = pipeline::previewKeyEdit(project, edit, context.stop);
  if (!preview) return fail(preview.error());
  if (context.json) {
    printJson(previewJson(*preview));
    return ExitCode::Done;
  }
  std::cout << fmt::format("would change {} log keys, {}{} events; nothing is changed yet\n",
                           preview->keys.size(), preview->eventsAreAtLeast ? "at least " : "",
                           preview->events);
  for (const auto& key : preview->keys) {
    std::cout << fmt::format("{:>5}  {}\n    →  {}\n", key.key.value,
                             elided(printable(key.before), kMostListed),
                             elided(printable(key.after), kMostListed));
  }
  const std::size_t shown = std::min(preview->lines.size(), kMostLines);
  for (std::size_t i = 0; i < shown; ++i) {
    std::cout << fmt::format("{}:{}  {}\n", preview->lines[i].event.source.value, preview->lines[i].line,
                             elided(printable(preview->lines[i].text), 2 * kMostListed));
  }
  if (preview->linesError) printNotice(context, *preview->linesError);
  return ExitCode::Done;
}

ExitCode changeKeys(const CommandContext& context, const std::string& project, const KeyEdit& edit) {
  const auto report = pipeline::editKeys(project, edit, context.stop, context.progress);
  if (!report) return fail(report.error());
  for (const Notice& notice : report->notices) printNotice(context, notice);
  if (context.json) {
    json notices = json::array();
    for (const Notice& notice : report->notices) notices.push_back(errorLine(notice));
    printJson({{"schema", 1},
               {"key", report->key ? json(report->key.value) : json()},
               {"events", report->events},
               {"keys", report->keys},
               {"seconds", report->seconds},
               {"notices", notices}});
    return ExitCode::Done;
  }
  if (report->keys == 0) {
    std::cout << (report->key ? fmt::format("log key {} has its name now\n", report->key.value)
                              : std::string("the templates are more general now\n"));
    return ExitCode::Done;
  }
  const std::string made = report->key ? fmt::format("log key {}: ", report->key.value) : std::string();
  std::cout << fmt::format("{}{} events of {} log keys are read under another key now\n", made,
                           report->events, report->keys);
  std::cout << "take it back with: faultline undo " << printable(project) << '\n';
  return ExitCode::Done;
}

ExitCode runKeys(const CommandContext& context, const KeysArguments& arguments) {
  const auto edit = editOf(arguments);
  if (!edit) return fail(edit.error());
  if (arguments.show) return showKey(context, arguments.project, KeyId{*arguments.show});
  if (!*edit) return listKeys(context, arguments.project);
  if (arguments.dryRun) return previewEdit(context, arguments.project, **edit);
  return changeKeys(context, arguments.project, **edit);
}

}  // namespace

void addKeysCommand(CLI::App& root, CommandContext& context, CommandRun& run) {
  CLI::App* command = root.add_subcommand("keys", "list and change the log keys");
  const auto arguments = std::make_shared<KeysArguments>();
  command->add_option("PROJECT", arguments->project, "the project")->required()->type_name("");
  CLI::Option* merge = command
                           ->add_option("--merge", arguments->merge,
                                        "read all of these keys as the first of them, from now on")
                           ->delimiter(',')
                           ->type_name("A,B,...");
  CLI::Option* split =
      command->add_option("--split", arguments->split, "give some of the key's lines a key of their own")
          ->type_name("A");
  CLI::Option* on = command->add_option("--on", arguments->on, "those that have this word")
                        ->type_name("TOKEN")
                        ->needs(split);
  split->needs(on);
  CLI::Option* mask =
      command
          ->add_option("--mask", arguments->mask,
                       "what this matches is a parameter; keys that become the same are merged")
          ->type_name("REGEX");
  CLI::Option* rename = command
                            ->add_option("--rename", arguments->rename,
                                         "call the key something; an empty name: by its template again")
                            ->expected(2)
                            ->type_name("A NAME");
  CLI::Option* show =
      command->add_option("--show", arguments->show, "show one key: its parameters and some of its lines")
          ->type_name("A");
  for (CLI::Option* edit : {merge, split, mask, rename}) show->excludes(edit);
  merge->excludes(split)->excludes(mask)->excludes(rename);
  split->excludes(mask)->excludes(rename);
  mask->excludes(rename);
  command->add_flag("--dry-run", arguments->dryRun, "only show what it would change");
  command->callback(
      [&context, &run, arguments] { run = [&context, arguments] { return runKeys(context, *arguments); }; });
}

}  // namespace faultline::app
