// SPDX-License-Identifier: GPL-3.0-or-later
// Reports as a person saves and copies them.
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"

#include <QApplication>
#include <QClipboard>
#include <QFile>
#include <QLabel>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kPatienceMs = 8000;

} // namespace

class TestReports : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void savesEveryKind_data();
    void savesEveryKind();
    void tellsWhatCannotBeWritten();
    void tellsThatNothingIsSelected();
    void copiesAsPyusb();
    void copiesAsLsusb();

private:
    [[nodiscard]] QTreeView& tree() const { return *find<QTreeView>(*m_window, "deviceTree"); }
    [[nodiscard]] bool select(const char* device) const
    {
        return clickItem(&tree(), findItem(*tree().model(), QLatin1String(device)));
    }
    [[nodiscard]] bool askToSave() const
    {
        return clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Save report") });
    }
    [[nodiscard]] QString message() const;
    [[nodiscard]] QString copied(const char* descriptor, const QString& entry) const;

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestReports::init()
{
    m_fixture = std::make_unique<AppFixture>();
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    m_window->resize(1280, 800);
    QVERIFY(showAndWait(*m_window));
    QVERIFY(QTest::qWaitFor([&] { return findItem(*tree().model(), QStringLiteral("Demo camera")).isValid(); }));
}

void TestReports::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QString TestReports::message() const
{
    const QWidget* strip = find<QWidget>(*m_window, "reportMessage");
    QString words;
    for (const QLabel* label : strip->findChildren<QLabel*>())
        words += label->isVisibleTo(m_window.get()) ? label->text() : QString();
    return words;
}

void TestReports::savesEveryKind_data()
{
    QTest::addColumn<QString>("filter");
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<QByteArray>("start");
    QTest::addColumn<QByteArray>("part");
    QTest::newRow("page") << QString() << ".html" << QByteArray("<!DOCTYPE html>")
                          << QByteArray("<h3>Signal graphs</h3>");
    QTest::newRow("lsusb") << "Text as lsusb -v prints it (*.txt)"
                           << ".txt" << QByteArray("Bus 100 Device ")
                           << QByteArray("      VideoControl Interface Descriptor:\n");
    QTest::newRow("text") << "Text with every field and its meaning (*.text)"
                          << ".text" << QByteArray("100-2 fffe:0020 Demo camera\n") << QByteArray("\"Demo camera\"");
}

// The name is typed without its end: the kind of report gives it.
void TestReports::savesEveryKind()
{
    QFETCH(const QString, filter);
    QFETCH(const QString, suffix);
    QFETCH(const QByteArray, start);
    QFETCH(const QByteArray, part);
    QVERIFY(select("Demo camera"));
    QVERIFY(askToSave());
    const QString path = m_fixture->directory() + QStringLiteral("/camera");
    QVERIFY(chooseFile(*m_window, "reportSaveDialog", path, filter));
    QTRY_COMPARE_WITH_TIMEOUT(
        message().contains(QStringLiteral("Saved the report to ") + path + suffix), true, kPatienceMs);
    QFile file(path + suffix);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray report = file.readAll();
    QVERIFY2(report.startsWith(start), report.left(80).constData());
    QVERIFY(report.contains(part));
}

// A link to a place that does not exist: the dialog takes it, writing fails, also for those who may write anywhere.
void TestReports::tellsWhatCannotBeWritten()
{
    const QString path = m_fixture->directory() + QStringLiteral("/camera.html");
    QVERIFY(QFile::link(QStringLiteral("/nonexistent/camera.html"), path));
    QVERIFY(select("Demo camera"));
    QVERIFY(askToSave());
    QVERIFY(chooseFile(*m_window, "reportSaveDialog", path));
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(path), kPatienceMs);
    QVERIFY2(!message().contains(QStringLiteral("Saved")), qPrintable(message()));
}

void TestReports::tellsThatNothingIsSelected()
{
    QVERIFY(askToSave());
    QVERIFY2(message().contains(QStringLiteral("select it in the tree")), qPrintable(message()));
}

QString TestReports::copied(const char* descriptor, const QString& entry) const
{
    auto* fields = find<QTreeView>(*m_window, "descriptorTree");
    const QModelIndex row = findItem(*fields->model(), QLatin1String(descriptor));
    QApplication::clipboard()->clear();
    if (!clickItem(fields, row) || !clickContextMenu(fields->viewport(), fields->visualRect(row).center(), entry))
        return {};
    return QApplication::clipboard()->text();
}

void TestReports::copiesAsPyusb()
{
    QVERIFY(select("Loopback"));
    const QString entry = QStringLiteral("Copy descriptor as PyUSB prints it");
    const QString device = copied("Device descriptor", entry);
    QVERIFY2(device.startsWith(QStringLiteral("DEVICE ID fffe:0001 on Bus 100 Address ")), qPrintable(device));
    QVERIFY(device.contains(QStringLiteral(" iProduct               :    0x2 Loopback device\n")));
    QVERIFY(device.contains(QStringLiteral("\n      ENDPOINT 0x")));
    const QString interface = copied("Interface descriptor", entry);
    QVERIFY2(interface.startsWith(QStringLiteral("    INTERFACE 0")), qPrintable(interface));
    QVERIFY(!interface.contains(QStringLiteral("DEVICE ID")));
}

void TestReports::copiesAsLsusb()
{
    QVERIFY(select("Loopback"));
    const QString text = copied("Interface descriptor", QStringLiteral("Copy all descriptors as lsusb -v prints them"));
    QVERIFY2(text.startsWith(QStringLiteral("Bus 100 Device ")), qPrintable(text.left(80)));
    QVERIFY(text.contains(QStringLiteral("\n      Endpoint Descriptor:\n")));
}

QTEST_MAIN(TestReports)
#include "tst_reports.moc"
