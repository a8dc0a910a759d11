#pragma once

#include <filesystem>
#include <optional>

namespace faultline::ui {

struct WindowOptions {
  std::optional<std::filesystem::path> project;  ///< Opened at once.
  bool demo = false;                             ///< Open the demo, made first if need be.
};

/// Opens the window and returns the process's exit code once it is closed. There must be a display.
int runWindow(int argc, char** argv, const WindowOptions& options);

}  // namespace faultline::ui
