#include "engine/pipeline/demo_operations.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include <fmt/format.h>

namespace faultline::pipeline {

namespace {

constexpr double kMsPerSecond = 1000;
constexpr double kDelaySpread = 0.25;
constexpr double kRestSpread = 0.6;

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::vector<DemoStep>::iterator stepNamed(std::vector<DemoStep>& steps, const std::string& id) {
  return std::find_if(steps.begin(), steps.end(), [&](const DemoStep& step) { return step.id == id; });
}

/// An operation's steps as a fault of it leaves them; what it inserts is not among them.
std::vector<DemoStep> stepsWith(std::vector<DemoStep> steps, const DemoFault& fault) {
  std::erase_if(steps, [&](const DemoStep& step) { return contains(fault.drop, step.id); });
  if (fault.swap.size() == 2) {
    const auto first = stepNamed(steps, fault.swap[0]);
    const auto second = stepNamed(steps, fault.swap[1]);
    if (first != steps.end() && second != steps.end()) std::iter_swap(first, second);
  }
  return steps;
}

/// `1.5,0.4`; not by strtod, whose decimal point is the locale's.
std::pair<double, double> twoNumbers(std::string_view text) {
  std::pair<double, double> numbers{};
  const auto [comma, error] = std::from_chars(text.data(), text.data() + text.size(), numbers.first);
  if (error == std::errc{} && comma != text.data() + text.size()) {
    std::from_chars(comma + 1, text.data() + text.size(), numbers.second);
  }
  return numbers;
}

}  // namespace

std::vector<DemoLine> DemoPlayer::play() {
  const double length = std::chrono::duration<double, std::milli>(m_scenario.length).count();
  // The last instances get the time to come to their end.
  const double perCycle = 0.8 * length / m_scenario.cycles;
  for (int cycle = 0; cycle < m_scenario.cycles; ++cycle) {
    playCycle((cycle + m_random.share()) * perCycle, faultOf(cycle));
  }
  for (const DemoBackground& background : m_scenario.background) {
    const std::vector<std::string> hosts =
        background.perHost ? m_scenario.hosts : std::vector<std::string>{""};
    for (const std::string& host : hosts) {
      playBackground(background, host, m_random.share() * background.everySeconds * kMsPerSecond);
    }
  }
  return std::move(m_lines);
}

const DemoFault* DemoPlayer::faultOf(int cycle) const {
  const auto it = std::find_if(
      m_scenario.faults.begin(), m_scenario.faults.end(),
      [&](const DemoFault& fault) { return static_cast<int>(fault.at * m_scenario.cycles) == cycle; });
  return it == m_scenario.faults.end() ? nullptr : &*it;
}

DemoPlayer::Values DemoPlayer::instanceValues() {
  const DemoSize& size = m_scenario.sizes[m_random.below(m_scenario.sizes.size())];
  const std::size_t hosts = m_scenario.hosts.size();
  return {{"instance", m_random.uuid()},
          {"size", size.name},
          {"memory", std::to_string(size.memory)},
          {"disk", std::to_string(size.disk)},
          {"cores", std::to_string(size.cores)},
          {"project", fmt::format("7c41e09ab25f4d0{}9e63aa81c4d2f07b", m_random.below(4))},
          {"job", std::to_string(4100 + ++m_jobs)},
          {"hosts_all", std::to_string(hosts)},
          {"hosts_left", std::to_string(1 + m_random.below(hosts))},
          {"host", m_scenario.hosts[m_random.below(hosts)]},
          {"weight", fmt::format("{:.3f}", 0.4 + 0.6 * m_random.share())},
          {"image", fmt::format("3f0a77d{}-52c1-4e07-a9d4-6b1c20d5e8aa", m_random.below(4))},
          {"network", "10.20.0.5"},
          {"port", m_random.uuid()},
          {"ip", fmt::format("172.16.{}.{}", m_random.below(4), 2 + m_random.below(250))},
          {"timeout", "60"}};
}

void DemoPlayer::playCycle(double startMs, const DemoFault* fault) {
  Cycle cycle{instanceValues(), fault, startMs, {}, m_lines.size(), false};
  playPhase(cycle, "create");
  playRestarts(cycle);
  for (std::size_t left = m_random.pick(m_scenario.pauses); left > 0; --left) {
    playPhase(cycle, "pause");
    playPhase(cycle, "resume");
  }
  playPhase(cycle, "delete");
}

void DemoPlayer::playRestarts(Cycle& cycle) {
  std::size_t restarts = m_random.pick(m_scenario.restarts);
  if (cycle.fault && cycle.fault->restarts) restarts = static_cast<std::size_t>(*cycle.fault->restarts);
  for (std::size_t done = 0; done < restarts; ++done) {
    const std::size_t first = m_lines.size();
    playPhase(cycle, "stop");
    // One more than ever else is where it shows.
    if (done == m_scenario.restarts.size() - 1 && first < m_lines.size())
      m_lines[first].fault = cycle.fault->kind;
    playPhase(cycle, "start");
  }
}

void DemoPlayer::playPhase(Cycle& cycle, const std::string& name) {
  if (cycle.ended) return;
  if (cycle.firstLine < m_lines.size()) {
    cycle.timeMs += m_random.around(m_scenario.restSeconds * kMsPerSecond, kRestSpread);
  }
  cycle.request =
      fmt::format("req-{} {} {} - - -", m_random.uuid(), m_random.hex(8), cycle.values["project"]);
  const bool strange = cycle.fault && cycle.fault->phase == name;
  const std::vector<DemoStep>& usual = m_scenario.phases.at(name);
  const std::vector<DemoStep> steps = strange ? stepsWith(usual, *cycle.fault) : usual;
  bool gap = false;
  for (const DemoStep& step : steps) {
    const std::size_t first = m_lines.size();
    playStep(cycle, step, usual);
    const bool swapped = strange && !cycle.fault->swap.empty() && step.id == cycle.fault->swap[1];
    if ((gap || (swapped && cycle.fault->swap.size() == 2)) && first < m_lines.size()) {
      m_lines[first].fault = cycle.fault->kind;
      gap = false;
    }
    if (!strange || step.id != cycle.fault->after) continue;
    playFault(cycle);
    if (cycle.ended) return;
    gap = cycle.fault->insert.empty();
  }
}

void DemoPlayer::playStep(Cycle& cycle, const DemoStep& step, const std::vector<DemoStep>& steps) {
  if (step.chance <= 0) return;
  if (step.chance >= 1 || m_random.share() < step.chance) return write(cycle, step);
  for (const DemoStep& other : steps) {
    if (other.id == step.otherwise) write(cycle, other);
  }
}

void DemoPlayer::playFault(Cycle& cycle) {
  const std::size_t first = m_lines.size();
  for (const DemoStep& step : cycle.fault->insert) write(cycle, step);
  cycle.ended = cycle.fault->end;
  if (first < m_lines.size()) {
    m_lines[first].fault = cycle.fault->kind;
  } else if (cycle.ended) {
    m_lines.back().fault = cycle.fault->kind;
  }
}

void DemoPlayer::write(Cycle& cycle, const DemoStep& step) {
  cycle.timeMs += m_random.around(step.afterMs, kDelaySpread);
  const std::string& instance = cycle.values["instance"];
  m_lines.push_back({static_cast<std::int64_t>(cycle.timeMs),
                     step.service,
                     fmt::format("{} {} [{}] [instance: {}] {}", step.level, step.logger, cycle.request,
                                 instance, filledIn(step.text, cycle.values)),
                     instance,
                     {}});
}

void DemoPlayer::playBackground(const DemoBackground& background, const std::string& host, double offsetMs) {
  const double length = std::chrono::duration<double, std::milli>(m_scenario.length).count();
  for (double time = offsetMs; time < length; time += background.everySeconds * kMsPerSecond) {
    const std::size_t instances = 3 + m_random.below(9);
    const Values values{{"host", host},
                        {"hosts_all", std::to_string(m_scenario.hosts.size())},
                        {"client", "10.20.0.9"},
                        {"length", std::to_string(214 + m_random.below(3))},
                        {"reports", std::to_string(m_scenario.hosts.size() * 2 + m_random.below(3))},
                        {"instances", std::to_string(instances)},
                        {"used", std::to_string(4096 * instances)},
                        {"total", "262144"}};
    m_lines.push_back(
        {static_cast<std::int64_t>(time + 40 * m_random.share()),
         background.step.service,
         fmt::format("{} {} [req-{} - - - - -] {}", background.step.level, background.step.logger,
                     m_random.uuid(), filledIn(background.step.text, values)),
         {},
         {}});
  }
}

std::string DemoPlayer::filledIn(const std::string& text, const Values& values) {
  constexpr std::string_view kSeconds = "seconds:";
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t open = std::min(text.find('{', at), text.size());
    out += text.substr(at, open - at);
    if (open == text.size()) break;
    const std::size_t close = text.find('}', open);
    if (close == std::string::npos) return out += text.substr(open);
    const std::string name = text.substr(open + 1, close - open - 1);
    if (name.starts_with(kSeconds)) {
      const auto [median, spread] = twoNumbers(std::string_view(name).substr(kSeconds.size()));
      out += fmt::format("{:.3f}", m_random.around(median, spread));
    } else {
      const auto value = values.find(name);
      out += value == values.end() ? "{" + name + "}" : value->second;
    }
    at = close + 1;
  }
  return out;
}

}  // namespace faultline::pipeline
