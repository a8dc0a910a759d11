#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iterator>
#include <random>

#include "engine/parse/log_key_parser.h"
#include "engine/parse/value_reader.h"

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

/// What a prepared line costs further when its numbers are wanted.
void valuesOnHdfs(benchmark::State& state) {
  const auto messages = hdfsMessages(200'000);
  LogKeyParser parser = std::move(*LogKeyParser::make({}));
  for (const std::string& message : messages) parser.match(parser.prepare(message));
  std::vector<ValueReader> readers;
  for (KeyIndex key = 0; key < parser.size(); ++key) readers.emplace_back(parser.templateText(key));
  PreparedMessage prepared;
  std::vector<double> values;
  for (auto _ : state) {
    for (const std::string& message : messages) {
      parser.prepare(message, prepared);
      readers[parser.match(prepared).index].values(message, prepared, values);
      benchmark::DoNotOptimize(values.data());
    }
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(messages.size()));
}
BENCHMARK(valuesOnHdfs)->Unit(benchmark::kMillisecond);

/// A set of loghub's, with the settings that Spell's published accuracies were made with.
struct RealSet {
  const char* name;
  double tau;
  std::vector<std::string> masks;
};

const std::vector<RealSet>& realSets() {
  static const std::vector<RealSet> kSets = {
      {"HDFS", 0.7, {R"(blk_-?\d+)", R"((\d+\.){3}\d+(:\d+)?)"}},
      {"Hadoop", 0.7, {R"((\d+\.){3}\d+)"}},
      {"Spark", 0.55, {R"((\d+\.){3}\d+)", R"(\b[KGTM]?B\b)", R"(([\w-]+\.){2,}[\w-]+)"}},
      {"Zookeeper", 0.7, {R"((/|)(\d+\.){3}\d+(:\d+)?)"}},
      {"BGL", 0.75, {R"(core\.\d+)"}},
      {"HPC", 0.65, {R"(=\d+)"}},
      {"Windows", 0.7, {R"(0x.*?\s)"}},
      {"Android",
       0.95,
       {R"((/[\w-]+)+)", R"(([\w-]+\.){2,}[\w-]+)",
        R"(\b(\-?\+?\d+)\b|\b0[Xx][a-fA-F\d]+\b|\b[a-fA-F\d]{4,}\b)"}},
      {"Apache", 0.6, {R"((\d+\.){3}\d+)"}},
      {"OpenStack", 0.9, {R"(((\d+\.){3}\d+,?)+)", R"(/.+?\s)", R"(\d+)"}}};
  return kSets;
}

/// The messages of a set's CSV; a row that goes over several lines is left out.
std::vector<std::string> readMessages(const std::string& file) {
  std::ifstream csv(file);
  const auto fieldsOf = [](const std::string& line) {
    std::vector<std::string> fields(1);
    bool quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
      if (line[i] == '"' && quoted && i + 1 < line.size() && line[i + 1] == '"') {
        fields.back() += line[++i];
      } else if (line[i] == '"') {
        quoted = !quoted;
      } else if (line[i] == ',' && !quoted) {
        fields.emplace_back();
      } else if (line[i] != '\r') {
        fields.back() += line[i];
      }
    }
    return fields;
  };
  std::string line;
  std::getline(csv, line);
  const auto header = fieldsOf(line);
  const auto column =
      static_cast<std::size_t>(std::find(header.begin(), header.end(), "Content") - header.begin());
  std::vector<std::string> messages;
  while (std::getline(csv, line)) {
    auto fields = fieldsOf(line);
    if (column < fields.size()) messages.push_back(std::move(fields[column]));
  }
  return messages;
}

/// The set's lines again and again up to 200,000 of them, and the first time alone.
void matchSet(benchmark::State& state, const ParserSettings& settings,
              const std::vector<std::string>& messages) {
  constexpr std::size_t kLines = 200'000;
  std::clock_t cold = 0;  // of the processor, as the benchmark's own
  std::size_t lines = 0;
  for (auto _ : state) {
    LogKeyParser parser = std::move(*LogKeyParser::make(settings));
    PreparedMessage prepared;
    const std::clock_t begin = std::clock();
    for (std::size_t done = 0; done < kLines; done += messages.size()) {
      for (const std::string& message : messages) {
        parser.prepare(message, prepared);
        benchmark::DoNotOptimize(parser.match(prepared).index);
      }
      if (done == 0) cold += std::clock() - begin;
      lines += messages.size();
    }
  }
  state.SetItemsProcessed(static_cast<std::int64_t>(lines));
  state.counters["cold_per_second"] = static_cast<double>(messages.size()) *
                                      static_cast<double>(state.iterations()) * CLOCKS_PER_SEC /
                                      static_cast<double>(cold);
}

void addRealSets(const std::string& folder) {
  for (const RealSet& set : realSets()) {
    const std::string name = set.name;
    const auto messages = readMessages(folder + "/loghub_2k/" + name + "/" + name + "_2k.log_structured.csv");
    if (messages.empty()) continue;
    ParserSettings spell;
    spell.kind = ParserKind::Spell;
    spell.tau = set.tau;
    spell.masks = set.masks;
    for (const auto& [kind, settings] :
         {std::pair<std::string, ParserSettings>{"auto", {}}, {"spell", spell}}) {
      benchmark::RegisterBenchmark((kind + "/" + name).c_str(), matchSet, settings, messages)
          ->Unit(benchmark::kMillisecond);
    }
  }
}

}  // namespace

/// With FAULTLINE_DATA naming the folder of the public data sets, their lines too.
int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (const char* folder = std::getenv("FAULTLINE_DATA")) addRealSets(folder);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
