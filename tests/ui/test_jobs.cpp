#include <latch>

#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

#include "tests/ui/fake_engine.h"
#include "ui/jobs/job_runner.h"
#include "ui/jobs/query_runner.h"

using namespace faultline;
using namespace faultline::ui;

namespace {

using Work = std::function<Result<int>(std::stop_token, const ProgressSink&)>;

Work waiting(Gate& gate) {
  return [&gate](std::stop_token stop, const ProgressSink&) -> Result<int> {
    if (!gate.wait(stop)) return failure(ErrorCode::Cancelled);
    return 7;
  };
}

QString found(const int& number) { return QString::number(number); }

}  // namespace

class TestJobs : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aJobDeliversItsValueOnTheWindowsThread() {
    JobRunner jobs;
    QThread* where = nullptr;
    int value = 0;
    jobs.start<int>(
        QStringLiteral("Count"), [](std::stop_token, const ProgressSink&) -> Result<int> { return 42; },
        [&](const int& result) {
          where = QThread::currentThread();
          value = result;
          return QStringLiteral("counted");
        });
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(value, 42);
    QCOMPARE(where, thread());
    QCOMPARE(jobs.history().size(), std::size_t{1});
    QCOMPARE(jobs.history().front().state, JobState::Done);
    QCOMPARE(jobs.history().front().changed, QStringLiteral("counted"));
  }

  void progressArrivesWhileTheJobRuns() {
    JobRunner jobs;
    Gate gate;
    jobs.start<int>(
        QStringLiteral("Learn"),
        [&](std::stop_token stop, const ProgressSink& progress) -> Result<int> {
          progress({Stage::Learning, 3, 10, "x.log"});
          return gate.wait(stop) ? Result<int>(1) : failure(ErrorCode::Cancelled);
        },
        found);
    QTRY_VERIFY(jobs.current() != nullptr && jobs.current()->progress.has_value());
    QCOMPARE(jobs.current()->state, JobState::Running);
    QCOMPARE(jobs.current()->progress->done, std::uint64_t{3});
    QCOMPARE(jobs.current()->progress->subject, std::string("x.log"));
    gate.open();
    QTRY_VERIFY(!jobs.busy());
  }

  void aCancelledJobIsNoFailure() {
    JobRunner jobs;
    Gate gate;
    bool delivered = false;
    jobs.start<int>(QStringLiteral("Wait"), waiting(gate), [&](const int&) {
      delivered = true;
      return QString();
    });
    gate.awaitVisitor();
    QSignalSpy finished(&jobs, &JobRunner::finished);
    QTRY_COMPARE(jobs.current()->state, JobState::Running);
    jobs.cancel();
    QVERIFY(jobs.current()->stopping);
    QTRY_COMPARE(finished.count(), 1);
    QCOMPARE(jobs.history().front().state, JobState::Cancelled);
    QVERIFY(!jobs.history().front().error);
    QVERIFY(!delivered);
  }

  void waitingJobsAreDroppedWithTheRunningOne() {
    JobRunner jobs;
    Gate gate;
    bool second = false;
    jobs.start<int>(QStringLiteral("First"), waiting(gate), found);
    gate.awaitVisitor();
    QTRY_COMPARE(jobs.current()->state, JobState::Running);
    jobs.start<int>(
        QStringLiteral("Second"),
        [&](std::stop_token, const ProgressSink&) -> Result<int> {
          second = true;
          return 1;
        },
        found);
    jobs.cancel();
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(jobs.history().size(), std::size_t{2});
    // A third job comes after the dropped one in the queue: once it is through, the second cannot run any
    // more.
    jobs.start<int>(
        QStringLiteral("Third"), [](std::stop_token, const ProgressSink&) -> Result<int> { return 3; },
        found);
    QTRY_COMPARE(jobs.history().front().title, QStringLiteral("Third"));
    QVERIFY(!second);
  }

  void aFailureKeepsItsError() {
    JobRunner jobs;
    jobs.start<int>(
        QStringLiteral("Fail"),
        [](std::stop_token, const ProgressSink&) -> Result<int> {
          return failure(ErrorCode::DiskFull, "/data", "no space left");
        },
        found);
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(jobs.history().front().state, JobState::Failed);
    QCOMPARE(jobs.history().front().error->code, ErrorCode::DiskFull);
  }

  void anExceptionIsAFailureAndNotTheEnd() {
    JobRunner jobs;
    jobs.start<int>(
        QStringLiteral("Throw"),
        [](std::stop_token, const ProgressSink&) -> Result<int> { throw std::runtime_error("boom"); }, found);
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(jobs.history().front().state, JobState::Failed);
    QCOMPARE(jobs.history().front().error->detail, std::string("boom"));
  }

  void resultsOfAnOlderGenerationAreDropped() {
    JobRunner jobs;
    Gate gate;
    bool delivered = false;
    jobs.start<int>(
        QStringLiteral("Old"),
        [&](std::stop_token,
            const ProgressSink&) -> Result<int> {  // one that does not look at its stop token
          gate.wait({});
          return 1;
        },
        [&](const int&) {
          delivered = true;
          return QString();
        });
    gate.awaitVisitor();
    QTRY_COMPARE(jobs.current()->state, JobState::Running);
    jobs.advanceGeneration();
    gate.open();
    QTRY_VERIFY(!jobs.busy());
    QCOMPARE(jobs.history().front().state, JobState::Done);
    QVERIFY(!delivered);
  }

  void aRunnerMayGoWhileItsJobRuns() {
    Gate gate;
    std::latch stopped(1);
    {
      JobRunner jobs;
      jobs.start<int>(
          QStringLiteral("Long"),
          [&](std::stop_token stop, const ProgressSink&) -> Result<int> {
            gate.wait(stop);
            stopped.count_down();
            return failure(ErrorCode::Cancelled);
          },
          found);
      gate.awaitVisitor();
    }
    QVERIFY(stopped.try_wait());
  }

  void theHistoryIsShort() {
    JobRunner jobs;
    const int many = static_cast<int>(JobRunner::kHistory) + 5;
    QSignalSpy finished(&jobs, &JobRunner::finished);
    for (int i = 0; i < many; ++i) {
      jobs.start<int>(
          QString::number(i), [](std::stop_token, const ProgressSink&) -> Result<int> { return 1; }, found);
    }
    QTRY_COMPARE(finished.count(), many);
    QCOMPARE(jobs.history().size(), JobRunner::kHistory);
    QCOMPARE(jobs.history().front().title, QString::number(many - 1));
  }

  void theLatestQuestionWins() {
    QueryRunner queries;
    Gate gate;
    QList<int> answers;
    const auto ask = [&](int number) {
      queries.run(
          this, QStringLiteral("number"),
          [&gate, number](std::stop_token stop) {
            gate.wait(stop);
            return number;
          },
          [&](int answer) { answers << answer; });
    };
    ask(1);
    gate.awaitVisitor();
    ask(2);
    ask(3);
    gate.open();
    QTRY_VERIFY(!queries.busy());
    QCOMPARE(answers, QList<int>{3});
  }

  void channelsDoNotDisturbEachOther() {
    QueryRunner queries;
    QStringList answers;
    for (const char* channel : {"a", "b"}) {
      queries.run(
          this, QLatin1String(channel), [channel](std::stop_token) { return QString::fromLatin1(channel); },
          [&](const QString& answer) { answers << answer; });
    }
    QTRY_VERIFY(!queries.busy());
    QCOMPARE(answers, QStringList({QStringLiteral("a"), QStringLiteral("b")}));
  }

  void anAnswerForSomebodyGoneIsDropped() {
    QueryRunner queries;
    Gate gate;
    bool answered = false;
    auto receiver = std::make_unique<QObject>();
    queries.run(
        receiver.get(), QStringLiteral("x"), [&](std::stop_token stop) { return gate.wait(stop); },
        [&](bool) { answered = true; });
    gate.awaitVisitor();
    receiver.reset();
    gate.open();
    QTRY_VERIFY(!queries.busy());
    QVERIFY(!answered);
  }

  void aCancelledQuestionIsNotAnswered() {
    QueryRunner queries;
    Gate gate;
    bool answered = false;
    queries.run(
        this, QStringLiteral("x"), [&](std::stop_token stop) { return gate.wait(stop); },
        [&](bool) { answered = true; });
    gate.awaitVisitor();
    queries.cancel(this, QStringLiteral("x"));
    QVERIFY(!queries.busy());
    bool second = false;
    queries.run(
        this, QStringLiteral("y"), [](std::stop_token) { return true; }, [&](bool) { second = true; });
    QTRY_VERIFY(second);
    QVERIFY(!answered);
  }
};

QTEST_MAIN(TestJobs)
#include "test_jobs.moc"
