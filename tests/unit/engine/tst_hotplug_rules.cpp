// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/hotplug_rules.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;

namespace {

usb::DevicePtr makeDevice(std::uint16_t vendor, std::uint16_t product, std::uint8_t deviceClass)
{
    auto device = std::make_shared<usb::DeviceInfo>();
    device->id = usb::nextDeviceId();
    device->descriptor.vendorId = vendor;
    device->descriptor.productId = product;
    device->descriptor.deviceClass = deviceClass;
    return device;
}

DeviceChanges arrivalOf(std::vector<usb::DevicePtr> devices)
{
    DeviceChanges changes;
    changes.arrived = std::move(devices);
    return changes;
}

DeviceChanges departureOf(std::vector<usb::DevicePtr> devices)
{
    DeviceChanges changes;
    changes.departed = std::move(devices);
    return changes;
}

} // namespace

Q_DECLARE_METATYPE(wb::engine::HotplugRule)

class TestHotplugRules : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everyChoiceCounts_data()
    {
        QTest::addColumn<HotplugRule>("rule");
        QTest::addColumn<bool>("onArrival");
        QTest::addColumn<bool>("onDeparture");
        const auto row = [](const char* name, const HotplugRule& rule, bool onArrival, bool onDeparture) {
            QTest::newRow(name) << rule << onArrival << onDeparture;
        };
        row("anything", {}, true, true);
        row("arrivals", { .wantsDepartures = false }, true, false);
        row("departures", { .wantsArrivals = false }, false, true);
        row("neither", { .wantsArrivals = false, .wantsDepartures = false }, false, false);
        row("its vendor", { .vendorId = 0xfffe }, true, true);
        row("another vendor", { .vendorId = 0xffff }, false, false);
        row("its product", { .productId = 1 }, true, true);
        row("another product", { .productId = 2 }, false, false);
        row("its vendor, another product", { .vendorId = 0xfffe, .productId = 2 }, false, false);
        row("its class", { .deviceClass = 9 }, true, true);
        row("another class", { .deviceClass = 0 }, false, false);
        row("all of it", { .vendorId = 0xfffe, .productId = 1, .deviceClass = 9, .isOnce = true }, true, true);
    }

    void everyChoiceCounts()
    {
        QFETCH(const HotplugRule, rule);
        QFETCH(const bool, onArrival);
        QFETCH(const bool, onDeparture);
        const usb::DevicePtr device = makeDevice(0xfffe, 1, 9);
        HotplugRules arrivals;
        const HotplugRuleId id = arrivals.add(rule);
        const auto arrived = arrivals.take(arrivalOf({ device }));
        QCOMPARE(!arrived.empty(), onArrival);
        if (onArrival)
            QVERIFY(arrived.front().rule == id && arrived.front().what == rule && arrived.front().device == device
                && arrived.front().event == HotplugEvent::Arrival);
        HotplugRules departures;
        departures.add(rule);
        const auto departed = departures.take(departureOf({ device }));
        QCOMPARE(!departed.empty(), onDeparture);
        if (onDeparture)
            QVERIFY(departed.front().event == HotplugEvent::Departure);
    }

    void onceIsOnce()
    {
        HotplugRules rules;
        rules.add({ .isOnce = true });
        const HotplugRuleId staying = rules.add({});
        const auto matches = rules.take(arrivalOf({ makeDevice(1, 1, 0), makeDevice(1, 2, 0) }));
        QCOMPARE(matches.size(), std::size_t { 3 }); // one, and two of the other
        QCOMPARE(rules.entries().size(), std::size_t { 1 });
        QVERIFY(rules.entries().front().id == staying);
        QCOMPARE(rules.entries().front().matches, std::uint64_t { 2 });
        QCOMPARE(rules.take(arrivalOf({ makeDevice(1, 3, 0) })).size(), std::size_t { 1 });
    }

    void whatIsAttachedCountsWhenItIsAskedFor()
    {
        const std::vector<usb::DevicePtr> attached { makeDevice(1, 1, 0), makeDevice(1, 2, 0) };
        HotplugRules rules;
        const HotplugRuleId other = rules.add({});
        const HotplugRuleId all = rules.add({ .wantsDepartures = false });
        QCOMPARE(rules.enumerate(all, attached).size(), std::size_t { 2 });
        QCOMPARE(rules.entries().front().matches, std::uint64_t { 0 });
        const HotplugRuleId departures = rules.add({ .wantsArrivals = false });
        QVERIFY(rules.enumerate(departures, attached).empty());
        const HotplugRuleId once = rules.add({ .isOnce = true });
        QCOMPARE(rules.enumerate(once, attached).size(), std::size_t { 1 });
        QCOMPARE(rules.entries().size(), std::size_t { 3 });
        rules.remove(other);
        rules.remove(once); // which has gone by itself
        QCOMPARE(rules.entries().size(), std::size_t { 2 });
    }

    void theListAtStartAndFilesAreNoNews()
    {
        HotplugRules rules;
        rules.add({});
        DeviceChanges initial = arrivalOf({ makeDevice(1, 1, 0) });
        initial.isInitial = true;
        QVERIFY(rules.take(initial).empty());
        auto opened = std::make_shared<usb::DeviceInfo>(*makeDevice(1, 1, 0));
        opened->origin = "desk.json";
        QVERIFY(rules.take(arrivalOf({ opened })).empty());
        QVERIFY(rules.take(departureOf({ opened })).empty());
    }
};

QTEST_APPLESS_MAIN(TestHotplugRules)
#include "tst_hotplug_rules.moc"
