// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/string_reader.h"

namespace wb::engine {
namespace {

constexpr std::uint8_t kStringType = 0x03;
constexpr std::uint16_t kEnglishUs = 0x0409;
// Some devices choke on 255, some on an odd number: the second try is one byte less (P66).
constexpr std::uint16_t kFirstLength = 255;
constexpr std::uint16_t kSecondLength = 254;
constexpr std::size_t kMaxLanguages = 16;

usb::TransferRequest getString(std::uint8_t index, std::uint16_t language, std::uint16_t length)
{
    usb::TransferRequest request;
    request.setup = { 0x80, static_cast<std::uint8_t>(usb::StandardRequest::GetDescriptor),
        static_cast<std::uint16_t>((kStringType << 8) | index), language, length };
    request.length = length;
    return request;
}

bool isGood(const FinishedTransfer& finished)
{
    return !finished.error && finished.result.status == usb::TransferStatus::Completed
        && finished.result.data.size() >= 2;
}

std::string reason(const FinishedTransfer& finished)
{
    if (finished.error)
        return describe(*finished.error);
    if (finished.result.status != usb::TransferStatus::Completed)
        return std::string(toString(finished.result.status));
    return "the answer has " + std::to_string(finished.result.data.size()) + " bytes";
}

} // namespace

StringReader::StringReader(
    UsbService& service, usb::DeviceId device, std::vector<std::uint8_t> indexes, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_device(device)
    , m_indexes(std::move(indexes))
{
    connect(&service, &UsbService::transfersFinished, this, [this](const std::vector<FinishedTransfer>& finished) {
        for (const FinishedTransfer& transfer : finished)
            if (m_pending.isValid() && transfer.request == m_pending)
                answered(transfer);
    });
}

void StringReader::start()
{
    m_wanted.push_back({ 0, 0, kFirstLength });
    sendNext();
}

void StringReader::sendNext()
{
    if (m_wanted.empty()) {
        m_pending = {};
        Q_EMIT finished();
        return;
    }
    const Wanted& wanted = m_wanted.front();
    m_pending = m_service.transfer(m_device, getString(wanted.index, wanted.language, wanted.length));
}

void StringReader::answered(const FinishedTransfer& finished)
{
    const Wanted wanted = m_wanted.front();
    m_wanted.pop_front();
    const bool mayTryAgain = !finished.error && finished.result.status != usb::TransferStatus::NoDevice;
    if (!isGood(finished) && mayTryAgain && wanted.length == kFirstLength)
        m_wanted.push_front({ wanted.index, wanted.language, kSecondLength });
    else if (wanted.index == 0)
        takeLanguages(isGood(finished) ? ByteView(finished.result.data) : ByteView {});
    else
        takeString(wanted, finished);
    sendNext();
}

void StringReader::takeLanguages(ByteView bytes)
{
    m_languageTable = toBytes(bytes);
    const std::size_t end = bytes.empty() ? 0 : std::min<std::size_t>(bytes.size(), bytes[0]) & ~std::size_t { 1 };
    if (bytes.size() >= 2 && bytes[1] == kStringType)
        for (std::size_t offset = 2; offset < end && m_languages.size() < kMaxLanguages; offset += 2)
            m_languages.push_back(static_cast<std::uint16_t>(readLe(bytes, offset, 2).value_or(0)));
    if (m_languages.empty())
        m_languages.push_back(kEnglishUs); // without a table the one language everybody has is still worth a try
    for (const std::uint16_t language : m_languages)
        for (const std::uint8_t index : m_indexes)
            m_wanted.push_back({ index, language, kFirstLength });
}

void StringReader::takeString(const Wanted& wanted, const FinishedTransfer& finished)
{
    if (isGood(finished)) {
        m_strings.push_back(decode(wanted.index, wanted.language, finished.result.data));
        return;
    }
    DeviceString failed;
    failed.index = wanted.index;
    failed.language = wanted.language;
    failed.raw = finished.result.data;
    failed.error = reason(finished);
    m_strings.push_back(std::move(failed));
}

DeviceString StringReader::decode(std::uint8_t index, std::uint16_t language, ByteView bytes)
{
    DeviceString string;
    string.index = index;
    string.language = language;
    string.raw = toBytes(bytes);
    if (bytes.size() < 2 || bytes[1] != kStringType) {
        string.error
            = bytes.size() < 2 ? "shorter than a descriptor" : "of type 0x" + hex(bytes[1], 2) + ", not a string";
        return string;
    }
    const std::size_t end = std::min<std::size_t>(bytes.size(), bytes[0]);
    string.text
        = utf16LeToUtf8(slice(bytes, 2, end > 2 ? (end - 2) & ~std::size_t { 1 } : 0)); // an odd last byte is dropped
    return string;
}

} // namespace wb::engine
