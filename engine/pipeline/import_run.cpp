#include "engine/pipeline/import_run.h"

#include <algorithm>
#include <atomic>

#include <oneapi/tbb/parallel_pipeline.h>
#include <oneapi/tbb/task_arena.h>

#include "engine/input/block_cache.h"
#include "engine/pipeline/import_sources.h"
#include "engine/pipeline/import_values.h"

namespace faultline::pipeline {

namespace {

namespace tbb = oneapi::tbb;

/// Blocks under way at a time, for each thread: each takes some megabytes.
constexpr std::size_t kBlocksAThread = 2;
/// However many threads there are.
constexpr std::size_t kMostBlocks = 16;

/// Reads lines from `offset` on. What a compressed file has before that is read as well: the block cache
/// needs all of it.
class BlockSource {
 public:
  static Result<BlockSource> open(const ImportPlan& plan, std::uint64_t offset,
                                  const std::filesystem::path& cache) {
    const bool direct = input::isDirect(plan.probe.compression, plan.probe.encoding);
    FAULTLINE_TRY_ASSIGN(auto stream, input::TextStream::open(plan.path, plan.probe.compression,
                                                              plan.probe.encoding, direct ? offset : 0));
    BlockSource source(std::make_unique<input::TextStream>(std::move(stream)), offset);
    if (!direct) source.fillCache(cache);
    return source;
  }

  /// As LineReader::next; a block of lines before the offset comes out empty.
  Result<bool> next(input::LineBlock& block) {
    FAULTLINE_TRY_ASSIGN(const bool more, m_reader->next(block));
    std::erase_if(block.lines, [&](const input::LineSpan& line) { return line.offset < m_offset; });
    return more;
  }

  /// The cache can be built again at any time, so that failing to write it is no failure of the import.
  void finishCache(const input::ContentIdentity& identity) {
    if (m_cache->writer && !m_cache->writer->finish(identity)) m_cache->writer.reset();
  }

 private:
  struct Cache {
    std::optional<input::BlockCacheWriter> writer;
  };

  BlockSource(std::unique_ptr<input::TextStream> stream, std::uint64_t offset)
      : m_cache(std::make_unique<Cache>()),
        m_stream(std::move(stream)),
        m_reader(std::make_unique<input::LineReader>(*m_stream)),
        m_offset(offset) {}

  void fillCache(const std::filesystem::path& path) {
    auto writer = input::BlockCacheWriter::create(path);
    if (!writer) return;
    m_cache->writer.emplace(std::move(*writer));
    m_stream->setTee([cache = m_cache.get()](std::string_view text) {
      if (cache->writer && !cache->writer->append(text)) cache->writer.reset();
    });
  }

  std::unique_ptr<Cache> m_cache;
  std::unique_ptr<input::TextStream> m_stream;
  std::unique_ptr<input::LineReader> m_reader;
  std::uint64_t m_offset;
};

/// The steps of the pipeline. A block that is given up is given up by all later steps, and so are all
/// blocks after it: what is stored is always the beginning of the file.
class BlockPipeline {
 public:
  BlockPipeline(const ImportPlan& plan, BlockSource& source, ImportKeys& keys, ImportWriter& writer,
                const std::stop_token& stop, const RawProgress& progress, std::size_t tokens)
      : m_plan(plan),
        m_source(source),
        m_keys(keys),
        m_writer(writer),
        m_stop(stop),
        m_progress(progress),
        m_ring(tokens),
        m_joiner(*plan.layout) {}

  void run() {
    using tbb::filter_mode;
    const auto read = tbb::make_filter<void, ParsedBlock*>(
        filter_mode::serial_in_order, [this](tbb::flow_control& control) { return this->read(control); });
    const auto parse = tbb::make_filter<ParsedBlock*, ParsedBlock*>(
        filter_mode::parallel, [this](ParsedBlock* block) { return this->parse(block); });
    const auto match = tbb::make_filter<ParsedBlock*, ParsedBlock*>(
        filter_mode::serial_in_order, [this](ParsedBlock* block) { return this->match(block); });
    const auto measure = tbb::make_filter<ParsedBlock*, ParsedBlock*>(
        filter_mode::parallel, [this](ParsedBlock* block) { return this->measure(block); });
    const auto store = tbb::make_filter<ParsedBlock*, void>(
        filter_mode::serial_in_order, [this](ParsedBlock* block) { this->store(*block); });
    m_begin.pass();
    tbb::parallel_pipeline(m_ring.size(), read & parse & match & measure & store);
    m_end.take();
  }

  [[nodiscard]] const Status& status() const { return m_status; }
  [[nodiscard]] ImportRunResult result() const { return {m_cancelled, m_damage, m_cutLines, m_encodings}; }

 private:
  /// What every step does first and last: it sees what was before the run and what the same step did before,
  /// and the end of the run sees what it did.
  class Step {
   public:
    Step(BlockPipeline& pipeline, Baton& step) : m_end(pipeline.m_end), m_turn(step) {
      pipeline.m_begin.take();
    }

   private:
    Baton::Turn m_end;  // passed on last
    Baton::Turn m_turn;
  };

  /// Blocks come back in order and no more than the ring holds are under way, so the next one is free.
  ParsedBlock* read(tbb::flow_control& control) {
    const Step step(*this, m_reading);
    ParsedBlock& block = m_ring[m_next++ % m_ring.size()];
    const Baton::Turn turn(block.baton);
    block.clear();
    if (m_stop.stop_requested() || m_failed || !readInto(block)) {
      control.stop();
      return nullptr;
    }
    return &block;
  }

  bool readInto(ParsedBlock& block) {
    const auto more = m_source.next(block.block);
    if (!more) m_damage = more.error();
    return more && *more;
  }

  ParsedBlock* parse(ParsedBlock* block) {
    Baton alone;
    const Step step(*this, alone);
    const Baton::Turn turn(block->baton);
    if (m_stop.stop_requested() || m_failed) {
      block->givenUp = true;
    } else {
      parseBlock(m_plan, m_keys.parser, *block);
    }
    return block;
  }

  ParsedBlock* match(ParsedBlock* block) {
    const Step step(*this, m_matching);
    const Baton::Turn turn(block->baton);
    m_matchingOver = m_matchingOver || block->givenUp || m_stop.stop_requested() || m_failed;
    block->givenUp = m_matchingOver;
    if (block->givenUp) return block;
    joinEntries(m_joiner, *block);
    matchKeys(m_keys.parser, *block);
    m_templates.note(m_keys.parser, *block);
    return block;
  }

  ParsedBlock* measure(ParsedBlock* block) {
    Baton alone;
    const Step step(*this, alone);
    const Baton::Turn turn(block->baton);
    if (!block->givenUp) readValues(*block);
    return block;
  }

  void store(ParsedBlock& block) {
    const Step step(*this, m_storing);
    const Baton::Turn turn(block.baton);
    if (block.givenUp || m_failed) {
      m_cancelled = true;
      return;
    }
    m_status = m_writer.add(block);
    m_failed = !m_status;
    m_cutLines += block.cutLines;
    m_encodings.utf8Lines += block.encodings.utf8Lines;
    m_encodings.otherLines += block.encodings.otherLines;
    m_progress(block.block.rawPosition);
  }

  const ImportPlan& m_plan;
  BlockSource& m_source;
  ImportKeys& m_keys;
  ImportWriter& m_writer;
  const std::stop_token& m_stop;
  const RawProgress& m_progress;
  std::vector<ParsedBlock> m_ring;
  Baton m_begin, m_end, m_reading, m_matching, m_storing;
  std::size_t m_next = 0;
  std::optional<Error> m_damage;  // `read`
  input::EntryJoiner m_joiner;    // `match`
  TemplateBook m_templates;       // `match`
  bool m_matchingOver = false;    // `match`
  std::atomic<bool> m_failed = false;
  Status m_status;  // `store`, as the rest
  bool m_cancelled = false;
  std::uint64_t m_cutLines = 0;
  EncodingCounts m_encodings;
};

}  // namespace

Result<ImportRunResult> runImport(const ImportPlan& plan, std::uint64_t offset, ImportKeys& keys,
                                  ImportWriter& writer, const ImportRunSettings& settings,
                                  const std::stop_token& stop, const RawProgress& progress) {
  auto source = BlockSource::open(plan, offset, settings.cache);
  if (!source) {
    ImportRunResult nothing;
    nothing.damage = source.error();
    return nothing;
  }
  ImportPlan dated = plan;
  // What cannot be read is met again below, and told there.
  if (auto years = input::YearMarks::find(plan.path, plan.probe, *plan.layout, plan.context, stop)) {
    dated.years = std::move(*years);
  }
  tbb::task_arena arena(settings.threads > 0 ? settings.threads : tbb::task_arena::automatic);
  const auto threads = static_cast<std::size_t>(std::max(1, arena.max_concurrency()));
  BlockPipeline pipeline(dated, *source, keys, writer, stop, progress,
                         std::min(threads * kBlocksAThread, kMostBlocks));
  arena.execute([&] { pipeline.run(); });
  FAULTLINE_TRY(pipeline.status());
  ImportRunResult result = pipeline.result();
  result.cancelled = result.cancelled || stop.stop_requested();
  using Ending = ImportWriter::Ending;
  FAULTLINE_TRY(result.cancelled ? writer.commit()
                                 : writer.finish(result.damage ? Ending::BrokenOff : Ending::Complete));
  if (!result.cancelled) source->finishCache(identityOf(writer.source()));
  return result;
}

}  // namespace faultline::pipeline
