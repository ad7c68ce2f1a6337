// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/virtualbus/models/scsi_disk.h"

#include <algorithm>
#include <array>
#include <cassert>
#include <iterator>

namespace wb::backend::virtualbus {

namespace {

constexpr Byte kInquiry = 0x12, kRequestSense = 0x03, kReportLuns = 0xa0;
constexpr Byte kNoSuchUnit = 0x7f; // peripheral qualifier 3, device type unknown
constexpr Byte kRemovable = 0x80, kSpc4 = 0x06, kFixedSense = 0x70;
constexpr Byte kCachingPage = 0x08, kAllPages = 0x3f;

// Sense keys; additional sense codes are named where they are used: SPC-4 annex D.
constexpr Byte kNotReady = 0x2, kIllegalRequest = 0x5, kUnitAttention = 0x6;

constexpr std::string_view kVendor = "USB-WB  ", kProduct = "RAM disk        ", kRevision = "1.00";
constexpr std::string_view kUnitSerial = "5742000000000001";

std::uint64_t readBe(ByteView bytes, std::size_t offset, std::size_t width)
{
    std::uint64_t value = 0;
    for (const Byte byte : bytes.subspan(offset, width))
        value = value << 8 | byte;
    return value;
}

void appendBe(Bytes& out, std::uint64_t value, std::size_t width)
{
    for (std::size_t i = width; i-- > 0;)
        out.push_back(static_cast<Byte>(value >> (8 * i)));
}

void appendText(Bytes& out, std::string_view text) { out.insert(out.end(), text.begin(), text.end()); }

Bytes standardInquiry(Byte device)
{
    Bytes out { device, kRemovable, kSpc4, 0x02, 31, 0, 0, 0 };
    appendText(out, kVendor);
    appendText(out, kProduct);
    appendText(out, kRevision);
    return out;
}

// SPC-4 §7.8.5: a T10 vendor identification, the one designator that needs no registered number.
Bytes deviceIdentification()
{
    Bytes text;
    appendText(text, kVendor);
    appendText(text, kUnitSerial);
    Bytes out { 0x02, 0x01, 0, static_cast<Byte>(text.size()) }; // ASCII; of the logical unit
    out.insert(out.end(), text.begin(), text.end());
    return out;
}

// No write cache: what WRITE was given is on the medium. `isMask`: which bits MODE SELECT could change.
Bytes cachingPage(bool isMask)
{
    Bytes page(20, 0);
    page[0] = kCachingPage;
    page[1] = 18;
    page[2] = static_cast<Byte>(isMask ? 0 : 1); // RCD: nothing is cached for reading either
    return page;
}

} // namespace

ScsiDisk::ScsiDisk(std::shared_ptr<Bytes> medium)
    : m_medium(std::move(medium))
{
    assert(!m_medium->empty() && m_medium->size() % kSectorSize == 0);
}

void ScsiDisk::reset()
{
    m_sense = {};
    m_hasAttention = true;
    m_isLocked = false;
    m_loading = Loading::Ready;
}

const ScsiDisk::Command* ScsiDisk::find(Byte code)
{
    static constexpr auto kCommands = std::to_array<Command>({
        { 0x00, 6, true, &ScsiDisk::testUnitReady },
        { kRequestSense, 6, false, &ScsiDisk::requestSense },
        { kInquiry, 6, false, &ScsiDisk::inquiry },
        { 0x1a, 6, false, &ScsiDisk::modeSense6 },
        { 0x1b, 6, false, &ScsiDisk::startStopUnit },
        { 0x1e, 6, false, &ScsiDisk::preventAllow },
        { 0x25, 10, true, &ScsiDisk::readCapacity10 },
        { 0x28, 10, true, &ScsiDisk::read10 },
        { 0x2a, 10, true, &ScsiDisk::write10 },
        { 0x35, 10, true, &ScsiDisk::synchronize10 },
        { 0x5a, 10, false, &ScsiDisk::modeSense10 },
        { 0x88, 16, true, &ScsiDisk::read16 },
        { 0x8a, 16, true, &ScsiDisk::write16 },
        { 0x91, 16, true, &ScsiDisk::synchronize16 },
        { 0x9e, 16, true, &ScsiDisk::serviceActionIn },
        { kReportLuns, 12, false, &ScsiDisk::reportLuns },
    });
    const auto found = std::find_if(
        kCommands.begin(), kCommands.end(), [code](const Command& command) { return command.code == code; });
    return found == kCommands.end() ? nullptr : &*found;
}

ScsiPlan ScsiDisk::execute(ByteView commandBlock, std::uint8_t logicalUnit)
{
    const Byte code = commandBlock.empty() ? Byte { 0 } : commandBlock.front();
    const Command* const command = find(code);
    const bool asksWhoIsThere = code == kInquiry || code == kReportLuns || code == kRequestSense;
    if (code != kRequestSense)
        m_sense = {};
    if (logicalUnit != 0 && !asksWhoIsThere)
        return fail({ kIllegalRequest, 0x25, 0 }); // LOGICAL UNIT NOT SUPPORTED
    if (logicalUnit != 0 && code == kInquiry)
        return answer(standardInquiry(kNoSuchUnit), commandBlock.size() < 5 ? 0 : readBe(commandBlock, 3, 2));
    if (m_hasAttention && !asksWhoIsThere) {
        m_hasAttention = false;
        return fail({ kUnitAttention, 0x29, 0 }); // POWER ON, RESET, OR BUS DEVICE RESET OCCURRED
    }
    if (!command)
        return fail({ kIllegalRequest, 0x20, 0 }); // INVALID COMMAND OPERATION CODE
    if (commandBlock.size() < command->size)
        return fail({ kIllegalRequest, 0x24, 0 }); // INVALID FIELD IN CDB
    if (command->needsMedium && m_loading == Loading::Ejected)
        return fail({ kNotReady, 0x3a, 0 }); // MEDIUM NOT PRESENT
    if (command->needsMedium && m_loading == Loading::Stopped)
        return fail({ kNotReady, 0x04, 0x02 }); // INITIALIZING COMMAND REQUIRED
    return (this->*command->run)(commandBlock);
}

ScsiPlan ScsiDisk::fail(const Sense& sense)
{
    m_sense = sense;
    ScsiPlan plan;
    plan.isGood = false;
    return plan;
}

ScsiPlan ScsiDisk::answer(Bytes data, std::size_t allocation)
{
    m_answer = std::move(data);
    m_answer.resize(std::min(m_answer.size(), allocation));
    if (m_answer.empty())
        return {};
    return { true, DataPhase::In, static_cast<std::uint32_t>(m_answer.size()), m_answer, 0 };
}

bool ScsiDisk::isOnMedium(std::uint64_t first, std::uint64_t count) const
{
    return first <= blockCount() && count <= blockCount() - first;
}

ScsiPlan ScsiDisk::testUnitReady(ByteView) { return {}; }

ScsiPlan ScsiDisk::requestSense(ByteView block)
{
    if ((block[1] & 1) != 0) // descriptor format
        return fail({ kIllegalRequest, 0x24, 0 });
    Sense told = m_sense;
    if (told.key == 0 && m_hasAttention) {
        told = { kUnitAttention, 0x29, 0 };
        m_hasAttention = false;
    }
    m_sense = {};
    Bytes data { kFixedSense, 0, told.key, 0, 0, 0, 0, 10, 0, 0, 0, 0, told.code, told.qualifier, 0, 0, 0, 0 };
    return answer(std::move(data), block[4]);
}

ScsiPlan ScsiDisk::inquiry(ByteView block)
{
    const auto allocation = static_cast<std::size_t>(readBe(block, 3, 2));
    if ((block[1] & 1) != 0) // EVPD
        return vitalProductData(block[2], allocation);
    if (block[2] != 0)
        return fail({ kIllegalRequest, 0x24, 0 });
    return answer(standardInquiry(0), allocation);
}

ScsiPlan ScsiDisk::vitalProductData(Byte page, std::size_t allocation)
{
    constexpr Byte kPages = 0x00, kSerialPage = 0x80, kIdentificationPage = 0x83;
    Bytes body;
    if (page == kPages)
        body = { kPages, kSerialPage, kIdentificationPage };
    else if (page == kSerialPage)
        appendText(body, kUnitSerial);
    else if (page == kIdentificationPage)
        body = deviceIdentification();
    else
        return fail({ kIllegalRequest, 0x24, 0 });
    Bytes data { 0, page };
    appendBe(data, body.size(), 2);
    data.insert(data.end(), body.begin(), body.end());
    return answer(std::move(data), allocation);
}

ScsiPlan ScsiDisk::modeSense6(ByteView block) { return modeSense(block, false, block[4]); }

ScsiPlan ScsiDisk::modeSense10(ByteView block)
{
    return modeSense(block, true, static_cast<std::size_t>(readBe(block, 7, 2)));
}

ScsiPlan ScsiDisk::modeSense(ByteView block, bool isLong, std::size_t allocation)
{
    constexpr unsigned kChangeable = 1, kSaved = 3;
    const auto control = static_cast<unsigned>(block[2] >> 6);
    const auto page = static_cast<Byte>(block[2] & 0x3f);
    if (control == kSaved)
        return fail({ kIllegalRequest, 0x39, 0 }); // SAVING PARAMETERS NOT SUPPORTED
    if ((page != kCachingPage && page != kAllPages) || (block[3] != 0 && block[3] != 0xff))
        return fail({ kIllegalRequest, 0x24, 0 });
    const Bytes body = cachingPage(control == kChangeable);
    // The length does not count itself; medium type, write protection and block descriptors are all 0.
    const std::size_t head = isLong ? 8 : 4;
    Bytes data;
    appendBe(data, head - (isLong ? 2 : 1) + body.size(), isLong ? 2 : 1);
    data.resize(head, 0);
    data.insert(data.end(), body.begin(), body.end());
    return answer(std::move(data), allocation);
}

ScsiPlan ScsiDisk::startStopUnit(ByteView block)
{
    const bool starts = (block[4] & 1) != 0;
    const bool movesMedium = (block[4] & 2) != 0; // LOEJ
    if ((block[4] & 0xf0) != 0) // power conditions
        return fail({ kIllegalRequest, 0x24, 0 });
    if (movesMedium && !starts && m_isLocked)
        return fail({ kIllegalRequest, 0x53, 0x02 }); // MEDIUM REMOVAL PREVENTED
    if (m_loading == Loading::Ejected && !movesMedium)
        return starts ? fail({ kNotReady, 0x3a, 0 }) : ScsiPlan {};
    m_loading = starts ? Loading::Ready : movesMedium ? Loading::Ejected : Loading::Stopped;
    return {};
}

ScsiPlan ScsiDisk::preventAllow(ByteView block)
{
    m_isLocked = (block[4] & 1) != 0;
    return {};
}

ScsiPlan ScsiDisk::readCapacity10(ByteView)
{
    Bytes data;
    appendBe(data, blockCount() - 1, 4);
    appendBe(data, kSectorSize, 4);
    const std::size_t size = data.size();
    return answer(std::move(data), size);
}

ScsiPlan ScsiDisk::serviceActionIn(ByteView block)
{
    constexpr Byte kReadCapacity16 = 0x10;
    if ((block[1] & 0x1f) != kReadCapacity16)
        return fail({ kIllegalRequest, 0x24, 0 });
    Bytes data;
    appendBe(data, blockCount() - 1, 8);
    appendBe(data, kSectorSize, 4);
    data.resize(32, 0);
    return answer(std::move(data), static_cast<std::size_t>(readBe(block, 10, 4)));
}

ScsiPlan ScsiDisk::read10(ByteView block) { return access(DataPhase::In, readBe(block, 2, 4), readBe(block, 7, 2)); }

ScsiPlan ScsiDisk::read16(ByteView block) { return access(DataPhase::In, readBe(block, 2, 8), readBe(block, 10, 4)); }

ScsiPlan ScsiDisk::write10(ByteView block) { return access(DataPhase::Out, readBe(block, 2, 4), readBe(block, 7, 2)); }

ScsiPlan ScsiDisk::write16(ByteView block) { return access(DataPhase::Out, readBe(block, 2, 8), readBe(block, 10, 4)); }

ScsiPlan ScsiDisk::access(DataPhase phase, std::uint64_t first, std::uint64_t count)
{
    if (!isOnMedium(first, count))
        return fail({ kIllegalRequest, 0x21, 0 }); // LOGICAL BLOCK ADDRESS OUT OF RANGE
    if (count == 0)
        return {};
    const auto position = static_cast<std::size_t>(first * kSectorSize);
    const auto length = static_cast<std::size_t>(count * kSectorSize);
    const ByteView data = phase == DataPhase::In ? ByteView(*m_medium).subspan(position, length) : ByteView {};
    return { true, phase, static_cast<std::uint32_t>(length), data, position };
}

ScsiPlan ScsiDisk::synchronize10(ByteView block) { return synchronize(readBe(block, 2, 4), readBe(block, 7, 2)); }

ScsiPlan ScsiDisk::synchronize16(ByteView block) { return synchronize(readBe(block, 2, 8), readBe(block, 10, 4)); }

ScsiPlan ScsiDisk::synchronize(std::uint64_t first, std::uint64_t count)
{
    return isOnMedium(first, count) ? ScsiPlan {} : fail({ kIllegalRequest, 0x21, 0 });
}

ScsiPlan ScsiDisk::reportLuns(ByteView block)
{
    constexpr std::size_t kLeastAllocation = 16; // SPC-4 §6.33
    const auto allocation = static_cast<std::size_t>(readBe(block, 6, 4));
    if (allocation < kLeastAllocation)
        return fail({ kIllegalRequest, 0x24, 0 });
    Bytes data;
    appendBe(data, 8, 4);
    data.resize(16, 0); // and the one unit, number 0
    return answer(std::move(data), allocation);
}

void ScsiDisk::store(std::size_t position, ByteView data)
{
    assert(position + data.size() <= m_medium->size());
    std::copy(data.begin(), data.end(), std::next(m_medium->begin(), static_cast<std::ptrdiff_t>(position)));
}

} // namespace wb::backend::virtualbus
