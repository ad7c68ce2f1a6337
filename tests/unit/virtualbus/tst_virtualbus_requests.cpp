// SPDX-License-Identifier: GPL-3.0-or-later
// The standard requests of USB 2.0 §9.4, asked of every model through the Backend port.
#include "core/backend/virtualbus/descriptor_builder.h"
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/comparisons.h"

using namespace wb;
using namespace wb::test;
using usb::TransferStatus;

namespace {

constexpr std::uint8_t kGetStatus = 0, kClearFeature = 1, kSetFeature = 3, kGetDescriptor = 6, kSetDescriptor = 7;
constexpr std::uint8_t kGetConfiguration = 8, kSetConfiguration = 9, kGetInterface = 10, kSetInterface = 11;

struct Answer {
    TransferStatus status = TransferStatus::Pending;
    Bytes data;
};

// A device opened, its drivers taken off, for control transfers.
class Talk {
public:
    Talk(BusRig& rig, const std::string& path)
        : handle(rig.open(path))
        , m_flight(rig, *handle)
    {
        for (const std::uint8_t number : { std::uint8_t { 0 }, std::uint8_t { 1 } })
            if (handle->isKernelDriverActive(number).value_or(false))
                isReady = handle->detachKernelDriver(number).has_value() && isReady;
    }
    Answer ask(const usb::SetupPacket& packet, ByteView data = {})
    {
        m_flight.control(packet, data).timeout(2000);
        const TransferStatus status = m_flight.run();
        return { status, status == TransferStatus::SubmitFailed || !packet.isIn() ? Bytes {} : m_flight.data() };
    }
    std::unique_ptr<backend::DeviceHandle> handle;
    bool isReady = true;

private:
    Flight m_flight;
};

void addDeviceRows()
{
    QTest::addColumn<QByteArray>("path");
    for (const char* path : { "usb100", "100-1", "100-1.1", "100-1.2", "100-1.3", "101-1.1" })
        QTest::newRow(path) << QByteArray(path);
}

} // namespace

class TestVirtualBusRequests : public QObject {
    Q_OBJECT

    std::unique_ptr<BusRig> m_rig;

    std::string fetchedPath() const
    {
        QFETCH(QByteArray, path);
        return path.toStdString();
    }

private Q_SLOTS:
    void init()
    {
        m_rig = std::make_unique<BusRig>();
        m_rig->bus().plugMany(1);
    }
    void cleanup() { m_rig.reset(); }

    void answersDescriptors_data() { addDeviceRows(); }
    void answersDescriptors()
    {
        const std::string path = fetchedPath();
        const usb::DevicePtr device = m_rig->device(path);
        Talk talk(*m_rig, path);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0100, 0, 18)).data, device->descriptor.raw);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0100, 0, 4096)).data, device->descriptor.raw); // short
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0100, 0, 8)).data,
            toBytes(ByteView(device->descriptor.raw).first(8)));
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0200, 0, 4096)).data, device->configurations[0].raw);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0201, 0, 9)).status, TransferStatus::Stall); // no second
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0f00, 0, 5)).status, TransferStatus::Stall); // no BOS at 2.00
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0400, 0, 9)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x00, kSetDescriptor, 0x0100, 0, 0)).status, TransferStatus::Stall);
    }

    void answersAsOtherSpeed_data() { addDeviceRows(); }
    void answersAsOtherSpeed()
    {
        const std::string path = fetchedPath();
        const usb::DevicePtr device = m_rig->device(path);
        Talk talk(*m_rig, path);
        const Answer qualifier = talk.ask(setup(0x80, kGetDescriptor, 0x0600, 0, 10));
        if (device->path.isRootHub() || device->speed != usb::Speed::High) { // one speed only (§9.6.2)
            QCOMPARE(qualifier.status, TransferStatus::Stall);
            return;
        }
        QCOMPARE(qualifier.data.size(), std::size_t { 10 });
        QCOMPARE(int(qualifier.data[8]), 1); // bNumConfigurations
        const Answer other = talk.ask(setup(0x80, kGetDescriptor, 0x0700, 0, 4096));
        QCOMPARE(other.status, TransferStatus::Completed);
        QCOMPARE(int(other.data[1]), 7);
        QCOMPARE(readLe(other.data, 2, 2), std::optional<std::uint64_t>(other.data.size()));
        Bytes asConfiguration = other.data;
        asConfiguration[1] = 2;
        std::vector<std::string> problems;
        const usb::ConfigurationInfo parsed = usb::parseConfiguration(asConfiguration, problems);
        QVERIFY(problems.empty());
        for (const usb::InterfaceInfo& interface : parsed.interfaces)
            for (const usb::AlternateSetting& alternate : interface.alternates)
                for (const usb::EndpointInfo& endpoint : alternate.endpoints)
                    if (endpoint.type() == usb::TransferType::Bulk)
                        QCOMPARE(int(endpoint.maxPacketSize), 64); // full speed
    }

    void answersStrings_data() { addDeviceRows(); }
    void answersStrings()
    {
        const std::string path = fetchedPath();
        const usb::DevicePtr device = m_rig->device(path);
        Talk talk(*m_rig, path);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0300, 0, 255)).data, (Bytes { 4, 3, 0x09, 0x04 }));
        const auto index = static_cast<std::uint16_t>(0x0300 | device->descriptor.productIndex);
        const Answer product = talk.ask(setup(0x80, kGetDescriptor, index, 0x0409, 255));
        QCOMPARE(std::size_t { product.data[0] }, product.data.size());
        QCOMPARE(utf16LeToUtf8(ByteView(product.data).subspan(2)), device->product);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, index, 0x0407, 255)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x03ee, 0x0409, 255)).status, TransferStatus::Stall);
    }

    void namesEveryStringItPromises_data() { addDeviceRows(); }
    void namesEveryStringItPromises()
    {
        const std::string path = fetchedPath();
        const usb::DevicePtr device = m_rig->device(path);
        Talk talk(*m_rig, path);
        std::vector<std::uint8_t> indices { device->descriptor.manufacturerIndex, device->descriptor.serialIndex,
            device->active()->stringIndex };
        for (const usb::InterfaceInfo& interface : device->active()->interfaces)
            for (const usb::AlternateSetting& alternate : interface.alternates)
                indices.push_back(alternate.stringIndex);
        for (const std::uint8_t index : indices) {
            if (index == 0)
                continue;
            const Answer answer
                = talk.ask(setup(0x80, kGetDescriptor, static_cast<std::uint16_t>(0x0300 | index), 0x0409, 255));
            QCOMPARE(answer.status, TransferStatus::Completed);
            QVERIFY(answer.data.size() > 2);
        }
    }

    void answersStatusAndConfiguration_data() { addDeviceRows(); }
    void answersStatusAndConfiguration()
    {
        const std::string path = fetchedPath();
        const usb::DevicePtr device = m_rig->device(path);
        Talk talk(*m_rig, path);
        QVERIFY(talk.isReady);
        QCOMPARE(
            talk.ask(setup(0x80, kGetStatus, 0, 0, 2)).data, (Bytes { device->isHub() ? Byte { 1 } : Byte { 0 }, 0 }));
        QCOMPARE(talk.ask(setup(0x81, kGetStatus, 0, 0, 2)).data, (Bytes { 0, 0 }));
        QCOMPARE(talk.ask(setup(0x81, kGetStatus, 0, 9, 2)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x81, 2)).data, (Bytes { 0, 0 }));
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x00, 2)).data, (Bytes { 0, 0 })); // the default pipe
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x8f, 2)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x80, kGetConfiguration, 0, 0, 1)).data, Bytes { 1 });
        QCOMPARE(talk.ask(setup(0x81, kGetInterface, 0, 0, 1)).data, Bytes { 0 });
        QCOMPARE(talk.ask(setup(0x81, kGetInterface, 0, 9, 1)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x00, kSetConfiguration, 2, 0, 0)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x01, kSetInterface, 7, 0, 0)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x80, 0x77, 0, 0, 1)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x83, kGetStatus, 0, 0, 2)).status, TransferStatus::Stall); // recipient other
    }

    void haltsAndClears_data() { addDeviceRows(); }
    void haltsAndClears()
    {
        Talk talk(*m_rig, fetchedPath());
        QVERIFY(talk.isReady);
        QCOMPARE(talk.ask(setup(0x02, kSetFeature, 0, 0x81, 0)).status, TransferStatus::Completed);
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x81, 2)).data, (Bytes { 1, 0 }));
        QCOMPARE(talk.ask(setup(0x02, kClearFeature, 0, 0x81, 0)).status, TransferStatus::Completed);
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x81, 2)).data, (Bytes { 0, 0 }));
        QCOMPARE(talk.ask(setup(0x02, kSetFeature, 0, 0x00, 0)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x02, kSetFeature, 5, 0x81, 0)).status, TransferStatus::Stall); // no such feature
    }

    void keepsRemoteWakeup_data() { addDeviceRows(); }
    void keepsRemoteWakeup()
    {
        const std::string path = fetchedPath();
        const bool canWake = (m_rig->device(path)->active()->attributes & 0x20) != 0;
        Talk talk(*m_rig, path);
        const TransferStatus expected = canWake ? TransferStatus::Completed : TransferStatus::Stall;
        QCOMPARE(talk.ask(setup(0x00, kSetFeature, 1, 0, 0)).status, expected);
        QCOMPARE((talk.ask(setup(0x80, kGetStatus, 0, 0, 2)).data[0] & 2) != 0, canWake);
        QCOMPARE(talk.ask(setup(0x00, kClearFeature, 1, 0, 0)).status, expected);
        QCOMPARE(talk.ask(setup(0x80, kGetStatus, 0, 0, 2)).data[0] & 2, 0);
    }

    void isStrictWhileUnconfigured()
    {
        Talk talk(*m_rig, "100-1.1");
        QVERIFY(talk.handle->setConfiguration(std::nullopt));
        QVERIFY(!m_rig->device("100-1.1")->activeConfiguration);
        QCOMPARE(talk.ask(setup(0x80, kGetConfiguration, 0, 0, 1)).data, Bytes { 0 });
        QCOMPARE(talk.ask(setup(0x81, kGetStatus, 0, 0, 2)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x82, kGetStatus, 0, 0x81, 2)).status, TransferStatus::Stall);
        QCOMPARE(talk.ask(setup(0x80, kGetDescriptor, 0x0100, 0, 18)).data.size(), std::size_t { 18 });
        QCOMPARE(talk.handle->claimInterface(0).error().kind, ErrorKind::NotFound);
        QVERIFY(talk.handle->setConfiguration(std::uint8_t { 1 }));
        QVERIFY(talk.handle->claimInterface(0));
    }

    void refusesWhatTheHostControllerMustNotSend()
    {
        Talk talk(*m_rig, "100-1.1");
        QCOMPARE(talk.ask(setup(0x00, 5, 3, 0, 0)).status, TransferStatus::SubmitFailed); // SET_ADDRESS
        QCOMPARE(talk.ask(setup(0xc0, 0x5c, 0, 0, 4097)).status, TransferStatus::SubmitFailed); // P24
        Flight flight(*m_rig, *talk.handle);
        flight.control(setup(0x40, 0x5b, 0, 0, 4), Bytes { 1, 2 }); // wLength is not the data's length
        QCOMPARE(flight.run(), TransferStatus::SubmitFailed);
        QCOMPARE(flight.submitError()->kind, ErrorKind::InvalidArgument);
        QCOMPARE(flight.completions(), 0);
    }

    void buildsStringsThatFit()
    {
        const Bytes raw = backend::virtualbus::buildString(std::u16string(300, u'x'));
        QCOMPARE(raw.size(), std::size_t { 254 });
        QCOMPARE(std::size_t { raw[0] }, raw.size());
        QCOMPARE(backend::virtualbus::buildString(u""), (Bytes { 2, 3 }));
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusRequests)
#include "tst_virtualbus_requests.moc"
