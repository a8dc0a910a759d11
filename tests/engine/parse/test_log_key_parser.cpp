#include <random>
#include <thread>

#include <QtTest/QtTest>

#include "engine/parse/catch_all.h"
#include "engine/parse/log_key_parser.h"

using namespace faultline::parse;

namespace {

ParserSettings settingsOf(ParserKind kind, std::uint32_t mostKeys = 20'000) {
  ParserSettings settings;
  settings.kind = kind;
  settings.mostKeys = mostKeys;
  return settings;
}

std::vector<std::string> templatesOf(const LogKeyParser& parser) {
  std::vector<std::string> texts;
  for (KeyIndex key = 0; key < parser.size(); ++key) texts.push_back(parser.templateText(key));
  return texts;
}

/// Messages of few shapes whose words repeat often enough to be merged in many ways.
std::vector<std::string> someMessages(std::size_t count) {
  static const std::vector<std::string> kWords = {"open", "close",  "file",   "block", "of",
                                                  "size", "a.b.c",  "d.e",    "up",    "down",
                                                  "7",    "user_x", "state=", "/var/x"};
  std::mt19937 random(7);
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < count; ++i) {
    std::string message;
    for (std::size_t word = 0, words = 1 + random() % 7; word < words; ++word) {
      message += kWords[random() % kWords.size()] + (random() % 4 == 0 ? ": " : " ");
    }
    messages.push_back(message);
  }
  return messages;
}

}  // namespace

class TestLogKeyParser : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  /// A template that no longer fits the message that made it more general would make the next one like it a
  /// new key.
  void aTemplateFitsTheMessageThatChangedIt() {
    const std::string nothing(14, '\0');
    const std::vector<std::string> messages{
        "20126-05-31 12:34:56,:56,789 INFO s\x11"
        "20(6-05-31 12:34:56,789 INFOtore.Dis",
        "081109 203615 148 INFO df" + nothing + "0" + nothing.substr(0, 4) + "5-31 1" + nothing.substr(0, 1) +
            "2:"};
    auto parser = LogKeyParser::make({});
    QVERIFY(parser);
    std::vector<std::string> templates;
    for (const std::string& message : messages) {
      const KeyIndex key = parser->match(parser->prepare(message)).index;
      QCOMPARE(parser->match(parser->prepare(message)).index, key);
    }
    for (KeyIndex key = 0; key < parser->size(); ++key) templates.push_back(parser->templateText(key));
    const auto restored = LogKeyParser::restore({}, templates);
    QVERIFY(restored);
    for (const std::string& message : messages) {
      const PreparedMessage prepared = parser->prepare(message);
      QVERIFY(parser->find(prepared).has_value());
      QCOMPARE(restored->find(prepared), parser->find(prepared));
    }
  }

  void kinds_data() {
    QTest::addColumn<int>("kind");
    QTest::newRow("spell") << static_cast<int>(ParserKind::Spell);
    QTest::newRow("auto") << static_cast<int>(ParserKind::Auto);
  }

  void aRestoredParserGoesOnAsTheOther_data() { kinds_data(); }
  void aRestoredParserGoesOnAsTheOther() {
    QFETCH(int, kind);
    const ParserSettings settings = settingsOf(static_cast<ParserKind>(kind), 8);
    const auto messages = someMessages(600);
    LogKeyParser one = std::move(*LogKeyParser::make(settings));
    for (std::size_t i = 0; i < 150; ++i) one.match(one.prepare(messages[i]));
    LogKeyParser other = std::move(*LogKeyParser::restore(settings, templatesOf(one)));
    QCOMPARE(templatesOf(other), templatesOf(one));
    for (std::size_t i = 150; i < messages.size(); ++i) {
      const KeyMatch a = one.match(one.prepare(messages[i]));
      const KeyMatch b = other.match(other.prepare(messages[i]));
      QCOMPARE(b.index, a.index);
      QCOMPARE(b.isNew, a.isNew);
      QCOMPARE(b.templateChanged, a.templateChanged);
    }
    QCOMPARE(templatesOf(other), templatesOf(one));
    QVERIFY(one.size() > 8);  // the catch-all keys took part
  }

  void findSaysWhatMatchWouldDo_data() { kinds_data(); }
  void findSaysWhatMatchWouldDo() {
    QFETCH(int, kind);
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(static_cast<ParserKind>(kind))));
    for (const std::string& message : someMessages(300)) {
      const PreparedMessage prepared = parser.prepare(message);
      const std::size_t before = parser.size();
      const auto found = parser.find(prepared);
      QCOMPARE(parser.size(), before);
      const KeyMatch match = parser.match(prepared);
      QCOMPARE(found.has_value(), !match.isNew);
      if (found) QCOMPARE(*found, match.index);
    }
  }

  void manyThreadsMayFind() {
    LogKeyParser parser = std::move(*LogKeyParser::make({}));
    const auto messages = someMessages(400);
    for (std::size_t i = 0; i < 200; ++i) parser.match(parser.prepare(messages[i]));
    const auto findAll = [&] {
      std::vector<std::optional<KeyIndex>> found;
      for (const std::string& message : messages) found.push_back(parser.find(parser.prepare(message)));
      return found;
    };
    const auto expected = findAll();
    std::vector<std::vector<std::optional<KeyIndex>>> found(4);
    {
      std::vector<std::jthread> threads;
      for (auto& result : found) threads.emplace_back([&] { result = findAll(); });
    }
    for (const auto& result : found) QVERIFY(result == expected);
  }

  void templatesOnlyBecomeMoreGeneral() {
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(ParserKind::Spell)));
    const auto constants = [](const std::string& text) {
      const auto words = QString::fromStdString(text).split(QRegularExpression("[ :=]"), Qt::SkipEmptyParts);
      return words.size() - words.count("<*>");
    };
    for (const std::string& message : someMessages(300)) {
      const auto before = templatesOf(parser);
      parser.match(parser.prepare(message));
      for (KeyIndex key = 0; key < before.size(); ++key) {
        QVERIFY(constants(parser.templateText(key)) <= constants(before[key]));
      }
    }
  }

  void messagesWithoutTokensHaveAKeyOfTheirOwn_data() { kinds_data(); }
  void messagesWithoutTokensHaveAKeyOfTheirOwn() {
    QFETCH(int, kind);
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(static_cast<ParserKind>(kind))));
    parser.match(parser.prepare("a b"));
    QCOMPARE(parser.match(parser.prepare("")).index, KeyIndex{1});
    QCOMPARE(parser.match(parser.prepare(" = : ")).index, KeyIndex{1});
    QCOMPARE(parser.match(parser.prepare("<*>")).index, KeyIndex{2});
    QCOMPARE(parser.match(parser.prepare("a b")).index, KeyIndex{0});
  }

  void tooManyKeysFallToCatchAlls() {
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(ParserKind::Auto, 2)));
    const auto match = [&](const std::string& message) { return parser.match(parser.prepare(message)); };
    match("alpha one");
    match("beta two three");
    const KeyMatch third = match("gamma four");
    QCOMPARE(third.index, KeyIndex{2});
    QVERIFY(third.isNew);
    QCOMPARE(parser.templateText(2), std::string("gamma <*>"));
    QCOMPARE(match("gamma five six seven").index, KeyIndex{2});
    QCOMPARE(match("alpha one").index, KeyIndex{0});
    QCOMPARE(match("alpha eight").index, KeyIndex{3});
  }

  void messagesWithoutTokensShareAKeyWhenThereAreTooMany_data() { kinds_data(); }
  void messagesWithoutTokensShareAKeyWhenThereAreTooMany() {
    QFETCH(int, kind);
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(static_cast<ParserKind>(kind), 1)));
    for (const char* message : {"started", "", "=", " :: ", ",", ""}) parser.match(parser.prepare(message));
    QCOMPARE(parser.size(), std::size_t{2});
    QCOMPARE(parser.templateText(1), std::string("<*>"));
  }

  void catchAllsAreBounded() {
    LogKeyParser parser = std::move(*LogKeyParser::make(settingsOf(ParserKind::Auto, 1)));
    const auto name = [](int i) {
      std::string text = "w";
      for (; i > 0; i /= 10) text.push_back(static_cast<char>('p' + i % 10));
      return text;
    };
    for (int i = 0; i < 3000; ++i) parser.match(parser.prepare(name(i) + " x"));
    QCOMPARE(parser.size(), 1 + CatchAll::kMost + 1);
    QCOMPARE(parser.templateText(static_cast<KeyIndex>(CatchAll::kMost + 1)), std::string("<*>"));
  }

  void longMessagesAreCut() {
    const LogKeyParser parser = std::move(*LogKeyParser::make({}));
    const std::string text = parser.prepare("begin " + std::string(10'000'000, 'x')).text;
    QCOMPARE(text, std::string("begin <*>"));
    std::string words;
    for (int i = 0; i < 400; ++i) words += "word ";
    const std::string cut = parser.prepare(words).text;
    QCOMPARE(cut.size(), 5 * (LogKeyParser::kMostTokens - 1) + 3);
    QVERIFY(cut.ends_with("word <*>"));
  }

  void otherBytesAreReadAsText() {
    const LogKeyParser parser = std::move(*LogKeyParser::make({}));
    QCOMPARE(parser.prepare("M\xfcller").text, std::string("M\u00fcller"));
  }

  void parameters_data() {
    QTest::addColumn<QString>("pattern");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QStringList>("expected");
    QTest::newRow("masked") << "block <*> of size <*> from <*>"
                            << "block blk_-12 of size 5.2 KB from /10.0.0.1:80"
                            << QStringList{"blk_-12", "5.2 KB", "/10.0.0.1:80"};
    QTest::newRow("name") << "visible is <*> now"
                          << "visible is com.x.y now" << QStringList{"com.x.y"};
    QTest::newRow("within a name") << "visible is <*> now"
                                   << "visible is rdd_7 now" << QStringList{"rdd_7"};
    QTest::newRow("two in a token") << "a(<*>)m(<*>) up"
                                    << "a(12)m(34) up" << QStringList{"12", "34"};
    QTest::newRow("list") << "delete <*> now"
                          << "delete blk_1 blk_2 now" << QStringList{"blk_1 blk_2"};
    QTest::newRow("rest") << "a b <*>"
                          << "a b x, y z" << QStringList{"x, y z"};
    QTest::newRow("too few") << "a <*> <*> <*> b"
                             << "a x b" << QStringList{"x", "", ""};
    QTest::newRow("none") << "a b"
                          << "a b" << QStringList{};
    QTest::newRow("Latin-1 aside") << "user <*> from <*>"
                                   << "user M\u00fcller from 1" << QStringList{"M\u00fcller", "1"};
  }
  void parameters() {
    QFETCH(QString, pattern);
    QFETCH(QString, message);
    QFETCH(QStringList, expected);
    const std::vector<std::string> templates{pattern.toStdString()};
    const LogKeyParser parser = std::move(*LogKeyParser::restore({}, templates));
    QStringList texts;
    for (const std::string& text : parser.parameters(0, message.toStdString())) {
      texts << QString::fromStdString(text);
    }
    QCOMPARE(texts, expected);
  }

  void parametersOfALongMessageReachItsEnd() {
    const std::vector<std::string> templates{"begin <*>"};
    const LogKeyParser parser = std::move(*LogKeyParser::restore({}, templates));
    const auto texts = parser.parameters(0, "begin " + std::string(100'000, 'x'));
    QCOMPARE(texts.size(), std::size_t{1});
    QCOMPARE(texts.front().size(), std::size_t{100'000});
  }
};

QTEST_APPLESS_MAIN(TestLogKeyParser)
#include "test_log_key_parser.moc"
