#include <QtTest/QtTest>

#include "engine/parse/form_search.h"
#include "engine/parse/log_key_parser.h"

using namespace faultline::parse;

class TestFormSearch : public QObject {
  Q_OBJECT

  LogKeyParser m_parser = std::move(*LogKeyParser::make({}));

  KeyMatch match(const std::string& message) { return m_parser.match(m_parser.prepare(message)); }

 private Q_SLOTS:
  void init() { m_parser = std::move(*LogKeyParser::make({})); }

  void forms() {
    QCOMPARE(tokenForm("Started"), TokenForm::Word);
    QCOMPARE(tokenForm("not-responding"), TokenForm::Word);
    QCOMPARE(tokenForm("java.io.IOException"), TokenForm::Word);
    QCOMPARE(tokenForm("java.io.IOException)"), TokenForm::Word);
    QCOMPARE(tokenForm("LOAD_MESSAGE"), TokenForm::Word);
    QCOMPARE(tokenForm("done."), TokenForm::Word);
    QCOMPARE(tokenForm("<*>"), TokenForm::Wildcard);
    QCOMPARE(tokenForm("eth<*>"), TokenForm::Numbered);
    QCOMPARE(tokenForm("space......<*>"), TokenForm::Masked);
    QCOMPARE(tokenForm("com.x.y"), TokenForm::Name);
    QCOMPARE(tokenForm("rdd_<*>"), TokenForm::Name);
    QCOMPARE(tokenForm("root_domain"), TokenForm::Name);
  }

  void wordsKeepMessagesApart() {
    QCOMPARE(match("VM Started (Lifecycle Event)").index, KeyIndex{0});
    QCOMPARE(match("VM Paused (Lifecycle Event)").index, KeyIndex{1});
    QCOMPARE(match("errors: none").index, KeyIndex{2});
    QCOMPARE(match("errors: found").index, KeyIndex{3});
    QCOMPARE(match("due to java.io.IOException: closed").index, KeyIndex{4});
    QCOMPARE(match("due to java.io.EOFException: closed").index, KeyIndex{5});
  }

  void namesBecomeAParameter() {
    match("visible is com.x.y now");
    const KeyMatch second = match("visible is org.z now");
    QCOMPARE(second.index, KeyIndex{0});
    QVERIFY(second.templateChanged);
    QCOMPARE(m_parser.templateText(0), std::string("visible is <*> now"));
    QCOMPARE(match("visible is net.q.r.s now").index, KeyIndex{0});
    QCOMPARE(match("visible is nothing now").index, KeyIndex{1});
  }

  void listsOfNamesAreOneParameter() {
    match("called by a.b c.d end");
    QCOMPARE(match("called by e.f g.h i.j end").index, KeyIndex{0});
    QCOMPARE(match("called by k.l end").index, KeyIndex{0});
  }

  void aNameAtTheFrontIsWhatSpeaks() {
    match("autopurge.purgeInterval set to 0");
    QCOMPARE(match("autopurge.snapRetainCount set to 3").index, KeyIndex{1});
  }

  // Half of four tokens is two; one of three is too few.
  void tauIsAtLeast() {
    match("put a.b c.d done");
    QCOMPARE(match("put e.f g.h done").index, KeyIndex{0});
    match("go a.b c.d");
    QCOMPARE(match("go e.f g.h").index, KeyIndex{2});
  }

  void aTemplateThatNeedNotChangeIsPreferred() {
    const std::vector<std::string> templates{"resolved a.b to c.d", "resolved <*> to <*>"};
    m_parser = std::move(*LogKeyParser::restore({}, templates));
    const KeyMatch found = match("resolved a.b to e.f");
    QCOMPARE(found.index, KeyIndex{1});
    QVERIFY(!found.templateChanged);
  }

  void aPlaceWithManyWordsIsAParameter() {
    const auto user = [](std::size_t i) { return std::string(1, static_cast<char>('a' + i)) + "lice"; };
    for (std::size_t i = 0; i < FormSearch::kCrowd; ++i) {
      const KeyMatch found = match("Dear guest " + user(i) + " from 10.0.0.1");
      QCOMPARE(found.index, static_cast<KeyIndex>(i));
      QVERIFY(found.isNew);
    }
    const KeyMatch next = match("Dear guest " + user(FormSearch::kCrowd) + " from 10.0.0.1");
    QCOMPARE(next.index, KeyIndex{0});
    QVERIFY(next.templateChanged);
    QCOMPARE(next.absorbed, (std::vector<KeyIndex>{1, 2, 3, 4, 5, 6, 7}));
    for (KeyIndex key = 0; key < FormSearch::kCrowd; ++key) {
      QCOMPARE(m_parser.templateText(key), std::string("Dear guest <*> from <*>"));
    }
    const KeyMatch again = match("Dear guest zoe from 10.0.0.1");
    QCOMPARE(again.index, KeyIndex{0});
    QVERIFY(!again.templateChanged && again.absorbed.empty());
    QCOMPARE(match("Dear guest " + user(3) + " from 10.0.0.2").index, KeyIndex{0});
  }

  void twoPlacesWithManyWordsAreParameters() {
    const auto word = [](char begin, std::size_t i) {
      return std::string(1, begin) + std::string(1, static_cast<char>('a' + i));
    };
    const auto order = [&](std::size_t i) {
      return "order of " + word('x', i) + " is sent to " + word('y', i);
    };
    for (std::size_t i = 0; i < FormSearch::kCrowd; ++i) QVERIFY(match(order(i)).isNew);
    const KeyMatch next = match(order(FormSearch::kCrowd));
    QCOMPARE(next.index, KeyIndex{0});
    QCOMPARE(next.absorbed.size(), FormSearch::kCrowd - 1);
    QCOMPARE(m_parser.templateText(0), std::string("order of <*> is sent to <*>"));
    const KeyMatch again = match("order of nuts is sent to bob");
    QCOMPARE(again.index, KeyIndex{0});
    QVERIFY(!again.templateChanged && again.absorbed.empty());
  }

  void twoPlacesAtTheEndStayTwo() {
    for (std::size_t i = 0; i <= FormSearch::kCrowd; ++i) {
      const std::string letter(1, static_cast<char>('a' + i));
      match("ship goes from a" + letter + " b" + letter);
    }
    QCOMPARE(m_parser.templateText(0), std::string("ship goes from <*> <*>"));
    QCOMPARE(match("ship goes from here there").index, KeyIndex{0});
  }

  // One of the places has too few different words.
  void aCrowdAtOnePlaceOpensNoOther() {
    for (std::size_t i = 0; i < 2 * FormSearch::kCrowd; ++i) {
      const std::string letter(1, static_cast<char>('a' + i));
      match("step " + letter + letter + " was " + (i % 2 == 0 ? "started" : "stopped"));
    }
    QCOMPARE(m_parser.templateText(0), std::string("step aa was started"));
    match("step zz was started");
    match("step zz was stopped");
    QCOMPARE(m_parser.templateText(0), std::string("step <*> was started"));
    QCOMPARE(m_parser.templateText(1), std::string("step <*> was stopped"));
  }

  void bracketsAreNoDifference() {
    match("call from <*> (<*>) came");
    match("call from <*> (a.b.c) came");
    QCOMPARE(m_parser.size(), std::size_t{1});
  }
};

QTEST_APPLESS_MAIN(TestFormSearch)
#include "test_form_search.moc"
