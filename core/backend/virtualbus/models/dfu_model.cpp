// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/dfu_model.h"

#include "core/backend/virtualbus/models/class_bytes.h"

#include <algorithm>
#include <iterator>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kDetach = 0, kDownload = 1, kUpload = 2, kGetStatus = 3, kClearStatus = 4, kGetState = 5, kAbort = 6;
constexpr Byte kRunTime = 1, kDfuMode = 2; // bInterfaceProtocol
constexpr Byte kApplicationIdle = 0; // bState at run time
constexpr std::uint16_t kTransferSize = 1024, kDetachTimeMs = 250;
constexpr std::size_t kMostBytes = 65'536;
constexpr std::chrono::milliseconds kProgramming { 5 }, kManifestation { 20 };

// What both faces are made of; they differ in their product IDs and bInterfaceProtocol.
DescriptorSet descriptors(Byte protocol)
{
    constexpr Byte kDownloads = 0x01, kUploads = 0x02, kToleratesManifestation = 0x04, kDetachesItself = 0x08;
    DeviceSpec device;
    device.productId = protocol == kRunTime ? 0x0036 : 0x0037;
    device.serialIndex = 3;
    InterfaceSpec interface;
    interface.interfaceClass = 0xfe;
    interface.interfaceSubClass = 0x01;
    interface.interfaceProtocol = protocol;
    interface.stringIndex = 4;
    interface.classDescriptors = withLength({ 0x21, kDownloads | kUploads | kToleratesManifestation | kDetachesItself,
        static_cast<Byte>(kDetachTimeMs), static_cast<Byte>(kDetachTimeMs >> 8), static_cast<Byte>(kTransferSize),
        static_cast<Byte>(kTransferSize >> 8), 0x10, 0x01 });
    ConfigurationSpec configuration;
    configuration.interfaces = { interface };
    DescriptorSet set;
    set.speed = usb::Speed::Full;
    set.device = buildDevice(device, 1);
    set.configurations = { buildConfiguration(configuration) };
    set.strings = { u"USB Workbench", protocol == kRunTime ? u"Demo device with firmware" : u"Demo device in DFU mode",
        u"DFU0001", u"Firmware" };
    return set;
}

bool isForInterface(const usb::SetupPacket& setup)
{
    return setup.type() == usb::RequestType::Class && setup.recipient() == usb::Recipient::Interface
        && setup.wIndex == 0;
}

Bytes statusBytes(Byte problem, std::chrono::milliseconds poll, Byte state)
{
    const auto wait = static_cast<std::uint32_t>(poll.count());
    return { problem, static_cast<Byte>(wait), static_cast<Byte>(wait >> 8), static_cast<Byte>(wait >> 16), state, 0 };
}

} // namespace

Bytes makeDemoFirmware()
{
    constexpr std::string_view kLine = "USB Workbench demo firmware 1.0\n";
    Bytes image;
    while (image.size() < 4096)
        image.insert(image.end(), kLine.begin(), kLine.end());
    return image;
}

DfuRunTimeModel::DfuRunTimeModel(std::shared_ptr<Bytes> image)
    : StandardDevice(descriptors(kRunTime))
    , m_image(std::move(image))
{
}

std::unique_ptr<DeviceModel> DfuRunTimeModel::successor() { return std::make_unique<DfuModeModel>(m_image); }

void DfuRunTimeModel::onReset(BusTime) { }

ControlReply DfuRunTimeModel::onRequest(const usb::SetupPacket& setup, ByteView, BusTime)
{
    if (!isForInterface(setup) || !isConfigured())
        return stalled();
    if (!setup.isIn() && setup.bRequest == kDetach && setup.wLength == 0) {
        leave();
        return { Handshake::Ack, {}, true };
    }
    if (setup.isIn() && setup.bRequest == kGetStatus && setup.wLength == 6)
        return answer(statusBytes(0, {}, kApplicationIdle));
    if (setup.isIn() && setup.bRequest == kGetState && setup.wLength == 1)
        return answer({ kApplicationIdle });
    return stalled();
}

InReply DfuRunTimeModel::onIn(usb::EndpointAddress, BusTime) { return { Handshake::None, {} }; }

Handshake DfuRunTimeModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::None; }

DfuModeModel::DfuModeModel(std::shared_ptr<Bytes> image)
    : StandardDevice(descriptors(kDfuMode))
    , m_image(std::move(image))
{
}

std::unique_ptr<DeviceModel> DfuModeModel::successor() { return std::make_unique<DfuRunTimeModel>(m_image); }

// The first reset is that of being plugged in; the next ends DFU mode.
void DfuModeModel::onReset(BusTime)
{
    if (std::exchange(m_isOnBus, true))
        leave();
}

ControlReply DfuModeModel::refuse()
{
    m_state = State::Error;
    m_problem = Problem::StalledPacket;
    return stalled();
}

// Programming and manifestation end by themselves.
void DfuModeModel::letTimePass(BusTime now)
{
    if (now < m_busyUntil)
        return;
    if (m_state == State::DownloadBusy)
        m_state = State::DownloadSync;
    if (m_state == State::Manifest) {
        *m_image = std::exchange(m_staged, {});
        m_isManifested = true;
        m_state = State::ManifestSync;
    }
}

ControlReply DfuModeModel::onRequest(const usb::SetupPacket& setup, ByteView data, BusTime now)
{
    if (!isForInterface(setup) || !isConfigured())
        return stalled();
    letTimePass(now);
    if (m_state == State::DownloadBusy || m_state == State::Manifest)
        return refuse(); // the host was told how long to leave it alone
    const bool isIn = setup.isIn();
    if (isIn && setup.bRequest == kGetStatus && setup.wLength == 6)
        return status(now);
    if (isIn && setup.bRequest == kGetState && setup.wLength == 1)
        return answer({ static_cast<Byte>(m_state) });
    if (isIn && setup.bRequest == kUpload)
        return upload(setup.wValue, setup.wLength);
    if (!isIn && setup.bRequest == kDownload)
        return download(data, now);
    if (!isIn && setup.wLength == 0 && setup.bRequest == kClearStatus && m_state == State::Error)
        return goIdle();
    const bool canAbort = m_state != State::Error && m_state != State::ManifestSync;
    if (!isIn && setup.wLength == 0 && setup.bRequest == kAbort && canAbort)
        return goIdle();
    return refuse();
}

ControlReply DfuModeModel::goIdle()
{
    m_state = State::Idle;
    m_problem = Problem::None;
    m_staged.clear();
    return accepted();
}

ControlReply DfuModeModel::download(ByteView block, BusTime now)
{
    const bool isFirst = m_state == State::Idle;
    const bool fits = !isFirst || !block.empty(); // an empty block ends a download, it does not begin one
    if ((!isFirst && m_state != State::DownloadIdle) || !fits || block.size() > kTransferSize)
        return refuse();
    if (isFirst)
        m_staged.clear();
    if (block.empty()) {
        m_isManifested = false;
        m_state = State::ManifestSync;
        return accepted();
    }
    m_state = State::DownloadSync;
    m_busyUntil = now + kProgramming;
    if (m_staged.size() + block.size() > kMostBytes)
        m_problem = Problem::Address; // told with the status of this block
    else
        m_staged.insert(m_staged.end(), block.begin(), block.end());
    return accepted();
}

// Block 0 starts over; a short block is the last.
ControlReply DfuModeModel::upload(std::uint16_t block, std::uint16_t length)
{
    if ((m_state != State::Idle && m_state != State::UploadIdle) || length == 0 || length > kTransferSize)
        return refuse();
    if (m_state == State::Idle || block == 0)
        m_uploaded = 0;
    const ByteView part = slice(*m_image, m_uploaded, length);
    m_uploaded += part.size();
    m_state = part.size() < length ? State::Idle : State::UploadIdle;
    return answer(toBytes(part));
}

// The answer tells the state that is entered with it: annex A.2.
ControlReply DfuModeModel::status(BusTime now)
{
    std::chrono::milliseconds poll { 0 };
    if (m_state == State::DownloadSync && m_problem != Problem::None) {
        m_state = State::Error;
    } else if (m_state == State::DownloadSync && now < m_busyUntil) {
        m_state = State::DownloadBusy;
        poll = std::chrono::ceil<std::chrono::milliseconds>(m_busyUntil - now);
    } else if (m_state == State::DownloadSync) {
        m_state = State::DownloadIdle;
    } else if (m_state == State::ManifestSync && m_isManifested) {
        m_state = State::Idle;
    } else if (m_state == State::ManifestSync) {
        m_state = State::Manifest;
        m_busyUntil = now + kManifestation;
        poll = kManifestation;
    }
    return answer(statusBytes(static_cast<Byte>(m_problem), poll, static_cast<Byte>(m_state)));
}

InReply DfuModeModel::onIn(usb::EndpointAddress, BusTime) { return { Handshake::None, {} }; }

Handshake DfuModeModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::None; }

} // namespace wb::backend::virtualbus
