#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/base/error.h"
#include "engine/base/ids.h"
#include "engine/store/database.h"
#include "engine/store/value_codec.h"

namespace faultline::store {

/// The numeric values of some events of one key, with the template by which its columns are to be read: the
/// key's own may have become more general since.
struct ValueBlock {
  KeyId key;  ///< The one under which the events were imported.
  std::string templateText;
  SourceId source;
  ValueTable table;
};

/// The `value_shape` and `value_block` tables, read.
class ValueRepository {
 public:
  explicit ValueRepository(Database& database) : m_database(database) {}

  /// The blocks of one key, in the order of events. `visit` returns false to stop. Error ProjectDamaged.
  Status forEach(KeyId key, const std::function<bool(const ValueBlock&)>& visit) const;
  /// Keys that have values.
  Result<std::vector<KeyId>> keys() const;

 private:
  Database& m_database;
};

/// A parameter of an event that has a value.
struct EventValue {
  std::uint32_t parameter = 0;
  std::uint8_t kind = 0;
  double value = 0;
};

/// Appends the values of one source's events, in order, inside the caller's transactions. A block has the
/// events of one key among 65,536 that follow one another, wherever transactions end. Not thread-safe.
class ValueWriter {
 public:
  static constexpr std::uint32_t kBlock = 65'536;

  /// `next`: the ordinal that the first event appended has at least; what is stored from there on is taken
  /// out.
  static Result<ValueWriter> open(Database& database, SourceId source, std::uint32_t next);
  ValueWriter(ValueWriter&&) noexcept;
  ~ValueWriter();

  /// `values`: none more than once; `templateText`: what their parameters are counted in.
  Status append(std::uint32_t ordinal, KeyId key, const std::string& templateText,
                std::span<const EventValue> values);
  /// Writes the blocks under way; call it before each commit.
  Status flush();

 private:
  struct Impl;
  explicit ValueWriter(std::unique_ptr<Impl> impl);
  std::unique_ptr<Impl> m_impl;
};

}  // namespace faultline::store
