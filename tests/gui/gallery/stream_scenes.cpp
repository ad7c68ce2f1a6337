// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/gui/stream_driver.h"
#include "tests/support/gui_driver.h"
#include "ui/views/endpoint_panel.h"

#include <QLabel>
#include <QTabWidget>
#include <QTableView>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;
constexpr QSize kCentre { 960, 430 }; // what the window leaves at 1280x800

using Arrange = std::function<bool(QWidget& panel, AppFixture& fixture)>;

Scene scene(const QString& name, Arrange arrange)
{
    return { name, AppFixture::Bus::On, kCentre,
        [](AppFixture& fixture) { return std::make_unique<ui::EndpointPanel>(fixture.context()); },
        std::move(arrange) };
}

void select(QWidget& panel, AppFixture& fixture, std::uint8_t address, std::uint8_t alternate = 0)
{
    qobject_cast<ui::EndpointPanel*>(&panel)->setSubject(endpointOf(fixture.loopback(), address, alternate));
}

bool start(QWidget& panel, AppFixture& fixture, std::uint8_t address, std::uint8_t alternate = 0)
{
    select(panel, fixture, address, alternate);
    if (!showTab(panel, EndpointTab::Continuous) || !click(findWidget(panel, "streamStart")))
        return false;
    constexpr std::uint64_t kSome = 50;
    return QTest::qWaitFor(
        [&fixture] {
            const auto streams = fixture.service().streams();
            return !streams.empty() && streams.back().transfers > kSome;
        },
        kPatienceMs);
}

bool waitForText(QWidget& panel, const char* label, const QString& part)
{
    const auto* found = find<QLabel>(panel, label);
    return found && QTest::qWaitFor([&] { return found->text().contains(part); }, kPatienceMs);
}

// A minute's curve needs a minute; a few seconds show what it is like.
bool waitForCurve(AppFixture& fixture)
{
    return QTest::qWaitFor(
        [&fixture] {
            const auto streams = fixture.service().streams();
            return !streams.empty() && streams.back().seconds() > 2;
        },
        kPatienceMs);
}

void addSettings(std::vector<Scene>& scenes)
{
    const auto page = [](std::uint8_t address, std::uint8_t alternate, SettingsPage which) -> Arrange {
        return [=](QWidget& panel, AppFixture& fixture) {
            select(panel, fixture, address, alternate);
            return showSettings(panel, which);
        };
    };
    scenes.push_back(scene(QStringLiteral("stream-queue-out"), page(0x02, 0, SettingsPage::Queue)));
    scenes.push_back(scene(QStringLiteral("stream-queue-packets"), [](QWidget& panel, AppFixture& fixture) {
        select(panel, fixture, 0x84, 1);
        return showSettings(panel, SettingsPage::Queue)
            && typeInto(findWidget(panel, "streamPacketLengths"), QStringLiteral("180, 3x176, 512"));
    }));
    scenes.push_back(scene(QStringLiteral("stream-data-out"), page(0x02, 0, SettingsPage::Data)));
    scenes.push_back(scene(QStringLiteral("stream-data-in"), [](QWidget& panel, AppFixture& fixture) {
        select(panel, fixture, 0x82);
        return showSettings(panel, SettingsPage::Data)
            && choose(find<QComboBox>(panel, "streamSink"), QStringLiteral("To a file"))
            && tick(findWidget(panel, "streamCompare"));
    }));
    scenes.push_back(scene(QStringLiteral("stream-stop-when"), page(0x82, 0, SettingsPage::StopWhen)));
    scenes.push_back(scene(QStringLiteral("stream-on-events"), page(0x82, 0, SettingsPage::OnEvents)));
    scenes.push_back(scene(QStringLiteral("stream-bad-input"), [](QWidget& panel, AppFixture& fixture) {
        select(panel, fixture, 0x82);
        return showSettings(panel, SettingsPage::StopWhen)
            && typeInto(findWidget(panel, "streamStopPattern"), QStringLiteral("de ad be ef xy"));
    }));
}

void addRuns(std::vector<Scene>& scenes)
{
    scenes.push_back(scene(QStringLiteral("stream-three"), [](QWidget& panel, AppFixture& fixture) {
        return start(panel, fixture, 0x82) && start(panel, fixture, 0x02) && start(panel, fixture, 0x83);
    }));
    scenes.push_back(scene(QStringLiteral("stream-loopback-difference"), [](QWidget& panel, AppFixture& fixture) {
        select(panel, fixture, 0x03);
        return showSettings(panel, SettingsPage::Data)
            && choose(find<QComboBox>(panel, "streamSourceKind"), QStringLiteral("Counter"))
            && click(findWidget(panel, "streamLoopback"))
            && waitForText(panel, "endpointFailureWords", QStringLiteral("came back as 0x"));
    }));
    scenes.push_back(scene(QStringLiteral("stream-meter-empty"),
        [](QWidget& panel, AppFixture&) { return showTab(panel, EndpointTab::Meter); }));
    scenes.push_back(scene(QStringLiteral("stream-meter-bulk"), [](QWidget& panel, AppFixture& fixture) {
        return start(panel, fixture, 0x82) && showTab(panel, EndpointTab::Meter) && waitForCurve(fixture);
    }));
    scenes.push_back(scene(QStringLiteral("stream-meter-endpoint"), [](QWidget& panel, AppFixture& fixture) {
        engine::StreamConfig config;
        config.endpoint = { 0x82 };
        config.transferBytes = 512;
        for (int streams = 0; streams < 2; ++streams)
            fixture.service().startStream(fixture.loopback()->id, config);
        auto* measured = find<QComboBox>(panel, "meterStream");
        return showTab(panel, EndpointTab::Meter)
            && QTest::qWaitFor([measured] { return measured->count() == 3; }, kPatienceMs)
            && choose(measured, measured->itemText(2)) && waitForCurve(fixture);
    }));
    scenes.push_back(scene(QStringLiteral("stream-meter-isochronous"), [](QWidget& panel, AppFixture& fixture) {
        return start(panel, fixture, 0x84, 1) && showTab(panel, EndpointTab::Meter) && waitForCurve(fixture);
    }));
    scenes.push_back(scene(QStringLiteral("stream-meter-latest"), [](QWidget& panel, AppFixture& fixture) {
        select(panel, fixture, 0x82);
        if (!showSettings(panel, SettingsPage::Data)
            || !choose(find<QComboBox>(panel, "streamSink"), QStringLiteral("Show the latest"))
            || !start(panel, fixture, 0x82) || !showTab(panel, EndpointTab::Meter))
            return false;
        auto* tabs = find<QTabWidget>(panel, "meterTabs");
        QTest::mouseClick(tabs->tabBar(), Qt::LeftButton, {}, tabs->tabBar()->tabRect(1).center());
        return tabs->currentIndex() == 1;
    }));
}

} // namespace

std::vector<Scene> streamScenes()
{
    std::vector<Scene> scenes;
    addSettings(scenes);
    addRuns(scenes);
    return scenes;
}

} // namespace wb::test
