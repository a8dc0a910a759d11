// The key editor, its dialogs and models, and what the window does with edits.
#include <QtGui/QAction>
#include <QtGui/QTextBlock>
#include <QtTest/QAbstractItemModelTester>
#include <QtTest/QSignalSpy>
#include <QtTest/QtTest>
#include <QtWidgets/QComboBox>
#include <QtWidgets/QLineEdit>
#include <QtWidgets/QPushButton>
#include <QtWidgets/QScrollBar>
#include <QtWidgets/QTableView>

#include "tests/ui/fake_engine.h"
#include "ui/dialogs/key_edit_dialog.h"
#include "ui/dialogs/key_editor.h"
#include "ui/models/key_edit_model.h"
#include "ui/models/keys_model.h"
#include "ui/style/style.h"
#include "ui/text/template_text.h"
#include "ui/views/banner.h"
#include "ui/views/empty_state.h"
#include "ui/views/evidence_view.h"
#include "ui/views/key_lines.h"
#include "ui/views/key_table.h"
#include "ui/window/actions.h"
#include "ui/window/key_flow.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"
#include "ui/window/workspace.h"

using namespace faultline;
using namespace faultline::ui;
using pipeline::KeyEdit;

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

QStringList column(const QAbstractItemModel& model, int number) {
  QStringList texts;
  for (int row = 0; row < model.rowCount(); ++row) texts << model.index(row, number).data().toString();
  return texts;
}

}  // namespace

class TestKeys : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void initTestCase() {
    style::setUp();
    style::apply(Theme::Light);
  }

  void init() {
    m_engine = std::make_shared<FakeEngine>();
    m_home = std::make_unique<QTemporaryDir>();
    m_window = std::make_unique<MainWindow>(
        m_engine, std::make_shared<Preferences>(m_home->filePath(QStringLiteral("settings.ini"))));
    m_window->show();
  }

  void cleanup() {
    m_engine->job.open();
    m_engine->keyJob.open();
    m_window.reset();
  }

  void templatesFallIntoParts() {
    using Parts = std::vector<TemplatePart>;
    QCOMPARE(templateParts(QStringLiteral("Took <*> s"), {QStringLiteral("number")}),
             (Parts{{QStringLiteral("Took "), false},
                    {QStringLiteral("number"), true},
                    {QStringLiteral(" s"), false}}));
    QCOMPARE(templateParts(QStringLiteral("<*><*>"), {QStringLiteral("path")}),
             (Parts{{QStringLiteral("path"), true}, {QStringLiteral("value"), true}}));
    QCOMPARE(templateParts(QStringLiteral("<b>x</b>"), {}), (Parts{{QStringLiteral("<b>x</b>"), false}}));
    QCOMPARE(templateParts(QString(), {}), Parts());
    QCOMPARE(longestConstant(QStringLiteral("<*> \"GET <*> HTTP/1.1\" status: <*>")),
             QStringLiteral("HTTP/1.1\" status:"));
    QCOMPARE(parameterKindText("bytes"), QStringLiteral("size"));
    QCOMPARE(parameterKindText("<i>"), QStringLiteral("<i>"));  // one that is not known yet
  }

  void keysAreListedFilteredAndSorted() {
    KeysModel model;
    const QAbstractItemModelTester tester(&model, kFatal);
    KeysFilter filter(&model);
    const QAbstractItemModelTester filterTester(&filter, kFatal);
    model.setKeys(std::make_shared<const pipeline::KeyList>(m_engine->keys.list()));
    QCOMPARE(model.rowCount(), 8);
    QCOMPARE(model.index(3, KeysModel::Key).data().toString(),
             QStringLiteral("Build time – [instance: <*>] Took <*> seconds to build instance."));
    QCOMPARE(model.index(5, KeysModel::Note).data().toString(), QStringLiteral("split on “Active”"));
    QCOMPARE(model.rowOf(KeyId{12}), 4);  // is read as key 5
    QCOMPARE(model.rowOf(KeyId{99}), -1);
    filter.setFilter(QStringLiteral("LIFECYCLE paused"));
    QCOMPARE(filter.rowCount(), 1);
    filter.setFilter(QStringLiteral("build time"));  // a name
    QCOMPARE(filter.rowCount(), 1);
    filter.setFilter(QString());
    filter.sort(KeysModel::Entries, Qt::AscendingOrder);
    QCOMPARE(column(filter, KeysModel::Entries).mid(0, 3), QStringList({"3", "12", "9,802"}));
    model.setKeys(nullptr);
    QCOMPARE(model.rowCount(), 0);
  }

  void textsOfKeysStayPlain() {
    KeysModel model;
    model.setKeys(std::make_shared<const pipeline::KeyList>(m_engine->keys.list()));
    const QString tip = model.index(6, KeysModel::Key).data(Qt::ToolTipRole).toString();
    QVERIFY(tip.contains(QLatin1String("&lt;b&gt;state")));
    KeyEditModel edits;
    const QAbstractItemModelTester tester(&edits, kFatal);
    edits.setKeys({{KeyId{1}, "<b>a</b>", "<*>", 5}});
    QCOMPARE(edits.index(0, KeyEditModel::Before).data().toString(), QStringLiteral("<b>a</b>"));
    QVERIFY(edits.index(0, 0).data(Qt::ToolTipRole).toString().contains(QLatin1String("&lt;b&gt;a")));
  }

  void linesAreMarkedAndPicked() {
    KeyLines lines(QStringLiteral("lines"));
    pipeline::LogLine line;
    line.text = std::string("a node-1 b node-2\x1b[0m");
    pipeline::LogLine longer;
    longer.text = std::string(100'000, 'x');
    lines.showLines({line, longer});
    QCOMPARE(lines.document()->blockCount(), 2);
    QVERIFY(lines.toPlainText().contains(QChar(0x241B)));  // the escape as a symbol
    QVERIFY(lines.document()->lastBlock().length() < 2100);
    lines.markPattern(QStringLiteral("node-\\d"));
    QCOMPARE(lines.marks(), 2);
    QVERIFY(lines.extraSelections().front().format.fontUnderline());
    lines.resize(300, 200);
    lines.show();
    lines.showLines({longer, line});
    QCOMPARE(lines.horizontalScrollBar()->value(), 0);
    longer.text += " needle";  // beyond what is shown of a line: nothing to go to
    lines.showLines({longer, line});
    lines.reveal(QStringLiteral("needle"));
    QCOMPARE(lines.horizontalScrollBar()->value(), 0);
    pipeline::LogLine headed;
    headed.text = std::string(200, 'h') + " message";
    lines.showLines({line, headed});
    lines.reveal(QStringLiteral("message"));
    QVERIFY(lines.horizontalScrollBar()->value() > 0);
    lines.showLines({line, longer});
    lines.markWord(QStringLiteral("["));  // a word, no expression
    QCOMPARE(lines.marks(), 1);
    lines.markPattern(QStringLiteral("("));
    QCOMPARE(lines.marks(), 0);
    lines.resize(600, 200);
    lines.show();
    QTextCursor cursor(lines.document());
    cursor.setPosition(4);
    QSignalSpy picked(&lines, &KeyLines::picked);
    QTest::mouseDClick(lines.viewport(), Qt::LeftButton, {}, lines.cursorRect(cursor).center());
    QCOMPARE(picked.count(), 1);
    QCOMPARE(picked.front().front().toString(), QStringLiteral("node-1"));
  }

  void theEditorShowsKeysAndTheirLines() {
    KeyEditor* editor = openEditor();
    QCOMPARE(editor->model()->rowCount(), 8);
    QTRY_VERIFY(editor->lines()->toPlainText().contains(QLatin1String("VM Started")));
    editor->table()->selectRow(1);
    QTRY_VERIFY(editor->lines()->toPlainText().contains(QLatin1String("VM Paused")));
    QVERIFY(!editor->mergeAction()->isEnabled());
    QVERIFY(editor->splitAction()->isEnabled());
    editor->filterField()->setText(QStringLiteral("node-b"));
    QCOMPARE(editor->filter()->rowCount(), 1);
    QTRY_VERIFY(editor->lines()->toPlainText().contains(QLatin1String("node-b")));
    editor->showKey(KeyId{12});  // read as key 5; the filter gives way
    QVERIFY(editor->filterField()->text().isEmpty());
    QTRY_VERIFY(editor->lines()->toPlainText().contains(QLatin1String("Creating image")));
  }

  void withoutKeysTheEditorSaysWhatToDo() {
    m_engine->keys.set({});
    KeyEditor* editor = openEditor();
    QVERIFY(editor->emptyState()->isVisible());
    QCOMPARE(editor->emptyState()->title(), QStringLiteral("No log keys yet"));
    QSignalSpy wanted(editor, &KeyEditor::importRequested);
    QObject::disconnect(editor, &KeyEditor::importRequested, m_window->keyFlow(), nullptr);  // a file dialog
    editor->emptyState()->button()->click();
    QCOMPARE(wanted.count(), 1);
    m_engine->keys.set(FakeKeys().list());
    m_window->workspace()->reload();
    QTRY_VERIFY(editor->table()->isVisible());
  }

  void kindsOfParametersComeBehindTheList() {
    KeyEditor* editor = openEditor();
    const auto kinds = [&](int row) {
      return editor->model()->index(row, KeysModel::Key).data(TemplateKindsRole).toStringList();
    };
    QTRY_COMPARE(kinds(3).size(), 2);
    QCOMPARE(kinds(3).last(), QStringLiteral("duration"));
    QTRY_COMPARE(kinds(7).size(), 1);
    QVERIFY(editor->model()->index(3, 0).data(Qt::ToolTipRole).toString().contains(QLatin1String("duration")));
  }

  void mergingShowsWhatItDoesAndDoesIt() {
    KeyEditor* editor = openEditor();
    editor->table()->selectRow(1);
    editor->table()->selectionModel()->select(editor->filter()->index(0, 0),
                                              QItemSelectionModel::Select | QItemSelectionModel::Rows);
    QVERIFY(editor->mergeAction()->isEnabled());
    QVERIFY(!editor->splitAction()->isEnabled());
    QSignalSpy reread(m_window->workspace()->keys(), &KeyBook::linesChanged);
    KeyEditDialog* dialog = openEdit(editor->mergeAction());
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    QCOMPARE(dialog->affected()->rowCount(), 2);
    // The more frequent one is proposed.
    QVERIFY(dialog->target()->currentText().contains(QLatin1String("VM Started")));
    dialog->target()->setCurrentIndex(1 - dialog->target()->currentIndex());
    QVERIFY(!dialog->applyButton()->isEnabled());  // what it does now has not been looked at
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    QCOMPARE(dialog->affected()->index(0, KeyEditModel::After).data().toString(),
             QStringLiteral("[instance: <*>] VM Paused (Lifecycle Event)"));
    dialog->applyButton()->click();
    QTRY_COMPARE(editor->model()->rowCount(), 7);
    QCOMPARE(reread.count(), 1);
    QVERIFY(editor->banner()->isVisible());
    QVERIFY(m_window->reminder()->isVisible());
  }

  void learningAgainTakesTheReminderAway() {
    KeyEditor* editor = openEditor();
    KeyEditDialog* dialog = openEdit(editor->splitAction());
    dialog->field()->setText(QStringLiteral("Started"));
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    dialog->applyButton()->click();
    QTRY_VERIFY(m_window->reminder()->isVisible());
    auto* learn = m_window->reminder()->findChild<QPushButton*>();
    QCOMPARE(learn->accessibleName().remove(QLatin1Char('&')), QStringLiteral("Learn again"));
    learn->click();
    m_engine->job.awaitVisitor();
    m_engine->keys.learnt();
    m_engine->job.open();
    QTRY_VERIFY(!m_window->workspace()->jobs()->busy());
    QTRY_VERIFY(!editor->banner()->isVisible());
    QVERIFY(!m_window->reminder()->isVisible());
  }

  void splittingMarksTheWordAndPicksIt() {
    KeyEditor* editor = openEditor();
    KeyEditDialog* dialog = openEdit(editor->splitAction());
    QVERIFY(!dialog->edit());
    QTRY_VERIFY(dialog->lines()->toPlainText().contains(QLatin1String("VM Started")));
    QVERIFY(!dialog->applyButton()->isEnabled());
    Q_EMIT dialog->lines()->picked(QStringLiteral("Started"));
    QCOMPARE(dialog->field()->text(), QStringLiteral("Started"));
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    QVERIFY(dialog->lines()->marks() > 0);
    QVERIFY(dialog->summary().startsWith(QLatin1String("At least 1,406,110 entries")));
    dialog->field()->setText(QStringLiteral("nothing-has-this"));
    QTRY_VERIFY(dialog->problem().contains(QLatin1String("no message of this key has the word"),
                                           Qt::CaseInsensitive));
    QVERIFY(!dialog->applyButton()->isEnabled());
    QCOMPARE(dialog->affected()->rowCount(), 0);
  }

  void aWrongMaskIsSaidWhileItIsTyped() {
    KeyEditDialog* dialog = openEdit(openEditor()->maskAction());
    dialog->field()->setText(QStringLiteral("node-["));
    QTRY_VERIFY(dialog->field()->property("invalid").toBool());
    QVERIFY(!dialog->problem().isEmpty());
    dialog->field()->setText(QStringLiteral("node-[a-z]"));
    QVERIFY(!dialog->field()->property("invalid").toBool());
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    QCOMPARE(column(*dialog->affected(), KeyEditModel::After),
             QStringList(
                 {"Unable to write <b>state</b> of <*>: <*>", "Unable to write <b>state</b> of <*>: <*>"}));
    QCOMPARE(dialog->lines()->marks(), 60);  // one in each line shown
  }

  void renamingCanBeUndoneAndDoneAgain() {
    KeyEditor* editor = openEditor();
    KeyEditDialog* dialog = openEdit(editor->renameAction());
    QVERIFY(!dialog->edit());  // it is called that already
    dialog->field()->setText(QStringLiteral("  Instance started "));
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    dialog->applyButton()->click();
    const auto name = [&] { return editor->model()->key(0)->name; };
    QTRY_COMPARE(name(), std::string("Instance started"));
    QVERIFY(!m_window->reminder()->isVisible());  // a name changes nothing for the model
    QAction* undo = m_window->commands()->undo;
    QTRY_VERIFY(undo->isEnabled());
    QCOMPARE(
        undo->text(),
        QStringLiteral("&Undo: Log key “[instance: <*>] VM Started…ecycle Event)” named “Instance started”"));
    QVERIFY(!m_window->commands()->redo->isEnabled());
    editor->activateWindow();
    QTRY_VERIFY(editor->isActiveWindow());
    QTest::keyClick(editor, Qt::Key_Z, Qt::ControlModifier);
    QTRY_COMPARE(name(), std::string());
    QTRY_VERIFY(m_window->commands()->redo->isEnabled());
    QCOMPARE(undo->text(), QStringLiteral("&Undo"));
    QVERIFY(!undo->isEnabled());
    m_window->commands()->redo->trigger();
    QTRY_COMPARE(name(), std::string("Instance started"));
  }

  void anEditThatFailsIsSaidInItsDialog() {
    KeyEditDialog* dialog = openEdit(openEditor()->renameAction());
    dialog->field()->setText(QStringLiteral("x"));
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    m_engine->keys.failWith(Error{ErrorCode::ProjectLocked, "p.faultline", {}});
    dialog->applyButton()->click();
    QTRY_VERIFY(dialog->problem().contains(QLatin1String("p.faultline")));
    QVERIFY(dialog->isVisible());
    QVERIFY(!m_window->banner()->isVisible());
  }

  void anEditCanBeStopped() {
    KeyEditor* editor = openEditor();
    KeyEditDialog* dialog = openEdit(editor->renameAction());
    dialog->field()->setText(QStringLiteral("x"));
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
    m_engine->keyJob.close();
    dialog->applyButton()->click();
    m_engine->keyJob.awaitVisitor();
    QCOMPARE(dialog->cancelButton()->text(), QStringLiteral("Stop"));
    dialog->cancelButton()->click();
    QTRY_COMPARE(dialog->summary(), QStringLiteral("Stopped. Nothing has changed."));
    QCOMPARE(dialog->cancelButton()->text(), QStringLiteral("Cancel"));
    QVERIFY(m_engine->keys.changes().empty());
  }

  void whileAJobRunsNothingIsApplied() {
    KeyEditor* editor = openEditor();
    m_window->workspace()->analyzeAgain();
    m_engine->job.awaitVisitor();
    KeyEditDialog* dialog = openEdit(editor->renameAction());
    dialog->field()->setText(QStringLiteral("x"));
    QTRY_COMPARE(dialog->affected()->rowCount(), 1);
    QVERIFY(!dialog->applyButton()->isEnabled());
    m_engine->job.open();
    QTRY_VERIFY(dialog->applyButton()->isEnabled());
  }

  void aKeyOfTheEvidenceLeadsToTheEditor() {
    open();
    QTRY_VERIFY(!m_window->evidence()->sentence().isEmpty());
    KeyTable* expected = m_window->evidence()->expected();
    QCOMPARE(expected->keys()->row(1).key, KeyId{3});
    Q_EMIT expected->keyRequested(KeyId{3});
    KeyEditor* editor = m_window->keyFlow()->editor();
    QVERIFY(editor != nullptr);
    QTRY_VERIFY(editor->lines()->toPlainText().contains(QLatin1String("HTTP/1.1")));
  }

  void theEditorGoesWithItsProject() {
    QVERIFY(!m_window->commands()->keys->isEnabled());
    openEditor();
    m_window->commands()->close->trigger();
    QTRY_VERIFY(m_window->keyFlow()->editor() == nullptr);
    QVERIFY(!m_window->commands()->keys->isEnabled());
  }

 private:
  void open() {
    m_window->openProject("/projects/nova.faultline");
    QTRY_VERIFY(m_window->workspace()->info() && m_window->workspace()->findings());
    QTRY_VERIFY(m_window->workspace()->keys()->keys());
  }

  KeyEditor* openEditor() {
    open();
    m_window->commands()->keys->trigger();
    return m_window->keyFlow()->editor();
  }

  KeyEditDialog* openEdit(QAction* action) {
    KeyEditor* editor = m_window->keyFlow()->editor();
    action->trigger();
    return editor->findChild<KeyEditDialog*>();
  }

  std::shared_ptr<FakeEngine> m_engine;
  std::unique_ptr<QTemporaryDir> m_home;
  std::unique_ptr<MainWindow> m_window;
};

QTEST_MAIN(TestKeys)
#include "test_keys.moc"
