#include <QtTest/QtTest>

#include "engine/parse/common_subsequence.h"
#include "engine/parse/log_key_parser.h"

using namespace faultline;
using namespace faultline::parse;

namespace {

LogKeyParser spell(double tau, std::vector<std::string> templates = {}, std::vector<std::string> masks = {}) {
  ParserSettings settings;
  settings.kind = ParserKind::Spell;
  settings.tau = tau;
  settings.masks = std::move(masks);
  return std::move(*LogKeyParser::restore(settings, templates));
}

KeyMatch match(LogKeyParser& parser, const char* message) { return parser.match(parser.prepare(message)); }

void compare(const KeyMatch& match, KeyIndex index, bool isNew, bool changed) {
  QCOMPARE(match.index, index);
  QCOMPARE(match.isNew, isNew);
  QCOMPARE(match.templateChanged, changed);
}

}  // namespace

class TestSpell : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void commonSubsequences() {
    const std::vector<TokenId> a{1, 2, 3, 4, 5};
    const std::vector<TokenId> b{2, 9, 3, 5, 1};
    QCOMPARE(commonLength(a, b), std::size_t{3});
    const auto common = commonSubsequence(a, b);
    QCOMPARE(common.size(), std::size_t{3});
    QCOMPARE(common[0].first, std::size_t{1});
    QCOMPARE(common[0].second, std::size_t{0});
    QCOMPARE(common[1].second, std::size_t{2});
    QCOMPARE(common[2].first, std::size_t{4});
    QCOMPARE(common[2].second, std::size_t{3});
  }

  void unknownTokensEqualNothing() {
    const std::vector<TokenId> unknown{kUnknownToken, kUnknownToken};
    QCOMPARE(commonLength(unknown, unknown), std::size_t{0});
    QVERIFY(commonSubsequence(unknown, unknown).empty());
  }

  void differingTokensBecomeWildcards() {
    LogKeyParser parser = spell(0.5);
    compare(match(parser, "a b c d"), 0, true, false);
    compare(match(parser, "a b x d"), 0, false, true);
    QCOMPARE(parser.templateText(0), std::string("a b <*> d"));
    compare(match(parser, "a b y d"), 0, false, false);
    compare(match(parser, "a b c d"), 0, false, false);
  }

  void templatesKeepTheirDelimiters() {
    LogKeyParser parser = spell(0.5);
    match(parser, "x=1,  y: 2 end:");
    match(parser, "x=9,  y: 2 end:");
    QCOMPARE(parser.templateText(0), std::string("x=<*>,  y: 2 end:"));
  }

  void whatFollowsTheLastCommonTokenIsOneWildcard() {
    LogKeyParser parser = spell(0.5);
    match(parser, "a b c d e f");
    match(parser, "a b c d x");
    QCOMPARE(parser.templateText(0), std::string("a b c d <*>"));
  }

  // The tree accepts a template whose constants are half of the message's, and leaves it as it is.
  void prefixTreeAcceptsHalf() {
    LogKeyParser parser = spell(0.9, {"open file"});
    compare(match(parser, "open the file now"), 0, false, false);
    compare(match(parser, "open file a b c"), 1, true, false);
    QCOMPARE(parser.templateText(0), std::string("open file"));
  }

  // The tree wants the order, the loop does not.
  void loopComparesSets() {
    LogKeyParser parser = spell(0.9, {"x y z"});
    compare(match(parser, "z q y x"), 0, false, false);
    compare(match(parser, "z q y w"), 1, true, false);
  }

  void loopAcceptsHalf() {
    LogKeyParser parser = spell(1.0, {"x y"});
    compare(match(parser, "y x 1 2"), 0, false, false);
    compare(match(parser, "y x 1 2 3"), 1, true, false);
  }

  void firstTemplateOfTheLoopWins() {
    LogKeyParser parser = spell(1.0, {"b a", "c a"});
    compare(match(parser, "a b c"), 0, false, false);
    compare(match(parser, "a c"), 1, false, false);
  }

  void tauIsAtLeast() {
    LogKeyParser parser = spell(0.75);
    match(parser, "a b c d");
    compare(match(parser, "a b c x"), 0, false, true);  // 3 of 4
    compare(match(parser, "a b y z"), 1, true, false);  // 2 of 4
  }

  // As benchmarked: three of four tokens are common, but one distinct one only.
  void halfMustBeDistinct() {
    LogKeyParser parser = spell(0.75);
    match(parser, "a a a b");
    compare(match(parser, "a a a c"), 1, true, false);
  }

  void shortestOfEquallyCommonTemplatesWins() {
    LogKeyParser parser = spell(0.5, {"a b c d e", "a b f g"});
    compare(match(parser, "a b m n"), 1, false, true);
    QCOMPARE(parser.templateText(1), std::string("a b <*>"));
  }

  void longestCommonSubsequenceWins() {
    LogKeyParser parser = spell(0.5, {"a b f g", "a b c d e"});
    compare(match(parser, "a b c n"), 1, false, true);
    QCOMPARE(parser.templateText(1), std::string("a b c <*>"));
  }

  void masksComeFirstAndInOrder() {
    LogKeyParser parser = spell(1.0, {}, {R"(blk_-?\d+)", R"((\d+\.){3}\d+(:\d+)?)"});
    QCOMPARE(parser.prepare("block blk_-12 from /10.0.0.1:50010 size 7").text,
             std::string("block <*> from /<*> size 7"));
    QCOMPARE(match(parser, "block blk_-12 to 10.0.0.1").index,
             match(parser, "block blk_9 to 10.9.9.9:80").index);
  }

  void emptyMatchesOfAMaskChangeNothing() {
    LogKeyParser parser = spell(1.0, {}, {"x*"});
    QCOMPARE(parser.prepare("axxb").text, std::string("a<*>b"));
  }

  void runsOfOtherThanAsciiAreOneToken() {
    LogKeyParser parser = spell(1.0);
    QCOMPARE(parser.prepare("gr\u00f6\u00dfe 5").text, std::string("gr<NASCII>e 5"));
  }

  void lookAroundIsRefused() {
    ParserSettings settings;
    settings.masks = {R"((?<=a)\d+)"};
    const auto parser = LogKeyParser::make(settings);
    QVERIFY(!parser);
    QCOMPARE(parser.error().code, ErrorCode::RegexInvalid);
    QCOMPARE(parser.error().where, settings.masks.front());
  }

  void tauOutsideItsRangeIsRefused() {
    for (const double tau : {0.0, -1.0, 1.01, std::nan("")}) {
      ParserSettings settings;
      settings.tau = tau;
      const auto parser = LogKeyParser::make(settings);
      QVERIFY(!parser);
      QCOMPARE(parser.error().code, ErrorCode::InvalidArgument);
    }
  }
};

QTEST_APPLESS_MAIN(TestSpell)
#include "test_spell.moc"
