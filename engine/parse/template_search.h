#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "engine/parse/common_subsequence.h"
#include "engine/parse/template_index.h"

namespace faultline::parse {

struct FoundTemplate {
  std::uint32_t index = 0;
  /// Set when tokens of the template may have to become wildcards: those that stay (as `second`).
  std::optional<std::vector<CommonToken>> kept;
};

/// Spell as it is benchmarked: the prefix tree, then the simple loop, both for templates that cover half of
/// the message's constants, then the longest common subsequence, of at least `tau` of the message's tokens
/// and with at least half as many distinct ones. Of equally long ones the shortest template, then the first.
[[nodiscard]] std::optional<FoundTemplate> searchSpell(const TemplateIndex& index,
                                                       const TokenSequence& message, double tau);

/// The stricter search for messages with typed masks. First the tree, for a template with just the message's
/// constants. Then the templates that have `tau` of the message's tokens and differ from it in names alone
/// (`visible is com.x.y`): words that differ keep messages apart (`VM Started`, `VM Paused`). Last, where
/// `kCrowd` templates differ from the message in a single word, and that in the same place, the place is
/// taken for a parameter's (`Invalid user alice from <*>`).
[[nodiscard]] std::optional<FoundTemplate> searchByForm(const TemplateIndex& index,
                                                        const TokenSequence& message, double tau);
inline constexpr std::size_t kCrowd = 12;

/// Token by token for sequences of the same length, else a longest common subsequence.
[[nodiscard]] std::vector<CommonToken> align(const TokenSequence& a, const TokenSequence& b);

}  // namespace faultline::parse
