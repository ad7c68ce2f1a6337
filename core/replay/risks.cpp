// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/replay/risks.h"

namespace wb::replay {
namespace {

using usb::Direction;
using usb::Recipient;
using usb::RequestType;
using usb::SetupPacket;
using usb::StandardRequest;

SetupPacket standardWrite(Recipient recipient, StandardRequest request, std::uint16_t value, std::uint16_t index)
{
    return { usb::makeRequestType(Direction::Out, RequestType::Standard, recipient), static_cast<std::uint8_t>(request),
        value, index, 0 };
}

// What the step amounts to on the bus, also when the operating system is asked to do it (P55).
usb::RiskAssessment assess(const Step& step, const usb::DeviceInfo& device)
{
    const auto judge = [&device](const SetupPacket& setup) { return usb::assessRisk(setup, device.classCodes()); };
    switch (step.kind) {
    case StepKind::Transfer:
        return usb::assessRisk(step.request, device);
    case StepKind::SetConfiguration:
        return judge(standardWrite(Recipient::Device, StandardRequest::SetConfiguration, step.value, 0));
    case StepKind::SetInterface:
        return judge(
            standardWrite(Recipient::Interface, StandardRequest::SetInterface, step.value, step.interfaceNumber));
    case StepKind::ClearHalt:
        return judge(standardWrite(Recipient::Endpoint, StandardRequest::ClearFeature, 0, step.endpoint.value));
    case StepKind::Skipped:
        break;
    }
    return {};
}

} // namespace

SequenceRisks assessRisks(std::span<const Step> steps, const usb::DeviceInfo& device)
{
    SequenceRisks risks;
    for (const Step& step : steps) {
        usb::RiskAssessment one = assess(step, device);
        if (one.risk != usb::Risk::None && risks.toConfirm++ == 0)
            risks.firstReason = std::move(one.reason);
    }
    return risks;
}

bool isAnotherKind(const capture::LoggedDevice& recorded, const usb::DeviceInfo& device)
{
    const usb::DeviceDescriptorInfo& was = recorded.descriptor;
    return !was.raw.empty()
        && (was.vendorId != device.descriptor.vendorId || was.productId != device.descriptor.productId);
}

} // namespace wb::replay
