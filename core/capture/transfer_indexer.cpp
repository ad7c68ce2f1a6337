// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/transfer_indexer.h"

#include "core/capture/device_text.h"

#include <algorithm>

namespace wb::capture {
namespace {

constexpr std::size_t kPublishEntries = 8192;

} // namespace

TransferIndexer::TransferIndexer(CaptureContents& contents)
    : m_contents(contents)
    , m_tracker(contents.devices)
{
}

void TransferIndexer::addInterface(CaptureInterface& interface, const std::string& name, const std::string& comment)
{
    if (!interface.isUsb())
        return;
    std::optional<LoggedDevice> own = parseDeviceComment(comment);
    if (!own)
        return;
    own->interfaceName = escapeForDisplay(name);
    interface.device = m_tracker.addOwn(std::move(*own));
}

TransferIndexer::Key TransferIndexer::keyOf(const UsbmonHeader& header)
{
    const std::uint32_t endpoint = header.epnum & 0x0fU;
    return { header.id, (std::uint32_t { header.busnum } << 16) | (std::uint32_t { header.devnum } << 8) | endpoint };
}

std::size_t TransferIndexer::deviceOf(const CaptureInterface& interface, const UsbmonHeader& header)
{
    // Tools that merge files may put packets of several devices on one interface: believe it only when it agrees.
    if (interface.device) {
        const LoggedDevice& own = m_contents.devices[*interface.device];
        if (own.bus == header.busnum && own.address == header.devnum)
            return *interface.device;
    }
    return m_tracker.deviceAt(header.busnum, header.devnum);
}

void TransferIndexer::addPacket(const CaptureInterface& interface, const ScannedPacket& packet)
{
    const std::optional<usb::TransferType> type = fromUsbmonType(packet.header.transferType);
    const char event = packet.header.event;
    if (!type || (event != 'S' && event != 'C' && event != 'E')) {
        ++m_unknown;
        return;
    }
    if (event == 'S')
        addSubmit(interface, packet, *type);
    else
        addEnd(interface, packet, *type);
    if (m_added.size() + m_completions.size() >= kPublishEntries)
        publish();
}

std::uint64_t TransferIndexer::addEntry(const ScannedPacket& packet, std::size_t device, usb::TransferType type)
{
    IndexEntry entry {};
    entry.submitOffset = packet.header.isSubmit() ? packet.offset & IndexEntry::kNoRecord : IndexEntry::kNoRecord;
    entry.deviceIndex = device & 0xffff;
    entry.completeOffset = IndexEntry::kNoRecord;
    entry.endpoint = effectiveEpnum(packet.header);
    entry.type = static_cast<std::uint64_t>(type) & 0xf;
    entry.status = static_cast<std::uint64_t>(usb::TransferStatus::Pending) & 0xf;
    m_added.push_back(entry);
    return m_nextEntry++;
}

void TransferIndexer::addSubmit(const CaptureInterface& interface, const ScannedPacket& packet, usb::TransferType type)
{
    Open open;
    open.submitted = packet.time;
    open.setup = packet.header.setup;
    open.hasSetup = packet.header.isControl() && packet.header.flagSetup == '\0';
    open.device = deviceOf(interface, packet.header);
    open.entry = packet.comment == kSyntheticComment ? kSynthetic : addEntry(packet, open.device, type);
    m_open.insert_or_assign(keyOf(packet.header), open);
}

void TransferIndexer::addEnd(const CaptureInterface& interface, const ScannedPacket& packet, usb::TransferType type)
{
    Open open;
    const auto found = m_open.find(keyOf(packet.header));
    if (found != m_open.end()) {
        open = found->second;
        m_open.erase(found);
    } else {
        ++m_unpaired;
        open.submitted = packet.time;
        open.entry = packet.comment == kSyntheticComment ? kSynthetic
                                                         : addEntry(packet, deviceOf(interface, packet.header), type);
    }
    if (open.hasSetup && (open.setup[0] & 0x80) != 0 && packet.header.event == 'C')
        learn(interface, packet, open);
    if (open.entry == kSynthetic)
        return;
    m_completions.push_back({ open.entry, packet.offset, statusOf(packet.header),
        transferredBytes(packet.header, packet.captured), toLatencyMicroseconds(packet.time - open.submitted) });
}

void TransferIndexer::learn(const CaptureInterface& interface, const ScannedPacket& packet, const Open& open)
{
    const auto setup = usb::SetupPacket::fromBytes(open.setup);
    if (!setup)
        return;
    if (open.entry == kSynthetic)
        m_tracker.onPreamble(open.device, *setup, packet.data);
    else if (!interface.device || open.device != *interface.device)
        m_tracker.onAnswer(packet.header.busnum, packet.header.devnum, *setup, packet.data);
}

void TransferIndexer::publish()
{
    m_contents.index.publish(m_added, m_completions);
    m_added.clear();
    m_completions.clear();
}

void TransferIndexer::finish()
{
    publish();
    const auto note = [&](std::uint64_t count, const char* one, const char* many) {
        if (count > 0)
            m_contents.problems.push_back(count == 1 ? std::string("1 ") + one : std::to_string(count) + " " + many);
    };
    note(m_unpaired, "answer has no request in the file (it began in the middle of the traffic)",
        "answers have no request in the file (it began in the middle of the traffic)");
    note(m_unknown, "packet has an unknown event or transfer type and was left out",
        "packets have an unknown event or transfer type and were left out");
}

} // namespace wb::capture
