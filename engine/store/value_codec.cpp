#include "engine/store/value_codec.h"

#include <array>
#include <bit>
#include <cmath>
#include <limits>

#include <zstd.h>

namespace faultline::store {

namespace {

constexpr std::uint8_t kPlain = 0;
constexpr std::uint8_t kPacked = 1;
constexpr int kLevel = 3;
/// Shorter tables do not shrink.
constexpr std::size_t kWorthPacking = 96;
/// What a block can hold at most; anything larger is damage.
constexpr std::uint64_t kMostRows = 1U << 20U;
constexpr std::uint64_t kMostColumns = 4096;
constexpr std::uint64_t kMostBytes = 1ULL << 30U;

constexpr std::uint8_t kAsDoubles = 0xff;
constexpr std::array<double, 7> kScales = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
constexpr double kMostExact = 9007199254740992.0;  // 2^53

class Out {
 public:
  void byte(std::uint8_t value) { m_bytes.push_back(static_cast<char>(value)); }
  void number(std::uint64_t value) {
    for (; value >= 0x80; value >>= 7U) byte(static_cast<std::uint8_t>(value | 0x80U));
    byte(static_cast<std::uint8_t>(value));
  }
  void difference(std::int64_t value) {
    number((static_cast<std::uint64_t>(value) << 1U) ^ static_cast<std::uint64_t>(value >> 63));
  }
  void real(double value) {
    const auto bytes = std::bit_cast<std::array<char, sizeof value>>(value);
    m_bytes.append(bytes.data(), bytes.size());
  }
  [[nodiscard]] std::string& bytes() { return m_bytes; }

 private:
  std::string m_bytes;
};

class In {
 public:
  explicit In(std::string_view bytes) : m_left(bytes) {}

  std::uint8_t byte() {
    if (m_left.empty()) {
      m_ok = false;
      return 0;
    }
    const auto value = static_cast<std::uint8_t>(m_left.front());
    m_left.remove_prefix(1);
    return value;
  }
  std::uint64_t number() {
    std::uint64_t value = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      const std::uint8_t next = byte();
      value |= static_cast<std::uint64_t>(next & 0x7fU) << shift;
      if (next < 0x80) return value;
    }
    m_ok = false;
    return 0;
  }
  std::int64_t difference() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
  }
  double real() {
    std::array<char, sizeof(double)> bytes{};
    if (m_left.size() < bytes.size()) {
      m_ok = false;
      return 0;
    }
    m_left.copy(bytes.data(), bytes.size());
    m_left.remove_prefix(bytes.size());
    return std::bit_cast<double>(bytes);
  }
  /// A count of things that take a byte each at least.
  std::size_t count(std::uint64_t most) {
    const std::uint64_t value = number();
    if (value > most || value > m_left.size()) m_ok = false;
    return m_ok ? static_cast<std::size_t>(value) : 0;
  }
  [[nodiscard]] bool ok() const { return m_ok; }
  [[nodiscard]] bool atEnd() const { return m_ok && m_left.empty(); }

 private:
  std::string_view m_left;
  bool m_ok = true;
};

/// Whether a value is a whole number of `1 / scale`, so that dividing gives it back.
bool fits(double value, double scale) {
  const double scaled = std::round(value * scale);
  if (value == 0 && std::signbit(value)) return false;
  return std::abs(scaled) <= kMostExact && scaled / scale == value;
}

/// Position in `kScales`, or `kAsDoubles`.
std::uint8_t scaleOf(const std::vector<double>& values) {
  std::size_t at = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    while (at < kScales.size() && !fits(value, kScales[at])) ++at;
    if (at == kScales.size()) return kAsDoubles;
  }
  // What fitted a coarser scale need not fit this one exactly.
  for (const double value : values) {
    if (!std::isnan(value) && !fits(value, kScales[at])) return kAsDoubles;
  }
  return static_cast<std::uint8_t>(at);
}

void putPresence(Out& out, const std::vector<double>& values) {
  std::size_t missing = 0;
  for (const double value : values) missing += std::isnan(value) ? 1 : 0;
  out.number(missing);
  if (missing == 0) return;
  std::size_t before = 0;
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (!std::isnan(values[i])) continue;
    out.number(i - before);
    before = i;
  }
}

void putColumn(Out& out, const ValueColumn& column) {
  out.number(column.parameter);
  out.byte(column.kind);
  putPresence(out, column.values);
  const std::uint8_t scale = scaleOf(column.values);
  out.byte(scale);
  std::int64_t before = 0;
  for (const double value : column.values) {
    if (std::isnan(value)) continue;
    if (scale == kAsDoubles) {
      out.real(value);
      continue;
    }
    const auto scaled = static_cast<std::int64_t>(std::round(value * kScales[scale]));
    out.difference(scaled - before);
    before = scaled;
  }
}

bool getColumn(In& in, std::size_t rows, ValueColumn& column) {
  column.parameter = static_cast<std::uint32_t>(in.number());
  column.kind = in.byte();
  column.values.assign(rows, 0);
  const std::size_t missing = in.count(rows);
  std::size_t at = 0;
  for (std::size_t i = 0; i < missing && in.ok(); ++i) {
    at += in.count(rows);
    if (at >= rows) return false;
    column.values[at] = std::numeric_limits<double>::quiet_NaN();
  }
  const std::uint8_t scale = in.byte();
  if (scale != kAsDoubles && scale >= kScales.size()) return false;
  std::int64_t before = 0;
  for (double& value : column.values) {
    if (!in.ok()) return false;
    if (std::isnan(value)) continue;
    if (scale == kAsDoubles) {
      value = in.real();
      continue;
    }
    before = static_cast<std::int64_t>(static_cast<std::uint64_t>(before) +
                                       static_cast<std::uint64_t>(in.difference()));
    value = static_cast<double>(before) / kScales[scale];
  }
  return in.ok();
}

std::optional<std::string> unpacked(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  const auto form = static_cast<std::uint8_t>(bytes.front());
  bytes.remove_prefix(1);
  if (form == kPlain) return std::string(bytes);
  const unsigned long long size = ZSTD_getFrameContentSize(bytes.data(), bytes.size());
  if (form != kPacked || size > kMostBytes) return std::nullopt;  // unknown and damaged sizes are larger
  std::string text(static_cast<std::size_t>(size), '\0');
  const std::size_t count = ZSTD_decompress(text.data(), text.size(), bytes.data(), bytes.size());
  if (ZSTD_isError(count) != 0 || count != text.size()) return std::nullopt;
  return text;
}

}  // namespace

std::string packValues(const ValueTable& table) {
  Out out;
  out.number(table.ordinals.size());
  std::uint32_t before = 0;
  for (const std::uint32_t ordinal : table.ordinals) {
    out.number(ordinal - before);
    before = ordinal;
  }
  out.number(table.columns.size());
  for (const ValueColumn& column : table.columns) putColumn(out, column);
  const std::string& plain = out.bytes();
  if (plain.size() >= kWorthPacking) {
    std::string packed(ZSTD_compressBound(plain.size()) + 1, '\0');
    packed.front() = static_cast<char>(kPacked);
    const std::size_t size =
        ZSTD_compress(packed.data() + 1, packed.size() - 1, plain.data(), plain.size(), kLevel);
    if (ZSTD_isError(size) == 0 && size < plain.size()) {
      packed.resize(size + 1);
      return packed;
    }
  }
  return static_cast<char>(kPlain) + plain;
}

std::optional<ValueTable> unpackValues(std::string_view bytes) {
  const std::optional<std::string> text = unpacked(bytes);
  if (!text) return std::nullopt;
  In in(*text);
  ValueTable table;
  table.ordinals.resize(in.count(kMostRows));
  std::uint64_t ordinal = 0;
  for (std::uint32_t& value : table.ordinals) {
    ordinal += in.number();
    value = static_cast<std::uint32_t>(ordinal);
  }
  const std::size_t columns = in.count(kMostColumns);
  for (std::size_t i = 0; i < columns; ++i) {
    if (!getColumn(in, table.ordinals.size(), table.columns.emplace_back())) return std::nullopt;
  }
  if (!in.atEnd() || ordinal > std::numeric_limits<std::uint32_t>::max()) return std::nullopt;
  return table;
}

}  // namespace faultline::store
