#include "ui/window/models_flow.h"

#include "ui/views/models_page.h"
#include "ui/views/studies_view.h"

namespace faultline::ui {

using namespace pipeline;

namespace {
constexpr std::size_t kBins = 600;  // of the time line: about one a pixel or two
}

ModelsFlow::ModelsFlow(Workspace* workspace, ModelsPage* page, QObject* parent)
    : QObject(parent), m_workspace(workspace), m_page(page), m_training(workspace->jobs()) {
  connect(m_workspace, &Workspace::projectChanged, this, &ModelsFlow::onProject);
  connect(m_workspace, &Workspace::infoChanged, this, &ModelsFlow::onInfo);
  connect(m_workspace->jobs(), &JobRunner::changed, this,
          [this] { m_page->setBusy(m_workspace->jobs()->busy()); });
  connect(&m_training, &TrainingMonitor::changed, this, [this] { m_page->setTraining(m_training.curves()); });
  connect(m_page, &ModelsPage::learnRequested, m_workspace, &Workspace::learnAgain);
  connect(m_page, &ModelsPage::compareRequested, this, &ModelsFlow::compare);
  connect(m_page, &ModelsPage::tryRequested, this, &ModelsFlow::trySettings);
}

void ModelsFlow::setShown(bool shown) {
  m_shown = shown;
  if (m_shown && m_stale) load();
}

void ModelsFlow::onProject() {
  m_stale = true;
  m_page->setProject(nullptr);
}

void ModelsFlow::onInfo() {
  m_page->setProject(m_workspace->info());
  m_stale = true;
  if (m_shown) load();
}

void ModelsFlow::load() {
  if (!m_workspace->info()) return;
  m_stale = false;
  const auto read = [this](const QString& channel, auto question, auto answer) {
    m_workspace->queries()->run(
        this, channel,
        [engine = m_workspace->engine(), project = m_workspace->path(), question](std::stop_token) {
          return question(*engine, project);
        },
        answer);
  };
  read(
      QStringLiteral("models"),
      [](Engine& engine, const auto& project) { return engine.loadModels(project); },
      [this](const Result<std::vector<ModelDetails>>& models) { m_page->setModels(models); });
  read(
      QStringLiteral("time line"),
      [](Engine& engine, const auto& project) { return engine.loadTimeLine(project, kBins); },
      [this](const Result<TimeLine>& line) {
        m_page->setTimeLine(line.value_or(TimeLine()));
        if (!line) Q_EMIT m_workspace->failed(line.error());
      });
  read(
      QStringLiteral("comparison"),
      [](Engine& engine, const auto& project) { return engine.loadComparison(project); },
      [this](const Result<std::optional<Comparison>>& comparison) {
        m_page->setComparison(comparison.value_or(std::nullopt));
        if (!comparison) Q_EMIT m_workspace->failed(comparison.error());
      });
  read(
      QStringLiteral("sweep"), [](Engine& engine, const auto& project) { return engine.loadSweep(project); },
      [this](const Result<std::optional<Sweep>>& sweep) {
        m_page->setSweep(sweep.value_or(std::nullopt));
        if (!sweep) Q_EMIT m_workspace->failed(sweep.error());
      });
}

void ModelsFlow::compare(const LearnSettings& settings) {
  if (!m_workspace->isOpen()) return;
  m_workspace->jobs()->start<Comparison>(
      tr("Compare detectors"),
      [engine = m_workspace->engine(), project = m_workspace->path(), settings](
          std::stop_token stop, const ProgressSink& progress) {
        return engine->compareDetectors(project, {}, settings, stop, progress);
      },
      [](const Comparison& comparison) {
        return tr("%n detector(s) compared", nullptr, static_cast<int>(comparison.detectors.size()));
      });
}

void ModelsFlow::trySettings(const LearnSettings& settings) {
  if (!m_workspace->isOpen()) return;
  m_workspace->jobs()->start<Sweep>(
      tr("Try settings"),
      [engine = m_workspace->engine(), project = m_workspace->path(), settings](
          std::stop_token stop, const ProgressSink& progress) {
        return engine->sweepSettings(project, triedSettings(), settings, stop, progress);
      },
      [](const Sweep& sweep) {
        return tr("%n setting(s) tried", nullptr, static_cast<int>(sweep.points.size()));
      });
}

}  // namespace faultline::ui
