// SPDX-License-Identifier: GPL-3.0-or-later
// "dfu" fffe:0036: a device whose firmware can be read and replaced (Device Firmware Upgrade).
// It has two faces, each a model: at run time it offers DFU_DETACH alone; then it leaves the bus by itself
// (bitWillDetach) and comes back in DFU mode as fffe:0037. A bus reset brings the run time back.
// In DFU mode blocks of up to 1024 bytes make an image of up to 64 KiB. A block takes 5 ms to program, manifestation
// 20 ms, after which the device is in dfuIDLE again (bitManifestationTolerant). A download replaces the image when it
// is manifested, not before. Upload reads the image.
// Source of truth: DFU 1.1 §4 (descriptors), §5 to §7 (requests), annex A (states).
// Units: bytes, milliseconds. Ownership: shares the image, which outlives resets and both faces.
// Thread, errors: as DeviceModel; requests that do not fit the state stall and lead to dfuERROR.
#pragma once

#include "core/backend/virtualbus/standard_device.h"

namespace wb::backend::virtualbus {

[[nodiscard]] Bytes makeDemoFirmware(); // what the device is born with

class DfuRunTimeModel : public StandardDevice {
public:
    explicit DfuRunTimeModel(std::shared_ptr<Bytes> image);
    [[nodiscard]] std::unique_ptr<DeviceModel> successor() override;

private:
    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    const std::shared_ptr<Bytes> m_image;
};

class DfuModeModel : public StandardDevice {
public:
    explicit DfuModeModel(std::shared_ptr<Bytes> image);
    [[nodiscard]] std::unique_ptr<DeviceModel> successor() override;

private:
    enum class State : std::uint8_t { // bState
        Idle = 2,
        DownloadSync = 3,
        DownloadBusy = 4,
        DownloadIdle = 5,
        ManifestSync = 6,
        Manifest = 7,
        UploadIdle = 9,
        Error = 10
    };
    enum class Problem : std::uint8_t { None = 0, Address = 0x08, StalledPacket = 0x0f }; // bStatus

    void onReset(BusTime now) override;
    [[nodiscard]] ControlReply onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now) override;
    [[nodiscard]] InReply onIn(usb::EndpointAddress endpoint, BusTime now) override;
    [[nodiscard]] Handshake onOut(usb::EndpointAddress endpoint, ByteView data, BusTime now) override;

    void letTimePass(BusTime now);
    [[nodiscard]] ControlReply refuse();
    [[nodiscard]] ControlReply download(ByteView block, BusTime now);
    [[nodiscard]] ControlReply upload(std::uint16_t block, std::uint16_t length);
    [[nodiscard]] ControlReply status(BusTime now);
    [[nodiscard]] ControlReply goIdle();

    const std::shared_ptr<Bytes> m_image;
    Bytes m_staged; // what was downloaded and not manifested
    std::size_t m_uploaded = 0;
    State m_state = State::Idle;
    Problem m_problem = Problem::None;
    BusTime m_busyUntil { 0 };
    bool m_isManifested = false; // of the download that is being finished
    bool m_isOnBus = false; // it was reset since it was plugged in
};

} // namespace wb::backend::virtualbus
