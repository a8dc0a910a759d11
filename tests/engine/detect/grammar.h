#pragma once

#include <cstdint>
#include <random>
#include <vector>

#include "engine/sequence/session_set.h"

/// A small service: open, read or write once or twice, check, close. Seeded.
class Grammar {
 public:
  using LogKey = faultline::sequence::LogKey;
  using Session = std::vector<LogKey>;
  enum Key : LogKey { Open = 10, Grant = 20, Read = 30, Write = 40, Flush = 50, Check = 60, Close = 70 };

  explicit Grammar(std::uint64_t seed) : m_random(seed) {}

  Session session() {
    Session keys{Open, Grant};
    const int times = 1 + pick(2);
    for (int i = 0; i < times; ++i) {
      if (pick(2) == 0) {
        keys.push_back(Read);
      } else {
        keys.insert(keys.end(), {Write, Flush});
      }
    }
    keys.insert(keys.end(), {Check, Close});
    return keys;
  }

  faultline::sequence::SessionSet sessions(int count) {
    faultline::sequence::SessionSet set;
    for (int i = 0; i < count; ++i) set.add(session());
    return set;
  }

 private:
  int pick(int below) { return static_cast<int>(m_random() % static_cast<std::uint64_t>(below)); }
  std::mt19937_64 m_random;
};
