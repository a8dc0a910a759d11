#include <QtTest/QtTest>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/template_edit.h"

using namespace faultline;
using namespace faultline::parse;

namespace {

LogKeyParser parserWith(const KnownKeys& known, ParserMode mode = ParserMode::Learning) {
  ParserSettings settings;
  settings.mode = mode;
  auto parser = LogKeyParser::restore(settings, known);
  if (!parser) qFatal("%s", errorLine(parser.error()).c_str());
  return std::move(*parser);
}

KeyMatch matchOf(LogKeyParser& parser, const char* message) { return parser.match(parser.prepare(message)); }

std::string masked(const char* expression, const char* templateText) {
  return TemplateMask::make(expression)->apply(templateText);
}

}  // namespace

class TestKeySplits : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void aWordEndsWhereLettersAndDigitsEnd() {
    QCOMPARE(findWord("at 404/x", "404"), (TextSpan{3, 6}));
    QCOMPARE(findWord("404", "404"), (TextSpan{0, 3}));
    QVERIFY(!hasWord("4045 1404 a404 404_", "404"));
    QVERIFY(hasWord("4045 (404)", "404"));
    QVERIFY(hasWord("user='root'", "root"));
    QVERIFY(!hasWord("root\xc3\xa9", "root"));  // a letter beyond ASCII goes on
    QVERIFY(hasWord("a[x]b", "[x]"));           // brackets are an edge by themselves
    QVERIFY(!hasWord("anything", ""));
  }

  void aWildcardIsReplacedByItsPlace() {
    QCOMPARE(withParameter("a <*> b <*>", 1, "x"), std::string("a <*> b x"));
    QCOMPARE(withParameter("a <*>", 3, "x"), std::string("a <*>"));
  }

  void aMaskNeverTakesAWildcardApart() {
    QCOMPARE(masked("alice|bob", "user alice and bob"), std::string("user <*> and <*>"));
    QCOMPARE(masked("\\*", "size <*> of <*>"), std::string("size <*> of <*>"));
    QCOMPARE(masked("sd[a-z]\\S*", "disk sda<*> full"), std::string("disk <*> full"));
    QCOMPARE(masked("x*", "none here"), std::string("none here"));  // empty matches are none
    QCOMPARE(masked("a <", "a <*> b"), std::string("<*> b"));
    QCOMPARE(TemplateMask::make("(").error().code, ErrorCode::RegexInvalid);
  }

  void aCommonTemplateIsAsGeneralAsEither() {
    QCOMPARE(coveringBoth("get <*> from x now", "get 404 from y now"), std::string("get <*> from <*> now"));
  }

  void messagesWithTheWordGoToTheKeyThatWasSplitOff() {
    LogKeyParser parser = parserWith({{"status <*> for <*>", "status 404 for <*>"}, {{0, "404", 1}}, {}});
    QCOMPARE(matchOf(parser, "status 200 for /a/b").index, 0U);
    QCOMPARE(matchOf(parser, "status 404 for /a/b").index, 1U);
    QCOMPARE(matchOf(parser, "status 200 for /a/404").index, 1U);  // wherever the word stands
    QCOMPARE(matchOf(parser, "status 4040 for /a/b").index, 0U);
    QCOMPARE(parser.size(), std::size_t{2});
    QCOMPARE(*parser.find(parser.prepare("status 404 for /c/d")), 1U);
  }

  void theWordIsPartOfWhatAMessagesKeyDependsOn() {
    const LogKeyParser parser = parserWith({{"status <*>", "status 404"}, {{0, "404", 1}}, {}});
    const PreparedMessage with = parser.prepare("status 404");
    const PreparedMessage without = parser.prepare("status 200");
    QCOMPARE(with.text, without.text);
    QVERIFY(with.hash != without.hash);
    const LogKeyParser plain = parserWith({{"status <*>"}, {}, {}});
    QCOMPARE(plain.prepare("status 200").hash, without.hash);
  }

  void aSplitKeyIsNeverFoundByItsShape() {
    LogKeyParser parser = parserWith({{"user <*> logged in", "user root logged in"}, {{0, "root", 1}}, {}});
    // As its template says, but of no message that its parent has.
    QCOMPARE(matchOf(parser, "user root logged in").isNew, true);
  }

  void aSplitKeyIsSplitAgain() {
    LogKeyParser parser =
        parserWith({{"read <*> of <*>", "read 7 of <*>", "read 7 of 9"}, {{0, "7", 1}, {1, "9", 2}}, {}});
    QCOMPARE(matchOf(parser, "read 7 of 8").index, 1U);
    QCOMPARE(matchOf(parser, "read 7 of 9").index, 2U);
    QCOMPARE(matchOf(parser, "read 5 of 9").index, 0U);
  }

  void aSplitKeyBecomesMoreGeneralByItsOwnMessages() {
    LogKeyParser parser = parserWith(
        {{"host web.example.org answers <*>", "host web.example.org answers 404"}, {{0, "404", 1}}, {}});
    const KeyMatch match = matchOf(parser, "host api.example.org answers 404");
    QCOMPARE(match.index, 1U);
    QVERIFY(match.templateChanged);
    QCOMPARE(parser.templateText(1), std::string("host <*> answers 404"));
    QCOMPARE(parser.templateText(0), std::string("host web.example.org answers <*>"));
  }

  void splitsOfKeysThatAreNotThereAreRefused() {
    QCOMPARE(LogKeyParser::restore({}, KnownKeys{{"a"}, {{0, "x", 1}}, {}}).error().code,
             ErrorCode::InvalidArgument);
  }

  void aFrozenParserOnlyMatches() {
    LogKeyParser parser = parserWith({{"opened web.example.org port <*>"}, {}, {}}, ParserMode::Frozen);
    const KeyMatch known = matchOf(parser, "opened api.example.org port 7");
    QCOMPARE(known.index, 0U);
    QVERIFY(!known.templateChanged);
    QCOMPARE(parser.templateText(0), std::string("opened web.example.org port <*>"));
    QVERIFY(!parser.find(parser.prepare("closed by peer")));
    const KeyMatch first = matchOf(parser, "closed by peer");
    QVERIFY(first.isNew);
    QCOMPARE(parser.templateText(first.index), std::string(kUnknownKind));
    const KeyMatch second = matchOf(parser, "something else entirely");
    QCOMPARE(second.index, first.index);
    QVERIFY(!second.isNew);
    QCOMPARE(*parser.find(parser.prepare("and yet another")), first.index);
    QCOMPARE(parser.size(), std::size_t{2});
  }

  void aThawedParserAddsKeysAgain() {
    LogKeyParser parser =
        parserWith({{"opened port <*>", std::string(kUnknownKind)}, {}, KeyIndex{1}}, ParserMode::Frozen);
    QCOMPARE(matchOf(parser, "closed by peer").index, 1U);
    parser.setMode(ParserMode::Learning);
    const KeyMatch match = matchOf(parser, "closed by peer");
    QVERIFY(match.isNew);
    QCOMPARE(match.index, 2U);
    QVERIFY(matchOf(parser, "message of no known kind").isNew);  // not what the reserved key is for
  }
};

QTEST_GUILESS_MAIN(TestKeySplits)
#include "test_key_splits.moc"
