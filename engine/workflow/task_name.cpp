#include <algorithm>
#include <map>
#include <set>
#include <vector>

#include "engine/workflow/document.h"

namespace faultline::workflow {

namespace {

constexpr std::size_t kMostLength = 28;  ///< Bytes of each of a name's two parts.
constexpr std::size_t kShort = 6;        ///< Nodes of a task that one key of its own is enough to name.
constexpr const char* kBetween = " \xe2\x80\xa6 ";

/// A key of a task as a candidate for its name.
struct Telling {
  LogKey key = 0;
  std::size_t place = 0;  ///< In the order of a run.
  bool isUsual = false;   ///< Most runs have it.
  std::size_t tasks = 0;  ///< That have it: the fewer, the more it tells.
};

/// By key: how many tasks have it.
std::map<LogKey, std::size_t> sharing(const std::vector<const Task*>& tasks) {
  std::map<LogKey, std::size_t> counts;
  for (const Task* const task : tasks) {
    std::set<LogKey> keys;
    for (const Node& node : task->nodes) keys.insert(node.key);
    for (const LogKey key : keys) ++counts[key];
  }
  return counts;
}

/// The most telling first.
std::vector<Telling> tellingKeys(const Task& task, const std::map<LogKey, std::size_t>& tasks) {
  std::vector<Telling> keys;
  for (std::size_t place = 0; place < task.nodes.size(); ++place) {
    const Node& node = task.nodes[place];
    if (std::ranges::find(keys, node.key, &Telling::key) != keys.end()) continue;
    keys.push_back({node.key, place, 2 * node.count >= task.runs, tasks.at(node.key)});
  }
  std::ranges::stable_sort(keys, [](const Telling& a, const Telling& b) {
    return a.isUsual != b.isUsual ? a.isUsual : a.tasks < b.tasks;
  });
  return keys;
}

std::string wordsOf(LogKey key, const KeyTexts& texts) {
  const KeyText text = texts(key);
  return text.label.empty() ? tellingWords(text.templateText) : text.label;
}

/// Others: there are other tasks to be told apart from.
enum class Company { Alone, Others };

std::string nameOf(const Task& task, const std::map<LogKey, std::size_t>& tasks, Company company,
                   const KeyTexts& texts) {
  if (!task.name.empty()) return task.name;
  const std::vector<Telling> keys = tellingKeys(task, tasks);
  if (keys.empty()) return "#" + std::to_string(task.id.value);
  const Telling& first = keys.front();
  // Where several tell as much, from the first to the last of them: what a task begins and ends with.
  const Telling* second = keys.size() > 1 ? &keys[1] : nullptr;
  for (const Telling& other : keys) {
    if (other.isUsual == first.isUsual && other.tasks == first.tasks && other.place > first.place)
      second = &other;
  }
  const std::string whole = wordsOf(first.key, texts);
  const bool saysAll =
      company == Company::Others && first.tasks == 1 && first.isUsual && task.nodes.size() <= kShort;
  if (second == nullptr || saysAll) return whole;
  const std::string one = tellingWords(whole, kMostLength);
  const std::string other = tellingWords(wordsOf(second->key, texts), kMostLength);
  if (one == other) return one;
  return first.place < second->place ? one + kBetween + other : other + kBetween + one;
}

}  // namespace

std::vector<std::string> taskNames(const Workflow& workflow, const KeyTexts& texts) {
  std::vector<const Task*> tasks;
  for (const Task& task : workflow.tasks) tasks.push_back(&task);
  const auto counts = sharing(tasks);
  std::vector<std::string> names;
  for (const Task& task : workflow.tasks) {
    std::string name = nameOf(task, counts, tasks.size() > 1 ? Company::Others : Company::Alone, texts);
    // What a user called it is the user's affair; of two others the later gets its number.
    if (task.name.empty() && std::ranges::find(names, name) != names.end())
      name += " #" + std::to_string(task.id.value);
    names.push_back(std::move(name));
  }
  return names;
}

std::string taskName(const Task& task, const KeyTexts& texts) {
  return nameOf(task, sharing({&task}), Company::Alone, texts);
}

}  // namespace faultline::workflow
