// SPDX-License-Identifier: GPL-3.0-or-later
// The window over the real libusb, beside a device that never answers and is waited for without a timeout: closing the
// device by its button and the program by its menu takes no time, whatever the type of the transfers.
#include "core/backend/libusb1/libusb1_backend.h"
#include "tests/bench/heartbeat.h"
#include "tests/support/app_fixture.h"
#include "tests/support/gui_driver.h"
#include "tests/umockdev/fault_matrix/fault_bench.h"
#include "tests/umockdev/support/sample_devices.h"
#include "ui/main_window.h"

#include <QAbstractButton>
#include <QLabel>
#include <QTreeView>
#include <QtTest>

using namespace wb;

namespace {

constexpr qint64 kBarMs = 1000;
constexpr int kPatienceMs = 8000;
constexpr std::size_t kWaiting = 4;

struct Scene {
    mock::FaultyDevice wire; // outlives the bus that asks it
    mock::MockBus bus;
    mock::MockUsbfs& usbfs { bus.add(mock::loopback(), wire.handler()) };
    std::unique_ptr<test::AppFixture> fixture = std::make_unique<test::AppFixture>(test::AppFixture::Bus::Off);
    std::unique_ptr<ui::MainWindow> window;
    QElapsedTimer clock; // since the click
};

// The device is selected, and transfers wait for it.
void waitForEver(Scene& scene, const mock::Pipe& pipe)
{
    scene.window = std::make_unique<ui::MainWindow>(scene.fixture->context());
    scene.window->resize(1280, 800);
    QVERIFY(test::showAndWait(*scene.window));
    engine::UsbService& service = scene.fixture->service();
    service.addBackend(backend::makeLibusb1Backend());
    QTRY_VERIFY(!service.devices().empty());
    auto* tree = test::find<QTreeView>(*scene.window, "deviceTree");
    QVERIFY(tree);
    QTRY_VERIFY(test::clickItem(tree, test::findItem(*tree->model(), QStringLiteral("Loopback"))));
    scene.wire.arm(mock::Answer::never());
    for (std::size_t i = 0; i < kWaiting; ++i)
        (void)service.transfer(service.devices().front()->id, mock::requestFor(pipe, mock::Fault::Close));
    QTRY_VERIFY(scene.usbfs.inFlight() >= kWaiting);
}

void closeTheDevice(Scene& scene)
{
    auto* button = test::find<QAbstractButton>(*scene.window, "openDeviceButton");
    auto* state = test::find<QLabel>(*scene.window, "deviceState");
    QVERIFY(button && state);
    QTRY_COMPARE(button->text(), QStringLiteral("Close"));
    scene.clock.start();
    QVERIFY(test::click(button));
    QTRY_COMPARE_WITH_TIMEOUT(state->text(), QStringLiteral("closed"), kPatienceMs);
}

void quitTheProgram(Scene& scene)
{
    scene.clock.start();
    QVERIFY(test::clickMenu(*scene.window, { QStringLiteral("File"), QStringLiteral("Quit") }));
    QTRY_VERIFY(!scene.window->isVisible());
    scene.window.reset(); // as the program does when its last window is closed
    scene.fixture.reset();
}

// True as well when something else has failed.
bool isImmediate(const mock::Pipe& pipe, void (*deed)(Scene&))
{
    Scene scene;
    waitForEver(scene, pipe);
    if (!QTest::currentTestFailed())
        deed(scene);
    if (QTest::currentTestFailed())
        return true;
    const qint64 elapsed = scene.clock.elapsed();
    if (elapsed >= kBarMs)
        qInfo("it took %lld ms", static_cast<long long>(elapsed));
    return elapsed < kBarMs && scene.usbfs.inFlight() == 0;
}

} // namespace

class TestWindowSilent : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void closingAndQuittingAreImmediate_data()
    {
        QTest::addColumn<int>("pipe");
        for (std::size_t pipe = 0; pipe < mock::kPipes.size(); ++pipe)
            QTest::addRow("%s", nameOf(mock::kPipes.at(pipe)).c_str()) << static_cast<int>(pipe);
    }
    void closingAndQuittingAreImmediate()
    {
        QFETCH(int, pipe);
        const mock::Pipe& wanted = mock::kPipes.at(static_cast<std::size_t>(pipe));
        for (const auto deed : { &closeTheDevice, &quitTheProgram })
            QVERIFY(bench::holdsInSomeRound([&] { return isImmediate(wanted, deed); }));
    }
};

QTEST_MAIN(TestWindowSilent)
#include "tst_window_silent.moc"
