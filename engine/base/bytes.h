#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace faultline {

/// Writes plain values one after the other, in the machine's own byte order. For bundles that this program
/// reads back.
class ByteWriter {
 public:
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void put(const T& value) { m_bytes.append(reinterpret_cast<const char*>(&value), sizeof value); }

  /// The number of elements, then the elements.
  template <class T>
  requires std::is_trivially_copyable_v<T>
  void putAll(std::span<const T> values) {
    put(static_cast<std::uint64_t>(values.size()));
    m_bytes.append(reinterpret_cast<const char*>(values.data()), values.size_bytes());
  }
  template <class T>
  void putAll(const std::vector<T>& values) {
    putAll(std::span<const T>(values));
  }
  void putText(std::string_view text) { putAll(std::span<const char>(text)); }

  [[nodiscard]] std::string take() { return std::move(m_bytes); }
  [[nodiscard]] const std::string& bytes() const { return m_bytes; }

 private:
  std::string m_bytes;
};

/// Reads what `ByteWriter` wrote. Once something did not fit, `ok` stays false and everything read after it
/// is empty; lengths are checked against what is left, so damaged bytes never ask for much memory.
class ByteReader {
 public:
  explicit ByteReader(std::string_view bytes) : m_left(bytes) {}

  template <class T>
  requires std::is_trivially_copyable_v<T> T get() {
    T value{};
    if (!m_ok || m_left.size() < sizeof value) {
      m_ok = false;
      return value;
    }
    std::memcpy(&value, m_left.data(), sizeof value);
    m_left.remove_prefix(sizeof value);
    return value;
  }

  template <class T>
  requires std::is_trivially_copyable_v<T> std::vector<T> getAll() {
    const auto count = get<std::uint64_t>();
    if (!m_ok || count > m_left.size() / sizeof(T)) {
      m_ok = false;
      return {};
    }
    std::vector<T> values(count);
    if (count != 0) std::memcpy(values.data(), m_left.data(), count * sizeof(T));
    m_left.remove_prefix(count * sizeof(T));
    return values;
  }
  std::string getText() {
    const std::vector<char> text = getAll<char>();
    return {text.begin(), text.end()};
  }

  [[nodiscard]] bool ok() const { return m_ok; }
  /// Everything fitted, and nothing is left over.
  [[nodiscard]] bool atEnd() const { return m_ok && m_left.empty(); }

 private:
  std::string_view m_left;
  bool m_ok = true;
};

}  // namespace faultline
