// SPDX-License-Identifier: GPL-3.0-or-later
// How streams end, and why some do not start.
#include "tests/gui/gallery/scene_tools.h"
#include "tests/gui/stream_driver.h"
#include "ui/models/stream_model.h"
#include "ui/views/endpoint_panel.h"

#include <QTableView>

namespace wb::test {

namespace {

constexpr std::uint8_t kStall = 1; // the misbehaver's word for it

Scene onDemo(const char* name, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(), std::move(arrange) };
}

Scene onFake(const char* name, Arrange arrange)
{
    Scene scene = onDemo(name, std::move(arrange));
    scene.bus = AppFixture::Bus::Off;
    return scene;
}

bool open(
    QWidget& panel, const usb::DevicePtr& device, std::uint8_t address, SettingsPage page, std::uint8_t alternate = 0)
{
    as<ui::EndpointPanel>(panel).setSubject(endpointOf(device, address, alternate));
    return device != nullptr && showSettings(panel, page);
}

bool type(QWidget& panel, const char* name, const QString& words) { return typeInto(findWidget(panel, name), words); }

bool start(QWidget& panel) { return click(findWidget(panel, "streamStart")); }

bool pick(QWidget& panel, const char* box, const QString& entry) { return choose(find<QComboBox>(panel, box), entry); }

bool waitForCell(QWidget& panel, int column, const QString& part)
{
    const auto* table = find<QTableView>(panel, "streamTable");
    return waitUntil([&] { return table->model()->index(0, column).data().toString().contains(part); });
}

bool waitForState(QWidget& panel, const QString& part) { return waitForCell(panel, ui::StreamModel::State, part); }

bool waitForFinding(QWidget& panel, const QString& part) { return waitForCell(panel, ui::StreamModel::Findings, part); }

bool waitForTransfers(AppFixture& fixture, std::uint64_t count)
{
    return waitUntil([&fixture, count] {
        const auto streams = fixture.service().streams();
        return !streams.empty() && streams.front().transfers > count;
    });
}

void addEnds(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("stream-limit", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::StopWhen)
            && type(panel, "streamStopTransfers", QStringLiteral("7")) && start(panel)
            && waitForState(panel, QStringLiteral("limit reached"));
    }));
    scenes.push_back(onDemo("stream-stalled", [](QWidget& panel, AppFixture& fixture) {
        constexpr std::uint16_t kSome = 500;
        return misbehave(fixture, kStall, 0x81, kSome)
            && open(panel, fixture.waitForDevice(0xfffe, 0x0bad), 0x81, SettingsPage::OnEvents) && start(panel)
            && waitForState(panel, QStringLiteral("endpoint stalled"));
    }));
    scenes.push_back(onDemo("stream-pattern-found", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::StopWhen)
            && type(panel, "streamStopPattern", QStringLiteral("3c 3d 3e")) && start(panel)
            && waitForFinding(panel, QStringLiteral("pattern at byte"));
    }));
    // The source counts, and is no shift register.
    scenes.push_back(onDemo("stream-prbs-difference", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::Data) && tick(findWidget(panel, "streamCompare"))
            && pick(panel, "streamExpectedKind", QStringLiteral("Pseudo-random (PRBS)"))
            && showSettings(panel, SettingsPage::StopWhen) && tick(findWidget(panel, "streamStopDifference"))
            && start(panel) && waitForFinding(panel, QStringLiteral("differs at byte"));
    }));
    scenes.push_back(onDemo("stream-loopback-good", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x01, SettingsPage::StopWhen)
            && type(panel, "streamStopBytes", QStringLiteral("100000")) && showSettings(panel, SettingsPage::Data)
            && pick(panel, "streamSourceKind", QStringLiteral("Pseudo-random (PRBS)"))
            && click(findWidget(panel, "streamLoopback"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("came back as sent"));
    }));
    scenes.push_back(onDemo("stream-file-refused", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::Data)
            && pick(panel, "streamSink", QStringLiteral("To a file"))
            && type(panel, "streamSinkFile", fixture.directory() + QStringLiteral("/missing/received.bin"))
            && start(panel) && waitForText(panel, "endpointFailureWords", QStringLiteral("failed"));
    }));
}

void addRuns(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("stream-paced", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::Queue)
            && type(panel, "streamPacing", QStringLiteral("100")) && start(panel) && waitForTransfers(fixture, 3);
    }));
    scenes.push_back(onDemo("stream-bulk-streams", [](QWidget& panel, AppFixture& fixture) {
        return fixture.demoBus().setPlugged("superspeed", true)
            && open(panel, fixture.waitForDevice(0xfffe, 0x0034), 0x81, SettingsPage::Queue)
            && type(panel, "streamBulkStreams", QStringLiteral("4"))
            && type(panel, "streamBulkStream", QStringLiteral("3")) && start(panel)
            && waitForCell(panel, ui::StreamModel::Endpoint, QStringLiteral("stream 3"));
    }));
    scenes.push_back(onDemo("stream-meter-lossy", [](QWidget& panel, AppFixture& fixture) {
        return fixture.demoBus().setPlugged("power-hub", true)
            && open(panel, fixture.waitForDevice(0xfffe, 0x0038), 0x81, SettingsPage::Queue, 1) && start(panel)
            && showTab(panel, EndpointTab::Meter) && waitUntil([&fixture] {
                   const auto streams = fixture.service().streams();
                   return !streams.empty() && streams.front().packetErrors > 0;
               });
    }));
    scenes.push_back(onFake("stream-recovering", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        hangWhileShown(panel, world, "clear halt 81");
        if (!open(panel, plugFake(fixture, world), 0x81, SettingsPage::OnEvents)
            || !pick(panel, "streamOnStall", QStringLiteral("Recover")) || !start(panel)
            || !waitUntil([&world] { return world->pendingTransfers() == 8; }))
            return false;
        world->completeAll(usb::TransferStatus::Stall, 0);
        return waitForState(panel, QStringLiteral("recovering"));
    }));
    scenes.push_back(onFake("stream-errors-in-a-row", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        if (!open(panel, plugFake(fixture, world), 0x81, SettingsPage::StopWhen)
            || !type(panel, "streamStopErrors", QStringLiteral("3")) || !start(panel)
            || !waitUntil([&world] { return world->pendingTransfers() == 8; }))
            return false;
        world->completeAll(usb::TransferStatus::TimedOut, 0);
        return waitForState(panel, QStringLiteral("3 errors in a row"));
    }));
}

// Refused when it was started.
void addRefusals(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("stream-read-only", [](QWidget& panel, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return open(panel, fixture.loopback(), 0x02, SettingsPage::Data) && start(panel)
            && waitForText(panel, "endpointFailureWords", QStringLiteral("read-only mode is on"));
    }));
    scenes.push_back(onFake("stream-no-memory", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->memoryLimit = std::uint64_t { 1 } << 20;
        return open(panel, plugFake(fixture, world), 0x81, SettingsPage::Queue)
            && type(panel, "streamDepth", QStringLiteral("64")) && type(panel, "streamSize", QStringLiteral("65536"))
            && start(panel) && waitForText(panel, "endpointFailureWords", QStringLiteral("usbfs_memory_mb"));
    }));
    scenes.push_back(onFake("stream-no-bandwidth", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->failNext("alternate 0 1",
            Error { ErrorKind::Io, -99, "select alternate setting 1 of interface 0",
                "the bus has no bandwidth left for it" });
        return open(panel, plugFake(fixture, world), 0x82, SettingsPage::Queue, 1) && start(panel)
            && waitForText(panel, "endpointFailureWords", QStringLiteral("no bandwidth left"))
            && waitForText(panel, "sessionState", QStringLiteral("claimed"));
    }));
}

// Not even offered to be started.
void addBadInput(std::vector<Scene>& scenes)
{
    scenes.push_back(onDemo("stream-wrong-packets", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x84, SettingsPage::Queue, 1)
            && type(panel, "streamPacketLengths", QStringLiteral("100, 3x513"))
            && waitForText(panel, "streamReason", QStringLiteral("1 to 512"));
    }));
    scenes.push_back(onDemo("stream-wrong-bulk-stream", [](QWidget& panel, AppFixture& fixture) {
        return fixture.demoBus().setPlugged("superspeed", true)
            && open(panel, fixture.waitForDevice(0xfffe, 0x0034), 0x81, SettingsPage::Queue)
            && type(panel, "streamBulkStreams", QStringLiteral("4"))
            && waitForText(panel, "streamReason", QStringLiteral("which of the streams"));
    }));
    scenes.push_back(onFake("stream-much-memory", [](QWidget& panel, AppFixture& fixture) {
        const auto world = std::make_shared<FakeWorld>();
        world->memoryLimit = std::uint64_t { 16 } << 20;
        return open(panel, plugFake(fixture, world), 0x81, SettingsPage::Queue)
            && type(panel, "streamDepth", QStringLiteral("1000")) && type(panel, "streamSize", QStringLiteral("65536"))
            && waitForText(panel, "streamPlan", QStringLiteral("raise usbfs_memory_mb"));
    }));
    scenes.push_back(onDemo("stream-no-file", [](QWidget& panel, AppFixture& fixture) {
        return open(panel, fixture.loopback(), 0x82, SettingsPage::Data)
            && pick(panel, "streamSink", QStringLiteral("To a file"))
            && waitForText(panel, "streamReason", QStringLiteral("which file"));
    }));
}

} // namespace

std::vector<Scene> streamEndScenes()
{
    std::vector<Scene> scenes;
    addEnds(scenes);
    addRuns(scenes);
    addRefusals(scenes);
    addBadInput(scenes);
    return scenes;
}

} // namespace wb::test
