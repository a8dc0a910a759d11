#include <cstdlib>
#include <dlfcn.h>

#include <QtTest/QtTest>

#include "engine/model/key_model.h"

using namespace faultline;
using namespace faultline::model;

class TestModuleLoader : public QObject {
  Q_OBJECT

  static KeyModelSettings anySettings() {
    KeyModelSettings settings;
    settings.classes = 2;
    settings.units = 4;
    return settings;
  }

 private Q_SLOTS:
  // One after the other in this order: what has been loaded stays loaded.
  void a_aMissingModuleIsAnError() {
    setenv("FAULTLINE_MODEL_MODULE", "/no/such/module.so", 1);
    const auto model = makeKeyModel(anySettings(), 1);
    QVERIFY(!model);
    QCOMPARE(model.error().code, ErrorCode::ModelModuleMissing);
    QVERIFY(model.error().where.find("/no/such/module.so") != std::string::npos);
    QVERIFY(modelNotices().empty());
  }

  void b_anotherLibraryIsAnError() {
    Dl_info info{};
    QVERIFY(dladdr(reinterpret_cast<void*>(&qVersion), &info) != 0);
    setenv("FAULTLINE_MODEL_MODULE", info.dli_fname, 1);
    QCOMPARE(makeKeyModel(anySettings(), 1).error().code, ErrorCode::ModelModuleMissing);
  }

  void c_theModuleIsFoundAndFast() {
    unsetenv("FAULTLINE_MODEL_MODULE");
    const auto model = makeKeyModel(anySettings(), 1);
    QVERIFY2(model, model ? "" : errorLine(model.error()).c_str());
    for (const Notice& notice : modelNotices()) QFAIL(errorLine(notice).c_str());
  }
};

QTEST_APPLESS_MAIN(TestModuleLoader)
#include "test_module_loader.moc"
