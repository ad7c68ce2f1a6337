// SPDX-License-Identifier: GPL-3.0-or-later
// An open device: what reaches the kernel and in which order, and the hazards of Debian's libusb 1.0.26,
// each of which would abort, hang or corrupt the process when not stepped around.
#include "core/backend/libusb1/system_facts.h"
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QProcess>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <linux/usbdevice_fs.h>
#include <sys/ioctl.h>

using namespace wb;
using mock::Answer;

namespace {

std::vector<unsigned long> withoutCapabilities(std::vector<unsigned long> requests)
{
    requests.erase(std::remove(requests.begin(), requests.end(), USBDEVFS_GET_CAPABILITIES), requests.end());
    return requests;
}

} // namespace

class TestLibusb1Handle : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void releasesWhatItClaimedBeforeClosing();
    void mapsErrors_data();
    void mapsErrors();
    void configurationIsRead();
    void kernelDriverIsDetachedAndPutBack();
    void resetThatLosesTheDeviceKillsTheHandle();
    void refusesEverythingAfterDeparture();
    void opensAgainWhileTheNodeIsLate();
    void givesUpAtOnceOnAnOldDevice();
    void alternateSettingOfADepartedDevice();
    void alternateSettingLosingTheDevice();
    void controlWhileTheLoopRuns();
    void closesWhileTheLoopSleeps();
    void stopWithAnOpenHandleLeaksAndSaysSo();
    void endpointsThatAreNotThere();
    void startThatNeverReturns();
};

void TestLibusb1Handle::releasesWhatItClaimedBeforeClosing()
{
    mock::MockBus bus;
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QVERIFY(handle->claimInterface(0).has_value());
    QVERIFY(handle->claimInterface(1).has_value());
    QVERIFY(handle->setAlternateSetting(0, 1).has_value());
    QVERIFY(handle->clearHalt({ 0x81 }).has_value());
    QVERIFY(handle->releaseInterface(1).has_value());
    handle.reset();
    const std::vector<unsigned long> expected { USBDEVFS_CLAIMINTERFACE, USBDEVFS_CLAIMINTERFACE, USBDEVFS_SETINTERFACE,
        USBDEVFS_CLEAR_HALT, USBDEVFS_RELEASEINTERFACE, USBDEVFS_RELEASEINTERFACE };
    QCOMPARE(withoutCapabilities(usbfs.requests()), expected); // and no detach of any driver (P56)
    rig.stop();
    QVERIFY(rig.degraded().empty());
}

void TestLibusb1Handle::mapsErrors_data()
{
    QTest::addColumn<int>("systemError");
    QTest::addColumn<int>("kind");
    QTest::newRow("busy") << EBUSY << static_cast<int>(ErrorKind::Busy);
    QTest::newRow("not there") << ENOENT << static_cast<int>(ErrorKind::NotFound);
    QTest::newRow("gone") << ENODEV << static_cast<int>(ErrorKind::Disconnected);
    QTest::newRow("other") << EIO << static_cast<int>(ErrorKind::Io);
}

void TestLibusb1Handle::mapsErrors()
{
    QFETCH(int, systemError);
    QFETCH(int, kind);
    mock::MockBus bus;
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    usbfs.failIoctl(USBDEVFS_CLAIMINTERFACE, systemError);
    const Status status = handle->claimInterface(0);
    QVERIFY(!status.has_value());
    QCOMPARE(static_cast<int>(status.error().kind), kind);
    QCOMPARE(status.error().operation, std::string("claim interface 0"));
    QVERIFY(status.error().detail.find("1-1 fffe:0001") != std::string::npos);
}

void TestLibusb1Handle::configurationIsRead()
{
    mock::MockBus bus;
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    const auto configured = handle->configuration();
    QVERIFY(configured.has_value());
    QCOMPARE(*configured, std::optional<std::uint8_t>(1));
    QVERIFY(handle->setConfiguration(std::nullopt).has_value());
    QVERIFY(handle->setConfiguration(1).has_value());
    QCOMPARE(usbfs.countOf(USBDEVFS_SETCONFIGURATION), std::size_t { 2 });
    bus.setAttribute("1-1", "bConfigurationValue", "");
    const auto unconfigured = handle->configuration();
    QVERIFY(!unconfigured.has_value() || !unconfigured->has_value()); // (P71)
    QCOMPARE(usbfs.countOf(USBDEVFS_CONTROL), std::size_t { 0 }); // no synchronous transfer (P7)
}

void TestLibusb1Handle::kernelDriverIsDetachedAndPutBack()
{
    mock::MockBus bus;
    auto sample = mock::loopback();
    sample.interfaces = { { 0, "usbtest" } };
    bus.add(sample);
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QCOMPARE(handle->isKernelDriverActive(0).value_or(false), true);
    QVERIFY(handle->detachKernelDriver(0).has_value());
    QCOMPARE(handle->isKernelDriverActive(0).value_or(true), false);
    QCOMPARE(rig.device("1-1")->driverOf(0), std::string());
    const Status again = handle->detachKernelDriver(0);
    QVERIFY(!again.has_value());
    QVERIFY(again.error().kind == ErrorKind::NotFound);
    QVERIFY(handle->attachKernelDriver(0).has_value());
    QCOMPARE(rig.device("1-1")->driverOf(0), std::string("usbtest"));
}

void TestLibusb1Handle::resetThatLosesTheDeviceKillsTheHandle()
{
    mock::MockBus bus;
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QVERIFY(handle->reset().has_value());
    usbfs.failIoctl(USBDEVFS_RESET, ENODEV);
    const Status lost = handle->reset();
    QVERIFY(!lost.has_value());
    QVERIFY(lost.error().kind == ErrorKind::NotFound || lost.error().kind == ErrorKind::Disconnected); // (P46)
    const Status after = handle->claimInterface(0);
    QVERIFY(!after.has_value());
    QVERIFY(after.error().kind == ErrorKind::Disconnected);
    QCOMPARE(usbfs.countOf(USBDEVFS_CLAIMINTERFACE), std::size_t { 0 });
}

void TestLibusb1Handle::refusesEverythingAfterDeparture()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QVERIFY(handle->claimInterface(0).has_value());
    bus.remove("1-1");
    QTRY_VERIFY(rig.changes() > 0);
    QVERIFY(handle->releaseInterface(0).error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->setConfiguration(1).error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->configuration().error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->clearHalt({ 0x81 }).error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->reset().error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->isKernelDriverActive(0).error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->detachKernelDriver(0).error().kind == ErrorKind::Disconnected);
    QVERIFY(handle->attachKernelDriver(0).error().kind == ErrorKind::Disconnected);
    handle.reset();
    rig.stop();
    QVERIFY(rig.degraded().empty());
}

// Just after arrival the node may not be there, or not be ours yet: opening waits for it (P45).
void TestLibusb1Handle::opensAgainWhileTheNodeIsLate()
{
    mock::MockBus bus;
    mock::BackendRig rig;
    QVERIFY(rig.devices().empty());
    auto sample = mock::loopback();
    sample.hasNode = false;
    bus.add(sample);
    QTRY_VERIFY(rig.device("1-1") != nullptr);
    auto opening
        = std::async(std::launch::async, [&rig, id = rig.device("1-1")->id] { return rig.backend().open(id); });
    if (opening.wait_for(std::chrono::milliseconds(100)) == std::future_status::ready)
        QFAIL(describe(opening.get().error()).c_str());
    bus.createNode("1-1");
    const auto handle = opening.get();
    QVERIFY2(handle.has_value(), handle ? "" : describe(handle.error()).c_str());
}

void TestLibusb1Handle::givesUpAtOnceOnAnOldDevice()
{
    mock::MockBus bus;
    auto sample = mock::loopback();
    sample.hasNode = false;
    bus.add(sample);
    mock::BackendRig rig;
    const auto device = rig.device("1-1");
    QVERIFY(device != nullptr);
    const auto start = std::chrono::steady_clock::now();
    const auto handle = rig.backend().open(device->id);
    QVERIFY(!handle.has_value());
    QVERIFY(handle.error().kind == ErrorKind::NotFound);
    QCOMPARE(handle.error().detail, std::string("1-1 fffe:0001: /dev/bus/usb/001/002 does not exist"));
    QVERIFY(rig.device("1-1") == device); // libusb was not asked, and has not dropped it
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::milliseconds(900));
}

// P48: in 1.0.26 the next libusb_close() would abort the process. We know it has left, and do not ask.
void TestLibusb1Handle::alternateSettingOfADepartedDevice()
{
    mock::MockBus bus;
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QVERIFY(handle->claimInterface(0).has_value());
    bus.remove("1-1");
    QTRY_VERIFY(rig.changes() > 0);
    const Status status = handle->setAlternateSetting(0, 1);
    QVERIFY(!status.has_value());
    QVERIFY(status.error().kind == ErrorKind::Disconnected);
    QCOMPARE(usbfs.countOf(USBDEVFS_SETINTERFACE), std::size_t { 0 });
    handle.reset();
    rig.stop();
    QVERIFY(rig.degraded().empty());
}

// P48 when the call itself is what finds out: 1.0.26 may have corrupted the handle, so it is left open, and
// the error says so. Later versions close it as any other.
void TestLibusb1Handle::alternateSettingLosingTheDevice()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const bool hasHazard = rig.backend().version() == "libusb 1.0.26";
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    QVERIFY(handle->claimInterface(0).has_value());
    bus.breakOff("1-1");
    const Status status = handle->setAlternateSetting(0, 1);
    QVERIFY(!status.has_value());
    QVERIFY(status.error().kind == ErrorKind::Disconnected);
    QCOMPARE(status.error().detail.find("stays open") != std::string::npos, hasHazard);
    bus.remove("1-1");
    handle.reset(); // would abort
    rig.stop();
    QCOMPARE(rig.degraded().size(), std::size_t { hasHazard ? 1U : 0U });
}

// P7: libusb 1.0.26 corrupts memory when a synchronous transfer waits while another thread handles events.
// Ours are asynchronous from end to end; many in a row, with the loop running, is where it used to show.
void TestLibusb1Handle::controlWhileTheLoopRuns()
{
    constexpr int kRequests = 300;
    mock::MockBus bus;
    bus.add(mock::loopback(), [](const mock::Urb&) { return Answer::in({ 1, 2 }); });
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    for (int i = 0; i < kRequests; ++i) {
        auto transfer = rig.makeTransfer(*handle);
        backend::TransferOrder& order = *transfer->edit().value();
        order.setup = { 0xc0, 1, 0, 0, 2 };
        order.buffer = Buffer(2);
        std::promise<usb::TransferStatus> answered;
        transfer->completed = [&answered](backend::Transfer& self) { answered.set_value(self.outcome.status); };
        QVERIFY(rig.onUsb([&transfer] { return transfer->submit(); }).has_value());
        QVERIFY(answered.get_future().get() == usb::TransferStatus::Completed);
        rig.destroy(std::move(transfer));
    }
}

// libusb_close() interrupts the loop and takes its lock (P8); neither side may be left waiting.
void TestLibusb1Handle::closesWhileTheLoopSleeps()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const auto start = std::chrono::steady_clock::now();
    for (int i = 0; i < 20; ++i) {
        auto handle = rig.open("1-1");
        QVERIFY(handle != nullptr);
        handle.reset();
    }
    QVERIFY(std::chrono::steady_clock::now() - start < std::chrono::seconds(4)); // the loop's cap is 5 s
    rig.stop();
    QVERIFY(rig.degraded().empty());
}

void TestLibusb1Handle::stopWithAnOpenHandleLeaksAndSaysSo()
{
    mock::MockBus bus;
    bus.add(mock::loopback());
    mock::BackendRig rig;
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    rig.stop();
    QCOMPARE(rig.degraded().size(), std::size_t { 1 });
    QVERIFY(rig.degraded().front().kind == ErrorKind::Internal);
    handle.reset(); // late, but harmless
}

class NoFacts final : public backend::SystemFacts {
public:
    void refresh() override { }
    std::optional<backend::LiveFacts> live(std::uint16_t, std::uint8_t) const override { return std::nullopt; }
    backend::FixedFacts fixed(const std::string&) const override { return {}; }
};

// P68: 1.0.26 gives an interface with two endpoints and a null pointer where they should be.
void TestLibusb1Handle::endpointsThatAreNotThere()
{
    mock::MockBus bus;
    bus.add(mock::promisingNothing());
    {
        mock::BackendRig rig;
        const auto device = rig.device("1-1");
        QVERIFY(device != nullptr);
        QVERIFY(!device->problems.empty());
    }
    mock::BackendRig rig(backend::makeLibusb1Backend(std::make_unique<NoFacts>()));
    const auto device = rig.device("1-1");
    QVERIFY(device != nullptr);
    QCOMPARE(device->configurations.size(), std::size_t { 1 });
    QCOMPARE(device->configurations[0].interfaces.size(), std::size_t { 1 });
    QVERIFY(device->configurations[0].interfaces[0].alternates[0].endpoints.empty());
}

// P69: on 1.0.26 libusb_init() itself never returns. Nothing can end that call, so the proof is that the
// thread which asked for it is the only one that hangs. It runs in a process of its own, which is lost.
void TestLibusb1Handle::startThatNeverReturns()
{
    const bool isFixed = [] {
        const std::string version = backend::makeLibusb1Backend()->version();
        return version != "libusb 1.0.26";
    }();
    QProcess probe;
    probe.start(QStringLiteral(WB_HANG_PROBE), QStringList());
    QVERIFY(probe.waitForFinished(30'000));
    QCOMPARE(probe.exitStatus(), QProcess::NormalExit);
    QCOMPARE(QString::fromLatin1(probe.readAllStandardOutput()),
        isFixed ? QStringLiteral("started\n") : QStringLiteral("still starting\n"));
}

QTEST_GUILESS_MAIN(TestLibusb1Handle)
#include "tst_libusb1_handle.moc"
