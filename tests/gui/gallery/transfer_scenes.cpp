// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/refusing_backend.h"
#include "tests/support/gui_driver.h"
#include "ui/views/access_help.h"
#include "ui/views/control_panel.h"
#include "ui/views/endpoint_panel.h"
#include "ui/views/log_panel.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTabWidget>
#include <QTableView>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;
constexpr QSize kCentre { 960, 430 }; // what the window leaves at 1280x800
constexpr QSize kBottom { 1280, 300 };

ui::Selection selectionOf(
    const usb::DevicePtr& device, std::optional<std::uint8_t> endpoint = {}, std::optional<std::uint8_t> alternate = {})
{
    ui::Selection selection;
    selection.device = device;
    selection.alternate = alternate;
    if (endpoint)
        selection.endpoint = usb::EndpointAddress { *endpoint };
    return selection;
}

bool waitForText(QWidget& root, const char* label, const QString& part)
{
    const auto* found = find<QLabel>(root, label);
    return found && QTest::qWaitFor([&] { return found->text().contains(part); }, kPatienceMs);
}

bool isGuarded(AppFixture& fixture, ErrorKind kind, const char* driver)
{
    fixture.service().addBackend(std::make_unique<RefusingBackend>(kind, driver));
    return fixture.waitForDevice(0x1234, 0x5678) != nullptr;
}

template <class Panel> std::function<std::unique_ptr<QWidget>(AppFixture&)> made()
{
    return [](AppFixture& fixture) { return std::make_unique<Panel>(fixture.context()); };
}

template <class Panel> Panel& as(QWidget& widget) { return *qobject_cast<Panel*>(&widget); }

bool showContinuous(QWidget& panel)
{
    auto* tabs = find<QTabWidget>(panel, "endpointTabs");
    QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
    return tabs->currentIndex() == 1;
}

usb::TransferRequest descriptorRequest()
{
    usb::TransferRequest request;
    request.setup = { 0x80, 6, 0x0100, 0, 18 };
    request.length = 18;
    return request;
}

// Clicks the page by name, types the filter and clicks the one request that is left.
bool chooseByName(QWidget& panel, const QString& filter)
{
    QTabBar* tabs = find<QTabWidget>(panel, "controlPages")->tabBar();
    QTest::mouseClick(tabs, Qt::LeftButton, {}, tabs->tabRect(1).center());
    auto* list = find<QListWidget>(panel, "requestList");
    if (!typeInto(findWidget(panel, "requestFilter"), filter))
        return false;
    for (int row = 0; row < list->count(); ++row)
        if (!list->item(row)->isHidden())
            return clickItem(list, list->model()->index(row, 0));
    return false;
}

void addRequestScenes(std::vector<Scene>& scenes)
{
    const auto onKeyboard = [](QWidget& panel, AppFixture& fixture) {
        const usb::DevicePtr keyboard = fixture.waitForDevice(0xfffe, 0x0003);
        engine::AccessPolicy policy;
        policy.detachKernelDriver = true;
        fixture.service().setPolicy(keyboard->id, policy);
        as<ui::ControlPanel>(panel).setSubject(selectionOf(keyboard));
    };
    scenes.push_back({ QStringLiteral("control-by-name"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [onKeyboard](QWidget& panel, AppFixture& fixture) {
            onKeyboard(panel, fixture);
            return chooseByName(panel, QStringLiteral("GET_PROTOCOL")) && click(findWidget(panel, "controlSend"))
                && waitForText(panel, "controlResultLine", QStringLiteral("completed"));
        } });
    scenes.push_back({ QStringLiteral("control-by-name-wrong"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [onKeyboard](QWidget& panel, AppFixture& fixture) {
            onKeyboard(panel, fixture);
            return chooseByName(panel, QStringLiteral("SET_IDLE"))
                && typeInto(findWidget(panel, "requestDuration")->findChild<QLineEdit*>(), QStringLiteral("256"))
                && waitForText(panel, "controlReason", QStringLiteral("not possible"));
        } });
    scenes.push_back({ QStringLiteral("control-repeated"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.waitForDevice(0xfffe, 0x0bad)));
            as<ui::ControlPanel>(panel).editRequest({ 0xc0, 0x11, 0, 0, 8 }, {});
            return typeInto(findWidget(panel, "repeatTimes"), QStringLiteral("20"))
                && click(findWidget(panel, "controlSend"))
                && waitForText(panel, "repeatCount", QStringLiteral("20 of 20 sent, 20 failed"));
        } });
}

// A log with something of everything: control, bulk, isochronous, a stall.
bool fillLog(AppFixture& fixture)
{
    const usb::DevicePtr loopback = fixture.loopback();
    const usb::DevicePtr misbehaver = fixture.waitForDevice(0xfffe, 0x0bad);
    if (!loopback || !misbehaver)
        return false;
    engine::UsbService& service = fixture.service();
    for (int i = 0; i < 3; ++i)
        service.transfer(loopback->id, descriptorRequest());
    usb::TransferRequest bulk;
    bulk.type = usb::TransferType::Bulk;
    bulk.endpoint = { 0x01 };
    bulk.data = Bytes(96, 0x5a);
    service.transfer(loopback->id, bulk);
    usb::TransferRequest back;
    back.type = usb::TransferType::Bulk;
    back.endpoint = { 0x81 };
    back.length = 512;
    service.transfer(loopback->id, back);
    usb::TransferRequest stall;
    stall.setup = { 0xc0, 0x11, 0, 0, 8 };
    stall.length = 8;
    service.transfer(misbehaver->id, stall);
    usb::TransferRequest iso;
    iso.type = usb::TransferType::Isochronous;
    iso.endpoint = { 0x84 };
    iso.isoPacketLengths.assign(16, 512);
    iso.length = 16 * 512;
    service.transfer(loopback->id, iso);
    const auto& log = fixture.context().log;
    return QTest::qWaitFor([&] { return log->counters().completed >= 7 && log->count() >= 7; }, kPatienceMs);
}

bool pickRow(QWidget& panel, const QString& word, int column)
{
    auto* table = find<QTableView>(panel, "logTable");
    QModelIndex row;
    const bool isThere = QTest::qWaitFor(
        [&] {
            row = findItem(*table->model(), word, column);
            return row.isValid();
        },
        kPatienceMs);
    return isThere && clickItem(table, row);
}

void addControlScenes(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("control-no-device"), AppFixture::Bus::Off, kCentre, made<ui::ControlPanel>(),
        [](QWidget&, AppFixture&) { return true; } });
    scenes.push_back({ QStringLiteral("control-answer"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.loopback()));
            return click(findWidget(panel, "controlSend"))
                && waitForText(panel, "controlResultLine", QStringLiteral("completed"));
        } });
    scenes.push_back({ QStringLiteral("control-bad-input"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.loopback()));
            as<ui::ControlPanel>(panel).editRequest({ 0x40, 0x5b, 0, 0, 4 }, QByteArray::fromHex("deadbeef"));
            auto* data = find<QPlainTextEdit>(panel, "controlDataHex");
            QTest::keyClicks(data, QStringLiteral("xy"));
            return typeInto(findWidget(panel, "wValueEdit"), QStringLiteral("0x12g"));
        } });
    scenes.push_back({ QStringLiteral("control-waiting"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            const usb::DevicePtr device = fixture.waitForDevice(0xfffe, 0x0bad);
            as<ui::ControlPanel>(panel).setSubject(selectionOf(device));
            as<ui::ControlPanel>(panel).editRequest({ 0xc0, 0x13, 0, 0, 8 }, {});
            return click(findWidget(panel, "controlSend"))
                && QTest::qWaitFor([&] { return fixture.service().session(device->id).inFlight == 1; }, kPatienceMs);
        } });
    scenes.push_back({ QStringLiteral("control-stall"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.waitForDevice(0xfffe, 0x0bad)));
            as<ui::ControlPanel>(panel).editRequest({ 0xc0, 0x11, 0, 0, 8 }, {});
            return click(findWidget(panel, "controlSend"))
                && waitForText(panel, "controlResultLine", QStringLiteral("stalled"));
        } });
    scenes.push_back({ QStringLiteral("control-unplugged"), AppFixture::Bus::On, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.loopback()));
            return click(findWidget(panel, "controlSend"))
                && waitForText(panel, "controlResultLine", QStringLiteral("completed"))
                && fixture.demoBus().setPlugged("loopback", false)
                && waitForText(panel, "controlReason", QStringLiteral("unplugged"));
        } });
    scenes.push_back({ QStringLiteral("control-denied"), AppFixture::Bus::Off, kCentre, made<ui::ControlPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            if (!isGuarded(fixture, ErrorKind::AccessDenied, ""))
                return false;
            as<ui::ControlPanel>(panel).setSubject(selectionOf(fixture.waitForDevice(0x1234, 0x5678)));
            return click(findWidget(panel, "controlSend"))
                && QTest::qWaitFor([&] { return find<ui::AccessHelp>(panel, "accessHelp")->isVisible(); }, kPatienceMs);
        } });
}

void addEndpointScenes(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("endpoint-no-device"), AppFixture::Bus::Off, kCentre, made<ui::EndpointPanel>(),
        [](QWidget&, AppFixture&) { return true; } });
    scenes.push_back({ QStringLiteral("endpoint-read"), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::EndpointPanel>(panel).setSubject(selectionOf(fixture.loopback(), std::uint8_t { 0x82 }));
            return typeInto(findWidget(panel, "singleLength"), QStringLiteral("700"))
                && click(findWidget(panel, "singleSend"))
                && waitForText(panel, "singleResultLine", QStringLiteral("completed"));
        } });
    scenes.push_back({ QStringLiteral("endpoint-write"), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::EndpointPanel>(panel).setSubject(selectionOf(fixture.loopback(), std::uint8_t { 0x01 }));
            QTest::keyClicks(find<QPlainTextEdit>(panel, "singleDataHex"), QStringLiteral("01 02 03 04"));
            return click(findWidget(panel, "singleSend"))
                && waitForText(panel, "singleResultLine", QStringLiteral("completed"));
        } });
    scenes.push_back({ QStringLiteral("endpoint-streaming"), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            if (!showContinuous(panel))
                return false;
            for (const std::uint8_t endpoint : { std::uint8_t { 0x82 }, std::uint8_t { 0x02 } }) {
                as<ui::EndpointPanel>(panel).setSubject(selectionOf(fixture.loopback(), endpoint));
                if (!click(findWidget(panel, "streamStart")))
                    return false;
            }
            return QTest::qWaitFor(
                [&] {
                    const auto streams = fixture.service().streams();
                    return streams.size() == 2 && streams[1].transfers > 100;
                },
                kPatienceMs);
        } });
    scenes.push_back({ QStringLiteral("endpoint-unplugged"), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::EndpointPanel>(panel).setSubject(selectionOf(fixture.loopback(), std::uint8_t { 0x82 }));
            return showContinuous(panel) && click(findWidget(panel, "streamStart"))
                && QTest::qWaitFor(
                    [&] {
                        const auto streams = fixture.service().streams();
                        return !streams.empty() && streams[0].transfers > 10;
                    },
                    kPatienceMs)
                && fixture.demoBus().setPlugged("loopback", false)
                && waitForText(panel, "streamReason", QStringLiteral("unplugged"));
        } });
    scenes.push_back({ QStringLiteral("endpoint-isochronous"), AppFixture::Bus::On, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            as<ui::EndpointPanel>(panel).setSubject(
                selectionOf(fixture.loopback(), std::uint8_t { 0x84 }, std::uint8_t { 1 }));
            return click(findWidget(panel, "singleSend"))
                && waitForText(panel, "singleResultLine", QStringLiteral("completed"));
        } });
    scenes.push_back({ QStringLiteral("endpoint-busy"), AppFixture::Bus::Off, kCentre, made<ui::EndpointPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            if (!isGuarded(fixture, ErrorKind::Busy, "usbhid"))
                return false;
            as<ui::EndpointPanel>(panel).setSubject(selectionOf(fixture.waitForDevice(0x1234, 0x5678)));
            return click(findWidget(panel, "singleSend"))
                && QTest::qWaitFor([&] { return find<ui::AccessHelp>(panel, "accessHelp")->isVisible(); }, kPatienceMs);
        } });
}

void addLogScenes(std::vector<Scene>& scenes)
{
    scenes.push_back({ QStringLiteral("log-empty"), AppFixture::Bus::On, kBottom, made<ui::LogPanel>(),
        [](QWidget&, AppFixture&) { return true; } });
    scenes.push_back({ QStringLiteral("log-control-details"), AppFixture::Bus::On, kBottom, made<ui::LogPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            return fillLog(fixture) && pickRow(panel, QStringLiteral("control"), 4);
        } });
    scenes.push_back({ QStringLiteral("log-isochronous-details"), AppFixture::Bus::On, QSize { 1280, 600 },
        made<ui::LogPanel>(), [](QWidget& panel, AppFixture& fixture) {
            return fillLog(fixture) && pickRow(panel, QStringLiteral("isochronous"), 4);
        } });
    scenes.push_back({ QStringLiteral("log-bad-filter"), AppFixture::Bus::On, kBottom, made<ui::LogPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            auto* problem = findWidget(panel, "logFilterProblem");
            return fillLog(fixture) && typeInto(findWidget(panel, "logFilter"), QStringLiteral("ep==0x81 &&"))
                && QTest::qWaitFor([&] { return problem->isVisible(); }, kPatienceMs);
        } });
    scenes.push_back({ QStringLiteral("log-nothing-matches"), AppFixture::Bus::On, kBottom, made<ui::LogPanel>(),
        [](QWidget& panel, AppFixture& fixture) {
            return fillLog(fixture) && typeInto(findWidget(panel, "logFilter"), QStringLiteral("status==overflow"))
                && waitForText(panel, "logEmpty", QStringLiteral("matches"));
        } });
}

} // namespace

std::vector<Scene> transferScenes()
{
    std::vector<Scene> scenes;
    addControlScenes(scenes);
    addRequestScenes(scenes);
    addEndpointScenes(scenes);
    addLogScenes(scenes);
    return scenes;
}

} // namespace wb::test
