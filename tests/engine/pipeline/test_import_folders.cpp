#include <QtTest/QtTest>

#include "engine/pipeline/service_name.h"
#include "tests/engine/pipeline/import_fixture.h"

using namespace faultline;
using namespace faultline::pipeline;
using test::ImportFixture;
using test::must;
using Texts = std::vector<std::string>;

/// Folders as they are found on machines: rotated logs, typos in names, a folder a host, files of a few
/// lines.
class TestImportFolders : public QObject {
  Q_OBJECT

 private Q_SLOTS:
  void init() { m_logs = std::make_unique<ImportFixture>(); }

  void servicesOfFiles_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("service");
    for (const auto& [file, service] :
         std::vector<std::pair<const char*, const char*>>{{"/var/log/shop.log", "shop"},
                                                          {"shop.log.2.gz", "shop"},
                                                          {"shop-20220101.log", "shop"},
                                                          {"shop.log-20220101.xz", "shop"},
                                                          {"cart-2026-05-31.txt", "cart"},
                                                          {"messages.1", "messages"},
                                                          {"messages-20220101.gz", "messages"},
                                                          {"web-01.log", "web-01"},
                                                          {"node1.log", "node1"},
                                                          {"2022-01-01.log", "2022-01-01"},
                                                          {"nova-compute.log", "nova-compute"},
                                                          {"syslog", "syslog"},
                                                          {".log", ".log"}}) {
      QTest::newRow(file) << file << service;
    }
  }
  void servicesOfFiles() {
    QFETCH(QString, file);
    QFETCH(QString, service);
    QCOMPARE(serviceOfFile(file.toStdString()), service.toStdString());
  }

  void slipsInNames_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("meant");  // empty: it is right, or like no other
    for (const auto& [name, meant] :
         std::vector<std::pair<const char*, const char*>>{{"messges", "messages"},    // a letter is missing
                                                          {"messsages", "messages"},  // one too many
                                                          {"audtid", "auditd"},       // two are swapped
                                                          {"postfox", "postfix"},     // one is wrong
                                                          {"SSHD", "sshd"},
                                                          {"ORDERS", "orders"},
                                                          {"ordrs", "orders"},
                                                          {"messages", ""},
                                                          {"auditd", ""},
                                                          {"oauth", ""},    // not auth
                                                          {"systems", ""},  // not systemd
                                                          {"orderss", ""},
                                                          {"order", ""},
                                                          {"web1", ""},
                                                          {"mesges", ""},  // two edits
                                                          {"mogon", ""}}) {
      QTest::newRow(name) << name << meant;
    }
  }
  void slipsInNames() {
    QFETCH(QString, name);
    QFETCH(QString, meant);
    const Texts seen{"orders", "web2"};
    QCOMPARE(correctedService(name.toStdString(), seen).value_or(""), meant.toStdString());
  }

  void hostsOfFolders() {
    QCOMPARE(hostOfFile("/data/hosts/web01/var/log/syslog"), std::string("web01"));
    QCOMPARE(hostOfFile("/data/web02/var/log/apache/error.log"), std::string("web02"));
    QCOMPARE(hostOfFile("/data/servers/db1/mysql.log"), std::string("db1"));
    QCOMPARE(hostOfFile("/var/log/syslog"), std::string());
    QCOMPARE(hostOfFile("/home/me/logs/a.log"), std::string());
  }

  void aFolderIsImportedAsItsNamesSay() {
    const std::string lines = many("2026-05-31 12:00:00 INFO all is well\n");
    const auto folder = m_logs->path("hosts/web01/var/log");
    std::filesystem::create_directories(folder);
    m_logs->write("hosts/web01/var/log/messges", lines);
    m_logs->write("hosts/web01/var/log/billing.log", lines + "2026-05-31 12:00:01 INFO paid\n");
    m_logs->write("hosts/web01/var/log/billing.log.1", lines + "2026-05-31 12:00:02 INFO paid\n");
    m_logs->write("hosts/web01/var/log/biling.log.2", lines + "2026-05-31 12:00:03 INFO paid\n");
    const ImportReport report = importFolder(folder);
    std::map<std::string, int> services;
    for (const store::SourceRow& source : m_logs->sources()) {
      if (source.service) ++services[*source.service];
    }
    QCOMPARE(services, (std::map<std::string, int>{{"billing", 1}}));
    // What the file's name says stays beside what it was taken for.
    QCOMPARE(m_logs->streams(),
             (Texts{"web01/biling[]", "web01/billing[]", "web01/billing[]", "web01/messages[]"}));
    int corrected = 0;
    for (const ImportedFile& file : report.files) {
      for (const Notice& notice : file.notices)
        corrected += notice.code == ErrorCode::ServiceNameCorrected ? 1 : 0;
    }
    QCOMPARE(corrected, 2);
    const FilePreview preview = previewFile(folder / "messges", {});
    QCOMPARE(preview.lines.at(0).service, std::string("messages"));
    QCOMPARE(preview.lines.at(0).host, std::string("web01"));
    QCOMPARE(preview.notices.at(0).code, ErrorCode::ServiceNameCorrected);
  }

  void smallFilesOfAFolderAreSetAside() {
    std::filesystem::create_directories(m_logs->path("logs"));
    const auto tiny = m_logs->write("logs/tiny.log", "2026-05-31 12:00:00 INFO hello\n");
    m_logs->write("logs/large.log", many("2026-05-31 12:00:00 INFO all is well\n"));
    const ImportReport report = importFolder(m_logs->path("logs"));
    QCOMPARE(report.files.size(), std::size_t{2});
    QCOMPARE(report.files[0].outcome, ImportOutcome::Added);
    QCOMPARE(report.files[1].outcome, ImportOutcome::Refused);
    QCOMPARE(report.files[1].error->code, ErrorCode::SmallFileSetAside);
    QCOMPARE(m_logs->importOne(tiny).outcome, ImportOutcome::Added);  // who names it wants it
  }

  void aFolderOfSmallFilesAloneIsImported() {
    std::filesystem::create_directories(m_logs->path("logs"));
    m_logs->write("logs/a.log", "2026-05-31 12:00:00 INFO hello\n");
    m_logs->write("logs/b.log", "2026-05-31 12:00:00 INFO bye\n");
    QCOMPARE(importFolder(m_logs->path("logs")).events, std::uint64_t{2});
  }

 private:
  static std::string many(const std::string& line) {
    std::string text;
    for (int i = 0; i < 12; ++i) text += line;
    return text;
  }

  [[nodiscard]] ImportReport importFolder(const std::filesystem::path& folder) const {
    std::vector<ImportFile> files;
    for (const auto& file : must(listFiles({folder}))) files.push_back({file, {}, true});
    return must(importFiles(m_logs->project(), files, {}, {}));
  }

  std::unique_ptr<ImportFixture> m_logs;
};

QTEST_GUILESS_MAIN(TestImportFolders)
#include "test_import_folders.moc"
