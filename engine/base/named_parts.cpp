#include "engine/base/named_parts.h"

#include <array>
#include <utility>

#include "engine/base/bytes.h"
#include "engine/base/hash.h"

namespace faultline {

namespace {

constexpr std::array<char, 8> kMark{'f', 'l', 'p', 'a', 'r', 't', 's', '\n'};
constexpr std::uint32_t kVersion = 1;

tl::unexpected<Error> invalid(const char* why) { return failure(ErrorCode::ModelInvalid, {}, why); }

}  // namespace

const std::string* NamedParts::find(std::string_view name) const {
  const auto found = m_parts.find(name);
  return found == m_parts.end() ? nullptr : &found->second;
}

std::string NamedParts::save() const {
  ByteWriter body;
  body.put(static_cast<std::uint32_t>(m_parts.size()));
  for (const auto& [name, bytes] : m_parts) {
    body.putText(name);
    body.putText(bytes);
  }
  ByteWriter whole;
  whole.put(kMark);
  whole.put(kVersion);
  whole.put(stableHash(body.bytes()));
  whole.putText(body.bytes());
  return whole.take();
}

Result<NamedParts> NamedParts::load(const std::string& bytes) {
  ByteReader outer(bytes);
  if (outer.get<std::array<char, 8>>() != kMark) return invalid("it is not a model");
  if (outer.get<std::uint32_t>() != kVersion) return invalid("it is of another version");
  const auto hash = outer.get<std::uint64_t>();
  const std::string body = outer.getText();
  if (!outer.atEnd() || stableHash(body) != hash) return invalid("it is damaged");
  ByteReader reader(body);
  NamedParts parts;
  const auto count = reader.get<std::uint32_t>();
  for (std::uint32_t i = 0; i < count && reader.ok(); ++i) {
    std::string name = reader.getText();
    parts.set(name, reader.getText());
  }
  if (!reader.atEnd()) return invalid("it is damaged");
  return parts;
}

}  // namespace faultline
