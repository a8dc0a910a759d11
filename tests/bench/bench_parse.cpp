#include <benchmark/benchmark.h>
#include <random>

#include "engine/parse/log_key_parser.h"

namespace {

using namespace faultline::parse;

std::string randomId(std::mt19937_64& random) { return std::to_string(random() >> 1U); }

/// Messages as HDFS writes them: few shapes, other blocks and addresses each time.
std::vector<std::string> hdfsMessages(std::size_t count) {
  std::mt19937_64 random(1);
  const auto address = [&] {
    return "10.251." + std::to_string(random() % 255) + "." + std::to_string(random() % 255);
  };
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string block = "blk_-" + randomId(random);
    switch (random() % 4) {
      case 0:
        messages.push_back("Receiving block " + block + " src: /" + address() + ":54106 dest: /" + address() +
                           ":50010");
        break;
      case 1:
        messages.push_back("BLOCK* NameSystem.addStoredBlock: blockMap updated: " + address() +
                           ":50010 is added to " + block + " size 67108864");
        break;
      case 2:
        messages.push_back("PacketResponder 1 for block " + block + " terminating");
        break;
      default:
        messages.push_back("Received block " + block + " of size 67108864 from /" + address());
    }
  }
  return messages;
}

/// No two of one shape.
std::vector<std::string> distinctMessages(std::size_t count) {
  std::mt19937_64 random(1);
  std::vector<std::string> messages;
  for (std::size_t i = 0; i < count; ++i) {
    std::string message = "task";
    for (int word = 0; word < 6; ++word) {
      message.push_back(' ');
      for (int letter = 0; letter < 8; ++letter) message.push_back(static_cast<char>('g' + random() % 16));
    }
    messages.push_back(message);
  }
  return messages;
}

void matchAll(benchmark::State& state, const ParserSettings& settings,
              const std::vector<std::string>& messages) {
  std::size_t keys = 0;
  for (auto _ : state) {
    LogKeyParser parser = std::move(*LogKeyParser::make(settings));
    PreparedMessage prepared;
    for (const std::string& message : messages) {
      parser.prepare(message, prepared);
      benchmark::DoNotOptimize(parser.match(prepared));
    }
    keys = parser.size();
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(messages.size()));
  state.counters["keys"] = static_cast<double>(keys);
}

void autoOnHdfs(benchmark::State& state) { matchAll(state, {}, hdfsMessages(200'000)); }
BENCHMARK(autoOnHdfs)->Unit(benchmark::kMillisecond);

void spellOnHdfs(benchmark::State& state) {
  ParserSettings settings;
  settings.kind = ParserKind::Spell;
  settings.tau = 0.7;
  settings.masks = {R"(blk_-?\d+)", R"((\d+\.){3}\d+(:\d+)?)"};
  matchAll(state, settings, hdfsMessages(200'000));
}
BENCHMARK(spellOnHdfs)->Unit(benchmark::kMillisecond);

void autoOnDistinctMessages(benchmark::State& state) { matchAll(state, {}, distinctMessages(200'000)); }
BENCHMARK(autoOnDistinctMessages)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
