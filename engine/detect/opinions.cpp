#include "engine/detect/opinions.h"

#include <algorithm>
#include <string_view>

namespace faultline::detect {

std::size_t Opinions::Hash::operator()(std::span<const model::KeyClass> window) const {
  return std::hash<std::string_view>{}({reinterpret_cast<const char*>(window.data()), window.size_bytes()});
}

bool Opinions::Equal::operator()(std::span<const model::KeyClass> a,
                                 std::span<const model::KeyClass> b) const {
  return std::ranges::equal(a, b);
}

Opinions::Opinions(std::shared_ptr<const model::KeyPredictor> model)
    : m_model(std::move(model)),
      m_width(static_cast<std::size_t>(m_model->settings().history)),
      m_classes(static_cast<std::size_t>(m_model->settings().classes)),
      m_most(std::max(kFewest, kBytes / (std::max<std::size_t>(m_classes, 1) * sizeof(float)))) {}

Status Opinions::fetch(std::span<const model::KeyClass> windows, const std::stop_token& stop) {
  m_missing.clear();
  std::vector<std::list<Kept>::iterator> fresh;
  for (std::size_t at = 0; at < windows.size(); at += m_width) {
    const auto window = windows.subspan(at, m_width);
    if (const auto known = m_places.find(window); known != m_places.end()) {
      m_kept.splice(m_kept.begin(), m_kept, known->second);
      continue;
    }
    m_kept.push_front({Window(window.begin(), window.end()), {}});
    m_places.emplace(m_kept.front().window, m_kept.begin());
    m_missing.insert(m_missing.end(), window.begin(), window.end());
    fresh.push_back(m_kept.begin());
  }
  if (fresh.empty()) return {};
  m_answers.resize(fresh.size() * m_classes);
  if (const Status status = m_model->predict(m_missing, m_answers, stop); !status) {
    for (const auto kept : fresh) {
      m_places.erase(kept->window);
      m_kept.erase(kept);
    }
    return status;
  }
  for (std::size_t i = 0; i < fresh.size(); ++i) {
    const auto answer = std::span(m_answers).subspan(i * m_classes, m_classes);
    fresh[i]->probabilities.assign(answer.begin(), answer.end());
  }
  m_asked += fresh.size();
  // What this call asked for stays, even where that is more than there is room for.
  const std::size_t room = std::max(m_most, windows.size() / m_width);
  while (m_kept.size() > room) dropOldest();
  return {};
}

void Opinions::dropOldest() {
  m_places.erase(m_kept.back().window);
  m_kept.pop_back();
}

std::span<const float> Opinions::of(std::span<const model::KeyClass> window) const {
  const auto known = m_places.find(window);
  return known == m_places.end() ? std::span<const float>()
                                 : std::span<const float>(known->second->probabilities);
}

}  // namespace faultline::detect
