#include "engine/pipeline/csv_file.h"

#include <cerrno>
#include <system_error>

#include "engine/base/text.h"

namespace faultline::pipeline {

namespace {

constexpr std::size_t kBufferBytes = 1U << 18U;

tl::unexpected<Error> writeFailure(const std::filesystem::path& path, int code) {
  const ErrorCode error = code == ENOSPC ? ErrorCode::DiskFull : ErrorCode::OutputUnwritable;
  return failure(error, path.string(), std::generic_category().message(code));
}

}  // namespace

CsvFile::CsvFile(std::filesystem::path path)
    : m_path(std::move(path)), m_stream(m_path, std::ios::binary | std::ios::trunc) {}

CsvFile::CsvFile(CsvFile&& other) noexcept
    : m_path(std::exchange(other.m_path, {})),
      m_stream(std::move(other.m_stream)),
      m_buffer(std::move(other.m_buffer)),
      m_rowBegun(other.m_rowBegun) {}

CsvFile::~CsvFile() {
  if (m_path.empty()) return;
  m_stream.close();
  std::error_code ignored;  // nothing more can be done about a file that will not go
  std::filesystem::remove(m_path, ignored);
}

Result<CsvFile> CsvFile::create(const std::filesystem::path& path) {
  errno = 0;
  CsvFile file(path);
  if (file.m_stream) return file;
  const int code = errno;
  file.m_path.clear();
  return writeFailure(path, code);
}

void CsvFile::add(std::string_view field) {
  if (m_rowBegun) m_buffer.push_back(',');
  m_rowBegun = true;
  m_buffer += csvField(toUtf8(field));
}

Status CsvFile::endRow() {
  m_buffer.push_back('\n');
  m_rowBegun = false;
  return m_buffer.size() < kBufferBytes ? Status{} : flush();
}

Status CsvFile::flush() {
  errno = 0;
  m_stream.write(m_buffer.data(), static_cast<std::streamsize>(m_buffer.size()));
  m_stream.flush();
  m_buffer.clear();
  if (!m_stream) return writeFailure(m_path, errno);
  return {};
}

Status CsvFile::finish() {
  FAULTLINE_TRY(flush());
  m_stream.close();
  m_path.clear();
  return {};
}

}  // namespace faultline::pipeline
