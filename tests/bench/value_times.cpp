// value_times PROJECT: how long it takes to read, learn and judge the values of a project, and what is said
// of the columns. Writes nothing.
#include <chrono>
#include <iostream>
#include <limits>
#include <map>
#include <optional>

#include <fmt/format.h>

#include "engine/pipeline/key_book.h"
#include "engine/pipeline/value_series.h"
#include "engine/values/value_detector.h"

using namespace faultline;

namespace {

class Watch {
 public:
  double lap() {
    const auto before = std::exchange(m_last, std::chrono::steady_clock::now());
    return std::chrono::duration<double>(m_last - before).count();
  }

 private:
  std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
};

Status run(const char* project) {
  constexpr std::uint64_t kLeastRows = 50;
  constexpr std::size_t kMostLearnt = 20'000;
  FAULTLINE_TRY_ASSIGN(store::Database database, store::Database::open(project, store::Access::Read));
  FAULTLINE_TRY_ASSIGN(const pipeline::KeyBook book, pipeline::KeyBook::read(database));
  Watch watch;
  FAULTLINE_TRY_ASSIGN(const auto reader, pipeline::ValueSeriesReader::make(database, {}, {}, {}));
  fmt::print("events read in {:.2f} s\n", watch.lap());
  std::vector<values::ValueSeries> series;
  for (const KeyId key : reader.keys()) {
    if (reader.count(key) < kLeastRows) continue;
    FAULTLINE_TRY_ASSIGN(auto read, reader.read(key, std::nullopt, kMostLearnt));
    series.push_back(std::move(read.series));
  }
  fmt::print("numbers of {} keys read in {:.2f} s\n", series.size(), watch.lap());
  values::ValueReport report;
  FAULTLINE_TRY_ASSIGN(const auto detector, values::ValueDetector::train(series, {}, {}, {}, &report));
  fmt::print("learnt in {:.2f} s: {} keys, {} vectors, {} columns, {} networks kept, {} vectors dropped\n",
             watch.lap(), report.keys, report.rows, report.columns, report.networks, report.dropped);
  for (const values::LeftOut& one : report.leftOut) {
    if (one.why != "too few rows")
      fmt::print("  left out: {} of {}: {}\n", one.column, book.tellingTextOf(one.key), one.why);
  }
  std::uint64_t judged = 0;
  double reading = 0;
  double judging = 0;
  watch.lap();
  for (const KeyId key : detector.keys()) {
    FAULTLINE_TRY_ASSIGN(const auto vectors, reader.read(key, detector.parametersOf(key),
                                                         std::numeric_limits<std::size_t>::max()));
    reading += watch.lap();
    FAULTLINE_TRY_ASSIGN(const auto verdicts, detector.judge(vectors.series, 0, {}));
    judging += watch.lap();
    judged += verdicts.size();
    std::map<std::int32_t, int> odd;
    for (const auto& verdict : verdicts) odd[verdict.column] += verdict.isOdd ? 1 : 0;
    for (const auto& [column, count] : odd) {
      if (count > 0)
        fmt::print("  {} odd of {}: column {} of {}\n", count, verdicts.size(), column,
                   book.tellingTextOf(key));
    }
  }
  fmt::print("{} vectors read in {:.2f} s and judged in {:.2f} s: {:.0f} a second\n", judged, reading,
             judging, static_cast<double>(judged) / (reading + judging));
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "value_times PROJECT\n";
    return 2;
  }
  const Status status = run(argv[1]);
  if (status) return 0;
  std::cerr << errorLine(status.error()) << '\n';
  return 1;
}
