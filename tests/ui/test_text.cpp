#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>

#include "ui/style/style.h"
#include "ui/text/format.h"
#include "ui/text/translate.h"
#include "ui/window/selection.h"

using namespace faultline;
using namespace faultline::ui;
using namespace std::chrono_literals;

namespace {

const UtcTime kNoon{std::chrono::sys_days{std::chrono::year{2026} / 7 / 1} + 12h + 1500ms};

/// How a colour looks to someone who lacks a kind of cone: Machado et al. 2009, severity 1.0, linear light.
QColor seenWithout(const QColor& color, const double (&matrix)[9]) {
  const auto linear = [](double v) { return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4); };
  const auto coded = [](double v) {
    v = std::clamp(v, 0.0, 1.0);
    return v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
  };
  const double in[3] = {linear(color.redF()), linear(color.greenF()), linear(color.blueF())};
  double out[3];
  for (int row = 0; row < 3; ++row) {
    out[row] = coded(matrix[3 * row] * in[0] + matrix[3 * row + 1] * in[1] + matrix[3 * row + 2] * in[2]);
  }
  return QColor::fromRgbF(static_cast<float>(out[0]), static_cast<float>(out[1]), static_cast<float>(out[2]));
}

constexpr double kKinds[3][9] = {
    {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
    {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
    {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900}};

constexpr Severity kSeverities[] = {Severity::Critical, Severity::Major, Severity::Minor, Severity::Warning,
                                    Severity::Info};

}  // namespace

class TestText : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void timesAreShownInTheChosenZone() {
    QCOMPARE(DisplayZone().text(kNoon), QStringLiteral("2026-07-01 12:00:01.500"));
    QCOMPARE(DisplayZone::named(QStringLiteral("Europe/Berlin")).text(kNoon),
             QStringLiteral("2026-07-01 14:00:01.500"));
    QCOMPARE(DisplayZone::named(QStringLiteral("Mars/Olympus")).name(), QStringLiteral("UTC"));
    QCOMPARE(DisplayZone().text(std::optional<UtcTime>()), QStringLiteral("–"));
  }

  void timesBefore1970AreRight() {
    QCOMPARE(DisplayZone().text(UtcTime(-1ms)), QStringLiteral("1969-12-31 23:59:59.999"));
  }

  void durationsAndSharesHaveUnits() {
    QCOMPARE(durationText(400ms), QStringLiteral("0.4 s"));
    QCOMPARE(durationText(59s), QStringLiteral("59 s"));
    QCOMPARE(durationText(70s), QStringLiteral("1:10"));
    QCOMPARE(durationText(3723s), QStringLiteral("1:02:03"));
    QCOMPARE(percentText(0.97), QStringLiteral("97 %"));
    QCOMPARE(percentText(0.004), QStringLiteral("0.4 %"));
    QCOMPARE(percentText(0.0000012), QStringLiteral("< 0.01 %"));
    QCOMPARE(percentText(1), QStringLiteral("100 %"));
    QCOMPARE(percentText(0.999), QStringLiteral("99.9 %"));  // not 100: that would be another claim
  }

  void anArgumentThatLooksLikeAPlaceholderStays() {
    QCOMPARE(filledPattern(QStringLiteral("%1 before %2"), {QStringLiteral("%2"), QStringLiteral("b")}),
             QStringLiteral("%2 before b"));
    QCOMPARE(filledPattern(QStringLiteral("100 % of %1"), {QStringLiteral("x")}),
             QStringLiteral("100 % of x"));
    QCOMPARE(filledPattern(QStringLiteral("%3!"), {QStringLiteral("x")}), QStringLiteral("!"));
  }

  void errorsSayWhatWhyAndWhatToDo() {
    const ErrorWords words = errorWords({ErrorCode::FileMissing, "/logs/a.log", "no such file"});
    QCOMPARE(words.whole(),
             QStringLiteral("The file is not there: /logs/a.log. No such file. Check the path; if the "
                            "file has moved, relink its source."));
  }

  void adviceNamesNoCommands() {
    for (const ErrorCode code :
         {ErrorCode::ProjectMissing, ErrorCode::ModelMissing, ErrorCode::FindingUnknown,
          ErrorCode::SourceUnknown, ErrorCode::LearntFromEverything, ErrorCode::NoWorkflow}) {
      const QString advice = errorWords({code, {}, "x"}).advice;
      QVERIFY2(!advice.contains(QLatin1String("faultline ")) && !advice.contains(QLatin1String("--")),
               qPrintable(advice));
    }
  }

  void tooltipsShowMarkupLiterally() {
    QVERIFY(plainTip(QStringLiteral("<b>x</b>")).contains(QLatin1String("&lt;b&gt;x&lt;/b&gt;")));
    QCOMPARE(plain("a\x1b[31mb"), QStringLiteral("a␛[31mb"));
  }

  void keysAreShownWithoutTheTagOfTheirSession() {
    QCOMPARE(keyText("[instance: <*>] VM Started"), QStringLiteral("VM Started"));
    QCOMPARE(keyText("[<*>] \x1b[31m"), QStringLiteral("␛[31m"));
    QCOMPARE(keyText("[main] started"),
             QStringLiteral("[main] started"));  // no parameter: it tells something
    QCOMPARE(keyText("[instance: <*>] "), QStringLiteral("[instance: <*>] "));
    QCOMPARE(keyText("start of the session"), QStringLiteral("start of the session"));
  }

  void pluralsAreWords() {
    const auto count = [](int n) {
      return QCoreApplication::translate("faultline::ui::StatusLine", "%n source(s)", nullptr, n);
    };
    QCOMPARE(count(1), QStringLiteral("1 source"));
    QCOMPARE(count(3), QStringLiteral("3 sources"));
  }

  void theBundledFontsAreUsed() {
    QCOMPARE(QFontInfo(style::textFont()).family(), QStringLiteral("Inter"));
    QCOMPARE(QFontInfo(style::monoFont()).family(), QStringLiteral("JetBrains Mono"));
    QVERIFY(QFontInfo(style::monoFont()).fixedPitch());
  }

  void contrastIsMeasuredAsWcagDoes() {
    QVERIFY(std::abs(contrastRatio(Qt::black, Qt::white) - 21.0) < 0.001);
    QVERIFY(std::abs(contrastRatio(QColor(0x77, 0x77, 0x77), Qt::white) - 4.48) < 0.01);
  }

  void coloursPassAa_data() {
    QTest::addColumn<int>("theme");
    QTest::newRow("light") << 0;
    QTest::newRow("dark") << 1;
    QTest::newRow("high contrast") << 2;
  }
  void coloursPassAa() {
    QFETCH(int, theme);
    const Colors colors = theme == 0 ? lightColors() : theme == 1 ? darkColors() : highContrastColors();
    const auto passes = [](const QColor& ink, const QColor& paper, double least, const char* what) {
      const double ratio = contrastRatio(ink, paper);
      if (ratio < least)
        qWarning("%s: %s on %s has %.2f", what, qPrintable(ink.name()), qPrintable(paper.name()), ratio);
      return ratio >= least;
    };
    for (const QColor& paper : {colors.base, colors.window, colors.alternate, colors.mark}) {
      QVERIFY(passes(colors.text, paper, 4.5, "text"));
      QVERIFY(passes(colors.dim, paper, 4.5, "dim"));
      for (const Severity severity : kSeverities) {
        QVERIFY(passes(colors.severity(severity), paper, 4.5, "severity"));
        for (const auto& kind : kKinds) {
          QVERIFY(passes(seenWithout(colors.severity(severity), kind), seenWithout(paper, kind), 4.5,
                         "deficiency"));
        }
      }
    }
    QVERIFY(passes(colors.text, colors.match, 4.5, "found"));
    QVERIFY(passes(colors.dim, colors.match, 3, "found"));
    QVERIFY(passes(colors.onSelection, colors.selection, 4.5, "selection"));
    QVERIFY(passes(colors.onAccent, colors.accent, 4.5, "button"));
    QVERIFY(passes(colors.accent, colors.base, 4.5, "link"));
    for (const Severity severity : kSeverities) {
      QVERIFY(passes(colors.severity(severity), colors.selection, 3, "severity on selection"));
    }
  }

  void severitiesDifferInShape() {
    QList<QImage> shapes;
    for (const Severity severity : kSeverities) {
      shapes << style::severityIcon(severity).pixmap(32, 32).toImage().convertToFormat(QImage::Format_Alpha8);
    }
    for (int one = 0; one < shapes.size(); ++one) {
      for (int other = one + 1; other < shapes.size(); ++other) {
        int different = 0;
        for (int y = 0; y < 32; ++y) {
          for (int x = 0; x < 32; ++x) {
            different += std::abs(qAlpha(shapes[one].pixel(x, y)) - qAlpha(shapes[other].pixel(x, y))) > 127;
          }
        }
        QVERIFY2(different > 32,
                 qPrintable(QStringLiteral("%1 and %2: %3").arg(one).arg(other).arg(different)));
      }
    }
  }

  void iconsFollowTheTheme() {
    const QIcon icon = style::icon(QStringLiteral("x"));
    style::apply(Theme::Dark);
    const QImage dark = icon.pixmap(24, 24).toImage();
    style::apply(Theme::Light);
    QVERIFY(icon.pixmap(24, 24).toImage() != dark);
  }

  void selectionTellsOfChangesOnly() {
    Selection selection;
    QSignalSpy changed(&selection, &Selection::changed);
    const Selected one{FindingId{1}, EventId{SourceId{1}, 5}, SessionId{2}, kNoon};
    selection.select(one);
    selection.select(one);
    QCOMPARE(changed.count(), 1);
    QCOMPARE(selection.current(), one);
    QVERIFY(!selection.canGoBack());  // nothing was chosen before
  }

  void selectionGoesBackAndForward() {
    Selection selection;
    const Selected one{FindingId{1}, {}, {}, {}};
    const Selected two{FindingId{2}, {}, {}, {}};
    Selected within = two;
    within.event = EventId{SourceId{1}, 9};
    selection.select(one);
    selection.select(two);
    selection.select(within, Selection::Step::Replace);
    selection.goBack();
    QCOMPARE(selection.current(), one);
    QVERIFY(!selection.canGoBack());
    selection.goForward();
    QCOMPARE(selection.current(), within);
    selection.goBack();
    selection.select(Selected{FindingId{3}, {}, {}, {}});
    QVERIFY(!selection.canGoForward());
  }
};

QTEST_MAIN(TestText)
#include "test_text.moc"
