#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace faultline {

/// A row's id as a type of its own, so that a source's id cannot be passed for a session's. 0 is "none".
template <class Tag>
struct Id {
  std::int64_t value = 0;

  [[nodiscard]] explicit operator bool() const { return value != 0; }
  friend auto operator<=>(const Id&, const Id&) = default;
};

using SourceId = Id<struct SourceTag>;    ///< One imported file.
using StreamId = Id<struct StreamTag>;    ///< (source, host, service, process).
using SessionId = Id<struct SessionTag>;  ///< Events that belong to one execution.
using KeyId = Id<struct KeyTag>;          ///< A log key; its meaning never changes.
using ModelId = Id<struct ModelTag>;
using RunId = Id<struct RunTag>;
using FindingId = Id<struct FindingTag>;

/// The n-th event of a source, from 0. Packed into one integer, the rowid of the `event` table.
struct EventId {
  SourceId source;
  std::uint32_t ordinal = 0;

  static constexpr int kOrdinalBits = 32;

  [[nodiscard]] std::int64_t packed() const {
    return (source.value << kOrdinalBits) | static_cast<std::int64_t>(ordinal);
  }
  [[nodiscard]] static EventId unpacked(std::int64_t packed) {
    return {SourceId{packed >> kOrdinalBits}, static_cast<std::uint32_t>(packed & 0xffffffffLL)};
  }
  [[nodiscard]] explicit operator bool() const { return static_cast<bool>(source); }
  friend auto operator<=>(const EventId&, const EventId&) = default;
};

}  // namespace faultline

template <class Tag>
struct std::hash<faultline::Id<Tag>> {
  std::size_t operator()(const faultline::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
