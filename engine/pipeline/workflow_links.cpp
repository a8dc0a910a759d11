#include "engine/pipeline/workflow_links.h"

#include <algorithm>

#include "engine/pipeline/link_identifiers.h"
#include "engine/pipeline/link_lines.h"
#include "engine/pipeline/link_times.h"

namespace faultline::pipeline {

Result<FoundLinks> findLinks(store::Database& database, const SessionLoader& loader,
                             const std::stop_token& stop, const ProgressSink& progress) {
  FoundLinks found;
  FAULTLINE_TRY_ASSIGN(std::optional<LinkLines> lines, readLinkLines(database, loader, stop, progress));
  if (!lines) return found;
  FAULTLINE_TRY_ASSIGN(std::vector<std::int32_t> sessions, linkByIdentifiers(*lines, stop));
  FAULTLINE_TRY_ASSIGN(const std::vector<std::uint32_t> groups, groupOrphans(*lines, sessions, stop));
  FAULTLINE_TRY(linkByTimes(*lines, groups, sessions, stop));
  for (std::size_t i = 0; i < sessions.size(); ++i) {
    if (sessions[i] != 0) found.links.push_back({SessionId{sessions[i]}, lines->orphans[i].id});
  }
  std::ranges::sort(found.links);
  found.notices = std::move(lines->notices);
  return found;
}

}  // namespace faultline::pipeline
