// SPDX-License-Identifier: GPL-3.0-or-later
// Which rows stand for which file: opened again, closed and opened at once, several of one name.
#include "core/snapshot/snapshot_file.h"
#include "tests/support/app_fixture.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/bridge/open_snapshots.h"
#include "ui/main_window.h"

#include <QDir>
#include <QSignalSpy>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kPatienceMs = 8000;

} // namespace

class TestOpenSnapshots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();
    void sameFileTwiceIsReadAgain();
    void closingTakesNothingElseAlong();
    void twoFilesOfOneName();

private:
    [[nodiscard]] QAbstractItemModel& rows() const { return *find<QTreeView>(*m_window, "deviceTree")->model(); }
    [[nodiscard]] QModelIndex row(const QString& name) const { return findItem(rows(), name); }
    [[nodiscard]] QString write(const QString& name, const DeviceSketch& sketch) const;
    [[nodiscard]] bool openAndWait(const QString& path, const QString& name);

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestOpenSnapshots::init()
{
    m_fixture = std::make_unique<AppFixture>(AppFixture::Bus::Off);
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    m_window->resize(1280, 800);
    QVERIFY(showAndWait(*m_window));
}

void TestOpenSnapshots::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

QString TestOpenSnapshots::write(const QString& name, const DeviceSketch& sketch) const
{
    const auto info = makeDevice(sketch);
    snapshot::Snapshot snapshot;
    snapshot.devices = { snapshot::toDevice(*info, info->sections) };
    const QString path = m_fixture->directory() + QLatin1Char('/') + name;
    if (!snapshot::writeFile(path.toStdString(), snapshot))
        qWarning("cannot write %s", qPrintable(path));
    return path;
}

bool TestOpenSnapshots::openAndWait(const QString& path, const QString& name)
{
    m_window->openFile(path);
    return QTest::qWaitFor([&] { return row(name).isValid(); }, kPatienceMs);
}

void TestOpenSnapshots::sameFileTwiceIsReadAgain()
{
    DeviceSketch sketch;
    sketch.product = "First";
    QString path = write(QStringLiteral("a.json"), sketch);
    QVERIFY(openAndWait(path, QStringLiteral("First")));
    sketch.product = "Second";
    path = write(QStringLiteral("a.json"), sketch);
    QVERIFY(openAndWait(path, QStringLiteral("Second")));
    QVERIFY(!row(QStringLiteral("First")).isValid());
    QCOMPARE(rows().rowCount(), 1);
}

// What closes may not take along what comes under its name: the two are told by different threads, in any order.
void TestOpenSnapshots::closingTakesNothingElseAlong()
{
    const QString group = QStringLiteral("Snapshot a.json (offline)");
    const QString one = write(QStringLiteral("a.json"), {});
    QVERIFY(QDir(m_fixture->directory()).mkpath(QStringLiteral("other")));
    const QString other = write(QStringLiteral("other/a.json"), {});
    auto* snapshots = m_window->findChild<ui::OpenSnapshots*>();
    QVERIFY(snapshots);
    QSignalSpy opened(snapshots, &ui::OpenSnapshots::opened);
    constexpr int kRounds = 30;
    for (int round = 1; round <= kRounds; ++round) {
        m_window->openFile(round % 2 == 0 ? one : other);
        QTRY_COMPARE_WITH_TIMEOUT(opened.size(), round, kPatienceMs);
        QVERIFY2(QTest::qWaitFor([&] { return row(group).isValid() && rows().rowCount() == 1; }, kPatienceMs),
            qPrintable(QStringLiteral("round %1").arg(round)));
        snapshots->close(QStringLiteral("a.json"));
    }
}

void TestOpenSnapshots::twoFilesOfOneName()
{
    QVERIFY(QDir(m_fixture->directory()).mkpath(QStringLiteral("other")));
    QVERIFY(openAndWait(write(QStringLiteral("a.json"), {}), QStringLiteral("Snapshot a.json (offline)")));
    QVERIFY(openAndWait(write(QStringLiteral("other/a.json"), {}), QStringLiteral("Snapshot a.json (2) (offline)")));
    QCOMPARE(rows().rowCount(), 2);
}

QTEST_MAIN(TestOpenSnapshots)
#include "tst_open_snapshots.moc"
