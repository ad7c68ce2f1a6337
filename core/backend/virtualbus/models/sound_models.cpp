// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/sound_models.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <numbers>
#include <utility>

namespace wb::backend::virtualbus {

namespace {

constexpr double kToneHertz = 1000, kHalfOfFullScale = 16'384;
constexpr std::uint32_t kFramesPerSecond = 1000;
constexpr Byte kReadLast = 0x5c, kReadCounts = 0x5f;
constexpr std::size_t kRemembered = 4096;

} // namespace

MicrophoneModel::MicrophoneModel()
    : Audio10Model({ 0x0032, u"Demo microphone", u"MIC0001", { 0x81 }, 0x0201, 1 })
{
}

void MicrophoneModel::onRestart()
{
    m_turn = 0;
    m_owed = 0;
}

// Rates that are no multiple of 1000 need a longer packet now and then.
InReply MicrophoneModel::onIn(usb::EndpointAddress, BusTime)
{
    m_owed += rate();
    const std::uint32_t samples = m_owed / kFramesPerSecond;
    m_owed %= kFramesPerSecond;
    const double loudness = gain() * kHalfOfFullScale;
    m_packet.clear();
    for (std::uint32_t i = 0; i < samples; ++i) {
        const double sample = loudness * std::sin(2 * std::numbers::pi * m_turn);
        appendLe16(m_packet, static_cast<std::uint16_t>(std::lround(sample)));
        m_turn += kToneHertz / rate();
        m_turn -= std::floor(m_turn);
    }
    return { Handshake::Ack, m_packet };
}

Handshake MicrophoneModel::onOut(usb::EndpointAddress, ByteView, BusTime) { return Handshake::None; }

SpeakerModel::SpeakerModel()
    : Audio10Model({ 0x0033, u"Demo speaker", u"SPEAKER0001", { 0x01 }, 0x0301, 2 })
{
}

void SpeakerModel::onReset(BusTime now)
{
    Audio10Model::onReset(now);
    forget();
}

void SpeakerModel::forget()
{
    m_isOver = false;
    m_packets = m_emptyPackets = m_bytes = 0;
    m_last.clear();
    m_hasSounded = false;
    m_zeros = 0;
    m_sum = {};
}

// The host keeps time with silence before the first sound and after the last one.
void SpeakerModel::sound(ByteView data)
{
    for (const Byte& byte : data) {
        if (byte == 0) {
            ++m_zeros;
            continue;
        }
        if (std::exchange(m_hasSounded, true))
            m_sum.feedZeros(m_zeros);
        m_zeros = 0;
        m_sum.feed(ByteView(&byte, 1));
    }
}

ControlReply SpeakerModel::onVendorRequest(const usb::SetupPacket& setup)
{
    if (!setup.isIn() || setup.recipient() != usb::Recipient::Device || setup.wValue != 0 || setup.wIndex != 0)
        return stalled();
    Bytes told;
    if (setup.bRequest == kReadLast)
        told = m_last;
    else if (setup.bRequest != kReadCounts)
        return stalled();
    else
        for (const std::uint64_t number : { m_packets, m_emptyPackets, m_bytes, m_sum.value() })
            appendLe64(told, number);
    told.resize(std::min<std::size_t>(told.size(), setup.wLength));
    return answer(std::move(told));
}

InReply SpeakerModel::onIn(usb::EndpointAddress, BusTime) { return { Handshake::None, {} }; }

Handshake SpeakerModel::onOut(usb::EndpointAddress, ByteView data, BusTime)
{
    if (m_isOver)
        forget();
    ++m_packets;
    m_emptyPackets += data.empty() ? 1U : 0U;
    m_bytes += data.size();
    sound(data);
    m_last.insert(m_last.end(), data.begin(), data.end());
    if (m_last.size() > kRemembered)
        m_last.erase(m_last.begin(), std::prev(m_last.end(), kRemembered));
    return Handshake::Ack;
}

} // namespace wb::backend::virtualbus
