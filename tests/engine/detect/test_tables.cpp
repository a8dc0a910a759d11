#include <cmath>

#include <QtTest/QtTest>

#include "engine/detect/count_table.h"
#include "engine/detect/material.h"
#include "engine/detect/order_table.h"
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

std::string lettersOf(const std::vector<KeyClass>& classes, SessionKind kind, const OrderKnowledge& known,
                      int history) {
  std::string letters;
  forEachPlace(classes, kind, known, history,
               [&](const Place& place) { letters += "KOPNM-"[static_cast<int>(place.signal)]; });
  return letters;
}

std::string signalsOf(const std::vector<KeyClass>& classes, Vouching vouching, int history) {
  const PairTable pairs = threePieces();
  const OrderTable orders(4);
  return lettersOf(classes, SessionKind::Stream, {pairs, orders, vouching}, history);
}

/// Sessions 0 1 2 3 and 0 2 1 1 3; 0 and 3 are their bounds.
OrderTable twoOrders() {
  OrderTable orders(4);
  orders.addSession(std::vector<KeyClass>{0, 1, 2, 3});
  orders.addSession(std::vector<KeyClass>{0, 2, 1, 1, 3});
  return orders;
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

  void ordersAreKnownAtAnyDistance() {
    const OrderTable orders = twoOrders();
    QVERIFY(orders.knows(0, 3, Vouching::Others) && orders.knows(0, 2, Vouching::Others));
    QVERIFY(orders.knows(1, 2, Vouching::All) && !orders.knows(1, 2, Vouching::Others));
    QVERIFY(orders.knows(2, 1, Vouching::All) && orders.knows(1, 1, Vouching::All));
    QVERIFY(!orders.knows(2, 2, Vouching::All) && !orders.knows(3, 0, Vouching::All));
    QVERIFY(!orders.knows(kUnknownClass, 1, Vouching::All));
    QVERIFY(OrderTable(OrderTable::kMostClasses + 1).empty());
    QVERIFY(OrderTable(OrderTable::kMostClasses + 1).knows(0, 1, Vouching::Others));
  }

  void noveltyOfAnOrderIsWittenAndBells() {
    const OrderTable orders = twoOrders();
    // After 2 came 3 and 1, in two sessions: 2 / (2 + 2).
    QCOMPARE(orders.novelty(2, 2, Vouching::All), -std::log10(0.5));
    // Without the session that saw 1 after it: 1 / (1 + 1).
    QCOMPARE(orders.novelty(2, 1, Vouching::Others), -std::log10(0.5));
    // After 1 came 2, 3 and 1.
    QCOMPARE(orders.novelty(1, 0, Vouching::All), -std::log10(0.6));
    QCOMPARE(orders.novelty(3, 1, Vouching::All), 0.0);  // nothing ever came after 3
  }

  void aWalkTellsTheStrangestDisorder() {
    OrderTable orders(4);
    for (int i = 0; i < 9; ++i) orders.addSession(std::vector<KeyClass>{0, 1});
    orders.addSession(std::vector<KeyClass>{2, 3, 0, 1});
    OrderWalk walk(orders, Vouching::All);
    QVERIFY(!walk.next(2) && !walk.next(0) && !walk.next(1) && !walk.next(kUnknownClass));
    // 3 never came after 0 (ten sessions, one follower) or 1 (nothing follows it), but after 2.
    const auto disorder = walk.next(3);
    QVERIFY(disorder);
    QCOMPARE(disorder->earlier, 0);
    QCOMPARE(disorder->novelty, -std::log10(1.0 / 11));
  }

  void ordersAreSavedAndChecked() {
    ByteWriter writer;
    twoOrders().save(writer);
    ByteReader reader(writer.bytes());
    const auto orders = OrderTable::load(reader, 4);
    QVERIFY(orders && reader.atEnd());
    QVERIFY(orders->knows(1, 1, Vouching::All) && !orders->knows(1, 2, Vouching::Others));
    QCOMPARE(orders->novelty(1, 0, Vouching::All), -std::log10(0.6));
    ByteReader other(writer.bytes());
    QVERIFY(!OrderTable::load(other, 5));
    ByteReader cut(std::string_view(writer.bytes()).substr(0, 20));
    QVERIFY(!OrderTable::load(cut, 4));
  }

  void sessionsThatRunSideBySideAreToldFromDisorder() {
    PairTable pairs(6);
    OrderTable orders(6);
    // 0 and 5 are the bounds. 1 and 2 come in either order, 4 is the last step.
    for (const auto& session :
         {std::vector<KeyClass>{0, 1, 3, 2, 4, 5}, std::vector<KeyClass>{0, 2, 3, 1, 4, 5}}) {
      pairs.addPiece(session);
      orders.addSession(session);
    }
    const OrderKnowledge known{pairs, orders, Vouching::All};
    const auto letters = [&](const std::vector<KeyClass>& classes) {
      return lettersOf(classes, SessionKind::Whole, known, 1);
    };
    QCOMPARE(letters({0, 1, 3, 2, 4, 5}), std::string("MMMMM"));
    QCOMPARE(letters({0, 1, 2, 4, 5}), std::string("MN-M"));  // neighbours for the first time
    QCOMPARE(letters({0, 1, 3, 4, 2}), std::string("MMNO"));  // nothing comes after the last step but the end
    QCOMPARE(letters({0, 4, 5}), std::string("P-"));          // nor does a session start with it
    QCOMPARE(letters({0, 1, 5}), std::string("MP"));          // and none ends without it
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
