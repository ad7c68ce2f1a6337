// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/read_only.h"
#include "core/engine/usb_service_private.h"
#include "core/usb/risk.h"

namespace wb::engine {

// What a person asks for by hand on a closed device opens it first, if the policy lets it.
static Operation afterOpening(
    std::string name, Scope scope, AccessPolicy policy, std::function<Status(DeviceControl&)> work)
{
    return { std::move(name), scope, [policy, work = std::move(work)](DeviceControl& control) {
                Status ready = control.prepare({}, policy);
                return ready ? work(control) : ready;
            } };
}

RequestId UsbService::open(usb::DeviceId device)
{
    return d->runOperation(
        device, { "open", {}, [](DeviceControl& control) { return control.open(); }, Operation::Kind::Open });
}

RequestId UsbService::close(usb::DeviceId device)
{
    const RequestId request = d->requestIds.next();
    d->post(
        device, [device, request](UsbThread& thread) { thread.close(device, request); },
        [this, request, device] {
            Q_EMIT operationsFinished({ { request, device, {} } });
        });
    return request;
}

RequestId UsbService::claim(usb::DeviceId device, std::uint8_t number, bool detachKernelDriver)
{
    const auto run = detachKernelDriver ? &Private::runChange : &Private::runOperation;
    return (*d.*run)(
        device, afterOpening("claim", {}, d->policyFor(device), [number, detachKernelDriver](DeviceControl& control) {
            return control.claim(number, detachKernelDriver);
        }));
}

RequestId UsbService::release(usb::DeviceId device, std::uint8_t number)
{
    return d->runOperation(device, { "release", { Scope::Kind::Interface, number }, [number](DeviceControl& control) {
                                        return control.release(number);
                                    } });
}

RequestId UsbService::setAlternateSetting(usb::DeviceId device, std::uint8_t number, std::uint8_t alternate)
{
    return d->runChange(device,
        { "select alternate setting", { Scope::Kind::Interface, number },
            [number, alternate, policy = d->policyFor(device)](DeviceControl& control) {
                Status ready = control.prepare({ number, std::nullopt }, policy);
                return ready ? control.setAlternateSetting(number, alternate) : ready;
            } });
}

RequestId UsbService::setConfiguration(usb::DeviceId device, std::optional<std::uint8_t> value)
{
    return d->runChange(device,
        afterOpening("set configuration", { Scope::Kind::Everything, 0 }, d->policyFor(device),
            [value, policy = d->policyFor(device)](
                DeviceControl& control) { return control.setConfiguration(value, policy); }));
}

RequestId UsbService::clearHalt(usb::DeviceId device, usb::EndpointAddress endpoint)
{
    return d->runChange(device,
        { "clear halt", { Scope::Kind::Endpoint, endpoint.value },
            [endpoint, policy = d->policyFor(device)](
                DeviceControl& control) { return control.clearHalt(endpoint, policy); } });
}

RequestId UsbService::reset(usb::DeviceId device)
{
    Operation operation = afterOpening("reset", { Scope::Kind::Everything, 0 }, d->policyFor(device),
        [](DeviceControl& control) { return control.reset(); });
    operation.kind = Operation::Kind::Reset;
    return d->runChange(device, std::move(operation));
}

RequestId UsbService::detachDriver(usb::DeviceId device, std::uint8_t number)
{
    return d->runChange(device,
        afterOpening("detach driver", {}, d->policyFor(device),
            [number](DeviceControl& control) { return control.detachDriver(number); }));
}

static Operation attaching(std::uint8_t number, AccessPolicy policy)
{
    return afterOpening(
        "attach driver", {}, policy, [number](DeviceControl& control) { return control.attachDriver(number); });
}

RequestId UsbService::attachDriver(usb::DeviceId device, std::uint8_t number)
{
    const SessionState state = session(device);
    const InterfaceState* current = state.find(number);
    if (current != nullptr && !current->detachedDriver.empty())
        return giveDriverBack(device, number);
    return d->runChange(device, attaching(number, d->policyFor(device)));
}

RequestId UsbService::giveDriverBack(usb::DeviceId device, std::uint8_t number)
{
    return d->runOperation(device, attaching(number, d->policyFor(device)));
}

void UsbService::setPolicy(usb::DeviceId device, const AccessPolicy& policy)
{
    d->policies[device] = policy;
    if (const auto state = d->sessions.find(device); state != d->sessions.end())
        state->second.policy = policy;
    d->postPolicy(device);
}

void UsbService::setDefaultTimeout(usb::DeviceId device, std::uint32_t milliseconds)
{
    if (!d->devices.contains(device) || defaultTimeout(device) == milliseconds)
        return;
    d->defaultTimeouts[device] = milliseconds;
    Q_EMIT defaultTimeoutChanged(device);
}

std::uint32_t UsbService::defaultTimeout(usb::DeviceId device) const
{
    const auto found = d->defaultTimeouts.find(device);
    return found == d->defaultTimeouts.end() ? usb::kDefaultTimeoutMs : found->second;
}

void UsbService::setReadOnly(bool on)
{
    if (d->isReadOnly == on)
        return;
    d->isReadOnly = on;
    for (const auto& [device, owner] : d->owners)
        d->postPolicy(device);
    for (const auto& [id, status] : d->streams)
        if (on && !isReading(status.config))
            stopStream(id);
    Q_EMIT readOnlyChanged(on);
}

bool UsbService::isReadOnly() const { return d->isReadOnly; }

RequestId UsbService::transfer(usb::DeviceId device, usb::TransferRequest request)
{
    const RequestId id = d->requestIds.next();
    d->pendingTransfers.emplace(id, device);
    if (d->isReadOnly && !usb::isReading(request)) {
        d->answerLater([this, id, device] { d->refuseTransfer(id, device, readOnlyRefusal("send")); });
        return id;
    }
    auto shared = std::make_shared<usb::TransferRequest>(std::move(request));
    d->post(
        device, [device, id, shared](UsbThread& thread) { thread.transfer(device, id, std::move(*shared)); },
        [this, id, device] {
            d->refuseTransfer(id, device, Error { ErrorKind::NotFound, 0, "send", "no such device is attached" });
        });
    return id;
}

void UsbService::cancel(RequestId request)
{
    const auto found = d->pendingTransfers.find(request);
    if (found == d->pendingTransfers.end())
        return;
    d->post(
        found->second, [device = found->second, request](UsbThread& thread) { thread.cancel(device, request); }, [] {});
}

void UsbService::cancelAll(usb::DeviceId device)
{
    d->post(
        device, [device](UsbThread& thread) { thread.cancelAll(device); }, [] {});
}

StreamId UsbService::startStream(usb::DeviceId device, const StreamConfig& config)
{
    const StreamId id = d->streamIds.next();
    StreamStatus status;
    status.id = id;
    status.device = device;
    status.config = config;
    d->streams.emplace(id, status);
    if (d->isReadOnly && !isReading(config)) {
        d->answerLater([this, status] { d->refuseStream(status, readOnlyRefusal("start stream")); });
        return id;
    }
    d->post(
        device, [device, id, config](UsbThread& thread) { thread.startStream(device, id, config); },
        [this, status] {
            d->refuseStream(status, Error { ErrorKind::NotFound, 0, "start stream", "no such device is attached" });
        });
    return id;
}

void UsbService::stopStream(StreamId stream)
{
    const auto found = d->streams.find(stream);
    if (found == d->streams.end() || !found->second.isActive())
        return;
    d->post(
        found->second.device,
        [device = found->second.device, stream](UsbThread& thread) { thread.stopStream(device, stream); }, [] {});
}

void UsbService::forgetStream(StreamId stream)
{
    const auto found = d->streams.find(stream);
    if (found != d->streams.end() && !found->second.isActive())
        d->streams.erase(found);
}

RequestId UsbService::Private::runChange(usb::DeviceId device, Operation operation)
{
    if (!isReadOnly)
        return runOperation(device, std::move(operation));
    const RequestId request = requestIds.next();
    answerLater([this, request, device, name = operation.name] {
        Q_EMIT q.operationsFinished({ { request, device, tl::unexpected(readOnlyRefusal(name)) } });
    });
    return request;
}

void UsbService::Private::refuseTransfer(RequestId request, usb::DeviceId device, const Error& error)
{
    pendingTransfers.erase(request);
    Q_EMIT q.transfersFinished({ { request, device, error, {} } });
}

void UsbService::Private::refuseStream(StreamStatus status, Error error)
{
    status.phase = StreamPhase::Stopped;
    status.stopReason = "could not start";
    status.error = std::move(error);
    Batch batch;
    batch.streams.emplace(status.id, std::move(status));
    deliver(batch);
}

AccessPolicy UsbService::Private::chosenPolicy(usb::DeviceId device) const
{
    const auto found = policies.find(device);
    return found == policies.end() ? AccessPolicy {} : found->second;
}

AccessPolicy UsbService::Private::policyFor(usb::DeviceId device) const
{
    const AccessPolicy chosen = chosenPolicy(device);
    return isReadOnly ? readingPolicy(chosen) : chosen;
}

void UsbService::Private::postPolicy(usb::DeviceId device)
{
    post(
        device, [device, policy = policyFor(device)](UsbThread& thread) { thread.setPolicy(device, policy); }, [] {});
}

} // namespace wb::engine
