#pragma once

#include <cstdint>
#include <vector>

#include "engine/sequence/log_key.h"

namespace faultline::detect {

using sequence::LogKey;

/// Why something is strange. NewKey to UnseenPair are about one place in the session, UnusualCounts is about
/// the session as a whole.
enum class Reason : std::uint8_t {
  NewKey,           ///< The key was never seen in training, or (unlabelled) in few sessions alone.
  UnexpectedKey,    ///< The key model believes it too little.
  UnexpectedStart,  ///< No session starts with this key.
  UnexpectedEnd,    ///< No session ends after this key, or the key model believes the end too little.
  UnseenPair,       ///< The key never follows the one before it.
  OutOfOrder,       ///< The key never comes after one of those before it in the session.
  UnusualCounts,    ///< The keys' counts are far from every training session's.
};

struct ExpectedKey {
  LogKey key = 0;  ///< `kSessionEnd` for the end of the session.
  double probability = 0;
};

/// One strange place in a session, with what is needed to explain it.
struct Anomaly {
  std::uint32_t position = 0;  ///< Index of the entry in its session; the session's size for its end. For
                               ///< UnusualCounts the last entry whose key there are too many of, or the end.
  Reason reason{};
  LogKey actual = 0;       ///< The key at `position`, `kSessionEnd` for the end.
  LogKey earlier = 0;      ///< OutOfOrder: the key that `actual` never comes after; else 0.
  double probability = 0;  ///< What the key model gave it; 0 for a new key.
  int rank = 0;            ///< From 1; 0 for a new key, which has none.
  double score = 0;        ///< Higher is stranger: 10 for a new key, else at most 9. -log10 of p, and by how
                           ///< much it exceeds all that was seen in training.
  double p = 1;            ///< Chance of something as strange in one session (Whole) or one entry (Stream) of
                           ///< normal data, from data held out in training; never 0.
  std::vector<ExpectedKey> expected;  ///< Likeliest first, at most g; none of UnusualCounts.
  std::vector<LogKey> history;  ///< The window before it, oldest first; it may begin with `kSessionStart`. None
                                ///< of UnusualCounts.
};

}  // namespace faultline::detect
