#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "engine/parse/prefix_tree.h"
#include "engine/parse/token_sequence.h"

namespace faultline::parse {

/// The templates, with what a search needs to look at those alone that can fit. Depends on the list of
/// templates only, except that the order in which they came may choose other anchors, which changes no
/// answer.
class TemplateIndex {
 public:
  void add(TokenSequence sequence);
  void replace(std::uint32_t index, TokenSequence sequence);

  [[nodiscard]] const TokenSequence& at(std::uint32_t index) const { return m_templates[index].sequence; }
  [[nodiscard]] const PrefixTree& tree() const { return m_tree; }

  /// Templates of which the token is the anchor: the rarest of a template's constants when it came. The
  /// wildcard is the anchor of those without constants.
  [[nodiscard]] std::span<const std::uint32_t> anchored(TokenId token) const;

  /// Every template that has at least `least` of the message's tokens, and others; ascending.
  [[nodiscard]] std::vector<std::uint32_t> candidates(const TokenSequence& message, std::size_t least) const;

 private:
  struct Template {
    TokenSequence sequence;
    TokenId anchor = kWildcardToken;
  };
  using Lists = std::vector<std::vector<std::uint32_t>>;

  void enter(std::uint32_t index);
  void leave(std::uint32_t index);

  std::vector<Template> m_templates;
  PrefixTree m_tree;
  Lists m_byToken{1};   ///< By token, the wildcard too: the templates that have it.
  Lists m_byAnchor{1};  ///< By token: the templates that have it as anchor.
};

}  // namespace faultline::parse
