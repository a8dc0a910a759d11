#pragma once

#include "engine/pipeline/project.h"
#include "engine/store/source_repository.h"

namespace faultline::pipeline {

/// Where a source's file stands now, compared with what was imported: a look at its size and two short reads.
[[nodiscard]] FilePresence presenceOf(const store::SourceRow& source);

}  // namespace faultline::pipeline
