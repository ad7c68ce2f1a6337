// SPDX-License-Identifier: GPL-3.0-or-later
// Recorded transfers that are sent again.
#include "tests/gui/gallery/scene_tools.h"
#include "ui/dialogs/replay_dialog.h"

#include <QTableView>

namespace wb::test {

namespace {

constexpr QSize kDialog { 1000, 640 };
constexpr std::size_t kFirst = 0;
constexpr std::size_t kWrite = kFirst, kRead = 1; // in the log that record() leaves

Make dialogOf(std::vector<std::size_t> entries, bool (*fillLog)(AppFixture& fixture))
{
    return [entries = std::move(entries), fillLog](AppFixture& fixture) -> std::unique_ptr<QWidget> {
        if (!fillLog(fixture))
            return nullptr;
        auto dialog
            = std::make_unique<ui::ReplayDialog>(fixture.context(), fixture.context().log, entries, usb::DeviceId {});
        dialog->setAttribute(Qt::WA_DeleteOnClose, false);
        return dialog;
    };
}

bool isLogged(AppFixture& fixture, std::size_t count)
{
    const auto& log = fixture.context().log;
    return waitUntil([&log, count] { return log->counters().completed >= count && log->count() >= count; });
}

void writeBuffer(AppFixture& fixture, const Bytes& bytes)
{
    usb::TransferRequest order;
    order.setup = { 0x40, 0x5b, 0, 0, static_cast<std::uint16_t>(bytes.size()) };
    order.data = bytes;
    fixture.service().transfer(fixture.loopback()->id, order);
}

// A buffer that is written and read, and then written otherwise: what is read again differs.
bool record(AppFixture& fixture)
{
    writeBuffer(fixture, { 0x11, 0x22, 0x33, 0x44 });
    usb::TransferRequest order;
    order.setup = { 0xc0, 0x5c, 0, 0, 4 };
    order.length = 4;
    fixture.service().transfer(fixture.loopback()->id, order);
    if (!isLogged(fixture, 2))
        return false;
    writeBuffer(fixture, { 0x11, 0x22, 0x99, 0x44 });
    return isLogged(fixture, 3);
}

// Of a device that answers once, and never again.
bool recordFake(AppFixture& fixture)
{
    const auto world = std::make_shared<FakeWorld>();
    const usb::DevicePtr device = plugFake(fixture, world);
    if (!device)
        return false;
    usb::TransferRequest order;
    order.setup = { 0x80, 6, 0x0100, 0, 18 };
    order.length = 18;
    fixture.service().transfer(device->id, order);
    if (!waitUntil([&world] { return world->pendingTransfers() == 1; }))
        return false;
    const Bytes answer(order.length, 0x5a);
    world->answerAll(answer);
    return isLogged(fixture, 1);
}

Scene scene(const char* name, std::vector<std::size_t> entries, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::On, kDialog, dialogOf(std::move(entries), &record),
        std::move(arrange) };
}

Scene onFake(const char* name, Arrange arrange)
{
    return { QLatin1String(name), AppFixture::Bus::Off, kDialog, dialogOf({ kFirst }, &recordFake),
        std::move(arrange) };
}

bool waitForSummary(QWidget& dialog, const QString& part) { return waitForText(dialog, "replaySummary", part); }

bool start(QWidget& dialog)
{
    const QWidget* button = findWidget(dialog, "replayStart");
    return waitUntil([button] { return button->isEnabled(); }) && click(findWidget(dialog, "replayStart"));
}

bool selectStep(QWidget& dialog)
{
    auto* steps = find<QTableView>(dialog, "replaySteps");
    return clickItem(steps, steps->model()->index(0, 1));
}

bool chooseOther(QWidget& dialog, AppFixture& fixture)
{
    auto* target = find<QComboBox>(dialog, "replayTarget");
    const usb::DevicePtr other = fixture.waitForDevice(0xfffe, 0x0bad);
    const int place = target->findData(QVariant::fromValue<qulonglong>(other->id.value));
    return place >= 0 && choose(target, target->itemText(place)) && waitForShown(dialog, "replayWarning");
}

void addBefore(std::vector<Scene>& scenes)
{
    scenes.push_back(scene("replay-ready", { kWrite, kRead },
        [](QWidget& dialog, AppFixture&) { return waitForSummary(dialog, QStringLiteral("Ready to send")); }));
    Scene asks = scene("replay-asks", { kWrite, kRead },
        [](QWidget& dialog, AppFixture&) { return start(dialog) && isAsked(dialog); });
    asks.drawn = &question;
    scenes.push_back(std::move(asks));
    scenes.push_back(scene("replay-wrong-device", { kWrite, kRead }, &chooseOther));
    scenes.push_back(scene("replay-unplugged", { kRead }, [](QWidget& dialog, AppFixture& fixture) {
        return fixture.demoBus().setPlugged("loopback", false)
            && waitForSummary(dialog, QStringLiteral("Choose an attached device"));
    }));
}

void addRuns(std::vector<Scene>& scenes)
{
    scenes.push_back(onFake("replay-running", [](QWidget& dialog, AppFixture&) {
        return start(dialog) && waitForSummary(dialog, QStringLiteral("Sending"));
    }));
    scenes.push_back(onFake("replay-stopped", [](QWidget& dialog, AppFixture&) {
        return start(dialog) && click(findWidget(dialog, "replayStop"))
            && waitForSummary(dialog, QStringLiteral("stopped before the end"));
    }));
    scenes.push_back(scene("replay-same", { kWrite, kRead }, [](QWidget& dialog, AppFixture&) {
        return start(dialog) && agree(dialog) && waitForSummary(dialog, QStringLiteral("2 same")) && selectStep(dialog);
    }));
    scenes.push_back(scene("replay-differences", { kRead }, [](QWidget& dialog, AppFixture&) {
        return start(dialog) && waitForSummary(dialog, QStringLiteral("1 differ")) && selectStep(dialog);
    }));
    scenes.push_back(scene("replay-read-only", { kWrite, kRead }, [](QWidget& dialog, AppFixture& fixture) {
        fixture.service().setReadOnly(true);
        return start(dialog) && waitForSummary(dialog, QStringLiteral("1 failed")) && selectStep(dialog);
    }));
}

} // namespace

std::vector<Scene> replayScenes()
{
    std::vector<Scene> scenes;
    addBefore(scenes);
    addRuns(scenes);
    return scenes;
}

} // namespace wb::test
