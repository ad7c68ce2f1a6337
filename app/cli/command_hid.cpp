// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/descriptor_source.h"
#include "app/cli/hid_values.h"
#include "app/cli/target.h"
#include "core/descriptors/hid_transport.h"
#include "core/descriptors/hid_words.h"
#include "core/descriptors/usb_ids.h"
#include "core/engine/descriptor_requests.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace wb::cli {
namespace {

using descriptors::HidReport;
using descriptors::HidReportMap;
using descriptors::HidReportType;
using descriptors::HidTransport;
using descriptors::UsbIds;

constexpr std::uint32_t kRequestTimeoutMs = 1000;
constexpr std::uint32_t kForEver = 0; // a device that has nothing to tell is silent

std::optional<HidReportMap> mapIn(std::span<const usb::DescriptorSection> sections, std::uint8_t interfaceNumber)
{
    for (const usb::DescriptorSection& section : sections)
        if (section.kind == usb::SectionKind::HidReport && section.number == interfaceNumber)
            return descriptors::parseHidReport(section.bytes);
    return std::nullopt;
}

// One HID interface of a device, opened when something has to be asked or sent.
class HidSubject {
public:
    HidSubject(Session& session, const HidOptions& options)
        : m_session(session)
        , m_options(options)
    {
    }

    // Finds the device, the interface and the report descriptor; opens only when the system does not know it.
    ExitCode find()
    {
        const auto device = findTarget(m_session, m_options.target.device);
        if (!device)
            return device.error();
        m_device = *device;
        if (const ExitCode chosen = chooseInterface(); chosen != ExitCode::Success)
            return chosen;
        auto map = mapIn(knownDescriptors(*m_device).sections, m_transport.interfaceNumber);
        if (!map)
            return askForDescriptor();
        m_map = std::move(*map);
        return ExitCode::Success;
    }

    ExitCode open()
    {
        if (!std::exchange(m_isOpen, true))
            return openFound(m_session, m_device, m_options.target);
        return ExitCode::Success;
    }

    // Of the options' report; REQUIRES: find() went well.
    OrExit<HidReport> report() const
    {
        const HidReportName& name = m_options.report;
        if (const auto place = findReport(m_map, name.type, name.id))
            return m_map.reports[*place];
        std::string known;
        for (const HidReport& report : m_map.reports)
            known += (known.empty() ? "" : ", ") + std::string(hidReportTypeName(report.type)) + ":"
                + std::to_string(report.id);
        return tl::unexpected(refuse("there is no report " + std::string(hidReportTypeName(name.type)) + ":"
            + std::to_string(name.id) + (known.empty() ? "; it has none at all" : "; it has " + known)));
    }

    // None: it did not come to a transfer, which has been told.
    OrExit<usb::TransferResult> transfer(usb::TransferRequest request, std::uint32_t standardTimeoutMs)
    {
        if (const ExitCode opened = open(); opened != ExitCode::Success)
            return tl::unexpected(opened);
        request.timeoutMs = m_options.timeoutMs.value_or(standardTimeoutMs);
        auto result = m_session.transfer(m_device->id, std::move(request));
        if (!result)
            return tl::unexpected(m_session.messages().failure(result.error(), m_device.get()));
        return std::move(*result);
    }

    void print(const MovedReport& moved, std::string_view verb = {})
    {
        if (m_options.json)
            m_session.out().line(toLine(hidValuesDocument(m_map, moved)));
        else if (moved.status == usb::TransferStatus::Completed)
            m_session.out().line(std::string(verb) + hidValuesLine(m_map, moved));
    }

    ExitCode refuse(std::string detail) const
    {
        return m_session.messages().failure(
            Error { ErrorKind::InvalidArgument, 0, "use HID", nameOf(*m_device) + ": " + std::move(detail) },
            ExitCode::Usage);
    }

    [[nodiscard]] Session& session() { return m_session; }
    [[nodiscard]] const HidOptions& options() const { return m_options; }
    [[nodiscard]] const usb::DeviceInfo& device() const { return *m_device; }
    [[nodiscard]] const HidTransport& transport() const { return m_transport; }
    [[nodiscard]] const HidReportMap& map() const { return m_map; }

private:
    ExitCode chooseInterface()
    {
        const std::vector<HidTransport> all = descriptors::hidTransports(*m_device);
        if (all.empty())
            return refuse("it has no HID interface");
        std::string numbers;
        for (const HidTransport& one : all) {
            if (m_options.interfaceNumber.value_or(one.interfaceNumber) == one.interfaceNumber)
                m_transport = one;
            numbers += (numbers.empty() ? "" : ", ") + std::to_string(one.interfaceNumber);
        }
        if (!m_options.interfaceNumber && all.size() > 1)
            return refuse("it has several HID interfaces; choose one with --interface: " + numbers);
        if (m_options.interfaceNumber.value_or(m_transport.interfaceNumber) != m_transport.interfaceNumber)
            return refuse("this interface is no HID interface; those are: " + numbers);
        return ExitCode::Success;
    }

    ExitCode askForDescriptor()
    {
        for (const engine::DescriptorRequest& request : engine::firstRequests(*m_device, {})) {
            const bool isIt = request.section.kind == usb::SectionKind::HidReport
                && request.section.number == m_transport.interfaceNumber;
            if (!isIt)
                continue;
            usb::TransferRequest wanted;
            wanted.setup = request.setup;
            wanted.length = request.setup.wLength;
            const auto answer = transfer(std::move(wanted), kRequestTimeoutMs);
            if (!answer)
                return answer.error();
            m_map = descriptors::parseHidReport(answer->data);
            return judge(m_session, *m_device, "read the report descriptor", *answer);
        }
        return refuse("its HID descriptor names no report descriptor");
    }

    Session& m_session;
    const HidOptions& m_options;
    usb::DevicePtr m_device;
    HidTransport m_transport;
    HidReportMap m_map;
    bool m_isOpen = false;
};

ExitCode watchReports(HidSubject& subject)
{
    if (!subject.transport().in)
        return subject.refuse("the interface has no interrupt IN endpoint; --get-report input:ID asks for a report");
    Session& session = subject.session();
    const usb::TransferRequest request = readInputRequest(subject.map(), *subject.transport().in);
    const std::uint64_t wanted = subject.options().count.value_or(std::numeric_limits<std::uint64_t>::max());
    for (std::uint64_t count = 0; count < wanted && session.out().isUsable(); ++count) {
        const auto result = subject.transfer(request, kForEver);
        if (session.isInterrupted())
            return count > 0 && !subject.options().count ? ExitCode::Success : ExitCode::Interrupted;
        if (!result)
            return result.error();
        subject.print({ HidReportType::Input, result->data, result->status, result->completed });
        const ExitCode code = judge(session, subject.device(), "read an input report", *result);
        if (code != ExitCode::Success)
            return code;
    }
    return ExitCode::Success;
}

ExitCode getReport(HidSubject& subject)
{
    const auto report = subject.report();
    if (!report)
        return report.error();
    const auto result = subject.transfer(getReportRequest(subject.transport(), *report), kRequestTimeoutMs);
    if (!result)
        return result.error();
    subject.print({ report->type, result->data, result->status, result->completed });
    return judge(subject.session(), subject.device(), "get the report", *result);
}

Result<Bytes> filledIn(const HidSubject& subject, const HidReport& report, Bytes bytes)
{
    for (const std::string& words : subject.options().assignments)
        if (const Status done = assign(subject.map(), report, words, &UsbIds::system(), bytes); !done)
            return tl::unexpected(done.error());
    return bytes;
}

// What is there before makes no difference. REQUIRES: the words are right.
bool isAllNamed(const HidSubject& subject, const HidReport& report)
{
    const Bytes neutral = neutralReport(subject.map(), report);
    Bytes opposite = neutral;
    std::for_each(opposite.begin() + (report.id != 0 ? 1 : 0), opposite.end(),
        [](Byte& byte) { byte = static_cast<Byte>(~byte); });
    const auto one = filledIn(subject, report, neutral);
    const auto other = filledIn(subject, report, std::move(opposite));
    for (const std::size_t index : fieldsOf(subject.map(), report)) {
        const descriptors::HidField& field = subject.map().fields[index];
        for (std::uint32_t element = 0; element < field.count; ++element)
            if (readElement(field, element, *one) != readElement(field, element, *other))
                return false;
    }
    return true;
}

// A feature report's other fields stay as they are, so they are read first.
OrExit<Bytes> currentReport(HidSubject& subject, const HidReport& report)
{
    Bytes bytes = neutralReport(subject.map(), report);
    if (report.type != HidReportType::Feature || isAllNamed(subject, report))
        return bytes;
    const auto result = subject.transfer(getReportRequest(subject.transport(), report), kRequestTimeoutMs);
    if (!result)
        return tl::unexpected(result.error());
    const std::string operation = "read the fields that are not named, which are to stay as they are";
    ExitCode code = judge(subject.session(), subject.device(), operation, *result);
    const bool isIt = result->data.size() == bytes.size() && (report.id == 0 || result->data.front() == report.id);
    if (code == ExitCode::Success && !isIt)
        code = subject.session().messages().failure(
            Error { ErrorKind::Malformed, 0, operation,
                nameOf(subject.device()) + ": the answer is not this report, or cut" },
            &subject.device());
    if (code == ExitCode::Success)
        return result->data;
    subject.session().messages().hint(
        "nothing was set; a report whose every field is named is sent without reading it");
    return tl::unexpected(code);
}

ExitCode setReport(HidSubject& subject)
{
    const auto report = subject.report();
    if (!report)
        return report.error();
    const auto checked = filledIn(subject, *report, neutralReport(subject.map(), *report));
    if (!checked)
        return subject.session().messages().failure(checked.error(), ExitCode::Usage);
    const usb::RiskAssessment risk
        = usb::assessRisk(setReportRequest(subject.transport(), *report, *checked), subject.device());
    const ExitCode allowed
        = checkRisk(subject.session(), subject.device(), "set a report", risk, subject.options().isConfirmed);
    if (allowed != ExitCode::Success)
        return allowed;
    auto current = currentReport(subject, *report);
    if (!current)
        return current.error();
    const auto bytes = filledIn(subject, *report, std::move(*current));
    const auto result = subject.transfer(setReportRequest(subject.transport(), *report, *bytes), kRequestTimeoutMs);
    if (!result)
        return result.error();
    subject.print({ report->type, *bytes, result->status, result->completed }, "sent: ");
    return judge(subject.session(), subject.device(), "set the report", *result);
}

} // namespace

ExitCode run(Session& session, const HidOptions& options)
{
    HidSubject subject(session, options);
    if (const ExitCode found = subject.find(); found != ExitCode::Success)
        return found;
    switch (options.act) {
    case HidOptions::Act::Watch:
        return watchReports(subject);
    case HidOptions::Act::Get:
        return getReport(subject);
    case HidOptions::Act::Set:
        return setReport(subject);
    }
    return ExitCode::Usage;
}

} // namespace wb::cli
