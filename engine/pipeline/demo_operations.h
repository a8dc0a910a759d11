#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/pipeline/demo_random.h"
#include "engine/pipeline/demo_scenario.h"

namespace faultline::pipeline {

/// A line of the demo's logs before it is sorted into its file.
struct DemoLine {
  std::int64_t timeMs = 0;  ///< Since the scenario's start.
  std::string service;
  std::string text;     ///< From the level on.
  std::string session;  ///< Empty for a background line.
  std::string fault;    ///< The kind of the fault that shows here first; mostly empty.
};

/// Plays the scenario: all lines, in no order. A fault is at one life cycle.
class DemoPlayer {
 public:
  DemoPlayer(const DemoScenario& scenario, std::uint64_t seed) : m_scenario(scenario), m_random(seed) {}

  std::vector<DemoLine> play();

 private:
  using Values = std::map<std::string, std::string>;

  /// An instance from its creation to its end.
  struct Cycle {
    Values values;
    const DemoFault* fault = nullptr;
    double timeMs = 0;
    std::string request;
    std::size_t firstLine = 0;
    bool ended = false;
  };

  void playCycle(double startMs, const DemoFault* fault);
  void playRestarts(Cycle& cycle);
  void playPhase(Cycle& cycle, const std::string& name);
  void playStep(Cycle& cycle, const DemoStep& step, const std::vector<DemoStep>& steps);
  void playFault(Cycle& cycle);
  void write(Cycle& cycle, const DemoStep& step);
  void playBackground(const DemoBackground& background, const std::string& host, double offsetMs);
  [[nodiscard]] const DemoFault* faultOf(int cycle) const;
  Values instanceValues();
  std::string filledIn(const std::string& text, const Values& values);

  const DemoScenario& m_scenario;
  DemoRandom m_random;
  std::vector<DemoLine> m_lines;
  int m_jobs = 0;
};

}  // namespace faultline::pipeline
