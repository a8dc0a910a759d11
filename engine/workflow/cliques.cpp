#include "engine/workflow/cliques.h"

#include <algorithm>
#include <set>
#include <utility>

namespace faultline::workflow {

namespace {

using Members = std::vector<std::uint32_t>;

constexpr std::size_t kMostCliques = 1000;
constexpr std::size_t kMostWork = 20'000'000;  ///< Comparisons of two.

class Search {
 public:
  Search(std::uint32_t count, const std::function<bool(std::uint32_t, std::uint32_t)>& adjacent)
      : m_neighbours(count) {
    for (std::uint32_t a = 0; a < count; ++a) {
      for (std::uint32_t b = 0; b < count; ++b) {
        if (a != b && adjacent(a, b)) m_neighbours[a].push_back(b);
      }
    }
  }

  std::vector<Members> run() {
    Members candidates;
    for (std::uint32_t one = 0; one < m_neighbours.size(); ++one) {
      if (!m_neighbours[one].empty()) candidates.push_back(one);
    }
    extend({}, candidates, {});
    if (m_isCut) addMissingPairs();
    std::ranges::sort(m_found);
    return std::move(m_found);
  }

 private:
  void extend(const Members& clique, Members candidates, Members excluded) {
    if (m_found.size() >= kMostCliques || m_work > kMostWork) {
      m_isCut = true;
      return;
    }
    if (candidates.empty()) {
      if (!excluded.empty() || clique.size() < 2) return;
      m_found.push_back(clique);
      std::ranges::sort(m_found.back());
      return;
    }
    m_work += (candidates.size() + excluded.size()) * candidates.size() + 1;
    for (const std::uint32_t one : without(candidates, m_neighbours[pivot(candidates, excluded)])) {
      Members larger = clique;
      larger.push_back(one);
      extend(larger, common(candidates, m_neighbours[one]), common(excluded, m_neighbours[one]));
      candidates.erase(std::ranges::find(candidates, one));
      excluded.insert(std::ranges::lower_bound(excluded, one), one);
    }
  }

  /// The one that leaves the fewest to be tried.
  [[nodiscard]] std::uint32_t pivot(const Members& candidates, const Members& excluded) const {
    std::uint32_t best = candidates.front();
    std::size_t most = 0;
    for (const Members* const side : {&candidates, &excluded}) {
      for (const std::uint32_t one : *side) {
        const std::size_t covered = common(candidates, m_neighbours[one]).size();
        if (covered > most) {
          most = covered;
          best = one;
        }
      }
    }
    return best;
  }

  void addMissingPairs() {
    std::set<std::pair<std::uint32_t, std::uint32_t>> covered;
    for (const Members& clique : m_found) {
      for (const std::uint32_t a : clique) {
        for (const std::uint32_t b : clique) covered.emplace(a, b);
      }
    }
    for (std::uint32_t a = 0; a < m_neighbours.size(); ++a) {
      for (const std::uint32_t b : m_neighbours[a]) {
        if (a < b && !covered.contains({a, b})) m_found.push_back({a, b});
      }
    }
  }

  static Members common(const Members& a, const Members& b) {
    Members both;
    std::ranges::set_intersection(a, b, std::back_inserter(both));
    return both;
  }
  static Members without(const Members& a, const Members& b) {
    Members left;
    std::ranges::set_difference(a, b, std::back_inserter(left));
    return left;
  }

  std::vector<Members> m_neighbours;
  std::vector<Members> m_found;
  std::size_t m_work = 0;
  bool m_isCut = false;
};

}  // namespace

std::vector<std::vector<std::uint32_t>> maximalCliques(
    std::uint32_t count, const std::function<bool(std::uint32_t, std::uint32_t)>& adjacent) {
  return Search(count, adjacent).run();
}

}  // namespace faultline::workflow
