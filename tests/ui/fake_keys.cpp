#include "tests/ui/fake_keys.h"

#include <algorithm>

#include <QtCore/QRegularExpression>
#include <QtCore/QString>

namespace faultline::ui {

using namespace pipeline;

namespace {

LogKeyInfo makeKey(int id, std::string text, std::uint64_t events, std::vector<std::string> parameters) {
  LogKeyInfo key;
  key.id = KeyId{id};
  key.text = std::move(text);
  key.events = events;
  key.parameters = std::move(parameters);
  return key;
}

bool has(const std::vector<KeyId>& keys, KeyId key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

const char* actionOf(KeyEdit::Kind kind) {
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return "keys.merge";
    case KeyEdit::Kind::Split:
      return "keys.split";
    case KeyEdit::Kind::Rename:
      return "keys.rename";
    case KeyEdit::Kind::Mask:
      return "keys.mask";
  }
  return "";
}

}  // namespace

FakeKeys::FakeKeys() {
  m_list.keys = {
      makeKey(1, "[instance: <*>] VM Started (Lifecycle Event)", 4'218'330, {"identifier"}),
      makeKey(2, "[instance: <*>] VM Paused (Lifecycle Event)", 812'004, {"identifier"}),
      makeKey(3, "<*> \"GET <*> HTTP/1.1\" status: <*> len: <*> time: <*>", 655'120,
              {"address", "path", "number", "bytes", "seconds"}),
      makeKey(4, "[instance: <*>] Took <*> seconds to build instance.", 21'417, {"identifier", "seconds"}),
      makeKey(5, "[instance: <*>] Creating image", 21'417, {"identifier"}),
      makeKey(6, "Active base files: <*>", 9'802, {"path"}),
      makeKey(7, "Unable to write <b>state</b> of node-a: <*>", 12, {"text"}),
      makeKey(8, "Unable to write <b>state</b> of node-b: <*>", 3, {"text"})};
  m_list.keys[3].name = "Build time";
  m_list.keys[4].merged = {KeyId{11}, KeyId{12}};
  m_list.keys[5].splitFrom = KeyId{3};
  m_list.keys[5].splitOn = "Active";
}

void FakeKeys::set(KeyList list) {
  const std::lock_guard lock(m_mutex);
  m_list = std::move(list);
}

void FakeKeys::failWith(std::optional<Error> error) {
  const std::lock_guard lock(m_mutex);
  m_error = std::move(error);
}

void FakeKeys::learnt() {
  const std::lock_guard lock(m_mutex);
  m_list.needsRelearning.reset();
}

KeyList FakeKeys::list() const {
  const std::lock_guard lock(m_mutex);
  KeyList list = m_list;
  for (LogKeyInfo& key : list.keys) key.parameters.clear();
  return list;
}

Result<LogKeyInfo> FakeKeys::describe(KeyId key) const {
  const std::lock_guard lock(m_mutex);
  const LogKeyInfo* found = find(key);
  if (found == nullptr) return failure(ErrorCode::KeyUnknown);
  return *found;
}

const LogKeyInfo* FakeKeys::find(KeyId key) const {
  const auto found =
      std::find_if(m_list.keys.begin(), m_list.keys.end(), [&](const auto& each) { return each.id == key; });
  return found == m_list.keys.end() ? nullptr : &*found;
}

std::string FakeKeys::textOf(KeyId key, std::size_t line) const {
  static const char* const kValues[] = {"b9000564-fe1a-409b-b8cc-1e88b294cd1d", "20.58", "/var/lib/nova",
                                        "failed", "10.11.10.1"};
  std::string text = find(key)->text;
  std::size_t value = line;
  for (std::size_t at = text.find("<*>"); at != std::string::npos; at = text.find("<*>", at)) {
    const std::string filled = kValues[value++ % std::size(kValues)];
    text.replace(at, 3, filled);
    at += filled.size();
  }
  return "2017-05-16 00:00:0" + std::to_string(line % 10) + ".008 INFO " + text +
         (line == 1 ? "\t\x1b[0m" : "");
}

Result<KeyList> FakeKeys::edited(const KeyEdit& edit) const {
  if (m_error) return tl::unexpected<Error>(*m_error);
  const auto known = [this](KeyId key) { return find(key) != nullptr; };
  if (!std::all_of(edit.keys.begin(), edit.keys.end(), known)) return failure(ErrorCode::KeyUnknown);
  KeyList list = m_list;
  const auto first = std::find_if(list.keys.begin(), list.keys.end(), [&](const LogKeyInfo& key) {
    return !edit.keys.empty() && key.id == edit.keys.front();
  });
  switch (edit.kind) {
    case KeyEdit::Kind::Merge:
      for (const KeyId key : edit.keys) {
        if (key == first->id) continue;
        first->events += find(key)->events;
        first->merged.push_back(key);
      }
      std::erase_if(list.keys, [&](const LogKeyInfo& key) {
        return key.id != edit.keys.front() && has(edit.keys, key.id);
      });
      break;
    case KeyEdit::Kind::Split: {
      if (textOf(first->id, 0).find(edit.text) == std::string::npos) {
        return failure(ErrorCode::InvalidArgument, edit.text, "no message of this key has the word");
      }
      LogKeyInfo part = *first;
      part.id = KeyId{100};
      part.events = first->events / 3;
      part.splitFrom = first->id;
      part.splitOn = edit.text;
      first->events -= part.events;
      list.keys.push_back(part);
      break;
    }
    case KeyEdit::Kind::Rename:
      first->name = edit.text;
      break;
    case KeyEdit::Kind::Mask: {
      const QRegularExpression regex(QString::fromStdString(edit.text));
      if (!regex.isValid()) {
        return failure(ErrorCode::RegexInvalid, edit.text, regex.errorString().toStdString());
      }
      bool any = false;
      for (LogKeyInfo& key : list.keys) {
        const QString before = QString::fromStdString(key.text);
        key.text = QString(before).replace(regex, QStringLiteral("<*>")).toStdString();
        any = any || before.toStdString() != key.text;
      }
      if (!any)
        return failure(ErrorCode::InvalidArgument, edit.text, "no key has anything that this matches");
      list.masks.push_back(edit.text);
      break;
    }
  }
  return list;
}

Result<KeyEditPreview> FakeKeys::preview(const KeyEdit& edit) const {
  const std::lock_guard lock(m_mutex);
  FAULTLINE_TRY_ASSIGN(const KeyList after, edited(edit));
  KeyEditPreview preview;
  std::vector<KeyId> touched = edit.keys;
  for (const LogKeyInfo& key : m_list.keys) {
    const auto same = std::find_if(after.keys.begin(), after.keys.end(),
                                   [&](const LogKeyInfo& each) { return each.id == key.id; });
    const bool masked = same != after.keys.end() && same->text != key.text;
    if (!has(touched, key.id) && !masked) continue;
    KeyEditPreview::Affected affected{key.id, key.text, key.text, key.events};
    if (edit.kind == KeyEdit::Kind::Merge) affected.after = find(edit.keys.front())->text;
    if (edit.kind == KeyEdit::Kind::Split) affected.events = key.events / 3;
    if (edit.kind == KeyEdit::Kind::Rename && !edit.text.empty()) affected.after = edit.text;
    if (masked) affected.after = same->text;
    preview.events += affected.events;
    preview.keys.push_back(affected);
    for (std::uint32_t line = 0; line < 30 && preview.lines.size() < 100; ++line) {
      LogLine shown;
      shown.event = EventId{SourceId{1}, line};
      shown.line = line * 17 + 3ULL;
      shown.key = key.id;
      shown.text = textOf(key.id, line);
      preview.lines.push_back(std::move(shown));
    }
  }
  preview.eventsAreAtLeast = edit.kind == KeyEdit::Kind::Split;
  return preview;
}

Result<KeyEditReport> FakeKeys::edit(const KeyEdit& edit) {
  const std::lock_guard lock(m_mutex);
  FAULTLINE_TRY_ASSIGN(KeyList after, edited(edit));
  if (edit.kind != KeyEdit::Kind::Rename) {
    after.needsRelearning = Notice{ErrorCode::KeysNeedRelearning, {}, "2 of its keys are read as others now"};
  }
  std::erase_if(m_steps, [](const Step& step) { return step.change.undone; });
  Change change;
  change.id = static_cast<std::int64_t>(m_steps.size()) + 1;
  change.action = actionOf(edit.kind);
  change.arguments = {edit.keys.empty() ? edit.text : find(edit.keys.front())->text, edit.text};
  change.canUndo = true;
  m_steps.push_back({change, m_list, after});
  m_list = after;
  KeyEditReport report;
  report.key = edit.keys.empty() ? KeyId{} : edit.keys.front();
  if (edit.kind == KeyEdit::Kind::Split) report.key = KeyId{100};
  report.events = 1234;
  report.keys = 2;
  if (after.needsRelearning) report.notices.push_back(*after.needsRelearning);
  return report;
}

Result<std::vector<LogLine>> FakeKeys::lines(KeyId key, std::size_t most) const {
  const std::lock_guard lock(m_mutex);
  if (find(key) == nullptr) return failure(ErrorCode::KeyUnknown);
  std::vector<LogLine> lines;
  for (std::uint32_t row = 0; row < std::min<std::size_t>(most, 20); ++row) {
    LogLine line;
    line.event = EventId{SourceId{1}, row};
    line.line = row + 1ULL;
    line.key = key;
    line.text = textOf(key, row);
    lines.push_back(std::move(line));
  }
  return lines;
}

std::vector<Change> FakeKeys::changes() const {
  const std::lock_guard lock(m_mutex);
  std::vector<Change> changes;
  for (auto step = m_steps.rbegin(); step != m_steps.rend(); ++step) changes.push_back(step->change);
  return changes;
}

Result<Change> FakeKeys::undo() {
  const std::lock_guard lock(m_mutex);
  const auto last =
      std::find_if(m_steps.rbegin(), m_steps.rend(), [](const Step& step) { return !step.change.undone; });
  if (last == m_steps.rend()) return failure(ErrorCode::NothingToUndo);
  last->change.undone = true;
  m_list = last->before;
  return last->change;
}

Result<Change> FakeKeys::redo() {
  const std::lock_guard lock(m_mutex);
  const auto first =
      std::find_if(m_steps.begin(), m_steps.end(), [](const Step& step) { return step.change.undone; });
  if (first == m_steps.end()) return failure(ErrorCode::NothingToRedo);
  first->change.undone = false;
  m_list = first->after;
  return first->change;
}

}  // namespace faultline::ui
