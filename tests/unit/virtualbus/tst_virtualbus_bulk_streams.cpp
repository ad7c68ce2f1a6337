// SPDX-License-Identifier: GPL-3.0-or-later
// Bulk streams on the demo bus: how many there are, who must name one, and that they keep apart.
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"
#include "tests/unit/virtualbus/model_rig.h"

#include <array>

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

namespace {

constexpr auto kPath = "100-7";
constexpr std::uint8_t kSource = 0x81, kSink = 0x01, kInterrupt = 0x82;
constexpr auto kBoth = std::to_array<usb::EndpointAddress>({ { kSource }, { kSink } });
constexpr auto kWithout = std::to_array<usb::EndpointAddress>({ { kInterrupt } });

ErrorKind kindOf(const Result<std::uint32_t>& refused) { return refused ? ErrorKind::Internal : refused.error().kind; }
ErrorKind kindOf(const Status& refused) { return refused ? ErrorKind::Internal : refused.error().kind; }

} // namespace

class TestVirtualBusBulkStreams : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<BusRig> m_rig;
    std::unique_ptr<backend::DeviceHandle> m_handle;

    static Flight& through(Flight& flight, std::uint32_t stream)
    {
        flight.order().bulkStream = stream;
        return flight;
    }

    // Stream and number of each of its packets.
    static std::vector<std::pair<std::uint64_t, std::uint64_t>> packetsIn(const Bytes& data)
    {
        constexpr std::size_t kPacket = 1024;
        std::vector<std::pair<std::uint64_t, std::uint64_t>> packets;
        for (std::size_t at = 0; at + kPacket <= data.size(); at += kPacket)
            packets.emplace_back(le(data, at, 4), le(data, at + 4, 4));
        return packets;
    }

    std::uint64_t taken(std::uint16_t stream)
    {
        Flight asked(*m_rig, *m_handle);
        if (asked.control(setup(0xc0, 0x5f, stream, 0, 8)).run() != TransferStatus::Completed)
            return ~std::uint64_t { 0 };
        return le(asked.data(), 0, 8);
    }

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<BusRig>();
        QVERIFY(m_rig->bus().plug("superspeed"));
        m_handle = m_rig->open(kPath);
        QVERIFY(m_handle);
        QVERIFY(m_handle->claimInterface(0));
    }

    void cleanup()
    {
        m_handle.reset();
        m_rig.reset();
    }

    void asManyAsTheCompanionOffers()
    {
        QCOMPARE(m_handle->allocateStreams(100, kBoth).value_or(0), 16U);
        QVERIFY(m_handle->freeStreams(kBoth));
        QCOMPARE(m_handle->allocateStreams(5, kBoth).value_or(0), 5U);
    }

    void wrongRequestsAreRefused()
    {
        QCOMPARE(kindOf(m_handle->allocateStreams(1, kBoth)), ErrorKind::InvalidArgument);
        QCOMPARE(kindOf(m_handle->allocateStreams(4, kWithout)), ErrorKind::InvalidArgument);
        QCOMPARE(kindOf(m_handle->allocateStreams(4, {})), ErrorKind::InvalidArgument);
        QCOMPARE(kindOf(m_handle->freeStreams(kBoth)), ErrorKind::InvalidArgument); // there are none
        QVERIFY(m_handle->allocateStreams(4, kBoth));
        QCOMPARE(kindOf(m_handle->allocateStreams(4, kBoth)), ErrorKind::InvalidArgument);
        QVERIFY(m_handle->releaseInterface(0)); // which frees them
        QCOMPARE(kindOf(m_handle->allocateStreams(4, kBoth)), ErrorKind::NotFound);
        QVERIFY(m_handle->claimInterface(0));
        QVERIFY(m_handle->allocateStreams(4, kBoth));
        QVERIFY(m_handle->setAlternateSetting(0, 1)); // and so does this
        QVERIFY(m_handle->allocateStreams(4, kBoth));
    }

    void eachTransferNamesOneThatIsThere()
    {
        Flight flight(*m_rig, *m_handle);
        flight.bulkIn(kSource, 1024);
        QCOMPARE(kindOf(through(flight, 1).submit()), ErrorKind::InvalidArgument); // none is allocated
        QVERIFY(m_handle->allocateStreams(4, kBoth));
        QCOMPARE(kindOf(through(flight, 0).submit()), ErrorKind::InvalidArgument);
        QCOMPARE(kindOf(through(flight, 5).submit()), ErrorKind::InvalidArgument);
        QCOMPARE(through(flight, 4).run(), TransferStatus::Completed);
        QVERIFY(m_handle->freeStreams(kBoth));
        QCOMPARE(through(flight, 0).run(), TransferStatus::Completed);
        QCOMPARE(packetsIn(flight.data()).front().first, std::uint64_t { 0x03020100 }); // i mod 63, as ever
    }

    void streamsKeepApart()
    {
        using Packets = std::vector<std::pair<std::uint64_t, std::uint64_t>>;
        QVERIFY(m_handle->allocateStreams(4, kBoth));
        Flight second(*m_rig, *m_handle);
        Flight third(*m_rig, *m_handle);
        QVERIFY(through(second.bulkIn(kSource, 2048), 2).submit());
        QVERIFY(through(third.bulkIn(kSource, 3072), 3).submit());
        QVERIFY(third.wait() && second.wait());
        QVERIFY(packetsIn(second.data()) == (Packets { { 2, 0 }, { 2, 1 } }));
        QVERIFY(packetsIn(third.data()) == (Packets { { 3, 0 }, { 3, 1 }, { 3, 2 } }));
        QCOMPARE(second.run(), TransferStatus::Completed);
        QVERIFY(packetsIn(second.data()) == (Packets { { 2, 2 }, { 2, 3 } }));
        Flight out(*m_rig, *m_handle);
        QCOMPARE(through(out.bulkOut(kSink, Bytes(1500)), 4).run(), TransferStatus::Completed);
        QCOMPARE(taken(4), std::uint64_t { 1500 });
        QCOMPARE(taken(3), std::uint64_t { 0 });
        QCOMPARE(taken(17), ~std::uint64_t { 0 });
    }

    void allocatingAndFreeingEndTransfers()
    {
        Flight waiting(*m_rig, *m_handle);
        waiting.bulkIn(kInterrupt, std::size_t { 1 } << 20).order().type
            = usb::TransferType::Interrupt; // 8 bytes a millisecond
        QVERIFY(waiting.submit());
        QVERIFY(m_handle->allocateStreams(2, kBoth));
        QVERIFY(waiting.wait());
        QCOMPARE(waiting.status(), TransferStatus::Cancelled);
        QVERIFY(waiting.submit());
        QVERIFY(m_handle->freeStreams(kBoth));
        QVERIFY(waiting.wait());
        QCOMPARE(waiting.status(), TransferStatus::Cancelled);
    }

    void transfersOfAStreamEndWithItsDevice()
    {
        QVERIFY(m_handle->allocateStreams(2, kBoth));
        Flight flight(*m_rig, *m_handle);
        QVERIFY(through(flight.bulkIn(kSource, std::size_t { 64 } << 20), 1).submit());
        QVERIFY(m_rig->bus().unplug("superspeed"));
        QVERIFY(flight.wait());
        QCOMPARE(flight.status(), TransferStatus::NoDevice);
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusBulkStreams)
#include "tst_virtualbus_bulk_streams.moc"
