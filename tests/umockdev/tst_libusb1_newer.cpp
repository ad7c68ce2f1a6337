// SPDX-License-Identifier: GPL-3.0-or-later
// A libusb that has more functions than the release this is built against: they are found, and used.
#include "core/backend/libusb1/context.h"
#include "core/backend/libusb1/device_registry.h"
#include "core/backend/libusb1/optional_functions.h"
#include "tests/umockdev/support/backend_rig.h"
#include "tests/umockdev/support/newer_libusb.h"
#include "tests/umockdev/support/sample_devices.h"

#include <QTest>

#include <algorithm>

using namespace wb;
using mock::newer::state;

namespace {

// A system that tells nothing of its devices.
class NoFacts final : public backend::SystemFacts {
public:
    void refresh() override { }
    std::optional<backend::LiveFacts> live(std::uint16_t, std::uint8_t) const override { return std::nullopt; }
    backend::FixedFacts fixed(const std::string&) const override { return {}; }
};

constexpr int kLogLevel = 0, kNoDiscovery = 2; // libusb_option

} // namespace

class TestLibusb1Newer : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { state() = {}; }
    void theyAreFound();
    void optionsHoldForOneContext();
    void stringsOfADeviceThatIsNotOpen();
    void aSystemThatTellsIsNotAskedTwice();
    void intervalsAreCompared();

private:
    // The loopback device as a system without facts shows it.
    [[nodiscard]] static usb::DevicePtr loopbackWithoutFacts()
    {
        const auto context = backend::Context::create();
        backend::DeviceRegistry registry(std::make_unique<NoFacts>());
        const auto devices = registry.update(*context);
        if (!devices)
            return nullptr;
        const auto found = std::find_if(devices->begin(), devices->end(),
            [](const usb::DevicePtr& one) { return one->descriptor.vendorId == 0xfffe; });
        return found == devices->end() ? nullptr : *found;
    }
    // That speak of libusb's count.
    [[nodiscard]] static std::vector<std::string> counts(const usb::DeviceInfo& device)
    {
        std::vector<std::string> found;
        std::copy_if(device.problems.begin(), device.problems.end(), std::back_inserter(found),
            [](const std::string& problem) { return problem.find("libusb counts") != std::string::npos; });
        return found;
    }
};

void TestLibusb1Newer::theyAreFound()
{
    for (const usb::LibraryFunction& function : backend::optionalFunctions())
        if (function.name == "libusb_init_context" || function.name == "libusb_get_device_string"
            || function.name == "libusb_get_max_alt_packet_size")
            QVERIFY2(function.isPresent, function.name.c_str());
}

// In 1.0.26 the context without devices, made first, would leave the other one without any (P50).
void TestLibusb1Newer::optionsHoldForOneContext()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    {
        const auto blind = backend::Context::create(backend::Context::Discovery::Off);
        QVERIFY(blind.has_value());
        QCOMPARE(state().contexts, 1);
        QCOMPARE(state().options, (std::vector<int> { kLogLevel, kNoDiscovery }));
    }
    mock::BackendRig rig;
    QCOMPARE(state().contexts, 2);
    QCOMPARE(state().options, std::vector<int> { kLogLevel });
    QCOMPARE(rig.devices().size(), std::size_t { 2 });
}

void TestLibusb1Newer::stringsOfADeviceThatIsNotOpen()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    state().strings = { "Maker", "Thing", "0042" };
    const usb::DevicePtr device = loopbackWithoutFacts();
    QVERIFY(device != nullptr);
    QCOMPARE(device->manufacturer, std::string("Maker"));
    QCOMPARE(device->product, std::string("Thing"));
    QCOMPARE(device->serial, std::string("0042"));
    state().strings = { "Maker" };
    const usb::DevicePtr poorer = loopbackWithoutFacts();
    QVERIFY(poorer != nullptr);
    QCOMPARE(poorer->manufacturer, std::string("Maker"));
    QVERIFY(poorer->product.empty() && poorer->serial.empty());
}

void TestLibusb1Newer::aSystemThatTellsIsNotAskedTwice()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    state().strings = { "Maker", "Thing", "0042" };
    mock::BackendRig rig;
    const usb::DevicePtr device = rig.device("1-1");
    QVERIFY(device != nullptr);
    QCOMPARE(device->product, std::string("Loopback"));
    QCOMPARE(device->serial, std::string("0001"));
}

// 1024 bytes of each isochronous endpoint and 8 of each interrupt endpoint; what libusb does not know is no difference.
void TestLibusb1Newer::intervalsAreCompared()
{
    mock::MockBus bus;
    bus.add(mock::rootHub());
    bus.add(mock::loopback());
    const usb::DevicePtr silent = loopbackWithoutFacts();
    QVERIFY(silent != nullptr);
    QVERIFY(counts(*silent).empty());
    state().packetSize = 1024;
    const usb::DevicePtr different = loopbackWithoutFacts();
    QVERIFY(different != nullptr);
    const std::vector<std::string> found = counts(*different);
    QCOMPARE(found.size(), std::size_t { 2 });
    QCOMPARE(found.front(),
        std::string("EP2 IN (0x82) of interface 0, alternate setting 0: libusb counts 1024 bytes in an interval, its "
                    "descriptors say 8."));
}

QTEST_GUILESS_MAIN(TestLibusb1Newer)
#include "tst_libusb1_newer.moc"
