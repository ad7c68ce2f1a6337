// SPDX-License-Identifier: GPL-3.0-or-later
// What the libusb that is installed says of itself, and of its work.
#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/library_facts.h"
#include "core/backend/libusb1/optional_functions.h"
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QFile>
#include <QTest>

#include <algorithm>
#include <cerrno>
#include <linux/usbdevice_fs.h>
#include <map>
#include <set>
#include <sys/ioctl.h>
#include <tuple>

using namespace wb;

namespace {

// Filled by whatever thread libusb speaks on.
class Heard {
public:
    [[nodiscard]] usb::MessageSink sink()
    {
        return [this](const usb::LibraryMessage& message) {
            const std::lock_guard lock(m_mutex);
            m_messages.push_back(message);
        };
    }
    [[nodiscard]] bool has(const std::string& source, usb::LogLevel level) const
    {
        const std::lock_guard lock(m_mutex);
        return std::any_of(m_messages.begin(), m_messages.end(),
            [&](const usb::LibraryMessage& message) { return message.source == source && message.level == level; });
    }
    void forget()
    {
        const std::lock_guard lock(m_mutex);
        m_messages.clear();
    }

private:
    mutable std::mutex m_mutex;
    std::vector<usb::LibraryMessage> m_messages;
};

const auto kListing = "libusb_get_device_list";

} // namespace

class TestLibusb1Library : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void tellsVersionAndFile();
    void capabilitiesAreNotOne();
    void errorsInEveryLanguage();
    void systemErrorsAreThoseOfPyUsb();
    void missingFunctionsAreFoundMissing();
    void theTableIsOrdered();
    void theFileInUseIsTheFirst();
    void theEventLoopIsTold();
    void saysWhatItIsAskedTo();
    void levelsBelowWarningsKeepTheReasonOfFailures();
};

void TestLibusb1Library::tellsVersionAndFile()
{
    mock::MockBus bus;
    mock::BackendRig rig;
    const auto facts = rig.onUsb([&rig] { return rig.backend().library(); });
    QVERIFY(facts.has_value());
    QVERIFY2(rig.backend().version().rfind("libusb " + facts->version, 0) == 0, facts->version.c_str());
    QVERIFY2(facts->file.find("libusb-1.0") != std::string::npos, facts->file.c_str());
}

// P60: 65536 and 131072 mean yes, too.
void TestLibusb1Library::capabilitiesAreNotOne()
{
    const usb::LibraryFacts facts = backend::libraryFacts();
    QCOMPARE(facts.capabilities.size(), std::size_t { 4 });
    for (const usb::LibraryCapability& capability : facts.capabilities)
        if (capability.name != "LIBUSB_CAP_HAS_HID_ACCESS")
            QVERIFY2(capability.isPresent, capability.name.c_str());
}

void TestLibusb1Library::errorsInEveryLanguage()
{
    const usb::LibraryFacts facts = backend::libraryFacts();
    const std::set<std::string> languages(facts.languages.begin(), facts.languages.end());
    QVERIFY((languages == std::set<std::string> { "de", "en", "fr", "hu", "nl", "ru" }));
    QCOMPARE(facts.errors.size(), std::size_t { 13 });
    const auto busy = std::find_if(facts.errors.begin(), facts.errors.end(),
        [](const usb::LibraryError& error) { return error.name == "LIBUSB_ERROR_BUSY"; });
    QVERIFY(busy != facts.errors.end());
    QCOMPARE(busy->code, -6);
    QVERIFY(busy->kind == ErrorKind::Busy);
    QCOMPARE(busy->texts.size(), facts.languages.size());
    QCOMPARE((std::set<std::string>(busy->texts.begin(), busy->texts.end()).size()), facts.languages.size());
    QCOMPARE(facts.languages.back(), std::string("en")); // and the process speaks English again
    QCOMPARE(busy->texts.back(), std::string("Resource busy"));
}

// By libusb's number. OTHER has none, and success is none.
void TestLibusb1Library::systemErrorsAreThoseOfPyUsb()
{
    const std::map<int, int> ofErrors { { -1, EIO }, { -2, EINVAL }, { -3, EACCES }, { -4, ENODEV }, { -5, ENOENT },
        { -6, EBUSY }, { -7, ETIMEDOUT }, { -8, EOVERFLOW }, { -9, EPIPE }, { -10, EINTR }, { -11, ENOMEM },
        { -12, ENOSYS }, { -99, 0 } };
    const std::map<int, int> ofStatuses { { 0, 0 }, { 1, EIO }, { 2, ETIMEDOUT }, { 3, EAGAIN }, { 4, EIO },
        { 5, ENODEV }, { 6, EOVERFLOW } };
    const usb::LibraryFacts facts = backend::libraryFacts();
    std::map<int, int> told;
    for (const usb::LibraryError& error : facts.errors) {
        told.emplace(error.code, error.systemError.number);
        QCOMPARE(error.systemError.name.empty(), error.systemError.number == 0);
    }
    QCOMPARE(told, ofErrors);
    told.clear();
    for (const usb::LibraryStatus& status : facts.statuses)
        told.emplace(status.code, status.systemError.number);
    QCOMPARE(told, ofStatuses);
    QCOMPARE(backend::systemErrorOf(-6).name, std::string("EBUSY"));
    QCOMPARE(backend::systemErrorOf(-4711).number, 0);
    QCOMPARE(backend::systemErrorOfStatus(3).name, std::string("EAGAIN"));
    QCOMPARE(backend::systemErrorOfStatus(4711).number, 0);
}

void TestLibusb1Library::missingFunctionsAreFoundMissing()
{
    QVERIFY(backend::isFunctionPresent("libusb_init"));
    QVERIFY(!backend::isFunctionPresent("libusb_no_such_function"));
}

void TestLibusb1Library::theTableIsOrdered()
{
    const std::vector<usb::LibraryFunction> functions = backend::optionalFunctions();
    QVERIFY(!functions.empty());
    const auto isBefore = [](const usb::LibraryFunction& a, const usb::LibraryFunction& b) {
        return std::tie(a.since, a.name) < std::tie(b.since, b.name);
    };
    QVERIFY(std::is_sorted(functions.begin(), functions.end(), isBefore));
    for (const usb::LibraryFunction& function : functions) {
        QVERIFY2(function.name.rfind("libusb_", 0) == 0, function.name.c_str());
        QVERIFY2(!function.without.empty(), function.name.c_str());
        QCOMPARE(function.isPresent, backend::isFunctionPresent(function.name.c_str()));
    }
}

void TestLibusb1Library::theFileInUseIsTheFirst()
{
    using State = usb::LibraryFile::State;
    const usb::LibraryFacts facts = backend::libraryFacts();
    QVERIFY(!facts.files.empty());
    QVERIFY(facts.files.front().state == State::Used);
    QCOMPARE(facts.files.front().file, facts.file);
    for (const usb::LibraryFile& file : facts.files)
        QCOMPARE(file.state == State::Absent, !QFile::exists(QString::fromStdString(file.file)));
    QVERIFY2(facts.files.size() > 1, "the linker searches no folder at all");
}

void TestLibusb1Library::theEventLoopIsTold()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    mock::BackendRig rig;
    const auto loop = [&rig] { return rig.onUsb([&rig] { return rig.backend().eventLoop(); }); };
    const auto before = loop();
    QVERIFY(before.has_value() && before->watched.has_value());
    QVERIFY(!before->watched->empty()); // what wakes it, at least
    QVERIFY(before->isLockFree && before->mayHandle && !before->isHandlerActive);
    QVERIFY(before->handlesTimeouts); // Linux has timers to watch
    auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    const auto open = loop();
    QCOMPARE(open->watched->size(), before->watched->size() + 1); // the device's own
    QVERIFY(open->watched->back().forOutput);
    QCOMPARE(open->added, before->added + 1);
    handle.reset();
    const auto closed = loop();
    QVERIFY(closed->watched == before->watched);
    QCOMPARE(closed->removed, before->removed + 1);
}

void TestLibusb1Library::saysWhatItIsAskedTo()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    Heard heard;
    mock::BackendRig rig;
    rig.backend().setMessageSink(heard.sink());
    (void)rig.devices();
    QVERIFY(!heard.has(kListing, usb::LogLevel::Debug)); // warnings alone, at first
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::Debug); });
    (void)rig.devices();
    QVERIFY(heard.has(kListing, usb::LogLevel::Debug));
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::Error); });
    heard.forget();
    (void)rig.devices();
    QVERIFY(!heard.has(kListing, usb::LogLevel::Debug));
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::Debug); });
    rig.backend().setMessageSink({});
    heard.forget();
    (void)rig.devices();
    QVERIFY(!heard.has(kListing, usb::LogLevel::Debug));
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::Warning); });
}

// libusb names the errno in its log alone (P33): who wants to hear nothing still gets it with the error.
void TestLibusb1Library::levelsBelowWarningsKeepTheReasonOfFailures()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    auto& usbfs = bus.add(mock::loopback());
    mock::BackendRig rig;
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::None); });
    const auto handle = rig.open("1-1");
    QVERIFY(handle != nullptr);
    usbfs.failIoctl(USBDEVFS_CLAIMINTERFACE, ENOMEM);
    const Status claimed = handle->claimInterface(0);
    rig.onUsb([&rig] { rig.backend().setLogLevel(usb::LogLevel::Warning); });
    QVERIFY(!claimed.has_value());
    QVERIFY2(claimed.error().detail.find("errno=12") != std::string::npos, claimed.error().detail.c_str());
}

QTEST_GUILESS_MAIN(TestLibusb1Library)
#include "tst_libusb1_library.moc"
