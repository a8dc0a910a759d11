#include "engine/pipeline/import_writer.h"

#include <algorithm>
#include <limits>

#include "engine/base/text.h"
#include "engine/pipeline/import_sources.h"
#include "engine/store/key_repository.h"
#include "engine/store/session_repository.h"
#include "engine/store/truth_repository.h"
#include "engine/store/value_repository.h"

namespace faultline::pipeline {

namespace {

constexpr std::uint64_t kEventsATransaction = 100'000;
constexpr auto kLongestTransaction = std::chrono::seconds(1);
/// Look-ups of sessions are kept up to so many; the project is asked for others.
constexpr std::size_t kMostSessions = 200'000;
/// A source has so many streams and no more: from there on processes, then all else, are no longer told
/// apart. What makes more is no name.
constexpr std::size_t kMostStreams = 2'000;
constexpr std::size_t kMostStreamsInAll = 4'000;
constexpr auto kClockJump = std::chrono::hours(1);

std::string labelOf(const StreamName& name) { return name.host + '\n' + name.service + '\n' + name.process; }

/// Lets a map of strings be asked for a view.
struct ViewHash {
  using is_transparent = void;
  std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};

/// A stream of the block under way, and the session that its lines without an identifier are.
struct BlockStream {
  StreamId stream;
  SessionId session;
};

/// The event under way: lines to come may belong to it, so that it is stored once the next one begins.
struct OpenEvent {
  store::EventRow row;
  std::vector<SessionId> further;
  std::shared_ptr<const std::string> keyTemplate;
  std::vector<store::EventValue> values;
  std::string alert;
};

std::uint32_t lengthUpTo(std::uint64_t begin, const input::LineSpan& last) {
  return static_cast<std::uint32_t>(
      std::min<std::uint64_t>(last.offset + last.length - begin, std::numeric_limits<std::uint32_t>::max()));
}

}  // namespace

struct ImportWriter::Impl {
  Impl(store::Database& owner, store::SourceRow row, const ImportPlan& how, KeyIds& ids)
      : database(owner), source(std::move(row)), plan(how), keys(ids) {}

  Status start();
  Status begin();
  Status storeKeys(const std::vector<KeyChange>& changes);
  Status addLine(const ParsedBlock& block, std::size_t index);
  void join(const input::LineSpan& span);
  Result<store::EventRow> eventOf(const ParsedLine& line, const input::LineSpan& span);
  Status storeOpenEvent();
  void watchClock(const store::EventRow& row);
  Result<StreamId> streamOf(const StreamName& name);
  Result<StreamId> storedStream(const StreamName& name);
  Result<StreamId> streamOfUnfitting();
  Result<SessionId> sessionOf(std::string_view label);
  Result<SessionId> sessionOfStream(BlockStream& stream);
  Status writeSource(bool complete);

  store::Database& database;
  store::SourceRow source;
  const ImportPlan& plan;
  KeyIds& keys;
  std::optional<store::Transaction> transaction;
  std::optional<store::EventWriter> writer;
  std::optional<store::ValueWriter> values;
  std::optional<store::TruthWriter> truth;
  std::int64_t scheme = 0;
  std::int64_t streamScheme = 0;
  std::optional<input::FileHandle> file;  ///< Kept open: it may be deleted meanwhile.
  std::uint64_t markLength = 0;
  std::vector<BlockStream> blockStreams;
  tsl::robin_map<std::string, StreamId> streams;
  tsl::robin_map<std::string, SessionId, ViewHash, std::equal_to<>> sessions;
  std::optional<OpenEvent> open;
  std::uint64_t endOffset = 0;  ///< Of the lines that have been added.
  bool lastLineOpen = false;
  StreamId lastStream;  ///< Of the line before; none at the beginning of a file.
  std::optional<LocalTime> lastTime;
  ClockJumps jumps;
  std::uint64_t newKeys = 0;
  std::uint64_t inTransaction = 0;
  std::chrono::steady_clock::time_point begun;
};

/// What an import that goes on has to know of the one before.
Status ImportWriter::Impl::start() {
  FAULTLINE_TRY_ASSIGN(input::FileHandle handle, input::FileHandle::open(plan.path));
  FAULTLINE_TRY_ASSIGN(markLength, input::markLengthOf(handle));
  endOffset = source.importedBytes;
  file.emplace(std::move(handle));
  FAULTLINE_TRY_ASSIGN(const std::vector<store::StreamRow> rows, store::SourceRepository(database).streams());
  for (const store::StreamRow& row : rows) {
    if (row.source == source.id) streams.emplace(labelOf({row.host, row.service, row.process}), row.id);
  }
  if (source.importedEvents == 0) return {};
  const EventId last{source.id, source.importedEvents - 1};
  FAULTLINE_TRY_ASSIGN(const std::optional<store::EventRow> event,
                       store::EventRepository(database).get(last));
  if (event) lastStream = event->stream;
  return {};
}

Status ImportWriter::Impl::begin() {
  if (transaction) return {};
  FAULTLINE_TRY_ASSIGN(store::Transaction fresh, store::Transaction::begin(database));
  transaction.emplace(std::move(fresh));
  begun = std::chrono::steady_clock::now();
  inTransaction = 0;
  if (writer) return {};
  FAULTLINE_TRY_ASSIGN(store::EventWriter opened,
                       store::EventWriter::open(database, source.id, source.importedEvents));
  writer.emplace(std::move(opened));
  FAULTLINE_TRY_ASSIGN(store::ValueWriter numbers,
                       store::ValueWriter::open(database, source.id, source.importedEvents));
  values.emplace(std::move(numbers));
  FAULTLINE_TRY_ASSIGN(store::TruthWriter labels, store::TruthWriter::open(database));
  truth.emplace(std::move(labels));
  FAULTLINE_TRY(truth->rewind(source.id, source.importedEvents));
  store::SessionRepository repository(database);
  FAULTLINE_TRY_ASSIGN(scheme, repository.scheme(plan.rule.name()));
  FAULTLINE_TRY_ASSIGN(streamScheme, repository.scheme(store::SessionRepository::kStreamRule));
  return {};
}

Status ImportWriter::Impl::storeKeys(const std::vector<KeyChange>& changes) {
  store::KeyRepository repository(database);
  for (const KeyChange& change : changes) {
    if (change.isNew) {
      FAULTLINE_TRY_ASSIGN(const KeyId id, repository.insert(change.text));
      keys.push_back(id);
      ++newKeys;
    } else {
      FAULTLINE_TRY(repository.refine(keys[change.key], change.text));
      if (change.sameAs) FAULTLINE_TRY(repository.absorb(keys[change.key], keys[*change.sameAs]));
    }
  }
  return {};
}

Result<StreamId> ImportWriter::Impl::storedStream(const StreamName& name) {
  const std::string label = labelOf(name);
  if (const auto known = streams.find(label); known != streams.end()) return known->second;
  FAULTLINE_TRY_ASSIGN(const StreamId id, store::SourceRepository(database).stream(
                                              source.id, name.host, name.service, name.process));
  streams.emplace(label, id);
  return id;
}

Result<StreamId> ImportWriter::Impl::streamOf(const StreamName& name) {
  if (streams.size() < kMostStreams || streams.contains(labelOf(name))) return storedStream(name);
  if (streams.size() < kMostStreamsInAll) return storedStream({name.host, name.service, {}});
  return storedStream({{}, plan.fallbackService, {}});
}

/// A line that does not fit belongs to what the line before it belongs to.
Result<StreamId> ImportWriter::Impl::streamOfUnfitting() {
  if (lastStream) return lastStream;
  return storedStream({{}, plan.fallbackService, {}});
}

Result<SessionId> ImportWriter::Impl::sessionOf(std::string_view label) {
  if (const auto known = sessions.find(label); known != sessions.end()) return known->second;
  bool isNew = false;
  const std::string text = toUtf8(label);
  FAULTLINE_TRY_ASSIGN(const SessionId id, store::SessionRepository(database).session(scheme, text, &isNew));
  source.sessions += isNew ? 1 : 0;
  if (sessions.size() >= kMostSessions) sessions.clear();
  sessions.emplace(std::string(label), id);
  return id;
}

/// What a service logs outside of any session is a sequence of its own, without a beginning and an end.
Result<SessionId> ImportWriter::Impl::sessionOfStream(BlockStream& stream) {
  if (!stream.session) {
    const std::string label = "stream " + std::to_string(stream.stream.value);
    FAULTLINE_TRY_ASSIGN(stream.session, store::SessionRepository(database).session(streamScheme, label));
  }
  return stream.session;
}

void ImportWriter::Impl::join(const input::LineSpan& span) {
  open->row.length = lengthUpTo(open->row.offset, span);
  ++open->row.extraLines;
}

Result<store::EventRow> ImportWriter::Impl::eventOf(const ParsedLine& line, const input::LineSpan& span) {
  store::EventRow row;
  row.id = {source.id, source.importedEvents};
  row.offset = span.offset;
  row.length = span.length;
  row.time = line.time;
  if (line.stream == ParsedLine::kNone) {
    FAULTLINE_TRY_ASSIGN(row.stream, streamOfUnfitting());
    return row;
  }
  BlockStream& stream = blockStreams[line.stream];
  row.stream = stream.stream;
  row.key = keys[line.key];
  if (plan.rule.isNone() || line.session.empty()) {
    FAULTLINE_TRY_ASSIGN(row.session, sessionOfStream(stream));
  } else {
    FAULTLINE_TRY_ASSIGN(row.session, sessionOf(line.session));
  }
  return row;
}

Status ImportWriter::Impl::addLine(const ParsedBlock& block, std::size_t index) {
  const ParsedLine& line = block.lines[index];
  const input::LineSpan& span = block.block.lines[index];
  if (line.continues && open) {
    join(span);
    return {};
  }
  FAULTLINE_TRY(storeOpenEvent());
  FAULTLINE_TRY_ASSIGN(store::EventRow row, eventOf(line, span));
  lastStream = row.stream;
  open.emplace(OpenEvent{row, {}, {}, {}, {}});
  if (line.alert != ParsedLine::kNone) open->alert = block.alerts[line.alert];
  if (line.valuesCount > 0) {
    const auto first = block.values.begin() + line.valuesBegin;
    open->values.assign(first, first + line.valuesCount);
    open->keyTemplate = block.templates[line.keyTemplate].text;
  }
  for (std::uint32_t i = 0; i < line.furtherCount; ++i) {
    FAULTLINE_TRY_ASSIGN(const SessionId further, sessionOf(block.further[line.furtherBegin + i]));
    open->further.push_back(further);
  }
  return {};
}

/// Small steps back are threads that write at the same time.
void ImportWriter::Impl::watchClock(const store::EventRow& row) {
  if (!row.time) return;
  if (lastTime && *lastTime - *row.time >= kClockJump) {
    if (jumps.count == 0) jumps = {0, row.id, *lastTime, *row.time};
    ++jumps.count;
  }
  lastTime = row.time;
}

Status ImportWriter::Impl::storeOpenEvent() {
  if (!open) return {};
  const store::EventRow& row = open->row;
  FAULTLINE_TRY(writer->append(row));
  for (const SessionId further : open->further) FAULTLINE_TRY(writer->addFurtherSession(further, row.id));
  if (open->keyTemplate) {
    FAULTLINE_TRY(values->append(row.id.ordinal, row.key, *open->keyTemplate, open->values));
  }
  if (!open->alert.empty()) FAULTLINE_TRY(truth->addEvent(row.id, open->alert));
  source.unfitting += row.key ? 0 : 1;
  watchClock(row);
  ++source.importedEvents;
  ++inTransaction;
  open.reset();
  return {};
}

/// With an event under way, what is stored ends before it.
Status ImportWriter::Impl::writeSource(bool complete) {
  source.complete = complete;
  source.importedBytes = open ? open->row.offset : endOffset;
  source.lastLineOpen = !open && lastLineOpen;
  const bool direct = input::isDirect(plan.probe.compression, plan.probe.encoding);
  const std::uint64_t end = direct ? markLength + source.importedBytes : plan.probe.size;
  FAULTLINE_TRY_ASSIGN(const input::ContentIdentity identity, input::identify(*file, end));
  setIdentity(identity, source);
  source.modified = plan.probe.modified.time_since_epoch().count();
  return store::SourceRepository(database).update(source);
}

ImportWriter::ImportWriter(std::unique_ptr<Impl> impl) : m_impl(std::move(impl)) {}
ImportWriter::ImportWriter(ImportWriter&&) noexcept = default;
ImportWriter::~ImportWriter() = default;

Result<ImportWriter> ImportWriter::open(store::Database& database, store::SourceRow source,
                                        const ImportPlan& plan, KeyIds& keys) {
  auto impl = std::make_unique<Impl>(database, std::move(source), plan, keys);
  FAULTLINE_TRY(impl->start());
  return ImportWriter(std::move(impl));
}

Status ImportWriter::add(const ParsedBlock& block) {
  Impl& self = *m_impl;
  FAULTLINE_TRY(self.begin());
  FAULTLINE_TRY(self.storeKeys(block.changes));
  if (block.labelled) FAULTLINE_TRY(self.truth->markSource(self.source.id));
  self.blockStreams.clear();
  for (const StreamName& name : block.streams) {
    FAULTLINE_TRY_ASSIGN(const StreamId id, self.streamOf(name));
    self.blockStreams.push_back({id, {}});
  }
  for (std::size_t i = 0; i < block.lines.size(); ++i) FAULTLINE_TRY(self.addLine(block, i));
  if (!block.lines.empty()) {
    self.endOffset = block.block.endOffset;
    self.lastLineOpen = block.block.lastLineOpen;
  }
  const auto age = std::chrono::steady_clock::now() - self.begun;
  if (self.inTransaction >= kEventsATransaction || age >= kLongestTransaction) return commit();
  return {};
}

Status ImportWriter::commit() {
  Impl& self = *m_impl;
  if (!self.transaction) return {};
  FAULTLINE_TRY(self.writer->flush());
  FAULTLINE_TRY(self.values->flush());
  FAULTLINE_TRY(self.writeSource(false));
  FAULTLINE_TRY(self.transaction->commit());
  self.transaction.reset();
  return {};
}

Status ImportWriter::finish(Ending ending) {
  Impl& self = *m_impl;
  FAULTLINE_TRY(self.begin());
  FAULTLINE_TRY(self.storeOpenEvent());
  FAULTLINE_TRY(self.writer->flush());
  FAULTLINE_TRY(self.values->flush());
  FAULTLINE_TRY(self.writeSource(ending == Ending::Complete));
  FAULTLINE_TRY(self.transaction->commit());
  self.transaction.reset();
  return {};
}

const store::SourceRow& ImportWriter::source() const { return m_impl->source; }
const ClockJumps& ImportWriter::clockJumps() const { return m_impl->jumps; }
std::uint64_t ImportWriter::newKeys() const { return m_impl->newKeys; }

}  // namespace faultline::pipeline
