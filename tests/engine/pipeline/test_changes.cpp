#include <QtTest/QtTest>

#include "engine/pipeline/project.h"
#include "engine/store/journal.h"
#include "tests/engine/pipeline/key_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::KeyFixture;
using test::must;
using Kind = KeyEdit::Kind;

Q_DECLARE_METATYPE(faultline::pipeline::KeyEdit)

class TestChanges : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<KeyFixture>();
    m_fixture->makeProject();
  }

  void everyKindOfKeyEditIsTakenBackAndDoneAgain_data() {
    QTest::addColumn<KeyEdit>("edit");
    QTest::newRow("merge") << KeyFixture::editOf(Kind::Merge, {3, 1});
    QTest::newRow("rename") << KeyFixture::editOf(Kind::Rename, {2}, "answer");
    QTest::newRow("mask") << KeyFixture::editOf(Kind::Mask, {}, "alice|bob");
    QTest::newRow("split") << KeyFixture::editOf(Kind::Split, {2}, "404");
  }
  void everyKindOfKeyEditIsTakenBackAndDoneAgain() {
    QFETCH(const KeyEdit, edit);
    const std::string before = m_fixture->state();
    must(editKeys(project(), edit, {}, {}));
    const std::string after = m_fixture->state();
    QVERIFY(after != before);
    const Change undone = must(undoChange(project(), {}, {}));
    QVERIFY(undone.undone);
    QCOMPARE(m_fixture->state(), before);
    const Change redone = must(redoChange(project(), {}, {}));
    QCOMPARE(redone.id, undone.id);
    QVERIFY(!redone.undone);
    QCOMPARE(m_fixture->state(), after);
    must(undoChange(project(), {}, {}));
    QCOMPARE(m_fixture->state(), before);
  }

  void changesAreTakenBackInTurn() {
    std::vector<std::string> states{m_fixture->state()};
    for (const KeyEdit& edit :
         {KeyFixture::editOf(Kind::Split, {2}, "404"), KeyFixture::editOf(Kind::Mask, {}, "alice|bob"),
          KeyFixture::editOf(Kind::Merge, {2, 1}), KeyFixture::editOf(Kind::Rename, {4}, "missing")}) {
      must(editKeys(project(), edit, {}, {}));
      states.push_back(m_fixture->state());
    }
    for (std::size_t i = 4; i-- > 0;) {
      must(undoChange(project(), {}, {}));
      QCOMPARE(m_fixture->state(), states[i]);
    }
    QCOMPARE(undoChange(project(), {}, {}).error().code, ErrorCode::NothingToUndo);
    for (std::size_t i = 1; i <= 4; ++i) {
      must(redoChange(project(), {}, {}));
      QCOMPARE(m_fixture->state(), states[i]);
    }
    QCOMPARE(redoChange(project(), {}, {}).error().code, ErrorCode::NothingToRedo);
  }

  void aChangeAfterAnUndoDropsWhatWasUndone() {
    m_fixture->edit(Kind::Rename, {1}, "one");
    m_fixture->edit(Kind::Rename, {2}, "two");
    must(undoChange(project(), {}, {}));
    m_fixture->edit(Kind::Rename, {3}, "three");
    QCOMPARE(redoChange(project(), {}, {}).error().code, ErrorCode::NothingToRedo);
    must(undoChange(project(), {}, {}));
    QCOMPARE(must(redoChange(project(), {}, {})).arguments, (std::vector<std::string>{"3", "three"}));
  }

  void changesAreToldNewestFirst() {
    m_fixture->edit(Kind::Merge, {3, 1});
    m_fixture->edit(Kind::Split, {2}, "404");
    const std::vector<Change> changes = must(loadChanges(project()));
    QCOMPARE(changes.size(), std::size_t{2});
    QCOMPARE(changes[0].title, std::string("Log key 2 split on \u201c404\u201d: status <*> for <*>"));
    QCOMPARE(changes[1].title, std::string("Log keys 1 merged into 3: user bob logged in"));
    QVERIFY(changes[0].canUndo);
    QCOMPARE(changes[1].who, store::userName());
  }

  void linesThatCameSinceAMaskKeepAKeyThatCoversThem() {
    m_fixture->edit(Kind::Mask, {}, "alice|bob|carol");
    m_fixture->import({m_fixture->write("b.log", "user carol logged in\n")}, KeyFixture::plain());
    must(undoChange(project(), {}, {}));
    // Key 1 has a line of carol's now, so that it cannot be alice's alone again.
    QCOMPARE(m_fixture->shown(), std::string("1 user <*> logged in 7\n"
                                             "2 status <*> for <*> 12\n"
                                             "3 user bob logged in 6\n"));
    must(redoChange(project(), {}, {}));
    QCOMPARE(m_fixture->shown(), std::string("1 user <*> logged in 13 +3\n"
                                             "2 status <*> for <*> 12\n"
                                             "mask alice|bob|carol\n"));
  }

  void linesThatCameSinceASplitGoBackToItsParent() {
    m_fixture->edit(Kind::Split, {2}, "404");
    m_fixture->import({m_fixture->write("b.log", "status 404 for /x/1\n")}, KeyFixture::plain());
    must(undoChange(project(), {}, {}));
    QCOMPARE(m_fixture->shown(), std::string("1 user alice logged in 6\n"
                                             "2 status <*> for <*> 13\n"
                                             "3 user bob logged in 6\n"));
    must(redoChange(project(), {}, {}));
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), std::vector<std::int64_t>{4});
  }

  void anIdThatWasTakenBackIsNeverUsedAgain() {
    m_fixture->edit(Kind::Split, {2}, "404");
    must(undoChange(project(), {}, {}));
    m_fixture->import({m_fixture->write("b.log", "something new came\n")}, KeyFixture::plain());
    QCOMPARE(m_fixture->keysOfLines(SourceId{2}), std::vector<std::int64_t>{5});
  }

  void aSourcesClockIsTakenBack() {
    SourceChange change;
    change.timeZone = "Europe/Berlin";
    change.clockOffset = std::chrono::seconds(5);
    change.host = "h1";
    must(changeSource(project(), SourceId{1}, change));
    const Change undone = must(undoChange(project(), {}, {}));
    QCOMPARE(undone.action, std::string("source.change"));
    const store::SourceRow row = m_fixture->sources().at(0);
    QCOMPARE(row.clock.zone, std::string("UTC"));
    QCOMPARE(row.clock.offset.count(), std::int64_t{0});
    QVERIFY(!row.host);
    must(redoChange(project(), {}, {}));
    QCOMPARE(m_fixture->sources().at(0).clock.zone, std::string("Europe/Berlin"));
    QCOMPARE(m_fixture->sources().at(0).host, std::optional<std::string>("h1"));
  }

  void aRelinkIsTakenBack() {
    const std::string before = m_fixture->sources().at(0).path;
    const auto moved = m_fixture->write("moved.log", KeyFixture::log());
    must(relinkSource(project(), SourceId{1}, moved));
    QCOMPARE(m_fixture->sources().at(0).path, moved.string());
    must(undoChange(project(), {}, {}));
    QCOMPARE(m_fixture->sources().at(0).path, before);
  }

  void aRemovalHasNoWayBackAndTakesItsSourcesChangesAlong() {
    SourceChange change;
    change.host = "h1";
    must(changeSource(project(), SourceId{1}, change));
    m_fixture->edit(Kind::Rename, {2}, "answer");
    must(removeSource(project(), SourceId{1}));
    const std::vector<Change> changes = must(loadChanges(project()));
    QVERIFY(!changes[0].canUndo);  // the removal
    QVERIFY(changes[1].canUndo);
    QVERIFY(!changes[2].canUndo);  // its source has gone; the number may be another's
    QCOMPARE(must(undoChange(project(), {}, {})).action, std::string("keys.rename"));
    QCOMPARE(undoChange(project(), {}, {}).error().code, ErrorCode::NothingToUndo);
  }

  void aCancelledUndoChangesNothing() {
    m_fixture->edit(Kind::Split, {2}, "404");
    const std::string before = m_fixture->state();
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(undoChange(project(), stop.get_token(), {}).error().code, ErrorCode::Cancelled);
    QCOMPARE(m_fixture->state(), before);
    QVERIFY(!must(loadChanges(project())).front().undone);
  }

  void aNewProjectHasNothingToUndo() {
    QVERIFY(must(loadChanges(project())).empty());
    QCOMPARE(undoChange(project(), {}, {}).error().code, ErrorCode::NothingToUndo);
    QCOMPARE(redoChange(project(), {}, {}).error().code, ErrorCode::NothingToRedo);
  }

 private:
  [[nodiscard]] std::filesystem::path project() const { return m_fixture->project(); }

  std::unique_ptr<KeyFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestChanges)
#include "test_changes.moc"
