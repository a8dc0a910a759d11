#include "engine/detect/committee.h"

#include <utility>

namespace faultline::detect {

namespace {

constexpr std::uint32_t kMostMembers = 64;

bool sameShape(const model::KeyModelSettings& a, const model::KeyModelSettings& b) {
  return a.history == b.history && a.classes == b.classes;
}

}  // namespace

Status Committee::predict(std::span<const model::KeyClass> windows, std::span<float> probabilities,
                          const std::stop_token& stop) const {
  FAULTLINE_TRY(m_members.front()->predict(windows, probabilities, stop));
  if (m_members.size() == 1) return {};
  std::vector<float> own(probabilities.size());
  for (std::size_t member = 1; member < m_members.size(); ++member) {
    FAULTLINE_TRY(m_members[member]->predict(windows, own, stop));
    for (std::size_t i = 0; i < own.size(); ++i) probabilities[i] += own[i];
  }
  const float share = 1.0F / static_cast<float>(m_members.size());
  for (float& probability : probabilities) probability *= share;
  return {};
}

std::string Committee::save() const {
  ByteWriter writer;
  writer.put(static_cast<std::uint32_t>(m_members.size()));
  for (const auto& member : m_members) writer.putText(member->save());
  return writer.take();
}

Result<std::vector<std::unique_ptr<model::KeyModel>>> Committee::loadMembers(const std::string& bytes,
                                                                             int threads) {
  ByteReader reader(bytes);
  const auto count = reader.get<std::uint32_t>();
  std::vector<std::unique_ptr<model::KeyModel>> members;
  for (std::uint32_t member = 0; member < count && count <= kMostMembers && reader.ok(); ++member) {
    FAULTLINE_TRY_ASSIGN(auto loaded, model::loadKeyModel(reader.getText(), threads));
    members.push_back(std::move(loaded));
  }
  bool fits = reader.atEnd() && count > 0 && members.size() == count;
  for (const auto& member : members)
    fits = fits && sameShape(member->settings(), members.front()->settings());
  if (!fits) return failure(ErrorCode::ModelInvalid, {}, "its key models are damaged");
  return members;
}

Result<std::shared_ptr<const Committee>> Committee::load(const std::string& bytes, int threads) {
  FAULTLINE_TRY_ASSIGN(auto members, loadMembers(bytes, threads));
  return std::make_shared<const Committee>(std::move(members));
}

}  // namespace faultline::detect
