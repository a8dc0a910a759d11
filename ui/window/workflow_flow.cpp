#include "ui/window/workflow_flow.h"

#include <algorithm>
#include <utility>

#include <QtCore/QFileInfo>
#include <QtWidgets/QFileDialog>

#include "ui/dialogs/mining_dialog.h"
#include "ui/text/translate.h"
#include "ui/views/workflow_page.h"

namespace faultline::ui {

using namespace pipeline;

WorkflowFlow::WorkflowFlow(Workspace* workspace, WorkflowPage* page, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_page(page) {
  connect(m_workspace, &Workspace::projectChanged, this, &WorkflowFlow::onProject);
  connect(m_workspace, &Workspace::infoChanged, this, [this] {
    m_page->setEvents(m_workspace->info()->events);
    load();
  });
  connect(m_workspace->jobs(), &JobRunner::changed, this,
          [this] { m_page->setBusy(m_workspace->jobs()->busy()); });
  connect(m_page, &WorkflowPage::mineRequested, this, &WorkflowFlow::mine);
  connect(m_page, &WorkflowPage::mineWithSettingsRequested, this, &WorkflowFlow::askAndMine);
  connect(m_page, &WorkflowPage::editRequested, this, &WorkflowFlow::edit);
  connect(m_page, &WorkflowPage::applyRequested, this, &WorkflowFlow::apply);
  connect(m_page, &WorkflowPage::linesRequested, this, &WorkflowFlow::findLine);
  connect(m_page, &WorkflowPage::exportRequested, this, &WorkflowFlow::askExport);
  connect(m_page, &WorkflowPage::failed, m_workspace, &Workspace::failed);
}

void WorkflowFlow::onProject() {
  m_known = false;
  m_workflow.reset();
  m_page->setUnknown();
  Q_EMIT workflowChanged();
}

void WorkflowFlow::load() {
  m_workspace->queries()->run(
      this, QStringLiteral("workflow"),
      [engine = m_workspace->engine(), project = m_workspace->path()](std::stop_token) {
        return engine->loadWorkflow(project);
      },
      [this](const Result<std::shared_ptr<const ProjectWorkflow>>& workflow) {
        m_known = true;
        const bool same = !std::exchange(m_edited, false) && workflow && m_workflow && *workflow &&
                          (*workflow)->id == m_workflow->id &&
                          (*workflow)->outdated == m_workflow->outdated &&
                          (*workflow)->taskNames == m_workflow->taskNames;
        if (same) return;  // what is looked at stays as it is
        m_workflow = workflow ? *workflow : nullptr;
        m_page->setWorkflow(workflow);
        Q_EMIT workflowChanged();
      });
}

void WorkflowFlow::withModelInUse(const QString& channel, std::function<void(const LearnSettings&)> then) {
  m_workspace->queries()->run(
      this, channel,
      [engine = m_workspace->engine(), project = m_workspace->path()](std::stop_token) {
        return engine->loadModels(project);
      },
      [then = std::move(then)](const Result<std::vector<ModelDetails>>& models) {
        LearnSettings settings;
        if (models) {
          for (const ModelDetails& each : *models) {
            if (each.active) settings = each.settings;
          }
        }
        then(settings);
      });
}

void WorkflowFlow::mine() {
  if (!m_workspace->isOpen()) return;
  if (m_workflow) return start(m_workflow->settings);
  withModelInUse(QStringLiteral("mining"), [this](const LearnSettings& model) {
    MiningSettings settings;
    settings.normal = model.normal;
    settings.sources = model.sources;
    start(settings);
  });
}

void WorkflowFlow::askAndMine() {
  if (!m_workspace->isOpen()) return;
  withModelInUse(QStringLiteral("mining"), [this](const LearnSettings& model) {
    MiningSettings before;
    before.normal = model.normal;
    before.sources = model.sources;
    if (m_workflow) before = m_workflow->settings;
    auto* dialog = new MiningDialog(before, model.normal, m_zone, m_page->window());
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &QDialog::accepted, this, [this, dialog] { start(dialog->settings()); });
    dialog->open();
  });
}

void WorkflowFlow::start(const MiningSettings& settings) {
  m_workspace->jobs()->start<MineReport>(
      tr("Mine the workflow"),
      [engine = m_workspace->engine(), project = m_workspace->path(), settings](
          std::stop_token stop, const ProgressSink& progress) {
        return engine->mineWorkflow(project, settings, stop, progress);
      },
      [this](const MineReport& report) {
        QStringList notices;
        for (const Notice& notice : report.notices) notices << errorWords(notice).whole();
        if (!notices.isEmpty() && (report.tasks > 0 || report.isKept)) {
          Q_EMIT m_workspace->noticed(
              report.isKept ? tr("The workflow in use stays.") : tr("Mined. Good to know:"),
              notices.join(QLatin1Char('\n')));
        }
        if (report.isKept) return tr("no task was found; the workflow in use stays");
        QString changed = tr("%n task(s)", nullptr, static_cast<int>(report.tasks)) +
                          tr(" in %1 sessions").arg(numberText(report.sessions));
        if (report.linked > 0)
          changed += tr(", %1 log entries linked to them").arg(numberText(report.linked));
        return changed;
      });
}

void WorkflowFlow::edit(const WorkflowEdit& edit) {
  m_workspace->queries()->run(
      this, QStringLiteral("workflow edit"),
      [engine = m_workspace->engine(), project = m_workspace->path(), edit](std::stop_token) {
        return engine->editWorkflow(project, edit);
      },
      [this](const Status& done) {
        if (!done) Q_EMIT m_workspace->failed(done.error());
        m_workspace->keys()->reloadChanges();
        m_edited = true;
        load();
      });
}

void WorkflowFlow::apply(int history, int candidates) {
  withModelInUse(QStringLiteral("apply"), [this, history, candidates](LearnSettings settings) {
    settings.history = history;
    settings.candidates = candidates;
    m_workspace->learnAgain(settings);
  });
}

void WorkflowFlow::findLine(KeyId key) {
  m_workspace->queries()->run(
      this, QStringLiteral("line"),
      [engine = m_workspace->engine(), project = m_workspace->path(), key](std::stop_token stop) {
        return engine->linesOfKey(project, key, 1, stop);
      },
      [this, key](const Result<std::vector<LogLine>>& lines) {
        if (!lines) {
          Q_EMIT m_workspace->failed(lines.error());
        } else if (!lines->empty()) {
          Q_EMIT lineFound(lines->front().event, key);
        }
      });
}

void WorkflowFlow::askExport(workflow::TaskId only) {
  const QStringList filters{tr("Scalable picture (*.svg)"), tr("Picture (*.png)"), tr("Graphviz (*.dot)"),
                            tr("Data (*.json)")};
  const QStringList endings{QStringLiteral("svg"), QStringLiteral("png"), QStringLiteral("dot"),
                            QStringLiteral("json")};
  const QString stem = QString::fromStdString(m_workspace->path().stem().string());
  QString filter = filters.first();
  QString file = QFileDialog::getSaveFileName(m_page->window(), tr("Export the workflow"),
                                              stem + QStringLiteral("-workflow.svg"),
                                              filters.join(QStringLiteral(";;")), &filter);
  if (file.isEmpty()) return;
  if (!endings.contains(QFileInfo(file).suffix().toLower()))
    file += QLatin1Char('.') + endings.value(filters.indexOf(filter), endings.first());
  exportTo(only, file.toStdString());
}

void WorkflowFlow::exportTo(workflow::TaskId only, const std::filesystem::path& file) {
  if (!m_workspace->isOpen()) return;
  m_workspace->jobs()->start<std::filesystem::path>(
      tr("Export the workflow"),
      [engine = m_workspace->engine(), project = m_workspace->path(), only, file](
          std::stop_token stop, const ProgressSink&) -> Result<std::filesystem::path> {
        FAULTLINE_TRY(engine->exportWorkflow(project, only, file, stop));
        return file;
      },
      [](const std::filesystem::path& written) { return tr("written to %1").arg(plain(written.string())); });
}

}  // namespace faultline::ui
