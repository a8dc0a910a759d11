#include "engine/workflow/document.h"

#include "engine/workflow/graphviz.h"
#include "engine/workflow/picture.h"

namespace faultline::workflow {

Result<std::string> toSvg(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                          const std::stop_token& stop) {
  const auto picture = makePicture(workflow, texts, only, stop);
  if (!picture) return tl::unexpected(picture.error());
  return writeSvg(*picture);
}

Result<std::string> toPng(const Workflow& workflow, const KeyTexts& texts, TaskId only,
                          const std::stop_token& stop) {
  constexpr int kSeconds = 60;
  const auto picture = makePicture(workflow, texts, only, stop);
  if (!picture) return tl::unexpected(picture.error());
  return runDot(writePlacedDot(*picture), {"-Kneato", "-n2", "-Tpng:cairo", "-Gdpi=144"}, kSeconds, stop);
}

}  // namespace faultline::workflow
