// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/usbip/connection.h"

#include <algorithm>
#include <cassert>

namespace wb::usbip {

namespace {

// Of output that was sent: below this, freeing its memory costs more than it is worth.
constexpr std::size_t kWorthFreeing = std::size_t { 1 } << 20;

} // namespace

Connection::Connection(ExportTable& exports, const Limits& limits, Tell tell)
    : m_exports(exports)
    , m_limits(limits)
    , m_tell(std::move(tell))
{
}

Connection::~Connection() { giveBack(); }

bool Connection::wantsInput() const { return !m_hasEnded && output().size() <= m_limits.maxQueuedBytes; }

std::size_t Connection::memory() const { return m_input.capacity() + m_output.capacity() + m_inFlightBytes; }

void Connection::sent(std::size_t count)
{
    assert(count <= output().size());
    m_sent += count;
    if (m_sent == m_output.size()) {
        m_output.clear();
        m_sent = 0;
        if (m_output.capacity() > kWorthFreeing)
            m_output.shrink_to_fit();
    } else if (m_sent > kWorthFreeing && m_sent > m_output.size() / 2) {
        m_output.erase(m_output.begin(), m_output.begin() + static_cast<std::ptrdiff_t>(m_sent));
        m_sent = 0;
    }
}

void Connection::receive(ByteView bytes)
{
    if (m_hasEnded)
        return;
    m_input.insert(m_input.end(), bytes.begin(), bytes.end());
    while (!m_hasEnded && step()) { }
    if (m_taken == m_input.size() || m_hasEnded) {
        Bytes().swap(m_input);
    } else if (m_taken > 0) {
        m_input.erase(m_input.begin(), m_input.begin() + static_cast<std::ptrdiff_t>(m_taken));
    }
    m_taken = 0;
    if (m_submit) // once, and not twice as much as is needed
        m_input.reserve(m_submitData + m_submitPackets * kPacketSize);
}

std::optional<ByteView> Connection::take(std::size_t size)
{
    if (m_input.size() - m_taken < size)
        return std::nullopt;
    const ByteView bytes = ByteView(m_input).subspan(m_taken, size);
    m_taken += size;
    return bytes;
}

bool Connection::step()
{
    if (m_export)
        return m_submit ? submit() : command();
    return m_isImporting ? import() : operate();
}

bool Connection::operate()
{
    const auto bytes = take(kOperationSize);
    if (!bytes)
        return false;
    const std::optional<Operation> operation = decodeRequest(*bytes);
    if (!operation) {
        end("what it sent is no request of USB/IP 1.1.1");
    } else if (*operation == Operation::Import) {
        m_isImporting = true;
    } else {
        appendDeviceList(m_output, m_exports.facts());
        m_tell(ClientEvent::Listed, nullptr, {});
        m_hasEnded = true;
    }
    return true;
}

bool Connection::import()
{
    const auto bytes = take(kBusIdSize);
    if (!bytes)
        return false;
    const std::optional<std::string> busId = decodeBusId(*bytes);
    Export* const wanted = busId ? m_exports.find(*busId) : nullptr;
    if (!wanted || wanted->isTaken) {
        appendImportFailed(m_output, wanted ? OperationStatus::DeviceBusy : OperationStatus::NoDevice);
        end(wanted ? wanted->busId + " is taken"
                   : "there is no device \"" + escapeForDisplay(busId.value_or("")) + "\"");
        return true;
    }
    wanted->isTaken = true;
    m_export = wanted;
    appendImported(m_output, wanted->facts());
    m_tell(ClientEvent::Attached, wanted, {});
    return true;
}

bool Connection::command()
{
    const auto bytes = take(kCommandSize);
    if (!bytes)
        return false;
    const std::optional<Command> decoded = decodeCommand(*bytes);
    const std::uint32_t device = deviceId(m_export->facts());
    if (!decoded)
        end("it sent a malformed command");
    else if (std::visit([](const auto& command) { return command.device; }, *decoded) != device)
        end("it sent a command for another device");
    else if (const auto* const wish = std::get_if<Unlink>(&*decoded))
        unlink(*wish);
    else
        begin(std::get<Submit>(*decoded));
    return true;
}

// How many bytes follow is settled here: the alternate settings may change until they have come.
void Connection::begin(const Submit& command)
{
    const auto type = m_export->device->endpointType(command.endpoint);
    // Of an endpoint that was closed meanwhile, the count itself says whether it was isochronous.
    const bool hasPackets = type ? *type == usb::TransferType::Isochronous
                                 : command.packetCount != 0 && command.packetCount <= kMaxPackets;
    if (command.length > m_limits.maxTransferBytes)
        return end("it sent a transfer of " + std::to_string(command.length) + " bytes");
    if (hasPackets && command.packetCount > kMaxPackets)
        return end("it sent a transfer of " + std::to_string(command.packetCount) + " packets");
    if (m_inFlight.contains(command.sequence))
        return end("it used a sequence number twice");
    m_submit = command;
    m_submitData = command.isIn() ? 0 : command.length;
    m_submitPackets = hasPackets ? command.packetCount : 0;
}

bool Connection::submit()
{
    const auto bytes = take(m_submitData + m_submitPackets * kPacketSize);
    if (!bytes)
        return false;
    const Submit command = *std::exchange(m_submit, std::nullopt);
    const std::size_t cost = RemoteTransfer::bytesOf(command, m_submitPackets);
    std::vector<Packet> packets = decodePackets(bytes->subspan(m_submitData));
    if (m_inFlight.size() >= m_limits.maxInFlightCount || m_inFlightBytes + cost > m_limits.maxInFlightBytes) {
        appendRefusal(m_output, command, packets, kNoMemory);
        return true;
    }
    auto transfer
        = std::make_unique<RemoteTransfer>(*m_export->device, command, bytes->first(m_submitData), std::move(packets));
    const std::int32_t status = transfer->submit([this, sequence = command.sequence] { finish(sequence); });
    if (status != 0) {
        appendRefusal(m_output, command, transfer->packets(), status);
        return true;
    }
    m_inFlightBytes += transfer->bytes();
    m_inFlight.emplace(command.sequence, std::move(transfer));
    return true;
}

// What is not in flight was answered before: the client gets that answer first and knows that it came too late.
void Connection::unlink(const Unlink& command)
{
    const auto found = m_inFlight.find(command.victim);
    if (found == m_inFlight.end() || found->second->isUnlinked())
        return appendUnlinked(m_output, command.sequence, 0);
    found->second->unlink(command.sequence);
}

void Connection::finish(std::uint32_t sequence)
{
    const auto found = m_inFlight.find(sequence);
    assert(found != m_inFlight.end());
    found->second->appendAnswer(m_output);
    m_inFlightBytes -= found->second->bytes();
    m_last = std::move(found->second);
    m_inFlight.erase(found);
}

void Connection::endOfInput()
{
    const bool isIdle = m_input.empty() && !m_isImporting;
    if (!m_export && isIdle)
        m_hasEnded = true; // it connected and said nothing, as who looks for open ports does
    else
        end(isInRequest() ? "it left in the middle of a request" : "it closed the connection");
}

void Connection::lookAfterDevice()
{
    if (m_export && m_export->device->hasLeft())
        end("the device has left the bus");
}

void Connection::end(const std::string& why)
{
    if (m_hasEnded)
        return;
    m_hasEnded = true;
    m_tell(m_export ? ClientEvent::Detached : ClientEvent::Refused, m_export, why);
    giveBack();
}

void Connection::giveBack()
{
    if (!m_export)
        return;
    for (const auto& [sequence, transfer] : m_inFlight)
        transfer->abandon();
    ExportTable::release(*std::exchange(m_export, nullptr));
    m_inFlight.clear();
    m_last.reset();
    m_inFlightBytes = 0;
}

} // namespace wb::usbip
