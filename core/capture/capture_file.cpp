// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/capture/capture_layout.h"

#include <algorithm>

namespace wb::capture {
namespace {

class CaptureFile final : public TransferSource {
public:
    CaptureFile(std::unique_ptr<ByteSource> source, std::string path, std::unique_ptr<const CaptureContents> contents)
        : m_source(std::move(source))
        , m_path(std::move(path))
        , m_contents(std::move(contents))
    {
    }

    [[nodiscard]] std::string path() const override { return m_path; }
    [[nodiscard]] bool isLive() const override { return false; }
    [[nodiscard]] std::size_t count() const override { return m_contents->index.size(); }
    std::size_t entries(std::size_t first, std::span<IndexEntry> out) const override
    {
        return m_contents->index.copy(first, out);
    }
    [[nodiscard]] Result<TransferRecord> record(std::size_t index) const override;
    [[nodiscard]] std::vector<LoggedDevice> devices() const override { return m_contents->devices; }
    [[nodiscard]] std::uint64_t revision() const override { return 1; }
    [[nodiscard]] std::uint64_t fileBytes() const override { return m_contents->wholeBytes; }
    [[nodiscard]] std::vector<std::string> problems() const override { return m_contents->problems; }

private:
    [[nodiscard]] Result<std::optional<PacketEvent>> eventAt(std::uint64_t offset) const;
    [[nodiscard]] Result<PacketFormat> formatAt(std::uint64_t offset) const;

    const std::unique_ptr<ByteSource> m_source;
    const std::string m_path;
    const std::unique_ptr<const CaptureContents> m_contents;
};

Result<PacketFormat> CaptureFile::formatAt(std::uint64_t offset) const
{
    const auto& sections = m_contents->sections;
    const auto after = std::upper_bound(sections.begin(), sections.end(), offset,
        [](std::uint64_t value, const CaptureSection& section) { return value < section.offset; });
    const CaptureSection& section = *std::prev(after); // the first section starts at 0
    if (section.isClassicPcap)
        return section.interfaces.front().format;
    std::array<Byte, pcapng::kPacketDataOffset> head {};
    const auto count = m_source->readAt(offset, head);
    if (!count)
        return tl::unexpected<Error>(count.error());
    if (*count < head.size())
        return fail(ErrorKind::Io, "read record",
            "offset " + std::to_string(offset) + ": the file was cut after it was opened");
    const auto packet = pcapng::parsePacketHead(head, section.order);
    if (!packet || packet->interfaceId >= section.interfaces.size())
        return fail(ErrorKind::Malformed, "read record",
            "offset " + std::to_string(offset) + ": the file was changed after it was opened");
    return section.interfaces[packet->interfaceId].format;
}

Result<std::optional<PacketEvent>> CaptureFile::eventAt(std::uint64_t offset) const
{
    if (offset == IndexEntry::kNoRecord)
        return std::nullopt;
    const auto format = formatAt(offset);
    if (!format)
        return tl::unexpected<Error>(format.error());
    auto event = readPacketEvent(*m_source, offset, *format);
    if (!event)
        return tl::unexpected<Error>(event.error());
    return std::optional(std::move(*event));
}

Result<TransferRecord> CaptureFile::record(std::size_t index) const
{
    const std::optional<IndexEntry> entry = m_contents->index.at(index);
    if (!entry)
        return fail(ErrorKind::NotFound, "read record", "the capture has no transfer " + std::to_string(index));
    auto submit = eventAt(entry->submitOffset);
    if (!submit)
        return tl::unexpected<Error>(submit.error());
    auto complete = eventAt(entry->completeOffset);
    if (!complete)
        return tl::unexpected<Error>(complete.error());
    TransferRecord row = combineEvents(std::move(*submit), std::move(*complete));
    row.deviceIndex = entry->deviceIndex;
    return row;
}

} // namespace

Result<std::shared_ptr<TransferSource>> openCaptureBytes(
    std::unique_ptr<ByteSource> source, const std::string& path, const Progress& progress)
{
    auto contents = std::make_unique<CaptureContents>();
    if (const Status status = scanCapture(*source, path, progress, *contents); !status)
        return tl::unexpected<Error>(status.error());
    return std::make_shared<CaptureFile>(std::move(source), path, std::move(contents));
}

Result<std::shared_ptr<TransferSource>> openCapture(const std::string& path, const Progress& progress)
{
    auto source = openByteSource(path);
    if (!source)
        return tl::unexpected<Error>(source.error());
    return openCaptureBytes(std::move(*source), path, progress);
}

} // namespace wb::capture
