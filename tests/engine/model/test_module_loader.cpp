#include <cstdlib>
#include <dlfcn.h>

#include <QtTest/QtTest>

#include "engine/model/key_model.h"

using namespace faultline;
using namespace faultline::model;

namespace {

constexpr const char* kVariable = "FAULTLINE_MODEL_MODULE";

KeyModelSettings anySettings() {
  KeyModelSettings settings;
  settings.classes = 2;
  settings.units = 4;
  return settings;
}

}  // namespace

class TestMissingModule : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isAnError() {
    const auto model = makeKeyModel(anySettings(), 1);
    QVERIFY(!model);
    QCOMPARE(model.error().code, ErrorCode::ModelModuleMissing);
    QVERIFY(model.error().where.find("/no/such/module.so") != std::string::npos);
    QVERIFY(modelNotices().empty());
  }
};

class TestOtherLibrary : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void isAnError() { QCOMPARE(makeKeyModel(anySettings(), 1).error().code, ErrorCode::ModelModuleMissing); }
};

class TestModuleLoader : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void theModuleIsFoundAndFast() {
    const auto model = makeKeyModel(anySettings(), 1);
    QVERIFY2(model, model ? "" : errorLine(model.error()).c_str());
    for (const Notice& notice : modelNotices()) QFAIL(errorLine(notice).c_str());
  }
};

/// Qt Test's watchdog reads the environment from a thread of its own while a test object runs, so the variable
/// is only ever set between them. In this order: what has been loaded stays loaded.
int main(int argc, char** argv) {
  int failures = 0;
  setenv(kVariable, "/no/such/module.so", 1);
  TestMissingModule missing;
  failures += QTest::qExec(&missing, argc, argv);

  Dl_info qt{};
  if (dladdr(reinterpret_cast<void*>(&qVersion), &qt) == 0) return 1;
  setenv(kVariable, qt.dli_fname, 1);
  TestOtherLibrary other;
  failures += QTest::qExec(&other, argc, argv);

  unsetenv(kVariable);
  TestModuleLoader found;
  return failures + QTest::qExec(&found, argc, argv);
}
#include "test_module_loader.moc"
