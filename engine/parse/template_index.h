#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "engine/parse/prefix_tree.h"
#include "engine/parse/token_table.h"

namespace faultline::parse {

/// A message or a template as token numbers.
struct TokenSequence {
  std::vector<TokenId> tokens;
  std::vector<TokenId> constants;  ///< Without the wildcards, in order.
  std::vector<TokenId> distinct;   ///< Ascending, unknown tokens left out.

  explicit TokenSequence(std::vector<TokenId> ids);
  TokenSequence() = default;
};

/// When a template takes a message.
struct MatchRules {
  double tau = 0.5;       ///< Least length of the common subsequence, as a share of the message's tokens.
  double cover = 0.5;     ///< Least length of a template for the two pre-filters, as a share of the message's
                          ///< constants.
  double distinct = 0.5;  ///< Least number of distinct tokens in common, as a share of the message's tokens.
};

/// Spell's search: prefix tree, then simple loop, then longest common subsequence. The loop and the LCS ask
/// inverted indices for the templates that can fit at all, so that their cost grows with those, not with all.
class TemplateIndex {
 public:
  explicit TemplateIndex(MatchRules rules) : m_rules(rules) {}

  struct Found {
    std::uint32_t index = 0;
    bool byCommonSubsequence = false;  ///< Then the template may have to become more general.
  };
  [[nodiscard]] std::optional<Found> find(const TokenSequence& message) const;

  void add(TokenSequence tokens);
  void replace(std::uint32_t index, TokenSequence tokens);

  [[nodiscard]] std::size_t size() const { return m_templates.size(); }
  [[nodiscard]] const TokenSequence& at(std::uint32_t index) const { return m_templates[index].sequence; }

 private:
  struct Template {
    TokenSequence sequence;
    TokenId anchor = kWildcardToken;  ///< The constant under which the simple loop looks for it.
  };

  [[nodiscard]] std::optional<std::uint32_t> findByLoop(const TokenSequence& message) const;
  [[nodiscard]] std::optional<std::uint32_t> findByCommonSubsequence(const TokenSequence& message) const;
  [[nodiscard]] std::vector<std::uint32_t> candidates(const TokenSequence& message, std::size_t least) const;
  [[nodiscard]] bool loopAccepts(const TokenSequence& tokens, const TokenSequence& message) const;
  void enter(std::uint32_t index);
  void leave(std::uint32_t index);

  MatchRules m_rules;
  std::vector<Template> m_templates;
  PrefixTree m_tree;
  std::vector<std::vector<std::uint32_t>> m_byToken;   ///< Templates that have a token; the wildcard too.
  std::vector<std::vector<std::uint32_t>> m_byAnchor;  ///< Those without constants under the wildcard.
};

}  // namespace faultline::parse
