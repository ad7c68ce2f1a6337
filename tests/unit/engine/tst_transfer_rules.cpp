// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/transfer_rules.h"
#include "tests/unit/engine/fake_backend.h"

#include <QtTest>

using namespace wb;
using namespace wb::engine;

class TestTransferRules : public QObject {
    Q_OBJECT

private:
    test::FakeWorld m_world;
    usb::DevicePtr m_device = m_world.plug(1, 1);

    static usb::TransferRequest bulkIn(std::uint32_t length)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Bulk;
        request.endpoint = { 0x81 };
        request.length = length;
        return request;
    }

    static usb::TransferRequest isoIn(std::vector<std::uint32_t> packets, std::uint32_t length)
    {
        usb::TransferRequest request;
        request.type = usb::TransferType::Isochronous;
        request.endpoint = { 0x82 };
        request.isoPacketLengths = std::move(packets);
        request.length = length;
        return request;
    }

    void refused(const usb::TransferRequest& request, ErrorKind kind, const char* part)
    {
        const auto needs = planTransfer(*m_device, {}, request);
        QVERIFY(!needs);
        QVERIFY(needs.error().kind == kind);
        QVERIFY2(needs.error().detail.find(part) != std::string::npos, needs.error().detail.c_str());
    }

private Q_SLOTS:
    void bulkNeedsItsInterface()
    {
        const auto needs = planTransfer(*m_device, {}, bulkIn(512));
        QVERIFY(needs);
        QCOMPARE(needs->interfaceNumber, std::optional<std::uint8_t>(0));
        QVERIFY(!needs->alternate);
    }

    void isochronousNeedsTheOtherAlternate()
    {
        const auto needs = planTransfer(*m_device, {}, isoIn({ 512, 512 }, 1024));
        QVERIFY(needs);
        QCOMPARE(needs->alternate, std::optional<std::uint8_t>(1));
        InterfaceState selected;
        selected.alternate = 1;
        const auto now = planTransfer(*m_device, { &selected, 1 }, isoIn({ 512 }, 512));
        QVERIFY(now && !now->alternate);
    }

    void namesTheEndpointsThatExist()
    {
        auto request = bulkIn(1);
        request.endpoint = { 0x85 };
        refused(request, ErrorKind::NotFound, "0x01, 0x81, 0x82");
    }

    void refusesTheWrongType()
    {
        auto request = bulkIn(1);
        request.type = usb::TransferType::Interrupt;
        refused(request, ErrorKind::InvalidArgument, "is bulk, not interrupt");
    }

    void refusesHugeTransfers() { refused(bulkIn(kMaxTransferBytes + 1), ErrorKind::InvalidArgument, "limit"); }

    void refusesBadPackets()
    {
        refused(isoIn({}, 0), ErrorKind::InvalidArgument, "at least one packet");
        refused(isoIn({ 1025 }, 1025), ErrorKind::InvalidArgument, "1024 bytes per interval");
        refused(isoIn({ 1024, 1024 }, 2047), ErrorKind::InvalidArgument, "buffer has 2047");
        refused(isoIn(std::vector<std::uint32_t>(129, 1), 129), ErrorKind::InvalidArgument, "128");
    }

    void checksControlLengths()
    {
        usb::TransferRequest request;
        request.setup = { 0xc0, 1, 0, 0, 4097 };
        request.length = 4097;
        refused(request, ErrorKind::InvalidArgument, "4096");
        request.setup.wLength = 8;
        request.length = 4;
        refused(request, ErrorKind::InvalidArgument, "data stage has 4 bytes");
    }

    void refusesSetAddress()
    {
        usb::TransferRequest request;
        request.setup = { 0x00, 5, 9, 0, 0 };
        refused(request, ErrorKind::InvalidArgument, "SET_ADDRESS");
    }

    void interfaceRequestsNeedTheInterface()
    {
        usb::TransferRequest request;
        request.setup = { 0xa1, 1, 0, 0, 8 };
        request.length = 8;
        const auto needs = planTransfer(*m_device, {}, request);
        QVERIFY(needs);
        QCOMPARE(needs->interfaceNumber, std::optional<std::uint8_t>(0));
        request.setup.bmRequestType = 0xc1; // vendor requests pass the kernel unclaimed
        QVERIFY(!planTransfer(*m_device, {}, request)->interfaceNumber);
    }

    void streamsRoundInSizesUp()
    {
        StreamConfig config;
        config.endpoint = { 0x81 };
        config.transferBytes = 1000;
        const auto plan = planStream(*m_device, {}, config);
        QVERIFY(plan);
        QCOMPARE(plan->config.transferBytes, 1024U);
        config.endpoint = { 0x01 };
        QCOMPARE(planStream(*m_device, {}, config)->config.transferBytes, 1000U);
    }

    void streamsFillIsochronousDefaults()
    {
        StreamConfig config;
        config.endpoint = { 0x82 };
        config.transferBytes = 0;
        const auto plan = planStream(*m_device, {}, config);
        QVERIFY(plan);
        QCOMPARE(plan->config.packetsPerTransfer, 64U); // 8 ms of 125 us
        QCOMPARE(plan->packetLengths, std::vector<std::uint32_t>(64, 1024));
        QCOMPARE(plan->config.transferBytes, 64U * 1024U);
    }

    void streamsTakeATableOfPackets()
    {
        StreamConfig config;
        config.endpoint = { 0x82 };
        config.packetLengths = { 1024, 512, 1 };
        const auto plan = planStream(*m_device, {}, config);
        QVERIFY(plan);
        QCOMPARE(plan->config.transferBytes, 1537U);
        QCOMPARE(plan->config.packetsPerTransfer, 3U);
        QVERIFY(plan->packetLengths == config.packetLengths);
        config.packetLengths = { 1024, 0 };
        QVERIFY(!planStream(*m_device, {}, config));
        config.packetLengths = { 1025 };
        QVERIFY(!planStream(*m_device, {}, config));
        config.packetLengths.assign(kMaxIsoPackets + 1, 8);
        QVERIFY(!planStream(*m_device, {}, config));
    }

    void bulkStreamsAreNeeds()
    {
        using Count = std::optional<std::uint32_t>;
        const usb::DevicePtr device = m_world.plug(2, 2, {}, usb::Speed::Super);
        StreamConfig config;
        config.endpoint = { 0x81 };
        const auto needed = [&] {
            const auto plan = planStream(*device, {}, config);
            return plan ? plan->endpoint.needs.bulkStreams : Count(99);
        };
        QCOMPARE(needed(), Count(0)); // a transfer that names none fails while some are allocated
        config.bulkStream = 5;
        QCOMPARE(needed(), Count(5));
        config.bulkStream = 1;
        QCOMPARE(needed(), Count(2)); // fewer cannot be had
        config.bulkStreams = 16;
        QCOMPARE(needed(), Count(16));
        config = {};
        config.endpoint = { 0x02 };
        QCOMPARE(needed(), Count());
        const auto single = planTransfer(*device, {}, bulkIn(512));
        QVERIFY(single);
        QCOMPARE(single->bulkStreams, Count(0));
    }

    void bulkStreamsAreMet()
    {
        InterfaceState state;
        Needs needs;
        QVERIFY(needs.areStreamsMet(state));
        needs.bulkStreams = 0;
        QVERIFY(needs.areStreamsMet(state));
        needs.bulkStreams = 2;
        QVERIFY(!needs.areStreamsMet(state));
        state.bulkStreams = 4;
        state.bulkStreamsAsked = 8;
        QVERIFY(needs.areStreamsMet(state));
        needs.bulkStreams = 8; // which would not be granted the next time either
        QVERIFY(needs.areStreamsMet(state));
        needs.bulkStreams = 9;
        QVERIFY(!needs.areStreamsMet(state));
        needs.bulkStreams = 0;
        QVERIFY(!needs.areStreamsMet(state));
        needs.bulkStreams.reset();
        QVERIFY(needs.areStreamsMet(state));
    }

    void refusesBulkStreams_data()
    {
        QTest::addColumn<bool>("isSuperSpeed");
        QTest::addColumn<uint>("endpoint");
        QTest::addColumn<uint>("number");
        QTest::addColumn<uint>("count");
        QTest::addColumn<QString>("words");
        QTest::newRow("no companion") << false << 0x81U << 1U << 0U << "has no companion descriptor";
        QTest::newRow("companion without")
            << true << 0x02U << 1U << 0U << "MaxStreams of its companion descriptor is 0";
        QTest::newRow("interrupt") << true << 0x83U << 1U << 0U << "only bulk endpoints";
        QTest::newRow("number beyond all") << true << 0x81U << 17U << 0U << "offers 16 bulk streams";
        QTest::newRow("more than there are") << true << 0x81U << 1U << 17U << "offers 16 bulk streams";
        QTest::newRow("none named") << true << 0x81U << 0U << 4U << "name it, 1 to 16";
        QTest::newRow("a single one") << true << 0x81U << 1U << 1U << "two bulk streams at least";
        QTest::newRow("number beyond the count") << true << 0x81U << 5U << 4U << "stream 5 is above the 4";
    }

    void refusesBulkStreams()
    {
        QFETCH(bool, isSuperSpeed);
        QFETCH(uint, endpoint);
        QFETCH(uint, number);
        QFETCH(uint, count);
        QFETCH(QString, words);
        const usb::DevicePtr device = isSuperSpeed ? m_world.plug(2, 2, {}, usb::Speed::Super) : m_world.plug(2, 2);
        StreamConfig config;
        config.endpoint = { static_cast<std::uint8_t>(endpoint) };
        config.bulkStream = number;
        config.bulkStreams = count;
        const auto plan = planStream(*device, {}, config);
        QVERIFY(!plan);
        QVERIFY(plan.error().kind == ErrorKind::InvalidArgument);
        QVERIFY2(plan.error().detail.find(words.toStdString()) != std::string::npos, plan.error().detail.c_str());
    }

    void streamsRefuseNonsense()
    {
        StreamConfig config;
        config.endpoint = { 0x81 };
        config.depth = 0;
        QVERIFY(!planStream(*m_device, {}, config));
        config.depth = 8;
        config.transferBytes = 0;
        QVERIFY(!planStream(*m_device, {}, config));
        config.endpoint = { 0x8f };
        QVERIFY(planStream(*m_device, {}, config).error().kind == ErrorKind::NotFound);
    }
};

QTEST_GUILESS_MAIN(TestTransferRules)
#include "tst_transfer_rules.moc"
