#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

#include <archive.h>
#include <archive_entry.h>

#include "engine/base/bytes.h"
#include "engine/base/named_parts.h"
#include "engine/detect/knowledge.h"
#include "engine/input/block_cache.h"
#include "engine/input/layout.h"
#include "engine/input/session_rule.h"
#include "engine/workflow/builder.h"

// Writes the first inputs of the fuzz targets: FOLDER/TARGET/NAME.
namespace {

using namespace faultline;
namespace fs = std::filesystem;

class Seeds {
 public:
  explicit Seeds(fs::path folder) : m_folder(std::move(folder)) {}

  void add(const std::string& target, const std::string& bytes) {
    fs::create_directories(m_folder / target);
    const fs::path file = m_folder / target / std::to_string(++m_count);
    std::ofstream(file, std::ios::binary) << bytes;
  }
  [[nodiscard]] const fs::path& folder() const { return m_folder; }

 private:
  fs::path m_folder;
  int m_count = 0;
};

std::string byte(std::size_t value) { return {static_cast<char>(value)}; }

/// Lines as each kind of program writes them, made up.
const std::vector<std::string> kLines = {
    "2026-05-31 12:34:56,789 INFO store.Disk: stored chunk-4711 in 12 ms",
    "081109 203615 148 INFO dfs.DataNode$PacketResponder: Received block blk_-42 of size 67108864 from "
    "/10.0.0.7",
    "May  1 03:04:05 web1 sshd[4242]: Failed password for root from 10.0.0.9 port 22 ssh2",
    "<34>1 2026-05-31T12:00:00.003Z web1 app 12 ID47 [a@1 b=\"c\"] hello",
    "- 1117838570 2005.06.03 R02-M1-N0 2005-06-03-15.42.50.363779 R02-M1-N0 RAS KERNEL INFO corrected",
    "APPREAD 1117869872 2005.06.04 R04 2005-06-04-00.24.32.432192 R04 RAS APP FATAL ciod: failed",
    "10.0.0.1 - bob [31/May/2026:12:00:00 +0200] \"GET /a?b=c HTTP/1.1\" 200 12 \"-\" \"curl/7\"",
    "[Sun May 31 12:00:00.123456 2026] [core:error] [pid 12:tid 34] [client 10.0.0.1:80] AH1: no file",
    "2026/05/31 12:00:00 [error] 12#34: *5 open() failed (2: No such file), client: 10.0.0.1",
    "2026-05-31 12:00:00.123 12 INFO nova.compute [req-1-2 a b - - -] [instance: 0c-1] VM Started",
    R"({"time":"2026-05-31T12:00:00Z","level":"info","pid":12,"message":"a \"b\" \u00e9\n"})",
    R"({"__REALTIME_TIMESTAMP":"1780000000000000","_HOSTNAME":"h","SYSLOG_IDENTIFIER":"s","MESSAGE":[104,105]})",
    R"({"log":"hello\n","stream":"stderr","time":"2026-05-31T12:00:00.123456789Z"})",
    "2026-05-31T12:00:00.123456789+02:00 stderr F W0531 12:00:00.123456 12 main.go:34] hello",
    "I0531 12:00:00.123456    12 server.cc:34] hello",
    "time=2026-05-31T12:00:00Z level=warn msg=\"it is \\\"late\\\"\" request_id=77 took=1.5s",
    "2026-09-28 04:30:30, Info                  CBS    Loaded Servicing Stack v6.1",
    "03-17 16:13:38.811  1702  2395 D WindowManager: printFreezingDisplayLogs",
    "2015-07-29 17:41:41,536 - INFO  [main:QuorumPeerConfig@101] - Reading configuration",
    "17/06/09 20:10:40 INFO executor.Executor: Running task 0.0",
    "\tat org.example.Main.run(Main.java:42)",
    "Caused by: java.io.IOException: broken pipe",
    "",
};

std::string allLines() {
  std::string all;
  for (const std::string& line : kLines) all += line + "\n";
  return all;
}

/// Entries of several lines.
std::string traces() {
  return "java.io.IOException: broken\n\tat a.B.c(B.java:7)\nCaused by: a.B: c\n\t... 23 more\n\n"
         "Traceback (most recent call last):\n  File \"a.py\", line 7, in b\n    c()\nValueError: d\n\n"
         "During handling of the above exception, another exception occurred:\n\n"
         "panic: oops\n\ngoroutine 7 [running]:\nmain.f(0x1)\n\t/a/b.go:7 +0x1\ncreated by main.g\n"
         "{\n  \"a\": [\n  ]\n}\n<a>\n</a>\n/****\n * hello\n ****/\n| a\n#3 0x1 in f ()\n";
}

std::string packed(int (*filter)(archive*), const std::string& text) {
  std::vector<char> buffer(text.size() + 65536);
  std::size_t used = 0;
  archive* const out = archive_write_new();
  filter(out);
  archive_write_set_format_raw(out);
  archive_write_open_memory(out, buffer.data(), buffer.size(), &used);
  archive_entry* const entry = archive_entry_new();
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_write_header(out, entry);
  archive_write_data(out, text.data(), text.size());
  archive_entry_free(entry);
  archive_write_close(out);
  archive_write_free(out);
  return {buffer.data(), used};
}

std::string cacheOf(const fs::path& folder, const std::string& text) {
  const fs::path file = folder / "cache";
  auto writer = input::BlockCacheWriter::create(file);
  if (!writer || !writer->append(text) || !writer->finish({})) return {};
  std::ifstream in(file, std::ios::binary);
  std::string bytes(std::istreambuf_iterator<char>(in), {});
  fs::remove(file);
  return bytes;
}

std::string utf16(const std::string& text, std::size_t high) {
  std::string wide;
  for (const char c : text) {
    const std::string unit = {c, '\0'};
    wide += high == 0 ? unit : std::string(unit.rbegin(), unit.rend());
  }
  return wide;
}

void addLayouts(Seeds& seeds) {
  for (std::size_t i = 0; i < input::builtinLayouts().size(); ++i) seeds.add("layouts", byte(i) + allLines());
  for (const input::LayoutPtr& layout : input::builtinLayouts()) {
    seeds.add("pattern_layout", layout->pattern() + "\n" + allLines());
  }
  seeds.add("pattern_layout", "<Date> <Time>( \\d+)? \\[<Level>\\] <Content>\n2026-05-31 12:00 7 [x] y z\n");
  for (std::size_t i = 0; i < input::builtinLayouts().size(); ++i) {
    seeds.add("entry_joiner", byte(i) + kLines[i % kLines.size()] + "\n" + traces());
  }
  for (std::size_t i = 0; i < input::builtinSessionRules().size(); ++i) {
    seeds.add("session_rule", byte(i) + allLines());
  }
  seeds.add("session_rule", byte(255) + "chunk-(\\d+)\n" + allLines());
}

void addBytes(Seeds& seeds) {
  const std::string text = allLines();
  seeds.add("archive", byte(0) + packed(archive_write_add_filter_gzip, text));
  seeds.add("archive", byte(1) + packed(archive_write_add_filter_xz, text));
  seeds.add("archive", byte(2) + packed(archive_write_add_filter_zstd, text));
  seeds.add("archive", byte(3) + packed(archive_write_add_filter_bzip2, text));
  const std::string twice = packed(archive_write_add_filter_gzip, text);
  seeds.add("archive", byte(0) + twice + twice);
  const std::string mixed = "a\r\nb\xc3\xa9\n\xe9\n\r\r\n\nc\r";
  for (std::size_t encoding = 0; encoding < 2; ++encoding) {
    seeds.add("text", byte(encoding) + byte(2) + byte(3) + mixed);
    seeds.add("text", byte(2 + encoding) + byte(2) + byte(3) + utf16(mixed, encoding));
  }
  seeds.add("block_cache", byte(0) + byte(9) + byte(1) + cacheOf(seeds.folder(), text));
  seeds.add("block_cache", byte(0) + byte(9) + byte(0) + cacheOf(seeds.folder(), ""));
  seeds.add("log_search", "chunk-\\d+$\n" + text + "\xe9t\xe9\r\nlast");
  seeds.add("log_search", "^$\n\r\n\n" + text);
  seeds.add("log_search", "(?i)\xc3\xa9\n\xe9t\xe9\nn\xc3\xa9\n");
}

void addKeys(Seeds& seeds) {
  for (std::size_t choice = 0; choice < 8; ++choice) {
    seeds.add("log_keys", byte(choice + 16) + ((choice & 4U) != 0 ? "chunk-\\d+\n" : "") + allLines());
  }
  seeds.add("parameters",
            "took <*> seconds, size=<*> from <*>:<*> port <*> <*>%\n12ms\n00:01:02\n5.2 "
            "KB\n-1e30\n0x7f\n10.0.0.1:80\n"
            "::1\n/a/b.c\nhttps://a.b/c?d\nblk_-7\n01234567-89ab-cdef-0123-456789abcdef\n45%\n1,234.5\n\n1h "
            "2m\nNaN\n");
  seeds.add("user_layouts",
            R"({"schema":1,"layouts":[{"name":"mine","pattern":"<Date> <Time>: <Content>"}]})");
  seeds.add("session_file", "1 2 3\n\n4\t5\r\n1 2\n");
  seeds.add("labels", "BlockId,Label\nblk_-1,Normal\n\"a,\"\"b\",Anomaly\r\n");
  seeds.add("labels", "x;1\ny;0\n");
  seeds.add("evidence", R"({"history":[[0,0],[3,4294967303]],"expected":[[4,0.75]],)"
                        R"("actual":{"key":9,"probability":0.125,"rank":12}})");
}

void addBundles(Seeds& seeds) {
  detect::Knowledge knowledge;
  knowledge.vocabulary = sequence::Vocabulary({1, 2, 5});
  knowledge.pairs = detect::PairTable(3);
  const std::string bundle = detect::saveBundle(knowledge, "the key model's own bytes");
  constexpr std::size_t kSealBytes = 8 + 4 + 8 + 8;
  seeds.add("bundle", byte(0) + bundle);
  seeds.add("bundle", byte(1) + bundle.substr(kSealBytes));
  NamedParts parts;
  parts.set("keys", bundle);
  parts.set("none", "");
  seeds.add("named_parts", byte(0) + parts.save());
  seeds.add("named_parts", byte(1) + parts.save().substr(kSealBytes));
}

/// A detector of rates without a rhythm that knows one key.
std::string rateBytes() {
  ByteWriter writer;
  for (const char c : std::string_view("flrates1")) writer.put(c);
  writer.put(std::uint8_t{1});
  writer.putAll(std::vector<double>{24});
  for (const double number : {1.5, 1.0, 2.0}) writer.put(number);  // factor, spreads
  for (int window = 0; window < 2; ++window) {
    writer.putAll(std::vector<double>{3, 2, 1});
    writer.put(std::uint64_t{1000});
    writer.put(4.5);
  }
  writer.put(std::uint64_t{1});
  writer.put(std::int64_t{7});  // the key, its count, its spreads
  writer.put(std::uint64_t{500});
  for (const double number : {1.0, 2.0}) writer.put(number);
  // One slot: its lines, the most of them in a minute and in an hour, its number.
  for (const std::uint64_t number :
       {std::uint64_t{1}, std::uint64_t{500}, std::uint64_t{9} << 32U | 3U, std::uint64_t{0}})
    writer.put(number);
  return writer.take();
}

void addMeasures(Seeds& seeds) { seeds.add("rate_detector", rateBytes()); }

/// Two tasks of two sessions: threads, a loop, a branch; and a workflow without any.
void addWorkflows(Seeds& seeds) {
  sequence::SessionSet sessions;
  workflow::Separation separation;
  separation.tasks = 2;
  for (const std::vector<sequence::LogKey>& keys :
       {std::vector<sequence::LogKey>{1, 2, 3, 9, 4, 5}, {1, 3, 2, 9, 4, 5, 5, 6}}) {
    const auto session = static_cast<std::uint32_t>(sessions.size());
    separation.runs.push_back({session, 0, 4, 0});
    separation.runs.push_back({session, 4, static_cast<std::uint32_t>(keys.size()), 1});
    sessions.add(keys);
  }
  const std::vector<std::int64_t> times(sessions.entryCount(), 7);
  if (const auto built = workflow::buildWorkflow({sessions, times}, separation, {}))
    seeds.add("workflow", workflow::save(*built));
  seeds.add("workflow", workflow::save(workflow::Workflow{}));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "fuzz_seeds FOLDER\n";
    return 2;
  }
  fs::remove_all(argv[1]);
  fs::create_directories(argv[1]);
  Seeds seeds(argv[1]);
  addLayouts(seeds);
  addBytes(seeds);
  addKeys(seeds);
  addBundles(seeds);
  addMeasures(seeds);
  addWorkflows(seeds);
  return 0;
}
