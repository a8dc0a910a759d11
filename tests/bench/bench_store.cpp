#include <benchmark/benchmark.h>
#include <filesystem>

#include "engine/store/database.h"
#include "engine/store/event_repository.h"
#include "engine/store/source_repository.h"

namespace {

using namespace faultline;
using namespace faultline::store;

/// Rows as an HDFS log gives them: 140 bytes a line, 29 keys, 40 sessions under way.
EventRow someRow(SourceId source, std::uint32_t i) {
  EventRow row;
  row.id = {source, i};
  row.offset = i * 140ULL;
  row.length = 139;
  row.time = LocalTime(std::chrono::seconds(1'226'262'975 + i / 80));
  row.stream = StreamId{i % 5 + 1};
  row.key = KeyId{i * 7 % 29 + 1};
  row.session = SessionId{i / 20 + i * 13 % 40 + 1};
  return row;
}

void appendEvents(benchmark::State& state) {
  const auto file = std::filesystem::temp_directory_path() / "bench_store.faultline";
  const auto events = static_cast<std::uint32_t>(state.range(0));
  for (auto _ : state) {
    std::filesystem::remove(file);
    auto database = Database::create(file);
    SourceRow source;
    source.encoding = "UTF-8";
    source.sessionRule = "block";
    const auto id = SourceRepository(*database).insert(source);
    auto transaction = Transaction::begin(*database);
    auto writer = EventWriter::open(*database, *id, 0);
    for (std::uint32_t i = 0; i < events; ++i) benchmark::DoNotOptimize(writer->append(someRow(*id, i)));
    if (!writer->flush() || !transaction->commit() || !database->checkpoint())
      state.SkipWithError("not stored");
  }
  state.SetItemsProcessed(state.iterations() * events);
  state.counters["bytes_per_event"] = static_cast<double>(std::filesystem::file_size(file)) / events;
  std::filesystem::remove(file);
}
BENCHMARK(appendEvents)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
