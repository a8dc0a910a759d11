#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include <QtCore/QFile>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>
#include <archive.h>
#include <archive_entry.h>

namespace faultline::test {

/// A folder for the files of one test.
class LogFolder {
 public:
  [[nodiscard]] std::filesystem::path path(const std::string& name) const {
    return m_folder.filePath(QString::fromStdString(name)).toStdString();
  }

  std::filesystem::path write(const std::string& name, std::string_view bytes,
                              QIODevice::OpenMode mode = QIODevice::WriteOnly) const {
    QFile file(QString::fromStdString(path(name).string()));
    if (!file.open(mode) ||
        file.write(bytes.data(), static_cast<qint64>(bytes.size())) != static_cast<qint64>(bytes.size())) {
      qFatal("cannot write %s", name.c_str());
    }
    return path(name);
  }

  std::filesystem::path append(const std::string& name, std::string_view bytes) const {
    return write(name, bytes, QIODevice::Append);
  }

 private:
  QTemporaryDir m_folder;
};

/// `bytes` compressed; `filter` as libarchive calls it: `gzip`, `xz`, `zstd`, `bzip2`.
inline std::string compressed(std::string_view bytes, const char* filter) {
  std::vector<char> buffer(bytes.size() + 1024 * 1024);
  std::size_t used = 0;
  archive* handle = archive_write_new();
  archive_write_add_filter_by_name(handle, filter);
  archive_write_set_format_raw(handle);
  archive_write_set_bytes_per_block(handle, 0);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, "log");
  archive_entry_set_filetype(entry, AE_IFREG);
  const bool written =
      archive_write_open_memory(handle, buffer.data(), buffer.size(), &used) == ARCHIVE_OK &&
      archive_write_header(handle, entry) == ARCHIVE_OK &&
      archive_write_data(handle, bytes.data(), bytes.size()) == static_cast<la_ssize_t>(bytes.size()) &&
      archive_write_close(handle) == ARCHIVE_OK;
  if (!written) qFatal("cannot compress by %s: %s", filter, archive_error_string(handle));
  archive_entry_free(entry);
  archive_write_free(handle);
  return {buffer.data(), used};
}

/// ASCII as UTF-16.
inline std::string utf16(std::string_view ascii, bool bigEndian, bool mark) {
  std::string out;
  if (mark) out = bigEndian ? "\xfe\xff" : "\xff\xfe";
  for (const char c : ascii) {
    if (bigEndian) out.push_back('\0');
    out.push_back(c);
    if (!bigEndian) out.push_back('\0');
  }
  return out;
}

/// Bytes that do not compress away, the same each time: xorshift.
inline std::string noiseLines(std::size_t bytes) {
  std::string text;
  std::uint64_t state = 88172645463325252ULL;
  while (text.size() < bytes) {
    state ^= state << 13U;
    state ^= state >> 7U;
    state ^= state << 17U;
    text += std::to_string(state) + (state % 5 == 0 ? "\n" : " ");
  }
  return text;
}

}  // namespace faultline::test
