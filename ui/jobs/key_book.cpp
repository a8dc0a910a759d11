#include "ui/jobs/key_book.h"

#include <algorithm>

#include "ui/text/format.h"
#include "ui/text/translate.h"

namespace faultline::ui {

using namespace pipeline;

namespace {

QString editTitle(KeyEdit::Kind kind) {
  switch (kind) {
    case KeyEdit::Kind::Merge:
      return KeyBook::tr("Merge log keys");
    case KeyEdit::Kind::Split:
      return KeyBook::tr("Split a log key");
    case KeyEdit::Kind::Rename:
      return KeyBook::tr("Rename a log key");
    case KeyEdit::Kind::Mask:
      return KeyBook::tr("Mask log keys");
  }
  return {};
}

/// What is said of findings and learnt from it reads no line anew.
bool changesLines(const Change& change) {
  return change.action.starts_with("keys.") || change.action.starts_with("source.");
}

QString changedText(const KeyEditReport& report) {
  if (report.events == 0) return KeyBook::tr("done");
  return KeyBook::tr("%1 entries are read under another key").arg(numberText(report.events));
}

}  // namespace

KeyBook::KeyBook(std::shared_ptr<Engine> engine, JobRunner* jobs, QObject* parent)
    : QObject(parent), m_engine(std::move(engine)), m_jobs(jobs) {}

void KeyBook::setProject(const std::filesystem::path& project) {
  m_queries.cancelAll();
  m_project = project;
  m_keys.reset();
  m_error.reset();
  m_changes.clear();
  Q_EMIT keysChanged();
  Q_EMIT changesChanged();
}

void KeyBook::reload() {
  if (m_project.empty()) return;
  loadKeys();
  reloadChanges();
}

void KeyBook::loadKeys() {
  m_queries.run(
      this, QStringLiteral("keys"),
      [engine = m_engine, project = m_project](std::stop_token) { return engine->loadKeys(project); },
      [this](Result<KeyList> keys) {
        m_error.reset();
        if (keys) {
          m_keys = std::make_shared<const KeyList>(std::move(*keys));
        } else {
          m_error = keys.error();  // the last good list stays
        }
        Q_EMIT keysChanged();
      },
      Worker::Place::Front);
}

void KeyBook::reloadChanges() {
  m_queries.run(
      this, QStringLiteral("changes"),
      [engine = m_engine, project = m_project](std::stop_token) { return engine->loadChanges(project); },
      [this](Result<std::vector<Change>> changes) {
        m_changes = changes ? std::move(*changes) : std::vector<Change>{};
        Q_EMIT changesChanged();
      },
      Worker::Place::Front);
}

const LogKeyInfo* KeyBook::key(KeyId id) const {
  if (!m_keys) return nullptr;
  const auto& keys = m_keys->keys;
  const auto found = std::find_if(keys.begin(), keys.end(), [&](const LogKeyInfo& each) {
    return each.id == id || std::find(each.merged.begin(), each.merged.end(), id) != each.merged.end();
  });
  return found == keys.end() ? nullptr : &*found;
}

const Change* KeyBook::undoable() const {
  const auto last =
      std::find_if(m_changes.begin(), m_changes.end(), [](const Change& each) { return !each.undone; });
  return last == m_changes.end() || !last->canUndo ? nullptr : &*last;
}

const Change* KeyBook::redoable() const {
  // The undone ones that are newer than all that stand; the oldest of them is next.
  const Change* next = nullptr;
  for (const Change& each : m_changes) {
    if (!each.undone) break;
    next = &each;
  }
  return next;
}

QString KeyBook::words(const Change& change) const {
  return changeTitle(change, m_engine->changePattern(change.action));
}

std::optional<QString> KeyBook::toUndo() const {
  const Change* change = undoable();
  return change == nullptr ? std::nullopt : std::optional(words(*change));
}

std::optional<QString> KeyBook::toRedo() const {
  const Change* change = redoable();
  return change == nullptr ? std::nullopt : std::optional(words(*change));
}

quint64 KeyBook::edit(const KeyEdit& edit) {
  const quint64 job = m_jobs->start<KeyEditReport>(
      editTitle(edit.kind),
      [engine = m_engine, project = m_project, edit](std::stop_token stop, const ProgressSink& progress) {
        return engine->editKeys(project, edit, stop, progress);
      },
      [this](const KeyEditReport& report) {
        Q_EMIT linesChanged();
        return changedText(report);
      });
  m_edits.insert(job);
  return job;
}

void KeyBook::undo() {
  const Change* change = undoable();
  if (change == nullptr) return;
  m_jobs->start<Change>(
      tr("Undo “%1”").arg(words(*change)),
      [engine = m_engine, project = m_project](std::stop_token stop, const ProgressSink& progress) {
        return engine->undoChange(project, stop, progress);
      },
      [this](const Change& done) {
        if (changesLines(done)) Q_EMIT linesChanged();
        Q_EMIT undone(done, words(done));
        return tr("done");
      });
}

void KeyBook::redo() {
  const Change* change = redoable();
  if (change == nullptr) return;
  m_jobs->start<Change>(
      tr("Redo “%1”").arg(words(*change)),
      [engine = m_engine, project = m_project](std::stop_token stop, const ProgressSink& progress) {
        return engine->redoChange(project, stop, progress);
      },
      [this](const Change& done) {
        if (changesLines(done)) Q_EMIT linesChanged();
        Q_EMIT redone(done, words(done));
        return tr("done");
      });
}

}  // namespace faultline::ui
