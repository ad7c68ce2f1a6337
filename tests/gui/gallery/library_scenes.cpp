// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/gui/gallery/scenes.h"
#include "tests/support/gui_driver.h"
#include "tests/unit/engine/fake_backend.h"
#include "ui/dialogs/library_dialog.h"
#include "ui/models/library_message_model.h"

#include <QLabel>
#include <QTabWidget>
#include <QTableView>

namespace wb::test {

namespace {

constexpr int kPatienceMs = 8000;

enum Page : std::uint8_t { Functions, Errors, Messages, Loop, Files };

usb::LibraryFacts sampleFacts()
{
    usb::LibraryFacts facts;
    facts.name = "libusb";
    facts.version = "1.0.28";
    facts.file = "/lib/x86_64-linux-gnu/libusb-1.0.so.0";
    facts.capabilities = { { "LIBUSB_CAP_HAS_HOTPLUG", "It tells when a device comes or goes", true },
        { "LIBUSB_CAP_HAS_HID_ACCESS", "HID devices can be reached without another driver", false } };
    facts.functions
        = { { "libusb_init_context", "1.0.27", "The level of messages is set once the library has started.", true },
              { "libusb_get_device_string", "1.0.30", "Linux tells the three strings of a device in sysfs.", false } };
    facts.languages = { "de", "en" };
    facts.errors = { { -6, "LIBUSB_ERROR_BUSY", ErrorKind::Busy, { "Die Ressource ist belegt", "Resource busy" },
                         { 16, "EBUSY" } },
        { -9, "LIBUSB_ERROR_PIPE", ErrorKind::Stall, { "Pipe-Fehler", "Pipe error" }, { 32, "EPIPE" } } };
    facts.statuses = { { 4, "LIBUSB_TRANSFER_STALL", usb::TransferStatus::Stall, { 5, "EIO" } } };
    using State = usb::LibraryFile::State;
    facts.files = { { facts.file, State::Used }, { "/opt/lib/libusb-1.0.so.0", State::There },
        { "/usr/lib/libusb-1.0.so.0", State::Absent } };
    return facts;
}

usb::EventLoopFacts sampleLoop()
{
    usb::EventLoopFacts facts;
    facts.watched = { { 17, true, false }, { 18, true, false }, { 23, false, true } };
    facts.added = 5;
    facts.removed = 2;
    facts.handlesTimeouts = true;
    facts.isLockFree = true;
    facts.mayHandle = true;
    return facts;
}

std::unique_ptr<QWidget> makeDialog(AppFixture& fixture)
{
    auto* messages = new ui::LibraryMessageModel(50, &fixture.service());
    usb::LibraryMessage said;
    said.time = std::chrono::hours(12);
    said.level = usb::LogLevel::Debug;
    said.source = "libusb_open";
    said.text = "open 1.4";
    usb::LibraryMessage warning = said;
    warning.level = usb::LogLevel::Warning;
    warning.source = "libusb_exit";
    warning.text = "device 1.4 still referenced";
    messages->add({ said, warning });
    const auto world = std::make_shared<FakeWorld>();
    world->library = sampleFacts();
    world->eventLoop = sampleLoop();
    fixture.service().addBackend(makeFakeBackend(world));
    return std::make_unique<ui::LibraryDialog>(fixture.context(), *messages);
}

// libusb is there and does not start, or nothing uses it.
std::unique_ptr<QWidget> makeWithout(AppFixture& fixture, bool isTried)
{
    auto* messages = new ui::LibraryMessageModel(50, &fixture.service());
    if (isTried) {
        const auto world = std::make_shared<FakeWorld>();
        world->failStart = Error { ErrorKind::Io, -99, "start libusb", "no USB file system is mounted" };
        fixture.service().addBackend(makeFakeBackend(world, "libusb1"));
    }
    return std::make_unique<ui::LibraryDialog>(fixture.context(), *messages);
}

Scene without(const QString& name, bool isTried, const QString& words)
{
    return { name, AppFixture::Bus::Off, QSize(1000, 420),
        [isTried](AppFixture& fixture) { return makeWithout(fixture, isTried); },
        [words](QWidget& root, AppFixture&) {
            const auto* version = find<QLabel>(root, "libraryVersion");
            return QTest::qWaitFor([&] { return version->text().contains(words); }, kPatienceMs);
        },
        {} };
}

Scene dialog(const QString& name, Page page)
{
    return { name, AppFixture::Bus::Off, QSize(1000, 420), &makeDialog,
        [page](QWidget& root, AppFixture&) {
            find<QTabWidget>(root, "libraryTabs")->setCurrentIndex(page);
            const QAbstractItemModel* functions = find<QTableView>(root, "libraryFunctions")->model();
            return QTest::qWaitFor([functions] { return functions->rowCount() > 0; }, kPatienceMs);
        },
        {} };
}

Scene loop()
{
    return { QStringLiteral("library-loop"), AppFixture::Bus::Off, QSize(1000, 420), &makeDialog,
        [](QWidget& root, AppFixture&) {
            const QAbstractItemModel* functions = find<QTableView>(root, "libraryFunctions")->model();
            const QAbstractItemModel* facts = find<QTableView>(root, "eventLoopFacts")->model();
            if (!QTest::qWaitFor([functions] { return functions->rowCount() > 0; }, kPatienceMs))
                return false;
            find<QTabWidget>(root, "libraryTabs")->setCurrentIndex(Loop);
            return QTest::qWaitFor([facts] { return facts->rowCount() > 0; }, kPatienceMs);
        },
        {} };
}

} // namespace

std::vector<Scene> libraryScenes()
{
    return { dialog(QStringLiteral("library-functions"), Functions), dialog(QStringLiteral("library-errors"), Errors),
        dialog(QStringLiteral("library-messages"), Messages), loop(), dialog(QStringLiteral("library-files"), Files),
        without(QStringLiteral("library-unused"), false, QStringLiteral("libusb is not in use")),
        without(QStringLiteral("library-failed"), true, QStringLiteral("no USB file system is mounted")) };
}

} // namespace wb::test
