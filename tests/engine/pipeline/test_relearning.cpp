#include <QtTest/QtTest>

#include "engine/pipeline/relearning.h"
#include "engine/store/model_repository.h"
#include "engine/store/setting_repository.h"
#include "tests/engine/pipeline/key_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::KeyFixture;
using test::must;
using Kind = KeyEdit::Kind;

/// What is said of a model when its keys are edited. The model itself does not matter: a row without a
/// bundle.
class TestRelearning : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() {
    m_fixture = std::make_unique<KeyFixture>();
    m_fixture->makeProject();
  }

  void withoutAModelNothingIsSaid() {
    QVERIFY(m_fixture->edit(Kind::Merge, {3, 1}).notices.empty());
    QVERIFY(!m_fixture->list().needsRelearning);
  }

  void keysThatTheModelSawAreCounted() {
    learn({1, 2, 3});
    QVERIFY(!m_fixture->list().needsRelearning);
    const KeyEditReport report = m_fixture->edit(Kind::Merge, {3, 1});
    QCOMPARE(report.notices.size(), std::size_t{1});
    QCOMPARE(report.notices[0].code, ErrorCode::KeysNeedRelearning);
    QCOMPARE(report.notices[0].detail,
             std::string("1 of its keys was merged into others since it was learnt"));
    m_fixture->edit(Kind::Split, {2}, "404");
    QCOMPARE(
        m_fixture->list().needsRelearning->detail,
        std::string("1 of its keys was merged into others, 1 of its keys was split off others since it was "
                    "learnt"));
    must(undoChange(m_fixture->project(), {}, {}));
    must(undoChange(m_fixture->project(), {}, {}));
    QVERIFY(!m_fixture->list().needsRelearning);
  }

  void renamingNeedsNoLearning() {
    learn({1, 2, 3});
    QVERIFY(m_fixture->edit(Kind::Rename, {2}, "answer").notices.empty());
  }

  void aKeyThatTheModelNeverSawMayBeMergedIntoOneThatItDid() {
    learn({2, 3});
    QVERIFY(m_fixture->edit(Kind::Merge, {3, 1}).notices.empty());
  }

  void aModelThatLearntMergedKeysNoticesThatTheyArePutApart() {
    m_fixture->edit(Kind::Merge, {3, 1});
    m_fixture->edit(Kind::Split, {2}, "404");
    learn({2, 3, 4});
    QVERIFY(!m_fixture->list().needsRelearning);
    must(undoChange(m_fixture->project(), {}, {}));
    QCOMPARE(m_fixture->list().needsRelearning->detail,
             std::string("1 of its keys was merged into others since it was learnt"));
    must(undoChange(m_fixture->project(), {}, {}));
    QCOMPARE(m_fixture->list().needsRelearning->detail,
             std::string("1 of its keys was merged into others, 1 of its keys was taken apart since it was "
                         "learnt"));
  }

  void aModelOfTheFirstVersionThatCannotBeReadHindersNoEdit() {
    {
      store::Database database = must(store::Database::open(m_fixture->project(), store::Access::Write));
      store::ModelRepository models(database);
      must(models.activate(must(models.insert({{}, {}, now(), "{}", "{}", 0}, "of another version"))));
    }
    QVERIFY(!m_fixture->list().needsRelearning);
    const KeyEditReport report = m_fixture->edit(Kind::Merge, {3, 1});
    QCOMPARE(report.notices.size(), std::size_t{1});
    QVERIFY(m_fixture->list().needsRelearning.has_value());
  }

  void learningAgainSettlesIt() {
    learn({1, 2, 3});
    m_fixture->edit(Kind::Merge, {3, 1});
    learn({2, 3});
    QVERIFY(!m_fixture->list().needsRelearning);
  }

  void theParserOfAProjectIsKept() {
    store::Database database = must(store::Database::open(m_fixture->project(), store::Access::Write));
    store::SettingRepository settings(database);
    const auto kept = must(settings.get("parser"));
    QVERIFY(kept.has_value());
    QVERIFY(kept->find("\"kind\":\"auto\"") != std::string::npos);
    // As a program of the first version left it.
    must(settings.set("parser", R"({"kind":"auto","tau":null,"most_keys":20000,"version":1,"continued":1})"));
    const auto b = m_fixture->write("b.log", "user alice logged in\n");
    const ImportReport first = m_fixture->import({b}, KeyFixture::plain());
    QCOMPARE(first.notices.size(), std::size_t{1});
    QCOMPARE(first.notices[0].code, ErrorCode::ParserContinues);
    QVERIFY(m_fixture->import({b}, KeyFixture::plain()).notices.empty());  // said once
  }

 private:
  void learn(const std::vector<sequence::LogKey>& keys) {
    store::Database database = must(store::Database::open(m_fixture->project(), store::Access::Write));
    store::ModelRepository models(database);
    store::Transaction transaction = must(store::Transaction::begin(database));
    const ModelId model = must(models.insert({{}, {}, now(), "{}", "{}", 0}, "no bundle"));
    must(storeModelKeys(database, model, keys));
    must(models.activate(model));
    must(transaction.commit());
  }

  std::unique_ptr<KeyFixture> m_fixture;
};

QTEST_GUILESS_MAIN(TestRelearning)
#include "test_relearning.moc"
