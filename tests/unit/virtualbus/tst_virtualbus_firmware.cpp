// SPDX-License-Identifier: GPL-3.0-or-later
// The device with firmware: its two faces, and the states of DFU mode.
#include "core/backend/virtualbus/models/dfu_model.h"
#include "tests/unit/virtualbus/bus_rig.h"
#include "tests/unit/virtualbus/model_rig.h"

using namespace wb;
using namespace wb::test;
using backend::virtualbus::DfuModeModel;

namespace {

constexpr std::uint8_t kDetach = 0, kDownload = 1, kUpload = 2, kGetStatus = 3, kClearStatus = 4, kGetState = 5,
                       kAbort = 6;
constexpr int kIdle = 2, kDownloadSync = 3, kDownloadBusy = 4, kDownloadIdle = 5, kManifest = 7, kUploadIdle = 9,
              kError = 10;

// Looking changes nothing but what time changes: GETSTATE, and GETSTATUS as the host's next step.
class DfuRig : public ModelRig {
public:
    explicit DfuRig(Bytes firmware = { 1, 2, 3 })
        : DfuRig(std::make_shared<Bytes>(std::move(firmware)))
    {
    }
    explicit DfuRig(const std::shared_ptr<Bytes>& shared)
        : ModelRig(std::make_unique<DfuModeModel>(shared))
        , image(shared)
    {
    }

    int state()
    {
        const Bytes answer = read(0xa1, kGetState, 0, 0, 1);
        return answer.empty() ? -1 : int { answer[0] };
    }
    // bState; the poll timeout passes, as a host lets it.
    int status()
    {
        const Bytes answer = read(0xa1, kGetStatus, 0, 0, 6);
        if (answer.size() != 6)
            return -1;
        problem = answer[0];
        poll = static_cast<int>(le(answer, 1, 3));
        time += std::chrono::milliseconds(poll);
        return answer[4];
    }
    bool download(std::uint16_t block, ByteView data) { return send(0x21, kDownload, block, 0, data); }
    bool order(std::uint8_t request) { return send(0x21, request, 0, 0); }

    std::shared_ptr<Bytes> image;
    int problem = -1;
    int poll = -1;
};

} // namespace

class TestVirtualBusFirmware : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void replacesItsImage()
    {
        DfuRig rig;
        QCOMPARE(rig.state(), kIdle);
        QVERIFY(rig.download(0, Bytes(1024, 7)));
        QCOMPARE(rig.state(), kDownloadSync);
        QCOMPARE(rig.status(), kDownloadBusy);
        QCOMPARE(rig.poll, 5);
        QCOMPARE(rig.status(), kDownloadIdle);
        QCOMPARE(rig.poll, 0);
        QVERIFY(rig.download(1, Bytes { 8, 9 }));
        QCOMPARE(rig.status(), kDownloadBusy);
        QCOMPARE(rig.status(), kDownloadIdle);
        QVERIFY(rig.download(2, {})); // that was all
        QCOMPARE(*rig.image, (Bytes { 1, 2, 3 })); // not yet
        QCOMPARE(rig.status(), kManifest);
        QCOMPARE(rig.poll, 20);
        QCOMPARE(rig.status(), kIdle);
        QCOMPARE(rig.problem, 0);
        Bytes expected(1024, 7);
        expected.insert(expected.end(), { 8, 9 });
        QCOMPARE(*rig.image, expected);
    }

    void readsItsImage()
    {
        Bytes firmware(1536);
        for (std::size_t i = 0; i < firmware.size(); ++i)
            firmware[i] = static_cast<Byte>(i % 251);
        DfuRig rig(firmware);
        Bytes all = rig.read(0xa1, kUpload, 0, 0, 1024);
        QCOMPARE(rig.state(), kUploadIdle);
        const Bytes rest = rig.read(0xa1, kUpload, 1, 0, 1024);
        QCOMPARE(rest.size(), std::size_t { 512 }); // short: the last
        QCOMPARE(rig.state(), kIdle);
        all.insert(all.end(), rest.begin(), rest.end());
        QCOMPARE(all, firmware);
        QCOMPARE(rig.read(0xa1, kUpload, 0, 0, 4), (Bytes { 0, 1, 2, 3 }));
        QVERIFY(rig.order(kAbort));
        QCOMPARE(rig.state(), kIdle);
        QCOMPARE(rig.read(0xa1, kUpload, 0, 0, 4), (Bytes { 0, 1, 2, 3 })); // from the start again
    }

    void whoIsImpatientIsRefused()
    {
        DfuRig rig;
        QVERIFY(rig.download(0, Bytes(64)));
        const BusTime before = rig.time;
        QCOMPARE(rig.status(), kDownloadBusy);
        rig.time = before + std::chrono::milliseconds(1);
        QVERIFY(rig.read(0xa1, kGetStatus, 0, 0, 6).empty());
        QCOMPARE(rig.status(), kError);
        QCOMPARE(rig.problem, 0x0f); // errSTALLEDPKT
        QVERIFY(!rig.download(1, Bytes(64)));
        QVERIFY(rig.order(kClearStatus));
        QCOMPARE(rig.status(), kIdle);
        QCOMPARE(rig.problem, 0);
        QCOMPARE(*rig.image, (Bytes { 1, 2, 3 }));
    }

    void requestsThatDoNotFitLeadToError_data()
    {
        QTest::addColumn<int>("request");
        QTest::addColumn<int>("length");
        QTest::addColumn<bool>("isIn");
        QTest::newRow("detach") << int { kDetach } << 0 << false;
        QTest::newRow("an end without a beginning") << int { kDownload } << 0 << false;
        QTest::newRow("a long block") << int { kDownload } << 1025 << false;
        QTest::newRow("a long upload") << int { kUpload } << 1025 << true;
        QTest::newRow("an empty upload") << int { kUpload } << 0 << true;
        QTest::newRow("nothing to clear") << int { kClearStatus } << 0 << false;
        QTest::newRow("a short status") << int { kGetStatus } << 5 << true;
        QTest::newRow("no such request") << 7 << 0 << false;
    }
    void requestsThatDoNotFitLeadToError()
    {
        QFETCH(int, request);
        QFETCH(int, length);
        QFETCH(bool, isIn);
        DfuRig rig;
        const auto size = static_cast<std::uint16_t>(length);
        const ControlReply reply = rig.request(
            isIn ? 0xa1 : 0x21, static_cast<std::uint8_t>(request), 0, 0, size, isIn ? Bytes {} : Bytes(size));
        COMPARE_HANDSHAKE(reply.handshake, Handshake::Stall);
        QCOMPARE(rig.state(), kError);
        QVERIFY(!rig.order(kAbort)); // which is no way out
        QVERIFY(rig.order(kClearStatus));
        QCOMPARE(rig.state(), kIdle);
    }

    void otherRequestsStallOnly()
    {
        DfuRig rig;
        QVERIFY(!rig.send(0x41, kAbort, 0, 0));
        QVERIFY(!rig.send(0x21, kAbort, 0, 1));
        QCOMPARE(rig.state(), kIdle);
    }

    void anImageHasAnEnd()
    {
        DfuRig rig;
        for (std::uint16_t block = 0; block < 64; ++block) {
            QVERIFY(rig.download(block, Bytes(1024)));
            QCOMPARE(rig.status(), kDownloadBusy);
            QCOMPARE(rig.status(), kDownloadIdle);
        }
        QVERIFY(rig.download(64, Bytes { 1 }));
        QCOMPARE(rig.status(), kError);
        QCOMPARE(rig.problem, 0x08); // errADDRESS
        QVERIFY(rig.order(kClearStatus));
        QCOMPARE(*rig.image, (Bytes { 1, 2, 3 }));
    }

    void abortForgetsTheDownload()
    {
        DfuRig rig;
        QVERIFY(rig.download(0, Bytes { 5 }));
        QCOMPARE(rig.status(), kDownloadBusy);
        QCOMPARE(rig.status(), kDownloadIdle);
        QVERIFY(rig.order(kAbort));
        QCOMPARE(rig.state(), kIdle);
        QVERIFY(rig.download(0, Bytes { 6 }));
        QCOMPARE(rig.status(), kDownloadBusy);
        QCOMPARE(rig.status(), kDownloadIdle);
        QVERIFY(rig.download(1, {}));
        QCOMPARE(rig.status(), kManifest);
        QCOMPARE(rig.status(), kIdle);
        QCOMPARE(*rig.image, Bytes { 6 });
    }

    void changesItsFace()
    {
        ModelRig rig("dfu");
        QCOMPARE(rig.info.descriptor.productId, std::uint16_t { 0x0036 });
        QCOMPARE(rig.read(0xa1, kGetState, 0, 0, 1), Bytes { 0 }); // appIDLE
        QCOMPARE(rig.read(0xa1, kGetStatus, 0, 0, 6), Bytes(6));
        QVERIFY(!rig.send(0x21, kDownload, 0, 0, Bytes { 1 }));
        const ControlReply detached = rig.request(0x21, kDetach, 1000, 0, 0);
        COMPARE_HANDSHAKE(detached.handshake, Handshake::Ack);
        QVERIFY(detached.leaves);
        COMPARE_HANDSHAKE(rig.request(0x80, 6, 0x0100, 0, 18).handshake, Handshake::Gone);
        ModelRig inDfuMode(rig.model->successor());
        QCOMPARE(inDfuMode.info.descriptor.productId, std::uint16_t { 0x0037 });
        QCOMPARE(inDfuMode.read(0xa1, kGetState, 0, 0, 1), Bytes { 2 });
        QCOMPARE(inDfuMode.read(0xa1, kUpload, 0, 0, 32), toBytes(asBytes("USB Workbench demo firmware 1.0\n")));
        inDfuMode.model->busReset(inDfuMode.time);
        COMPARE_HANDSHAKE(inDfuMode.request(0x00, 5, 1, 0, 0).handshake, Handshake::Gone);
        ModelRig back(inDfuMode.model->successor());
        QCOMPARE(back.info.descriptor.productId, std::uint16_t { 0x0036 });
    }

    // On the demo bus it goes and comes by itself.
    void changesItsFaceOnABus()
    {
        BusRig bus;
        QVERIFY(bus.bus().plug("power-hub"));
        const auto product = [&bus] {
            const usb::DevicePtr device = bus.device("100-6.5");
            return device ? int { device->descriptor.productId } : 0;
        };
        QCOMPARE(product(), 0x0036);
        {
            const auto handle = bus.open("100-6.5");
            Flight flight(bus, *handle);
            QCOMPARE(int(flight.control(setup(0x21, kDetach, 1000, 0, 0)).run()), int(usb::TransferStatus::Completed));
            QTRY_COMPARE(product(), 0x0037);
            QCOMPARE(
                int(flight.control(setup(0xa1, kGetState, 0, 0, 1)).run()), int(usb::TransferStatus::SubmitFailed));
        }
        {
            const auto handle = bus.open("100-6.5");
            Flight flight(bus, *handle);
            QCOMPARE(int(flight.control(setup(0xa1, kUpload, 0, 0, 3)).run()), int(usb::TransferStatus::Completed));
            QCOMPARE(flight.data(), (Bytes { 'U', 'S', 'B' }));
            QVERIFY(!handle->reset()); // it is another device now
        }
        QTRY_COMPARE(product(), 0x0036);
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusFirmware)
#include "tst_virtualbus_firmware.moc"
