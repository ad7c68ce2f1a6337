// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/descriptor_reader.h"

#include "core/descriptors/descriptor_set.h"

#include <algorithm>

namespace wb::engine {
namespace {

using usb::DescriptorSection;
using usb::SectionKind;

std::string reasonOf(const FinishedTransfer& finished)
{
    if (finished.error)
        return describe(*finished.error);
    if (finished.result.status != usb::TransferStatus::Completed)
        return std::string(toString(finished.result.status));
    return "the answer is no such descriptor";
}

bool isGone(const FinishedTransfer& finished)
{
    return finished.error
        ? finished.error->kind == ErrorKind::Disconnected || finished.error->kind == ErrorKind::NotFound
        : finished.result.status == usb::TransferStatus::NoDevice;
}

// A device of one speed answers no question about the other one: USB 2.0 §9.6.2 wants a stall.
bool isExpectedToStall(const DescriptorRequest& request, const FinishedTransfer& finished)
{
    return request.section.kind == SectionKind::DeviceQualifier && !finished.error
        && finished.result.status == usb::TransferStatus::Stall;
}

} // namespace

DescriptorReader::DescriptorReader(
    UsbService& service, usb::DevicePtr device, const DescriptorWishes& wishes, QObject* parent)
    : QObject(parent)
    , m_service(service)
    , m_device(std::move(device))
    , m_sections(m_device->sections)
{
    const std::vector<DescriptorRequest> first = firstRequests(*m_device, wishes);
    m_wanted.assign(first.begin(), first.end());
    for (const DescriptorSection& known : m_sections) {
        const std::vector<DescriptorRequest> more = followingRequests(
            *m_device, { { known.kind, known.number, known.language, {} }, {}, false }, known.bytes);
        m_wanted.insert(m_wanted.end(), more.begin(), more.end());
    }
    connect(&service, &UsbService::transfersFinished, this, [this](const std::vector<FinishedTransfer>& finished) {
        for (const FinishedTransfer& transfer : finished)
            if (m_pending.isValid() && transfer.request == m_pending)
                answered(transfer);
    });
}

void DescriptorReader::start() { sendNext(); }

void DescriptorReader::sendNext()
{
    if (m_wanted.empty())
        return readStrings();
    usb::TransferRequest request;
    request.setup = m_wanted.front().setup;
    request.length = request.setup.wLength;
    m_pending = m_service.transfer(m_device->id, std::move(request));
}

void DescriptorReader::answered(const FinishedTransfer& finished)
{
    m_pending = {};
    const DescriptorRequest request = m_wanted.front();
    m_wanted.pop_front();
    const bool isGood = !finished.error && finished.result.status == usb::TransferStatus::Completed
        && isAnswerTo(request, finished.result.data);
    if (isGood)
        take(request, finished.result.data);
    else if (!isExpectedToStall(request, finished))
        addProblem(request.section, reasonOf(finished));
    if (isGone(finished)) {
        Q_EMIT this->finished();
        return;
    }
    sendNext();
}

void DescriptorReader::take(const DescriptorRequest& request, ByteView answer)
{
    if (!request.isHead)
        keep(request, answer);
    const std::vector<DescriptorRequest> next = followingRequests(*m_device, request, answer);
    m_wanted.insert(m_wanted.begin(), next.begin(), next.end());
}

void DescriptorReader::keep(const DescriptorRequest& request, ByteView answer)
{
    if (!request.isContinuation)
        m_sections.push_back(request.section);
    const auto section = std::find_if(m_sections.rbegin(), m_sections.rend(), [&](const DescriptorSection& known) {
        return known.kind == request.section.kind && known.number == request.section.number;
    });
    section->bytes.insert(section->bytes.end(), answer.begin(), answer.end());
}

// Last, because the other descriptors name strings, too.
void DescriptorReader::readStrings()
{
    usb::DeviceInfo known = *m_device;
    known.sections = m_sections;
    m_strings = new StringReader(
        m_service, m_device->id, descriptors::stringIndexes(descriptors::descriptorSetOf(known)), this);
    connect(m_strings, &StringReader::finished, this, &DescriptorReader::takeStrings);
    m_strings->start();
}

void DescriptorReader::takeStrings()
{
    if (!m_strings->languageTable().empty())
        m_sections.push_back({ SectionKind::String, 0, 0, m_strings->languageTable() });
    for (const DeviceString& string : m_strings->strings()) {
        DescriptorSection section { SectionKind::String, string.index, string.language, string.raw };
        if (!string.error.empty())
            addProblem(section, string.error);
        if (!section.bytes.empty())
            m_sections.push_back(std::move(section));
    }
    Q_EMIT finished();
}

void DescriptorReader::addProblem(const DescriptorSection& section, const std::string& reason)
{
    m_problems.push_back(descriptors::sectionTitle(section) + ": " + reason);
}

} // namespace wb::engine
