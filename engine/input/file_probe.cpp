#include "engine/input/file_probe.h"

#include <algorithm>
#include <array>
#include <vector>

#include "engine/base/text.h"
#include "engine/input/byte_source.h"

namespace faultline::input {

namespace {

constexpr std::size_t kSampleBytes = 64 * 1024;
constexpr std::array<std::string_view, 5> kCompressions = {"", "gzip", "xz", "zstd", "bzip2"};
constexpr std::array<std::string_view, 4> kEncodings = {"UTF-8", "Latin-1", "UTF-16LE", "UTF-16BE"};

Compression compressionOf(std::string_view beginning) {
  if (beginning.starts_with("\x1f\x8b")) return Compression::Gzip;
  if (beginning.starts_with(std::string_view("\xfd"
                                             "7zXZ\0",
                                             6))) {
    return Compression::Xz;
  }
  if (beginning.starts_with("\x28\xb5\x2f\xfd")) return Compression::Zstd;
  if (beginning.starts_with("BZh")) return Compression::Bzip2;
  return Compression::None;
}

/// What a sample's bytes are; the halves of UTF-16 units counted apart.
struct ByteCounts {
  std::size_t all = 0;
  std::size_t nulEven = 0;
  std::size_t nulOdd = 0;
  std::size_t nulInRuns = 0;  ///< In runs of sixteen and more.
  std::size_t controls = 0;   ///< NULs among them, blanks and colour codes not.
};

ByteCounts countBytes(std::string_view sample) {
  ByteCounts counts;
  counts.all = sample.size();
  constexpr std::size_t kRun = 16;
  std::size_t run = 0;
  for (std::size_t i = 0; i < sample.size(); ++i) {
    const auto byte = static_cast<unsigned char>(sample[i]);
    constexpr unsigned char kEscape = 0x1b;
    const bool harmless = (byte >= '\b' && byte <= '\r') || byte == kEscape;
    if (byte < 0x20 && !harmless) ++counts.controls;
    if (byte == 0) ++(i % 2 == 0 ? counts.nulEven : counts.nulOdd);
    run = byte == 0 ? run + 1 : 0;
    if (run >= kRun) counts.nulInRuns += run == kRun ? kRun : 1;
  }
  return counts;
}

/// Latin text in UTF-16 has a NUL in nearly every unit, always in the same half.
std::optional<Encoding> utf16Of(std::string_view sample, const ByteCounts& counts) {
  constexpr std::string_view kLittleMark("\xff\xfe", 2);
  constexpr std::string_view kBigMark("\xfe\xff", 2);
  constexpr std::string_view kUtf32Mark("\xff\xfe\0\0", 4);
  if (sample.starts_with(kUtf32Mark)) return std::nullopt;
  if (sample.starts_with(kLittleMark)) return Encoding::Utf16Le;
  if (sample.starts_with(kBigMark)) return Encoding::Utf16Be;
  const std::size_t units = sample.size() / 2;
  constexpr std::size_t kLeastUnits = 4;
  if (units < kLeastUnits) return std::nullopt;
  const std::size_t many = units * 2 / 5;
  const std::size_t few = units / 20;
  if (counts.nulOdd >= many && counts.nulEven <= few) return Encoding::Utf16Le;
  if (counts.nulEven >= many && counts.nulOdd <= few) return Encoding::Utf16Be;
  return std::nullopt;
}

/// A hole in a log, as a crash or a rotation of an open file leaves it, is a run of NULs: it says nothing,
/// unless there is little else.
bool looksBinary(const ByteCounts& counts) {
  constexpr std::size_t kNulShare = 100;  // one byte in so many
  constexpr std::size_t kControlShare = 25;
  const std::size_t others = counts.all - counts.nulInRuns;
  if (others * 2 < counts.all) return true;
  return (counts.nulEven + counts.nulOdd - counts.nulInRuns) * kNulShare > others ||
         (counts.controls - counts.nulInRuns) * kControlShare > others;
}

/// UTF-8 when most of the lines that are not ASCII are: one broken line does not make a file Latin-1.
Encoding eightBitEncoding(std::string_view sample, bool cut) {
  if (cut) sample = sample.substr(0, sample.rfind('\n'));
  std::size_t valid = 0;
  std::size_t invalid = 0;
  while (!sample.empty()) {
    const std::size_t end = std::min(sample.find('\n'), sample.size());
    const std::string_view line = sample.substr(0, end);
    sample.remove_prefix(std::min(end + 1, sample.size()));
    const bool ascii = std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii) ++(isUtf8(line) ? valid : invalid);
  }
  return invalid > valid ? Encoding::Latin1 : Encoding::Utf8;
}

/// As much of the decompressed beginning as can be read; an error only when that is nothing.
Result<std::vector<char>> readSample(const std::filesystem::path& file, Compression compression) {
  FAULTLINE_TRY_ASSIGN(auto bytes, openBytes(file, compression));
  std::vector<char> sample(kSampleBytes);
  std::size_t done = 0;
  while (done < sample.size()) {
    const auto count = bytes->read(std::span(sample).subspan(done));
    if (!count && done == 0) return tl::unexpected<Error>(count.error());
    if (!count || *count == 0) break;
    done += *count;
  }
  sample.resize(done);
  return sample;
}

bool isTar(std::string_view sample) {
  constexpr std::size_t kTarMagic = 257;
  return sample.size() > kTarMagic && sample.substr(kTarMagic).starts_with("ustar");
}

bool isZip(std::string_view sample) { return sample.starts_with("PK\x03\x04"); }

bool isArchive(std::string_view sample) { return isTar(sample) || isZip(sample); }

std::string binaryDetail(std::string_view sample) {
  if (isTar(sample)) return "it is a tar archive; unpack it and name the folder";
  if (isZip(sample)) return "it is a zip archive; unpack it and name the folder";
  if (sample.starts_with("\x7f"
                         "ELF")) {
    return "it is a program";
  }
  return "it holds bytes that no text has";
}

template <class Enum, std::size_t N>
std::optional<Enum> fromName(const std::array<std::string_view, N>& names, std::string_view name) {
  const auto found = std::ranges::find(names, name);
  if (found == names.end()) return std::nullopt;
  return static_cast<Enum>(found - names.begin());
}

}  // namespace

std::string_view compressionName(Compression compression) {
  return kCompressions[static_cast<std::size_t>(compression)];
}
std::string_view encodingName(Encoding encoding) { return kEncodings[static_cast<std::size_t>(encoding)]; }
std::optional<Compression> compressionFromName(std::string_view name) {
  return fromName<Compression>(kCompressions, name);
}
std::optional<Encoding> encodingFromName(std::string_view name) {
  return fromName<Encoding>(kEncodings, name);
}

std::size_t utf8MarkLength(std::string_view beginning) {
  return beginning.starts_with("\xef\xbb\xbf") ? 3 : 0;
}

Result<FileProbe> probeFile(const std::filesystem::path& file) {
  FAULTLINE_TRY_ASSIGN(const FileHandle handle, FileHandle::open(file));
  FAULTLINE_TRY_ASSIGN(const FileHandle::Facts facts, handle.facts());
  std::array<char, 8> beginning{};
  FAULTLINE_TRY_ASSIGN(const std::size_t count, handle.readAt(0, beginning));
  if (count == 0) return failure(ErrorCode::FileEmpty, file.string());
  FileProbe probe{facts.size, facts.modified, compressionOf({beginning.data(), count}), Encoding::Utf8};
  FAULTLINE_TRY_ASSIGN(const std::vector<char> bytes, readSample(file, probe.compression));
  const std::string_view sample(bytes.data(), bytes.size());
  if (sample.empty()) return failure(ErrorCode::FileEmpty, file.string());
  const ByteCounts counts = countBytes(sample);
  if (const auto utf16 = utf16Of(sample, counts)) {
    probe.encoding = *utf16;
    return probe;
  }
  if (isArchive(sample) || looksBinary(counts))
    return failure(ErrorCode::FileIsBinary, file.string(), binaryDetail(sample));
  probe.encoding = eightBitEncoding(sample, sample.size() == kSampleBytes);
  return probe;
}

}  // namespace faultline::input
