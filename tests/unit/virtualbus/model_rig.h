// SPDX-License-Identifier: GPL-3.0-or-later
// A model alone on its wire: the test is the host, says what time it is and sees every handshake.
// Thread: the test's; there is no other. Errors: handshakes; the rig asserts nothing but that the device configures.
#pragma once

#include "core/backend/virtualbus/device_model.h"
#include "core/backend/virtualbus/host_requests.h"
#include "core/backend/virtualbus/model_catalogue.h"
#include "tests/unit/base/printers.h"

#include <QtTest>

namespace wb::test {

using backend::virtualbus::BusTime;
using backend::virtualbus::ControlReply;
using backend::virtualbus::DeviceModel;
using backend::virtualbus::Handshake;
using backend::virtualbus::InReply;

class ModelRig {
public:
    explicit ModelRig(std::unique_ptr<DeviceModel> plugged)
        : model(std::move(plugged))
        , info(backend::virtualbus::enumerate(*model, { 1, { 1 } }, 1, time))
    {
    }
    explicit ModelRig(const std::string& key)
        : ModelRig(backend::virtualbus::makeModel(key).value_or(nullptr))
    {
    }

    ControlReply request(std::uint8_t type, std::uint8_t code, std::uint16_t value, std::uint16_t index,
        std::uint16_t length, ByteView data = {})
    {
        return model->control({ type, code, value, index, length }, data, time);
    }
    // Data of an IN request; empty when it stalled.
    Bytes read(std::uint8_t type, std::uint8_t code, std::uint16_t value, std::uint16_t index, std::uint16_t length)
    {
        ControlReply reply = request(type, code, value, index, length);
        return reply.handshake == Handshake::Ack ? std::move(reply.data) : Bytes {};
    }
    bool send(std::uint8_t type, std::uint8_t code, std::uint16_t value, std::uint16_t index, ByteView data = {})
    {
        const auto length = static_cast<std::uint16_t>(data.size());
        return request(type, code, value, index, length, data).handshake == Handshake::Ack;
    }
    bool setAlternate(std::uint8_t interface, std::uint8_t alternate) { return send(0x01, 11, alternate, interface); }
    bool clearHalt(std::uint8_t endpoint) { return send(0x02, 1, 0, endpoint); }

    InReply in(std::uint8_t endpoint) { return model->packetIn({ endpoint }, time); }
    Handshake out(std::uint8_t endpoint, ByteView packet) { return model->packetOut({ endpoint }, packet, time); }

    std::unique_ptr<DeviceModel> model;
    BusTime time { 0 };
    usb::DeviceInfo info;
};

inline std::uint64_t le(ByteView bytes, std::size_t offset, std::size_t width)
{
    return readLe(bytes, offset, width).value_or(~0ULL);
}

} // namespace wb::test

// Handshakes have no words of their own: their numbers are compared, in the order of the enum.
#define COMPARE_HANDSHAKE(actual, expected) QCOMPARE(static_cast<int>(actual), static_cast<int>(expected))
