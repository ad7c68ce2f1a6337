// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/transfer.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/backend/libusb1/submit_check.h"

#include <libusb.h>

#include <algorithm>
#include <cassert>
#include <new>

namespace wb::backend {

namespace {

void raiseInFlight(OpenDevice& device)
{
    ++device.inFlight;
    ++device.entry->context->inFlight;
}

void lowerInFlight(OpenDevice& device)
{
    --device.inFlight;
    --device.entry->context->inFlight;
}

// What must live until libusb is done with a transfer whose owner is gone.
struct Doomed {
    std::shared_ptr<OpenDevice> device;
    RawTransfer raw;
    Buffer buffer;
    Bytes control;
    DeviceMemory deviceMemory;
};

void LIBUSB_CALL onDoomedFinished(libusb_transfer* raw)
{
    const std::unique_ptr<Doomed> doomed(static_cast<Doomed*>(raw->user_data));
    doomed->deviceMemory = {}; // the handle may be closed as soon as nothing is in flight
    lowerInFlight(*doomed->device);
}

void LIBUSB_CALL onFinished(libusb_transfer* raw) { static_cast<Libusb1Transfer*>(raw->user_data)->finish(); }

std::uint8_t rawType(const Transfer& transfer)
{
    switch (transfer.type) {
    case usb::TransferType::Control:
        return LIBUSB_TRANSFER_TYPE_CONTROL;
    case usb::TransferType::Isochronous:
        return LIBUSB_TRANSFER_TYPE_ISOCHRONOUS;
    case usb::TransferType::Bulk:
        if (transfer.bulkStream != 0)
            return LIBUSB_TRANSFER_TYPE_BULK_STREAM;
        return LIBUSB_TRANSFER_TYPE_BULK;
    case usb::TransferType::Interrupt:
        return LIBUSB_TRANSFER_TYPE_INTERRUPT;
    }
    return LIBUSB_TRANSFER_TYPE_BULK;
}

// The packets stand behind the struct, in an array libusb declares with one element or none.
std::span<libusb_iso_packet_descriptor> packetsOf(libusb_transfer& raw)
{
    return { raw.iso_packet_desc, static_cast<std::size_t>(std::max(raw.num_iso_packets, 0)) };
}

} // namespace

void FreeTransfer::operator()(libusb_transfer* transfer) const { libusb_free_transfer(transfer); }

Libusb1Transfer::Libusb1Transfer(std::shared_ptr<OpenDevice> device)
    : m_device(std::move(device))
{
}

Libusb1Transfer::~Libusb1Transfer()
{
    if (isIdle())
        return;
    cancel();
    auto doomed = std::make_unique<Doomed>();
    doomed->device = m_device;
    doomed->buffer = std::move(m_order.buffer);
    doomed->control = std::move(m_control);
    doomed->deviceMemory = std::move(m_deviceMemory);
    doomed->raw = std::move(m_raw);
    // Only the completion reads these two, and it runs on this thread.
    libusb_transfer* const raw = doomed->raw.get();
    raw->callback = onDoomedFinished;
    raw->user_data = doomed.release();
}

Status Libusb1Transfer::submit()
{
    if (!isIdle())
        return fail(ErrorKind::Busy, submitOperation(*this),
            m_device->entry->label + ": it is still in flight; wait for its end, or cancel it");
    if (m_device->raw == nullptr)
        return fail(ErrorKind::Disconnected, submitOperation(*this), m_device->entry->label + ": it has been closed");
    if (auto checked = checkTransfer(*this); !checked)
        return checked;
    if (auto allocated = allocate(); !allocated)
        return allocated;
    prepare();
    outcome = {};
    forgetLogLine();
    raiseInFlight(*m_device);
    m_state = State::Submitted;
    const int code = libusb_submit_transfer(m_raw.get());
    if (code == LIBUSB_SUCCESS)
        return {};
    m_state = State::Idle;
    lowerInFlight(*m_device);
    return tl::unexpected(explainSubmitError(makeError(code, submitOperation(*this), m_device->entry->label), type));
}

Status Libusb1Transfer::allocate()
{
    const std::size_t packets = type == usb::TransferType::Isochronous ? isoPackets.size() : 0;
    if (m_raw != nullptr && packets <= m_packetCapacity)
        return {};
    m_raw.reset(libusb_alloc_transfer(static_cast<int>(packets)));
    m_packetCapacity = packets;
    if (m_raw == nullptr)
        return fail(ErrorKind::OutOfMemory, submitOperation(*this), m_device->entry->label);
    return {};
}

bool Libusb1Transfer::takeDeviceMemory()
{
    if (!wantsDeviceMemory || type == usb::TransferType::Control || buffer.isEmpty() || m_hasNoDeviceMemory)
        return false;
    if (m_deviceMemory.size() < buffer.size()) {
        m_deviceMemory = {}; // first: all transfers share one budget (P23)
        m_deviceMemory = DeviceMemory(m_device->raw, buffer.size());
    }
    m_hasNoDeviceMemory = m_deviceMemory.isEmpty();
    return !m_hasNoDeviceMemory;
}

void Libusb1Transfer::prepare()
{
    m_raw->dev_handle = m_device->raw;
    m_raw->type = rawType(*this);
    libusb_transfer_set_stream_id(m_raw.get(), bulkStream);
    m_raw->endpoint = endpoint.value;
    m_raw->timeout = timeoutMs;
    m_raw->callback = onFinished;
    m_raw->user_data = this;
    m_raw->num_iso_packets = 0;
    m_isInDeviceMemory = takeDeviceMemory();
    if (m_isInDeviceMemory && !endpoint.isIn())
        std::copy(buffer.view().begin(), buffer.view().end(), m_deviceMemory.data());
    m_raw->buffer = m_isInDeviceMemory ? m_deviceMemory.data() : m_order.buffer.data();
    m_raw->length = static_cast<int>(buffer.size());
    m_raw->flags = 0;
    const bool isIsochronous = type == usb::TransferType::Isochronous;
    if (shortIsError && !isIsochronous)
        m_raw->flags |= LIBUSB_TRANSFER_SHORT_NOT_OK;
    if (addZeroPacket && !isIsochronous)
        m_raw->flags |= LIBUSB_TRANSFER_ADD_ZERO_PACKET;
    if (type == usb::TransferType::Control)
        prepareControl();
    else if (isIsochronous)
        preparePackets();
}

void Libusb1Transfer::prepareControl()
{
    const auto prefix = setup.toBytes();
    m_control.assign(prefix.begin(), prefix.end());
    m_control.resize(prefix.size() + buffer.size());
    if (!setup.isIn())
        std::copy(buffer.view().begin(), buffer.view().end(), m_control.begin() + LIBUSB_CONTROL_SETUP_SIZE);
    m_raw->endpoint = endpoint.number(); // the direction is the setup packet's
    m_raw->buffer = m_control.data();
    m_raw->length = static_cast<int>(m_control.size());
}

void Libusb1Transfer::preparePackets()
{
    m_raw->num_iso_packets = static_cast<int>(isoPackets.size());
    const auto raw = packetsOf(*m_raw);
    std::uint32_t offset = 0;
    for (std::size_t i = 0; i < isoPackets.size(); ++i) {
        usb::IsoPacket& packet = m_order.isoPackets[i];
        packet.offset = offset; // (P30)
        packet.actual = 0;
        packet.status = usb::TransferStatus::Pending;
        offset += packet.requested;
        raw[i].length = packet.requested;
        raw[i].actual_length = 0;
        raw[i].status = LIBUSB_TRANSFER_COMPLETED;
    }
    m_raw->length = static_cast<int>(offset);
}

void Libusb1Transfer::cancel()
{
    if (m_state != State::Submitted)
        return;
    // NOT_FOUND: it is done already and its completion is under way (P12).
    const int code = libusb_cancel_transfer(m_raw.get());
    if (code == LIBUSB_SUCCESS || code == LIBUSB_ERROR_NOT_FOUND)
        m_state = State::Cancelling;
}

void Libusb1Transfer::finish()
{
    outcome.completed = now();
    lowerInFlight(*m_device);
    collect();
    m_state = State::Idle;
    if (completed)
        completed(*this);
}

void Libusb1Transfer::collect()
{
    outcome.status = transferStatus(m_raw->status);
    if (type == usb::TransferType::Isochronous) {
        collectPackets();
        if (m_isInDeviceMemory && endpoint.isIn())
            std::copy_n(m_deviceMemory.data(), m_raw->length, m_order.buffer.data());
        return;
    }
    const auto limit = static_cast<int>(buffer.size());
    const int actual = std::clamp(m_raw->actual_length, 0, limit);
    outcome.actualLength = static_cast<std::uint32_t>(actual);
    if (m_isInDeviceMemory && endpoint.isIn())
        std::copy_n(m_deviceMemory.data(), actual, m_order.buffer.data());
    if (type == usb::TransferType::Control && setup.isIn()) {
        const auto data = m_control.begin() + LIBUSB_CONTROL_SETUP_SIZE;
        std::copy(data, data + actual, m_order.buffer.data());
    }
}

void Libusb1Transfer::collectPackets()
{
    const auto raw = packetsOf(*m_raw);
    for (std::size_t i = 0; i < raw.size() && i < isoPackets.size(); ++i) {
        usb::IsoPacket& packet = m_order.isoPackets[i];
        packet.actual = std::min(raw[i].actual_length, packet.requested);
        packet.status = transferStatus(raw[i].status);
        outcome.actualLength += packet.actual;
    }
}

} // namespace wb::backend
