#include <benchmark/benchmark.h>
#include <random>

#include "engine/workflow/layout.h"

using namespace faultline::workflow;

namespace {

/// As tasks are: a line of steps with branches over the next few, loops of some steps, and `wild` links in a
/// thousand anywhere.
LayoutGraph graphOf(std::uint32_t count, unsigned wild) {
  LayoutGraph graph;
  graph.boxes.assign(count, {140, 44});
  std::mt19937 random(1);
  const auto link = [&](std::uint32_t from, std::uint32_t to, bool back) {
    graph.links.push_back({from, to, 1, {50, 16}, back});
  };
  for (std::uint32_t at = 0; at + 1 < count; ++at) {
    link(at, at + 1, false);
    if (at % 5 == 0 && at + 3 < count) link(at, at + 3, false);
    if (at % 23 == 7) link(at, at - 4, true);
    if (random() % 1'000 < wild) link(at, static_cast<std::uint32_t>(random() % count), false);
  }
  return graph;
}

void layoutOf(benchmark::State& state) {
  const auto graph =
      graphOf(static_cast<std::uint32_t>(state.range(0)), static_cast<unsigned>(state.range(1)));
  bool simplified = false;
  for (auto step : state) {
    const auto layout = layOut(graph, {}, {});
    simplified = !layout || layout->simplified;
  }
  state.counters["links"] = static_cast<double>(graph.links.size());
  state.counters["simplified"] = simplified ? 1 : 0;
}

}  // namespace

BENCHMARK(layoutOf)
    ->ArgNames({"boxes", "wild"})
    ->Args({20, 0})
    ->Args({200, 0})
    ->Args({200, 100})
    ->Args({1'000, 0})
    ->Args({1'000, 20})
    ->Args({1'000, 500})
    ->Args({2'000, 0})
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

BENCHMARK_MAIN();
