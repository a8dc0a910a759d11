#include "ui/window/run_window.h"

#include <clocale>

#include <QtCore/QTimer>
#include <QtWidgets/QApplication>

#include "ui/style/style.h"
#include "ui/window/main_window.h"
#include "ui/window/preferences.h"

namespace faultline::ui {

int runWindow(int argc, char** argv, const WindowOptions& options) {
  QApplication application(argc, argv);
  // Qt takes the desktop's locale for the C library too, where a decimal comma would break others' parsing.
  std::setlocale(LC_NUMERIC, "C");
  QApplication::setApplicationName(QStringLiteral("Faultline"));
  QApplication::setOrganizationName(QStringLiteral("Faultline"));
  QApplication::setApplicationVersion(QStringLiteral(FAULTLINE_VERSION));
  QApplication::setDesktopFileName(QStringLiteral("faultline"));

  const auto preferences = std::make_shared<Preferences>();
  style::setUp();
  style::apply(preferences->theme());
  MainWindow window(makePipelineEngine(), preferences);
  window.show();
  QTimer::singleShot(0, &window, [&] {
    if (options.demo) {
      window.openDemo();
    } else if (options.project) {
      window.openProject(*options.project);
    }
  });
  return QApplication::exec();
}

}  // namespace faultline::ui
