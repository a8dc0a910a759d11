#include <numeric>

#include "engine/pipeline/key_edit_plan.h"
#include "engine/pipeline/key_lines.h"
#include "engine/pipeline/project_parser.h"
#include "engine/pipeline/word_split.h"
#include "engine/store/event_repository.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kMostLines = 100;

/// A file that has gone takes its lines from a preview, not the rest.
Status takeLines(Result<std::vector<LogLine>> lines, KeyEditPreview& preview) {
  if (lines) {
    preview.lines = std::move(*lines);
  } else if (lines.error().code == ErrorCode::Cancelled) {
    return tl::unexpected<Error>(lines.error());
  } else {
    preview.linesError = lines.error();
  }
  return {};
}

Result<KeyEditPreview> previewPlan(store::Database& database, const KeyEditPlan& plan,
                                   const std::stop_token& stop) {
  KeyEditPreview preview;
  preview.keys = plan.keys;
  for (const KeyEditPreview::Affected& key : plan.keys) preview.events += key.events;
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  std::vector<KeyId> keys;
  for (const KeyId key : plan.lineKeys) {
    const std::vector<KeyId> members = book.members(key);
    keys.insert(keys.end(), members.begin(), members.end());
  }
  FAULTLINE_TRY_ASSIGN(const auto events, someEventsOf(database, keys, kMostLines));
  FAULTLINE_TRY(takeLines(linesOf(database.file(), events, stop), preview));
  return preview;
}

Result<KeyEditPreview> previewSplit(store::Database& database, const KeyEditInput& input, KeyId key,
                                    const std::string& word, const std::stop_token& stop) {
  std::vector<WordSplit> splits;
  for (const KeyId member : input.book.members(key)) splits.push_back({member, {}});
  FAULTLINE_TRY_ASSIGN(WordSplitter splitter, WordSplitter::make(database, input.book, word));
  KeyEditPreview preview;
  preview.keys.push_back({key, input.book.textOf(key), input.book.textOf(key), 0});
  preview.eventsAreAtLeast = true;
  const auto sample = splitter.sample(splits, kMostLines, stop);
  if (!sample) {
    if (sample.error().code == ErrorCode::Cancelled) return tl::unexpected<Error>(sample.error());
    preview.linesError = sample.error();
    return preview;
  }
  WordSplitCount all;
  for (const WordSplitCount& count : sample->counts) {
    all.events += count.events;
    all.moved += count.moved;
    for (const auto& [text, times] : count.templates) all.templates[text] += times;
  }
  if (sample->all) FAULTLINE_TRY(checkSplit(word, all.moved, all.events));
  preview.eventsAreAtLeast = !sample->all;
  preview.events = preview.keys.front().events = all.moved;
  preview.keys.front().after = all.templateText(input.book.find(key)->text);
  FAULTLINE_TRY(takeLines(linesOf(database.file(), sample->events, stop), preview));
  return preview;
}

}  // namespace

Result<KeyEditPreview> previewKeyEdit(const std::filesystem::path& project, const KeyEdit& edit,
                                      std::stop_token stop) {
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const KeyBook book, KeyBook::read(database));
  FAULTLINE_TRY_ASSIGN(const KeyCounts counts, store::EventRepository(database).keyCounts());
  FAULTLINE_TRY_ASSIGN(const parse::ParserSettings settings, parserSettings(database, book));
  EventTexts texts(database);
  const KeyEditInput input{book, counts, project.string(), settings, samplesOf(database, texts)};
  if (edit.kind == KeyEdit::Kind::Split) {
    FAULTLINE_TRY_ASSIGN(const KeyId key, keyToSplit(input, edit.keys, edit.text));
    return previewSplit(database, input, key, edit.text, stop);
  }
  FAULTLINE_TRY_ASSIGN(const KeyEditPlan plan, planOf(input, edit));
  return previewPlan(database, plan, stop);
}

}  // namespace faultline::pipeline
