#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "engine/base/bytes.h"
#include "engine/detect/pair_table.h"

namespace faultline::detect {

/// Which key has ever come after which in the same session, at any distance: the order that concurrent steps
/// keep, whatever comes between them. Of whole sessions alone. A bit matrix, so that a session is looked
/// through at a word for 64 keys.
class OrderTable {
 public:
  /// With more classes the table stays empty and every order counts as known.
  static constexpr std::int32_t kMostClasses = 4096;

  explicit OrderTable(std::int32_t classes = 0);

  [[nodiscard]] bool empty() const { return m_words == 0; }

  /// Adds a session. Unknown keys are left out.
  void addSession(std::span<const KeyClass> classes);

  /// Room for more classes, numbered after those there are. Beyond the most there may be it becomes empty.
  void grow(std::int32_t classes);

  /// From now on `key` may come after `before` under any vouching: a person has vouched for it. What
  /// else is novel stays as novel as it was.
  void accept(KeyClass before, KeyClass key);

  /// Whether `key` has come after `before` in some session; under `Others`, in two.
  [[nodiscard]] bool knows(KeyClass before, KeyClass key, Vouching vouching) const;

  /// -log10 of the chance that some key comes after `before` that never did, as Witten and Bell (1991, method
  /// C) estimate it: N sessions have `before`, T different keys came after it. Under `Others`, without the
  /// session that alone has `key` there.
  [[nodiscard]] double novelty(KeyClass before, KeyClass key, Vouching vouching) const;

  void save(ByteWriter& writer) const;
  /// None when the bytes are damaged.
  static std::optional<OrderTable> load(ByteReader& reader, std::int32_t classes);

 private:
  friend class OrderWalk;
  using Word = std::uint64_t;
  static constexpr std::size_t kWordBits = 64;

  [[nodiscard]] std::span<const Word> before(KeyClass key, Vouching vouching) const {
    const auto& matrix = vouching == Vouching::All ? m_once : m_twice;
    return {matrix.data() + static_cast<std::size_t>(key) * m_words, m_words};
  }

  std::size_t m_words = 0;                 ///< Of a row.
  std::vector<Word> m_once;                ///< Row: a key; bit: a key that has come before it in a session.
  std::vector<Word> m_twice;               ///< The same, in at least two sessions.
  std::vector<std::uint32_t> m_sessions;   ///< That have the key, by class.
  std::vector<std::uint32_t> m_different;  ///< Keys that came after it, by class.
};

/// Goes through a session key by key and tells which earlier keys make the next one out of order.
class OrderWalk {
 public:
  OrderWalk(const OrderTable& table, Vouching vouching)
      : m_table(&table), m_vouching(vouching), m_seen(table.m_words) {}

  struct Disorder {
    KeyClass earlier = sequence::kUnknownClass;
    double novelty = 0;
  };
  /// The strangest order that `key` makes with the keys before it; none when every one is known. `key` counts
  /// as seen from then on. Unknown keys have no order.
  std::optional<Disorder> next(KeyClass key);

 private:
  const OrderTable* m_table;
  Vouching m_vouching;
  std::vector<OrderTable::Word> m_seen;
};

}  // namespace faultline::detect
