#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/parse/common_subsequence.h"
#include "engine/parse/generalise.h"
#include "engine/parse/token_sequence.h"

namespace faultline::parse {

struct FoundTemplate {
  std::uint32_t index = 0;
  /// Set when tokens of the template may have to become wildcards: those that stay (as `second`).
  std::optional<std::vector<CommonToken>> kept = std::nullopt;
  Tail tail = Tail::One;
  /// Templates that become the same as this one with it.
  std::vector<std::uint32_t> absorbed = {};
};

/// The templates and the way to a message's one. What is found depends on the list of templates alone. A
/// template without tokens has its place but is never found.
class TemplateSearch {
 public:
  virtual ~TemplateSearch() = default;

  [[nodiscard]] virtual std::optional<FoundTemplate> find(const TokenSequence& message) const = 0;

  void add(TokenSequence sequence) {
    m_templates.push_back(std::move(sequence));
    if (!m_templates.back().tokens.empty()) enter(static_cast<std::uint32_t>(m_templates.size() - 1));
  }

  void replace(std::uint32_t index, TokenSequence sequence) {
    leave(index);
    m_templates[index] = std::move(sequence);
    enter(index);
  }

 protected:
  [[nodiscard]] const TokenSequence& at(std::uint32_t index) const { return m_templates[index]; }
  [[nodiscard]] std::uint32_t count() const { return static_cast<std::uint32_t>(m_templates.size()); }

  virtual void enter(std::uint32_t index) = 0;
  virtual void leave(std::uint32_t index) = 0;

 private:
  std::vector<TokenSequence> m_templates;
};

}  // namespace faultline::parse
