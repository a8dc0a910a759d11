#pragma once

#include <filesystem>
#include <string_view>

#include "engine/base/error.h"

namespace faultline::pipeline {

/// Writes a whole file at once: beside it first, then under its name, so that nobody ever sees half of it and
/// a failure leaves what was there. What is no regular file (a device, a pipe) is written to as it is.
/// Errors: OutputUnwritable, DiskFull.
Status writeWholeFile(const std::filesystem::path& path, std::string_view bytes);

}  // namespace faultline::pipeline
