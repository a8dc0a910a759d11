#include "engine/baseline/new_key.h"

#include <algorithm>

namespace faultline::baseline {

using sequence::LogKey;
using sequence::SessionSet;

Status NewKeyDetector::train(const SessionSet& normal, const std::stop_token& stop, const ProgressSink&) {
  if (stop.stop_requested()) return failure(ErrorCode::Cancelled);
  if (normal.entryCount() == 0)
    return failure(ErrorCode::NothingToLearn, {}, "there are no sessions with a log key");
  m_vocabulary = sequence::Vocabulary::of(normal, sequence::Bounds::Plain);
  return {};
}

Result<detect::Judgement> NewKeyDetector::judge(const SessionSet& sessions, const std::stop_token& stop,
                                                const ProgressSink&) const {
  detect::Judgement judgement;
  judgement.flags.reserve(sessions.size());
  const auto isNew = [&](LogKey key) { return m_vocabulary.classOf(key) == sequence::kUnknownClass; };
  for (std::size_t session = 0; session < sessions.size(); ++session) {
    if (session % 1024 == 0 && stop.stop_requested()) return failure(ErrorCode::Cancelled);
    judgement.flags.push_back(std::ranges::any_of(sessions[session], isNew) ? 1 : 0);
  }
  judgement.windows = sessions.entryCount();
  judgement.distinctWindows =
      static_cast<std::uint64_t>(sequence::Vocabulary::of(sessions, sequence::Bounds::Plain).size());
  return judgement;
}

}  // namespace faultline::baseline
