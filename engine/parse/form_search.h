#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include <tsl/robin_map.h>

#include "engine/parse/pair_counts.h"
#include "engine/parse/template_search.h"

namespace faultline::parse {

/// The stricter search for messages with typed masks, in three steps.
/// 1. A template with just the message's constants, in order.
/// 2. A template with just the message's words, in order, that differs from it in names alone (`visible is
///    com.x.y`) and has `tau` of its tokens in a common subsequence: one that need not change before one that
///    must, then the longest, then the first. Words that differ keep messages apart (`VM Started`, `VM
///    Paused`).
/// 3. Where templates with `kCrowd` different tokens at one place are otherwise as the message is, the place
///    is a parameter's after all (`Dear guest alice from <*>`): the first of them gets a wildcard there and
///    absorbs the others. The same for two places, with `kCrowd` different tokens at each.
class FormSearch : public TemplateSearch {
 public:
  static constexpr std::size_t kCrowd = 8;
  static constexpr std::size_t kMostCandidates = 256;  ///< Looked at in step 2.
  static constexpr std::size_t kMostCrowdTokens = 32;  ///< Longer ones are left out of step 3.

  static constexpr std::uint32_t kMostPaired = 4000;  ///< Templates that two places are looked at of.

  explicit FormSearch(double tau) : m_tau(tau) {}

  [[nodiscard]] std::optional<FoundTemplate> find(const TokenSequence& message) const override;

 protected:
  void enter(std::uint32_t index) override;
  void leave(std::uint32_t index) override;

 private:
  /// Templates by the hash of something about them, ascending.
  using ByHash = tsl::robin_map<std::uint64_t, std::vector<std::uint32_t>>;

  [[nodiscard]] std::optional<std::uint32_t> findByConstants(const TokenSequence& message) const;
  [[nodiscard]] std::optional<FoundTemplate> findByNames(const TokenSequence& message) const;
  [[nodiscard]] bool isCrowd(std::span<const std::uint32_t> templates, std::size_t place) const;
  [[nodiscard]] std::optional<FoundTemplate> findByCrowd(const TokenSequence& message) const;
  [[nodiscard]] std::optional<FoundTemplate> findByPair(const TokenSequence& message) const;
  /// The templates that are as the message is but for two places, ascending.
  [[nodiscard]] std::vector<std::uint32_t> sameBut(const TokenSequence& message, PairCounts::Pair pair) const;
  /// The first of a crowd, opened where the message differs, and those that become the same by it.
  [[nodiscard]] FoundTemplate foundCrowd(const TokenSequence& message,
                                         std::span<const std::uint32_t> crowd) const;

  double m_tau;
  ByHash m_byConstants;
  ByHash m_byWords;
  PairCounts m_pairs;    ///< Of the first `kMostPaired` templates.
  ByHash m_byAllButOne;  ///< The place of the token that is left out goes into the hash.
};

/// Token by token for sequences of the same length, else a longest common subsequence.
[[nodiscard]] std::vector<CommonToken> align(const TokenSequence& a, const TokenSequence& b);

}  // namespace faultline::parse
