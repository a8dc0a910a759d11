#include <QtTest/QtTest>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/mask_advice.h"

using namespace faultline::parse;

namespace {

std::string word(std::size_t i) {
  std::string text;
  for (int letter = 0; letter < 4; ++letter, i /= 7) text.push_back(static_cast<char>('g' + i % 7));
  return text;
}

/// The keys that a parser finds in `messages` with one mask, or none.
std::size_t keysOf(const std::vector<std::string>& messages, const std::string& mask) {
  ParserSettings settings;
  settings.kind = ParserKind::Spell;
  settings.tau = 1.0;
  if (!mask.empty()) settings.masks = {mask};
  LogKeyParser parser = std::move(*LogKeyParser::make(settings));
  for (const std::string& message : messages) parser.match(parser.prepare(message));
  return parser.size();
}

}  // namespace

class TestMaskAdvice : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void thePlaceWithTheMostValues() {
    std::vector<std::string> templates{"service started", "service stopped"};
    for (std::size_t i = 0; i < 40; ++i) templates.push_back("login of " + word(i) + " from <*>");
    for (std::size_t i = 0; i < 12; ++i) templates.push_back("logout of " + word(i));
    const auto advice = maskAdvice(templates);
    QVERIFY(advice.has_value());
    QCOMPARE(advice->templates, std::size_t{40});
    QCOMPARE(advice->around, std::string("login of <?> from <*>"));
    QCOMPARE(advice->example, word(0));
    QCOMPARE(advice->expression, std::string("\\bof[ =:,]+[a-z]+"));
  }

  void valuesThatBeginAlikeAreToldByIt() {
    std::vector<std::string> templates;
    for (std::size_t i = 0; i < 40; ++i) templates.push_back("open user-" + word(i) + ": done");
    const auto advice = maskAdvice(templates);
    QVERIFY(advice.has_value());
    QCOMPARE(advice->expression, std::string("\\buser-[a-z\\-]*"));
  }

  void whatItSaysWorks() {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < 40; ++i) messages.push_back("job " + word(i) + " is done (" + word(3) + ")");
    QCOMPARE(keysOf(messages, {}), std::size_t{40});
    const auto advice = maskAdvice(messages);
    QVERIFY(advice.has_value());
    QCOMPARE(keysOf(messages, advice->expression), std::size_t{1});
  }

  void severalPlacesAreTakenTogether() {
    std::vector<std::string> messages;
    for (std::size_t i = 0; i < 100; ++i) {
      messages.push_back("task " + word(i) + " " + word(7 * i + 3) + " is at " + word(11 * i + 5));
    }
    const auto advice = maskAdvice(messages);
    QVERIFY(advice.has_value());
    QCOMPARE(advice->around, std::string("task <?> <?> is at <?>"));
    QCOMPARE(advice->templates, std::size_t{100});
    QCOMPARE(advice->expression, std::string("\\btask[ =:,]+[a-z]+[ =:,]+[a-z]+"));
  }

  // What stands at the front, or behind a wildcard, has no word by which to tell it.
  void noWordBefore() {
    std::vector<std::string> templates;
    for (std::size_t i = 0; i < 40; ++i) templates.push_back(word(i) + " <*>");
    QVERIFY(!maskAdvice(templates));
  }

  void nothingStandsOut() {
    std::vector<std::string> templates;
    for (std::size_t i = 0; i < 40; ++i)
      templates.push_back(word(i) + " " + word(i + 100) + " " + word(i + 200));
    QVERIFY(!maskAdvice(templates));
    QVERIFY(!maskAdvice({}));
  }

  // Values that begin with the same byte but not with the same letter.
  void lettersStayWhole() {
    std::vector<std::string> templates;
    for (int i = 0; i < 40; ++i)
      templates.push_back(std::string("a( x\xc3") + static_cast<char>(i + 128) + " b");
    const auto advice = maskAdvice(templates);
    QVERIFY(advice.has_value());
    ParserSettings settings;
    settings.masks = {advice->expression};
    QVERIFY(LogKeyParser::make(settings).has_value());
  }
};

QTEST_APPLESS_MAIN(TestMaskAdvice)
#include "test_mask_advice.moc"
