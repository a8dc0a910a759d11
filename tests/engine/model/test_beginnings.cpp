#include <QtTest/QtTest>

#include "engine/model/beginnings.h"

using namespace faultline::model;
using faultline::sequence::KeyClass;

class TestBeginnings : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void whatWindowsBeginWithIsThereOnce() {
    // 1 2 3, 4 5 6, 1 2 4, 1 3 3, 1 2 3
    const Beginnings beginnings(std::vector<KeyClass>{1, 2, 3, 4, 5, 6, 1, 2, 4, 1, 3, 3, 1, 2, 3}, 3);
    QCOMPARE(beginnings.steps().size(), std::size_t{3});
    QCOMPARE(beginnings.steps()[0].keys, (std::vector<KeyClass>{1, 4}));
    QVERIFY(beginnings.steps()[0].parents.empty());
    QCOMPARE(beginnings.steps()[1].keys, (std::vector<KeyClass>{2, 3, 5}));
    QCOMPARE(beginnings.steps()[1].parents, (std::vector<std::int64_t>{0, 0, 1}));
    QCOMPARE(beginnings.steps()[2].keys, (std::vector<KeyClass>{3, 4, 3, 6}));
    QCOMPARE(beginnings.steps()[2].parents, (std::vector<std::int64_t>{0, 0, 1, 2}));
    QCOMPARE(beginnings.leaves(), (std::vector<std::int64_t>{0, 3, 1, 2, 0}));
  }

  void noWindowsAreNothing() {
    const Beginnings beginnings({}, 2);
    QCOMPARE(beginnings.steps().size(), std::size_t{2});
    QVERIFY(beginnings.steps()[1].keys.empty() && beginnings.leaves().empty());
  }

  void rowsAreSorted() {
    QCOMPARE(sortedRows(std::vector<KeyClass>{2, 1, -1, 5, 2, 0}, 2), (std::vector<std::size_t>{1, 2, 0}));
  }
};

QTEST_APPLESS_MAIN(TestBeginnings)
#include "test_beginnings.moc"
