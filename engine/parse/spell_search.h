#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/parse/prefix_tree.h"
#include "engine/parse/template_search.h"

namespace faultline::parse {

/// Spell as it is benchmarked: the prefix tree, then the simple loop, both for templates that cover half of
/// the message's constants, then the longest common subsequence, of at least `tau` of the message's tokens
/// and with at least half as many distinct ones. Of equally long ones the shortest template, then the first.
///
/// The loop and the subsequence look at those templates alone that can fit. Deviation: of more than
/// `kMostCandidates` the first are looked at, so that no log takes forever.
class SpellSearch : public TemplateSearch {
 public:
  static constexpr std::size_t kMostCandidates = 1024;

  explicit SpellSearch(double tau) : m_tau(tau) {}

  [[nodiscard]] std::optional<FoundTemplate> find(const TokenSequence& message) const override;

 protected:
  void enter(std::uint32_t index) override;
  void leave(std::uint32_t index) override;

 private:
  using Lists = std::vector<std::vector<std::uint32_t>>;

  [[nodiscard]] std::optional<std::uint32_t> findByLoop(const TokenSequence& message) const;
  [[nodiscard]] std::optional<std::uint32_t> findByCommonSubsequence(const TokenSequence& message) const;
  /// Every template that has at least `least` of the message's tokens, and others; ascending.
  [[nodiscard]] std::vector<std::uint32_t> candidates(const TokenSequence& message, std::size_t least) const;
  [[nodiscard]] std::span<const std::uint32_t> anchored(TokenId token) const;

  double m_tau;
  PrefixTree m_tree;
  Lists m_byToken{1};  ///< By token, the wildcard too: the templates that have it.
  /// By token: the templates of which it is the anchor, the rarest of a template's constants when it came.
  /// The wildcard is the anchor of those without constants.
  Lists m_byAnchor{1};
  std::vector<TokenId> m_anchors;  ///< By template.
};

}  // namespace faultline::parse
