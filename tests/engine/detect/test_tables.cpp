#include <cmath>

#include <QtTest/QtTest>

#include "engine/detect/count_table.h"
#include "engine/detect/material.h"
#include "engine/detect/pair_table.h"
#include "engine/detect/piece.h"
#include "engine/detect/place.h"

using namespace faultline;
using namespace faultline::detect;
using namespace faultline::sequence;

namespace {

CountVector counted(std::vector<KeyClass> classes) { return countKeys(classes); }

/// Pieces 0 1 2, 0 1 2 1 and 0 3.
PairTable threePieces() {
  PairTable pairs(4);
  pairs.addPiece(std::vector<KeyClass>{0, 1, 2});
  pairs.addPiece(std::vector<KeyClass>{0, 1, 2, 1});
  pairs.addPiece(std::vector<KeyClass>{0, 3});
  return pairs;
}

std::string signalsOf(const std::vector<KeyClass>& classes, Vouching vouching, int history) {
  std::string signals;
  forEachPlace(classes, threePieces(), vouching, history,
               [&](const Place& place) { signals += "KPM-"[static_cast<int>(place.signal)]; });
  return signals;
}

}  // namespace

class TestTables : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void pairsAreVouchedForByPieces() {
    const PairTable pairs = threePieces();
    QVERIFY(pairs.knowsPair(0, 1, Vouching::All) && pairs.knowsPair(0, 1, Vouching::Others));
    QVERIFY(pairs.knowsPair(2, 1, Vouching::All) && !pairs.knowsPair(2, 1, Vouching::Others));
    QVERIFY(!pairs.knowsPair(1, 3, Vouching::All));
    QVERIFY(pairs.knowsKey(3, Vouching::All) && !pairs.knowsKey(3, Vouching::Others));
    QVERIFY(pairs.knowsKey(1, Vouching::Others));
    QVERIFY(!pairs.knowsKey(kUnknownClass, Vouching::All));
  }

  void noveltyIsWittenAndBells() {
    const PairTable pairs = threePieces();
    // After 0 came 1, 1 and 3: two different ones in three, so 2 / (3 + 2).
    QCOMPARE(pairs.novelty(0, 2, Vouching::All), -std::log10(0.4));
    // Without the piece that saw 3: one in two, so 1 / (2 + 1).
    QCOMPARE(pairs.novelty(0, 3, Vouching::Others), -std::log10(1.0 / 3));
    QCOMPARE(pairs.novelty(0, 2, Vouching::Others), -std::log10(0.4));  // nobody saw it
    QCOMPARE(pairs.novelty(2, 1, Vouching::Others), 0.0);               // nothing else is known about 2
    QCOMPARE(pairs.novelty(3, 1, Vouching::All), 0.0);                  // nothing ever followed 3
    QCOMPARE(pairs.novelty(kUnknownClass, 1, Vouching::All), 0.0);
  }

  void rareKeysAreToldApart() {
    PairTable pairs(3);
    for (int piece = 0; piece < 100; ++piece) {
      pairs.addPiece(std::vector<KeyClass>{0, piece < 5 ? 2 : 1});
    }
    QCOMPARE(pairs.rarity(2), -std::log10(0.05));
    QCOMPARE(pairs.rarity(kUnknownClass), std::log10(101.0));
    QVERIFY(pairs.knowsKey(2, Vouching::Others));
    pairs.setRareKeys(0.05);
    QVERIFY(!pairs.knowsKey(2, Vouching::Others) && pairs.knowsKey(2, Vouching::All));
    QVERIFY(pairs.knowsKey(1, Vouching::Others));
    QVERIFY(pairs.knowsPair(0, 2, Vouching::Others));  // pairs are not what is rare
    pairs.setRareKeys(0);
    QVERIFY(pairs.knowsKey(2, Vouching::Others));
  }

  void unknownKeysMakeNoPairs() {
    PairTable pairs(2);
    pairs.addPiece(std::vector<KeyClass>{0, kUnknownClass, 1});
    QVERIFY(!pairs.knowsPair(0, 1, Vouching::All));
    QVERIFY(pairs.knowsKey(1, Vouching::All));
    QCOMPARE(pairs.novelty(0, 1, Vouching::All), 0.0);
  }

  void placesBelongToOneSignal() {
    QCOMPARE(signalsOf({0, 1, 2, 1}, Vouching::All, 2), std::string("MMM"));
    QCOMPARE(signalsOf({0, 1, 3}, Vouching::All, 2), std::string("MP"));
    // After something odd the key model is not asked for a window's length.
    QCOMPARE(signalsOf({0, 2, 1, 2, 1}, Vouching::All, 2), std::string("P--M"));
    QCOMPARE(signalsOf({0, kUnknownClass, 1, 2}, Vouching::All, 2), std::string("K--"));
    QCOMPARE(signalsOf({0, 1, 2, 1}, Vouching::Others, 2), std::string("MMP"));
    QCOMPARE(signalsOf({0, 3}, Vouching::Others, 2), std::string("K"));
  }

  void countsOfASession() {
    const CountVector counts = counted({5, 2, 5, 5, kUnknownClass});
    QCOMPARE(counts, (CountVector{{kUnknownClass, 1}, {2, 1}, {5, 3}}));
  }

  void distanceIsDifferencesOverMaxima() {
    QCOMPARE(countDistance(counted({1, 1, 2}), counted({1, 1, 2})), 0.0);
    // |2 - 1| + |1 - 0| + |0 - 3| over 2 + 1 + 3.
    QCOMPARE(countDistance(counted({1, 1, 2}), counted({1, 3, 3, 3})), 5.0 / 6);
    QCOMPARE(countDistance(counted({1}), counted({2})), 1.0);
    QCOMPARE(countDistance({}, {}), 0.0);
    QCOMPARE(countDistance({}, counted({4})), 1.0);
  }

  void theNearestVectorIsFound() {
    const CountTable table(
        {counted({1, 2}), counted({1, 2}), counted({1, 2, 3, 3}), counted({1, 1, 1, 1, 1, 1})});
    QCOMPARE(table.size(), std::size_t{3});
    const auto exact = table.nearest(counted({2, 1}), Vouching::Others);
    QCOMPARE(exact.distance, 0.0);  // two sessions have it
    const auto own = table.nearest(counted({1, 2, 3, 3}), Vouching::Others);
    QCOMPARE(own.distance, 0.5);  // one session has it, perhaps this one; the next is {1, 2}
    QCOMPARE(table.nearest(counted({1, 2, 3, 3}), Vouching::All).distance, 0.0);
    const auto many = table.nearest(counted({1, 1, 1, 1}), Vouching::All);
    QCOMPARE(many.distance, 2.0 / 6);
    QVERIFY(std::ranges::equal(table[many.index], counted({1, 1, 1, 1, 1, 1})));
    QCOMPARE(CountTable().nearest(counted({1}), Vouching::All).distance, 1.0);
  }

  void theNearestVectorIsTheNearestOfAll() {
    // Against trying every one, over vectors of many totals.
    std::vector<CountVector> vectors;
    for (KeyClass a = 0; a < 6; ++a) {
      for (KeyClass n = 1; n < 9; ++n) {
        std::vector<KeyClass> classes(static_cast<std::size_t>(n), a);
        classes.push_back(n % 3);
        vectors.push_back(countKeys(classes));
      }
    }
    const CountTable table(vectors);
    for (const CountVector& probe :
         {counted({0, 0, 1, 1, 2}), counted({3, 3, 3, 3, 4, 4, 4, 4}), counted({5})}) {
      double best = 1;
      for (const CountVector& vector : vectors) best = std::min(best, countDistance(probe, vector));
      QCOMPARE(table.nearest(probe, Vouching::All).distance, best);
    }
  }

  void streamsAreCutIntoPieces() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{1, 2});
    sessions.add(std::vector<LogKey>(250, 3), SessionKind::Stream);
    const auto pieces = cutPieces(sessions);
    QCOMPARE(pieces.size(), std::size_t{4});
    QCOMPARE(pieces[0].end, 3U);  // two entries and the end
    QCOMPARE(pieces[2].first, 100U);
    QCOMPARE(pieces[3].end, 250U);
    const Material material(sessions);
    QCOMPARE(material.pieceOf(1, 199), std::size_t{2});
    QCOMPARE(material.units().size(), std::size_t{251});
    QCOMPARE(material.units().of(1, 0), std::size_t{1});
  }

  void foldsAreEqualAndSeeded() {
    const auto folds = drawFolds(10, 2, 1);
    QCOMPARE(std::ranges::count(folds, std::uint8_t{0}), std::ptrdiff_t{5});
    QCOMPARE(folds, drawFolds(10, 2, 1));
    QVERIFY(folds != drawFolds(10, 2, 2));
  }

  void whatIsLeftOutIsNotLearnt() {
    SessionSet sessions;
    sessions.add(std::vector<LogKey>{1, 2});
    sessions.add(std::vector<LogKey>{1, 9});
    sessions.add(std::vector<LogKey>{1, 2, 1, 8, 1, 2}, SessionKind::Stream);
    Material material(sessions);
    material.leaveOut(material.units().of(1, 0));
    material.leaveOut(material.units().of(2, 3));
    const Vocabulary vocabulary = vocabularyOf(material);
    QCOMPARE(vocabulary.classOf(9), kUnknownClass);
    QCOMPARE(vocabulary.classOf(8), kUnknownClass);
    const auto lesson = makeLesson(material, [](std::size_t) { return true; }, vocabulary, 2, {});
    QVERIFY(lesson);
    const KeyClass one = vocabulary.classOf(1);
    const KeyClass two = vocabulary.classOf(2);
    const KeyClass end = vocabulary.classOf(kSessionEnd);
    QVERIFY(lesson->pairs.knowsPair(one, two, Vouching::Others));
    QVERIFY(lesson->pairs.knowsPair(two, end, Vouching::All) &&
            !lesson->pairs.knowsPair(two, end, Vouching::Others));
    // Whole session: three windows. Stream of six, h = 2: four windows, the one that predicts 8 left out.
    QCOMPARE(lesson->windows.totalWeight(), std::uint64_t{6});
    QCOMPARE(countsOf(material, vocabulary).size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(TestTables)
#include "test_tables.moc"
