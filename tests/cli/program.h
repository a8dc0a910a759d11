#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QStringList>

namespace faultline::test {

/// What a finished run of the program left.
struct Outcome {
  int exitCode = -1;
  QByteArray out;
  QByteArray err;

  [[nodiscard]] QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

/// Long enough on the busiest machine.
inline constexpr int kLongestMs = 300'000;

/// `home`: where the program finds a user's settings; empty: where the user has them.
inline void startProgram(QProcess& process, const QStringList& arguments, const QString& home = {}) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  for (const char* name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"}) environment.remove(name);
  if (!home.isEmpty()) environment.insert("XDG_CONFIG_HOME", home);
  process.setProcessEnvironment(environment);
  process.start(FAULTLINE_PROGRAM, arguments);
}

inline Outcome runProgram(const QStringList& arguments, const QString& home = {}) {
  QProcess process;
  startProgram(process, arguments, home);
  process.closeWriteChannel();
  if (!process.waitForFinished(kLongestMs)) process.kill();
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
          process.readAllStandardOutput(), process.readAllStandardError()};
}

}  // namespace faultline::test
