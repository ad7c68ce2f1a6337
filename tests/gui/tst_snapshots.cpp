// SPDX-License-Identifier: GPL-3.0-or-later
// Snapshots as a person uses them: saved, opened, looked at, compared and closed by clicks and keys.
#include "core/snapshot/snapshot_file.h"
#include "tests/support/app_fixture.h"
#include "tests/support/device_builder.h"
#include "tests/support/gui_driver.h"
#include "ui/main_window.h"
#include "ui/models/device_tree_model.h"
#include "ui/text/transfer_text.h"
#include "ui/views/comparison_view.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QDialogButtonBox>
#include <QDropEvent>
#include <QFileDialog>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QMimeData>
#include <QPushButton>
#include <QRadioButton>
#include <QTabWidget>
#include <QTreeView>

using namespace wb;
using namespace wb::test;

namespace {

constexpr int kPatienceMs = 8000;

snapshot::Device deviceOf(const DeviceSketch& sketch)
{
    const auto info = makeDevice(sketch);
    return snapshot::toDevice(*info, info->sections);
}

} // namespace

class TestSnapshots : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void cleanup();
    void savesTheSelectedDevice();
    void savesAllMasked();
    void opensThroughTheMenu();
    void opensByDrop();
    void opensRawDescriptorsThroughTheMenu();
    void opensRawDescriptorsByDrop();
    void filesWithoutDevicesAreTold_data();
    void filesWithoutDevicesAreTold();
    void directoriesAreTold();
    void offlineDevicesTellWhyNothingIsSent();
    void offlineDevicesAreNoNews();
    void closesWithAllItsRows();
    void badFilesAreTold();
    void comparesByTheMenu();
    void stepsThroughDifferences();
    void showsEqualFields();
    void copiesText();
    void keepsADeviceThatIsGone();
    void remembersItsSize();

private:
    void start(AppFixture::Bus bus = AppFixture::Bus::On);
    [[nodiscard]] QString write(const QString& name, const std::vector<snapshot::Device>& devices) const;
    [[nodiscard]] QString writeLoopback(const QString& name, std::uint8_t change) const;
    [[nodiscard]] bool openAndWait(const QString& path, const QString& row);
    [[nodiscard]] QTreeView& tree() const { return *find<QTreeView>(*m_window, "deviceTree"); }
    [[nodiscard]] QModelIndex row(const QString& name) const { return findItem(*tree().model(), name); }
    [[nodiscard]] QModelIndex rowBelow(const QString& origin, const QString& name) const;
    [[nodiscard]] QString label(const char* name) const { return find<QLabel>(*m_window, name)->text(); }
    [[nodiscard]] QString message() const;
    void drop(const QString& path) const;
    [[nodiscard]] bool chooseFile(const char* dialogName, const QString& path) const;
    [[nodiscard]] ui::ComparisonView* comparison() const { return m_window->findChild<ui::ComparisonView*>(); }
    [[nodiscard]] bool openComparison();

    std::unique_ptr<AppFixture> m_fixture;
    std::unique_ptr<ui::MainWindow> m_window;
};

void TestSnapshots::cleanup()
{
    m_window.reset();
    m_fixture.reset();
}

void TestSnapshots::start(AppFixture::Bus bus)
{
    m_fixture = std::make_unique<AppFixture>(bus);
    m_window = std::make_unique<ui::MainWindow>(m_fixture->context());
    m_window->resize(1280, 800);
    QVERIFY(showAndWait(*m_window));
}

QString TestSnapshots::write(const QString& name, const std::vector<snapshot::Device>& devices) const
{
    snapshot::Snapshot snapshot;
    snapshot.devices = devices;
    const QString path = m_fixture->directory() + QLatin1Char('/') + name;
    if (!snapshot::writeFile(path.toStdString(), snapshot))
        qWarning("cannot write %s", qPrintable(path));
    return path;
}

// The demo bus's loopback device, with another release number.
QString TestSnapshots::writeLoopback(const QString& name, std::uint8_t change) const
{
    const usb::DevicePtr live = m_fixture->loopback();
    snapshot::Device device = snapshot::toDevice(*live, live->sections);
    device.sections.front().bytes[12] = static_cast<Byte>(device.sections.front().bytes[12] + change);
    return write(name, { device });
}

QString TestSnapshots::message() const
{
    const QWidget* strip = findWidget(*m_window, "snapshotMessage");
    for (const QLabel* words : strip->findChildren<QLabel*>())
        if (words->text().size() > 2)
            return strip->isVisible() ? words->text() : QString();
    return {};
}

QModelIndex TestSnapshots::rowBelow(const QString& origin, const QString& name) const
{
    const QModelIndex group = row(origin);
    const auto rows = tree().model()->match(
        tree().model()->index(0, 0, group), Qt::DisplayRole, name, 1, Qt::MatchContains | Qt::MatchRecursive);
    return group.isValid() && !rows.isEmpty() ? rows.front() : QModelIndex();
}

bool TestSnapshots::openAndWait(const QString& path, const QString& name)
{
    m_window->openFile(path);
    return QTest::qWaitFor([&] { return row(name).isValid(); }, kPatienceMs);
}

void TestSnapshots::drop(const QString& path) const
{
    QMimeData data;
    data.setUrls({ QUrl::fromLocalFile(path) });
    QDragEnterEvent enter(QPoint(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent drop(QPointF(100, 100), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
    QApplication::sendEvent(m_window.get(), &drop);
}

// Pasted: completion while typing would select folders on the way.
bool TestSnapshots::chooseFile(const char* dialogName, const QString& path) const
{
    return test::chooseFile(*m_window, dialogName, path);
}

void TestSnapshots::savesTheSelectedDevice()
{
    start();
    QVERIFY(clickItem(&tree(), row(QStringLiteral("Loopback"))));
    QVERIFY(clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Save snapshot") }));
    QVERIFY(QTest::qWaitFor([&] { return m_window->findChild<QDialog*>(QStringLiteral("saveSnapshotDialog")); }));
    QVERIFY(find<QRadioButton>(*m_window, "snapshotOne")->isChecked());
    QVERIFY(!find<QCheckBox>(*m_window, "snapshotMask")->isChecked());
    QVERIFY(click(findWidget(*m_window, "snapshotSaveGo")));
    const QString path = m_fixture->directory() + QStringLiteral("/one.json");
    QVERIFY(chooseFile("snapshotSaveDialog", path));
    QTRY_VERIFY_WITH_TIMEOUT(message().startsWith(QStringLiteral("Saved 1 device to ")), kPatienceMs);
    const auto read = snapshot::readFile(path.toStdString());
    QVERIFY(read.has_value());
    QCOMPARE(read->devices.size(), std::size_t { 1 });
    QCOMPARE(read->devices[0].serial, m_fixture->loopback()->serial);
    QVERIFY(!read->isMasked);
}

void TestSnapshots::savesAllMasked()
{
    start();
    QTest::keyClick(m_window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
    QVERIFY(QTest::qWaitFor([&] { return m_window->findChild<QDialog*>(QStringLiteral("saveSnapshotDialog")); }));
    QVERIFY(!find<QRadioButton>(*m_window, "snapshotOne")->isEnabled());
    QVERIFY(find<QRadioButton>(*m_window, "snapshotAll")->isChecked());
    QTest::mouseClick(findWidget(*m_window, "snapshotMask"), Qt::LeftButton, {}, QPoint(10, 10));
    QVERIFY(find<QCheckBox>(*m_window, "snapshotMask")->isChecked());
    QVERIFY(click(findWidget(*m_window, "snapshotSaveGo")));
    const QString path = m_fixture->directory() + QStringLiteral("/all.json");
    QVERIFY(chooseFile("snapshotSaveDialog", path));
    QTRY_VERIFY_WITH_TIMEOUT(message().startsWith(QStringLiteral("Saved 9 devices to ")), kPatienceMs);
    const auto read = snapshot::readFile(path.toStdString());
    QVERIFY(read.has_value());
    QVERIFY(read->isMasked);
    QCOMPARE(read->devices.size(), std::size_t { 9 });
}

void TestSnapshots::opensThroughTheMenu()
{
    start();
    const QString path = writeLoopback(QStringLiteral("desk.json"), 0);
    QVERIFY(clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Open snapshot") }));
    QVERIFY(chooseFile("snapshotOpenDialog", path));
    const QString group = QStringLiteral("Snapshot desk.json (offline)");
    QTRY_VERIFY_WITH_TIMEOUT(row(group).isValid(), kPatienceMs);
    QVERIFY(!row(group).parent().isValid());
    QCOMPARE(row(group).row(), tree().model()->rowCount() - 1); // below what is attached
    QVERIFY(rowBelow(group, QStringLiteral("Loopback")).isValid());
    QVERIFY(tree().isExpanded(row(group)));
    QCOMPARE(label("statusDevices"), QStringLiteral("9 devices, 1 in snapshots"));
    QVERIFY(clickItem(&tree(), row(group))); // holds devices and is none
    QVERIFY(clickItem(&tree(), rowBelow(group, QStringLiteral("Loopback"))));
    QCOMPARE(label("deviceName"), QStringLiteral("Loopback device"));
    auto* fields = find<QTreeView>(*m_window, "descriptorTree");
    QVERIFY(fields && fields->model()->rowCount() > 1);
}

void TestSnapshots::opensByDrop()
{
    start();
    drop(writeLoopback(QStringLiteral("dropped.json"), 0));
    QTRY_VERIFY_WITH_TIMEOUT(row(QStringLiteral("Snapshot dropped.json")).isValid(), kPatienceMs);
    QMimeData words;
    words.setText(QStringLiteral("hello"));
    QDragEnterEvent other(QPoint(100, 100), Qt::CopyAction, &words, Qt::LeftButton, Qt::NoModifier);
    other.ignore();
    QApplication::sendEvent(m_window.get(), &other);
    QVERIFY(!other.isAccepted());
}

// A file without an ending, as sysfs has it.
void TestSnapshots::opensRawDescriptorsThroughTheMenu()
{
    start(AppFixture::Bus::Off);
    const QString path = m_fixture->directory() + QStringLiteral("/descriptors");
    QVERIFY(QFile::copy(QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/webcam-high.bin"), path));
    QVERIFY(clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Open snapshot") }));
    const auto* dialog = m_window->findChild<QFileDialog*>(QStringLiteral("snapshotOpenDialog"));
    QVERIFY(dialog);
    QCOMPARE(dialog->selectedNameFilter(), QStringLiteral("Snapshots and descriptor files (*.json *.bin descriptors)"));
    QVERIFY(chooseFile("snapshotOpenDialog", path));
    const QString group = QStringLiteral("Snapshot descriptors (offline)");
    QTRY_VERIFY_WITH_TIMEOUT(row(group).isValid(), kPatienceMs);
    QCOMPARE(label("statusDevices"), QStringLiteral("0 devices, 1 in snapshots"));
    QVERIFY(clickItem(&tree(), rowBelow(group, QStringLiteral("046d:0825"))));
    const auto* fields = find<QTreeView>(*m_window, "descriptorTree");
    QVERIFY(findItem(*fields->model(), QStringLiteral("Video control header descriptor")).isValid());
    QVERIFY(!findWidget(*m_window, "openDeviceButton")->isEnabled());
}

void TestSnapshots::opensRawDescriptorsByDrop()
{
    start();
    drop(QStringLiteral(WB_SOURCE_DIR "/tests/data/descriptors/hid-full.bin"));
    QTRY_VERIFY_WITH_TIMEOUT(row(QStringLiteral("Snapshot hid-full.bin (offline)")).isValid(), kPatienceMs);
    drop(QStringLiteral(WB_SOURCE_DIR "/tests/data/captures/usbmon_tools_test1.pcap")); // a log is no snapshot
    auto* logs = find<QComboBox>(*m_window, "logSource");
    QTRY_VERIFY_WITH_TIMEOUT(logs->currentText().contains(QStringLiteral("usbmon_tools_test1.pcap")), kPatienceMs);
    QVERIFY(!row(QStringLiteral("usbmon_tools_test1.pcap")).isValid());
}

void TestSnapshots::filesWithoutDevicesAreTold_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("reason");
    QTest::newRow("empty") << QByteArray() << QStringLiteral("the file is empty");
    QTest::newRow("noise") << QByteArray(20 << 20, '\xa5') << QStringLiteral("the file has more than 16777216 bytes");
    QTest::newRow("words") << QByteArray("hello") << QStringLiteral("neither a snapshot nor a file of raw descriptors");
}

void TestSnapshots::filesWithoutDevicesAreTold()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, reason);
    start(AppFixture::Bus::Off);
    QFile file(m_fixture->directory() + QStringLiteral("/nothing.bin"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(content), qint64 { content.size() });
    file.close();
    QVERIFY(clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Open snapshot") }));
    QVERIFY(chooseFile("snapshotOpenDialog", file.fileName()));
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(reason), kPatienceMs);
    QVERIFY2(message().contains(QStringLiteral("nothing.bin")), qPrintable(message()));
    QVERIFY2(message().contains(QStringLiteral("Choose another file")), qPrintable(message()));
    QCOMPARE(tree().model()->rowCount(), 0);
}

void TestSnapshots::directoriesAreTold()
{
    start(AppFixture::Bus::Off);
    m_window->openSnapshot(m_fixture->directory());
    QTRY_VERIFY_WITH_TIMEOUT(message().contains(m_fixture->directory()), kPatienceMs);
    QVERIFY2(message().contains(QStringLiteral("Is a directory")), qPrintable(message()));
    QVERIFY2(message().contains(QStringLiteral("Choose another file")), qPrintable(message()));
}

void TestSnapshots::offlineDevicesTellWhyNothingIsSent()
{
    start();
    const QString group = QStringLiteral("Snapshot desk.json");
    QVERIFY(openAndWait(writeLoopback(QStringLiteral("desk.json"), 0), group));
    QVERIFY(clickItem(&tree(), rowBelow(group, QStringLiteral("Loopback"))));
    const QString why = QStringLiteral("This device comes from the file desk.json; nothing can be sent to it.");
    QVERIFY(!findWidget(*m_window, "openDeviceButton")->isEnabled());
    QCOMPARE(findWidget(*m_window, "openDeviceButton")->toolTip(), why);
    QVERIFY2(
        label("deviceState").contains(QStringLiteral("offline, from desk.json")), qPrintable(label("deviceState")));
    auto* tabs = find<QTabWidget>(*m_window, "centreTabs");
    for (int page = 1; page < 3; ++page) { // control, endpoints
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(page).center());
        QCOMPARE(tabs->currentIndex(), page);
        const auto labels = tabs->currentWidget()->findChildren<QLabel*>();
        QVERIFY(std::any_of(labels.begin(), labels.end(),
            [&](const QLabel* words) { return words->isVisible() && words->text() == why; }));
    }
    for (const char* button : { "controlSend", "endpointRecover", "singleSend", "streamStart" })
        QVERIFY2(!findWidget(*m_window, button)->isEnabled(), button);
}

void TestSnapshots::offlineDevicesAreNoNews()
{
    start(AppFixture::Bus::Off);
    const QString group = QStringLiteral("Snapshot a.json");
    QVERIFY(openAndWait(write(QStringLiteral("a.json"), { deviceOf({}) }), group));
    QVERIFY(
        clickMenu(*m_window, { QStringLiteral("File"), QStringLiteral("Close snapshot"), QStringLiteral("a.json") }));
    QTRY_VERIFY_WITH_TIMEOUT(!row(group).isValid(), kPatienceMs);
    auto* events = find<QAbstractItemView>(*m_window, "eventTable");
    QVERIFY(events);
    QVERIFY(!findItem(*events->model(), QStringLiteral("fffe:0001"), 2).isValid());
    for (int column = 0; column < events->model()->columnCount(); ++column)
        QVERIFY(!findItem(*events->model(), QStringLiteral("plugged"), column).isValid());
}

void TestSnapshots::closesWithAllItsRows()
{
    start();
    const QString group = QStringLiteral("Snapshot desk.json");
    QVERIFY(openAndWait(writeLoopback(QStringLiteral("desk.json"), 0), group));
    QVERIFY(clickItem(&tree(), rowBelow(group, QStringLiteral("Loopback"))));
    QVERIFY(clickMenu(
        *m_window, { QStringLiteral("File"), QStringLiteral("Close snapshot"), QStringLiteral("desk.json") }));
    QTRY_VERIFY_WITH_TIMEOUT(!row(group).isValid(), kPatienceMs);
    QCOMPARE(label("statusDevices"), QStringLiteral("9 devices"));
    QVERIFY(!findWidget(*m_window, "deviceHeader")->isVisible()); // nothing is selected any more
    QVERIFY(row(QStringLiteral("Loopback")).isValid()); // the attached one
    QVERIFY(!findMenuAction(*m_window, { QStringLiteral("File"), QStringLiteral("Close snapshot") })->isEnabled());
}

void TestSnapshots::badFilesAreTold()
{
    start(AppFixture::Bus::Off);
    QFile broken(m_fixture->directory() + QStringLiteral("/broken.json"));
    QVERIFY(broken.open(QIODevice::WriteOnly));
    broken.write("{ \"format\": 7 }");
    broken.close();
    m_window->openFile(broken.fileName());
    QTRY_VERIFY_WITH_TIMEOUT(
        message().contains(QStringLiteral("format: a text is expected, not a whole number")), kPatienceMs);
    QVERIFY(message().contains(QStringLiteral("broken.json")));
    m_window->openSnapshot(write(QStringLiteral("empty.json"), {}));
    QTRY_COMPARE_WITH_TIMEOUT(message(), QStringLiteral("empty.json has no devices in it."), kPatienceMs);
}

bool TestSnapshots::openComparison()
{
    start();
    const QString group = QStringLiteral("Snapshot desk.json");
    return openAndWait(writeLoopback(QStringLiteral("desk.json"), 1), group)
        && clickItem(&tree(), row(QStringLiteral("Loopback")))
        && clickMenu(*m_window, { QStringLiteral("Device"), QStringLiteral("Compare with") })
        && QTest::qWaitFor([&] { return comparison() && comparison()->isVisible(); }, kPatienceMs)
        && QTest::qWaitFor(
            [&] { return find<QLabel>(*comparison(), "comparisonWords")->text() == QStringLiteral("1 difference"); },
            kPatienceMs);
}

void TestSnapshots::comparesByTheMenu()
{
    QVERIFY(openComparison());
    QVERIFY(!comparison()->isModal());
    QVERIFY(find<QComboBox>(*comparison(), "comparisonLeft")->currentText().startsWith(QStringLiteral("Loopback")));
    QVERIFY(find<QComboBox>(*comparison(), "comparisonRight")->currentText().endsWith(QStringLiteral("desk.json")));
    auto* rows = find<QTreeView>(*comparison(), "comparisonTree");
    QCOMPARE(dumpModel(*rows->model()),
        QStringLiteral("Device and configurations\n"
                       "  Device descriptor, fffe:0001\n"
                       "    bcdDevice | 0x0100  (1.00) | 0x0101  (1.01) | differs\n"));
    auto* right = find<QComboBox>(*comparison(), "comparisonRight");
    QVERIFY(choose(right, find<QComboBox>(*comparison(), "comparisonLeft")->currentText()));
    QTRY_COMPARE_WITH_TIMEOUT(
        find<QLabel>(*comparison(), "comparisonWords")->text(), QStringLiteral("The two are equal."), kPatienceMs);
    QVERIFY(!findWidget(*comparison(), "comparisonNext")->isEnabled());
}

void TestSnapshots::stepsThroughDifferences()
{
    QVERIFY(openComparison());
    auto* rows = find<QTreeView>(*comparison(), "comparisonTree");
    QTest::keyClick(rows, Qt::Key_F8);
    QTRY_COMPARE(rows->currentIndex().data().toString(), QStringLiteral("bcdDevice"));
    QVERIFY(click(findWidget(*comparison(), "comparisonEqual")));
    rows->setCurrentIndex(rows->model()->index(0, 0));
    QTest::keyClick(rows, Qt::Key_F8, Qt::ShiftModifier);
    QTRY_COMPARE(rows->currentIndex().data().toString(), QStringLiteral("bcdDevice"));
    QVERIFY(click(findWidget(*comparison(), "comparisonNext")));
    QCOMPARE(rows->currentIndex().data().toString(), QStringLiteral("bcdDevice"));
}

void TestSnapshots::showsEqualFields()
{
    QVERIFY(openComparison());
    auto* rows = find<QTreeView>(*comparison(), "comparisonTree");
    QVERIFY(!findItem(*rows->model(), QStringLiteral("wMaxPacketSize")).isValid());
    auto* toggle = find<QCheckBox>(*comparison(), "comparisonEqual");
    QTest::mouseClick(toggle, Qt::LeftButton, {}, QPoint(10, toggle->height() / 2));
    QVERIFY(findItem(*rows->model(), QStringLiteral("wMaxPacketSize")).isValid());
    QVERIFY(findItem(*rows->model(), QStringLiteral("Serial number")).isValid());
    QTest::mouseClick(toggle, Qt::LeftButton, {}, QPoint(10, toggle->height() / 2));
    QVERIFY(!findItem(*rows->model(), QStringLiteral("wMaxPacketSize")).isValid());
}

void TestSnapshots::copiesText()
{
    QVERIFY(openComparison());
    QVERIFY(click(findWidget(*comparison(), "comparisonCopy")));
    const QString text = QApplication::clipboard()->text();
    QVERIFY2(text.startsWith(QStringLiteral("Left: Loopback")), qPrintable(text));
    QVERIFY2(text.contains(QStringLiteral("! bcdDevice: 0x0100 (1.00) -> 0x0101 (1.01)\n")), qPrintable(text));
    QVERIFY(!text.contains(QStringLiteral("wMaxPacketSize")));
}

void TestSnapshots::keepsADeviceThatIsGone()
{
    QVERIFY(openComparison());
    QVERIFY(clickMenu(
        *m_window, { QStringLiteral("File"), QStringLiteral("Close snapshot"), QStringLiteral("desk.json") }));
    auto* right = find<QComboBox>(*comparison(), "comparisonRight");
    QTRY_VERIFY_WITH_TIMEOUT(right->currentText().endsWith(QStringLiteral("(gone)")), kPatienceMs);
    QCOMPARE(find<QLabel>(*comparison(), "comparisonWords")->text(), QStringLiteral("1 difference"));
}

void TestSnapshots::remembersItsSize()
{
    QVERIFY(openComparison());
    comparison()->resize(777, 444);
    comparison()->close();
    ui::ComparisonView again(m_fixture->context());
    QCOMPARE(again.size(), QSize(777, 444));
}

QTEST_MAIN(TestSnapshots)
#include "tst_snapshots.moc"
