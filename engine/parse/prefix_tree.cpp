#include "engine/parse/prefix_tree.h"

#include <algorithm>

namespace faultline::parse {

std::uint32_t PrefixTree::child(std::uint32_t node, TokenId token) {
  const auto it = m_nodes[node].children.find(token);
  if (it != m_nodes[node].children.end()) return it->second;
  auto added = static_cast<std::uint32_t>(m_nodes.size());
  if (m_free.empty()) {
    m_nodes.emplace_back();
  } else {
    added = m_free.back();
    m_free.pop_back();
  }
  m_nodes[node].children.emplace(token, added);
  return added;
}

void PrefixTree::add(std::span<const TokenId> constants, std::uint32_t index) {
  std::uint32_t node = 0;
  for (const TokenId token : constants) node = child(node, token);
  auto& templates = m_nodes[node].templates;
  templates.insert(std::lower_bound(templates.begin(), templates.end(), index), index);
}

void PrefixTree::remove(std::span<const TokenId> constants, std::uint32_t index) {
  std::vector<std::uint32_t> path{0};
  for (const TokenId token : constants) path.push_back(m_nodes[path.back()].children.at(token));
  std::erase(m_nodes[path.back()].templates, index);
  for (std::size_t depth = constants.size(); depth > 0; --depth) {
    const Node& node = m_nodes[path[depth]];
    if (!node.children.empty() || !node.templates.empty()) return;
    m_nodes[path[depth - 1]].children.erase(constants[depth - 1]);
    m_free.push_back(path[depth]);
  }
}

std::optional<std::uint32_t> PrefixTree::find(std::span<const TokenId> message, double cover) const {
  const Node* node = m_nodes.data();
  std::size_t depth = 0;
  for (const TokenId token : message) {
    const auto it = node->children.find(token);
    if (it == node->children.end()) continue;
    const Node& next = m_nodes[it->second];
    if (next.templates.empty()) {
      node = &next;
      ++depth;
    } else if (static_cast<double>(depth + 1) >= cover * static_cast<double>(message.size())) {
      return next.templates.front();
    }
  }
  return std::nullopt;
}

}  // namespace faultline::parse
