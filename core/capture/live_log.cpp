// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/live_log_file.h"
#include "core/capture/live_log_impl.h"

#include <sys/utsname.h>

namespace wb::capture {
namespace {

constexpr std::size_t kMaxDevices = 0xffff; // deviceIndex has 16 bits, the last value names no device

std::string operatingSystem()
{
    utsname names {};
    if (::uname(&names) != 0)
        return {};
    return std::string(&names.sysname[0]) + " " + &names.release[0];
}

LoggedDevice toLoggedDevice(const usb::DeviceInfo& device)
{
    LoggedDevice logged;
    logged.bus = device.path.bus;
    logged.address = device.address;
    logged.interfaceName = usb::toString(device.path);
    logged.product = device.product;
    logged.serial = device.serial;
    logged.speed = device.speed;
    logged.descriptor = device.descriptor;
    logged.configurations = device.configurations;
    return logged;
}

} // namespace

LiveLogFile::LiveLogFile(
    std::unique_ptr<LogFile> file, std::string path, LiveLogOptions options, FailureHandler onFailure)
    : m_path(std::move(path))
    , m_options(std::move(options))
    , m_payloadLimit(m_options.payloadLimit)
    , m_writer(std::move(file), m_index, { m_path, m_options.maxFileBytes, std::move(onFailure) })
{
    Session session(m_writer);
    pcapng::appendSectionHeader(session.batch().arena(), operatingSystem(), m_options.application);
    session.endBlock();
}

LogDevice LiveLogFile::addDevice(const usb::DeviceInfo& device, Nanoseconds time)
{
    LoggedDevice logged = toLoggedDevice(device);
    Session session(m_writer);
    const std::lock_guard lock(m_devicesMutex);
    for (std::size_t i = m_devices.size(); i-- > 0;) {
        // The same device opened again keeps its interface block, unless its descriptors have changed.
        if (device.id.isValid() && m_deviceKeys[i].id == device.id) {
            if (m_devices[i].descriptor.raw == logged.descriptor.raw && m_devices[i].address == logged.address)
                return { static_cast<std::uint16_t>(i) };
            break;
        }
    }
    if (m_devices.size() >= kMaxDevices)
        return { static_cast<std::uint16_t>(kMaxDevices) };
    const std::size_t index = m_devices.size();
    m_deviceKeys.push_back({ device.id, logged.bus, logged.address, logged.speed });
    if (session.state() != LogWriter::State::Stopped)
        appendDevice(session, index, logged, time);
    m_devices.push_back(std::move(logged));
    return { static_cast<std::uint16_t>(index) };
}

Result<TransferRecord> LiveLogFile::record(std::size_t index) const
{
    const std::optional<IndexEntry> entry = m_index.at(index);
    if (!entry)
        return fail(ErrorKind::NotFound, "read record", "the log has no transfer " + std::to_string(index));
    auto submit = readPacketEvent(m_writer.file(), entry->submitOffset, {});
    if (!submit)
        return tl::unexpected<Error>(submit.error());
    std::optional<PacketEvent> answer;
    if (entry->completeOffset != IndexEntry::kNoRecord) {
        auto read = readPacketEvent(m_writer.file(), entry->completeOffset, {});
        if (!read)
            return tl::unexpected<Error>(read.error());
        answer = std::move(*read);
    }
    TransferRecord row = combineEvents(std::move(*submit), std::move(answer));
    row.deviceIndex = entry->deviceIndex;
    return row;
}

std::vector<LoggedDevice> LiveLogFile::devices() const
{
    const std::lock_guard lock(m_devicesMutex);
    return m_devices;
}

std::uint64_t LiveLogFile::fileBytes() const
{
    const Session session(m_writer);
    return session.writtenBytes();
}

std::vector<std::string> LiveLogFile::problems() const
{
    const std::optional<Error> failure = m_writer.failure();
    return failure ? std::vector<std::string> { describe(*failure) } : std::vector<std::string> {};
}

LiveLogCounters LiveLogFile::counters() const
{
    const Session session(m_writer);
    LiveLogCounters counters = m_counters;
    counters.bytesWritten = session.writtenBytes();
    counters.isPaused = session.state() != LogWriter::State::Active;
    return counters;
}

Status LiveLogFile::resume()
{
    {
        Session session(m_writer);
        const std::lock_guard lock(m_devicesMutex);
        for (std::size_t i = 0; i < m_devices.size(); ++i) {
            if (m_deviceKeys[i].blockOffset == IndexEntry::kNoRecord)
                appendDevice(session, i, m_devices[i], now());
        }
    }
    return m_writer.resume();
}

void LiveLogFile::stopLogging()
{
    m_writer.stop([this](std::size_t droppedEntries, std::uint64_t fileEnd) {
        for (DeviceKey& key : m_deviceKeys) {
            if (key.blockOffset >= fileEnd)
                key.blockOffset = IndexEntry::kNoRecord;
        }
        m_counters.unlogged += droppedEntries;
        m_nextEntry = m_index.size();
        m_slots.clear();
        m_freeSlots.clear();
    });
}

Result<std::shared_ptr<LiveLog>> createLiveLog(
    std::unique_ptr<LogFile> file, const std::string& path, LiveLogOptions options, LiveLog::FailureHandler onFailure)
{
    auto log = std::make_shared<LiveLogFile>(std::move(file), path, std::move(options), std::move(onFailure));
    if (const Status status = log->flush(); !status)
        return tl::unexpected<Error>(status.error());
    return log;
}

Result<std::shared_ptr<LiveLog>> LiveLog::create(
    const std::string& path, LiveLogOptions options, FailureHandler onFailure)
{
    auto file = createLogFile(path);
    if (!file)
        return tl::unexpected<Error>(file.error());
    return createLiveLog(std::move(*file), path, std::move(options), std::move(onFailure));
}

} // namespace wb::capture
