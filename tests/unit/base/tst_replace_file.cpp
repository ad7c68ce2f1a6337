// SPDX-License-Identifier: GPL-3.0-or-later
// Files that are replaced whole or not at all, links that stay links.
#include "core/base/replace_file.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

using namespace wb;

class TestReplaceFile : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void writesAndReplaces();
    void linksStayLinks();
    void linksToNothing();
    void circlesOfLinks();
    void whatCannotBeWritten_data();
    void whatCannotBeWritten();

private:
    [[nodiscard]] QString path(const char* name) const { return m_folder.filePath(QLatin1String(name)); }
    [[nodiscard]] static bool replace(const QString& path, const char* text)
    {
        return replaceFile(path.toStdString(), text, "save").has_value();
    }
    [[nodiscard]] static QByteArray contents(const QString& path)
    {
        QFile file(path);
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray("(none)");
    }

    QTemporaryDir m_folder;
};

void TestReplaceFile::writesAndReplaces()
{
    QVERIFY(replace(path("plain"), "first, and longer"));
    QVERIFY(replace(path("plain"), "second"));
    QCOMPARE(contents(path("plain")), QByteArray("second"));
    QCOMPARE(QDir(m_folder.path()).entryList(QDir::Files), QStringList { QStringLiteral("plain") });
}

void TestReplaceFile::linksStayLinks()
{
    QVERIFY(replace(path("target"), "old"));
    QVERIFY(QFile::link(QStringLiteral("target"), path("link")));
    QVERIFY(QFile::link(path("link"), path("second")));
    QVERIFY(replace(path("second"), "new"));
    QCOMPARE(contents(path("target")), QByteArray("new"));
    QVERIFY(QFileInfo(path("second")).isSymLink() && QFileInfo(path("link")).isSymLink());
}

void TestReplaceFile::linksToNothing()
{
    QVERIFY(QFile::link(path("absent"), path("dangling")));
    QVERIFY(replace(path("dangling"), "text"));
    QCOMPARE(contents(path("absent")), QByteArray("text"));
    QVERIFY(QFileInfo(path("dangling")).isSymLink());
}

void TestReplaceFile::circlesOfLinks()
{
    QVERIFY(QFile::link(path("b"), path("a")));
    QVERIFY(QFile::link(path("a"), path("b")));
    QVERIFY(!replace(path("a"), "text"));
    QVERIFY(QFileInfo(path("a")).isSymLink() && QFileInfo(path("b")).isSymLink());
}

void TestReplaceFile::whatCannotBeWritten_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("kind");
    QVERIFY(QFile::link(QStringLiteral("/nonexistent/text"), path("nowhere")));
    QTest::newRow("no folder") << QStringLiteral("/nonexistent/text") << static_cast<int>(ErrorKind::NotFound);
    QTest::newRow("link to no folder") << path("nowhere") << static_cast<int>(ErrorKind::NotFound);
    QTest::newRow("full device") << QStringLiteral("/dev/full") << static_cast<int>(ErrorKind::NoSpace);
    QTest::newRow("folder") << m_folder.path() << static_cast<int>(ErrorKind::InvalidArgument);
}

void TestReplaceFile::whatCannotBeWritten()
{
    QFETCH(const QString, file);
    QFETCH(const int, kind);
    const Status written = replaceFile(file.toStdString(), "text", "save the report");
    QVERIFY(!written);
    QCOMPARE(static_cast<int>(written.error().kind), kind);
    QCOMPARE(written.error().operation, std::string("save the report"));
    QVERIFY(written.error().detail.starts_with(file.toStdString() + ": "));
    QVERIFY(QFileInfo(file).isSymLink() == (file == path("nowhere")));
}

QTEST_GUILESS_MAIN(TestReplaceFile)
#include "tst_replace_file.moc"
