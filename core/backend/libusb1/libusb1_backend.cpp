// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/libusb1_backend.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/event_loop.h"
#include "core/backend/libusb1/handle.h"
#include "core/backend/libusb1/hotplug_watch.h"
#include "core/backend/libusb1/library_facts.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/backend/libusb1/node_device.h"
#include "core/system/usbfs_memory.h"

#include <libusb.h>

#include <algorithm>
#include <cassert>

namespace wb::backend {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFirstBackOff { 10 }; // (P3)
constexpr milliseconds kLongestBackOff { 500 };

timeval toTimeval(milliseconds duration)
{
    const auto clamped = std::max(duration, milliseconds(0));
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(clamped);
    timeval result {};
    result.tv_sec = static_cast<decltype(result.tv_sec)>(seconds.count());
    result.tv_usec = static_cast<decltype(result.tv_usec)>((clamped - seconds).count() * 1000);
    return result;
}

class Libusb1Backend final : public Backend {
public:
    // `node` empty: every device that is attached.
    Libusb1Backend(std::unique_ptr<SystemFacts> facts, const std::string& node, NodeUse use)
        : m_name(use == NodeUse::Alone ? "libusb1" : "node " + node)
        , m_isBesideOthers(use == NodeUse::BesideOthers)
        , m_registry(std::move(facts))
        , m_node(node.empty() ? nullptr : std::make_unique<NodeDevice>(node))
    {
    }
    ~Libusb1Backend() override { stop(); }

    std::string name() const override { return m_name; }
    std::string version() const override;
    std::optional<usb::LibraryFacts> library() const override { return libraryFacts(); }
    std::optional<usb::EventLoopFacts> eventLoop() const override;
    void setMessageSink(const usb::MessageSink& sink) override;
    void setLogLevel(usb::LogLevel level) override;
    Status start(Listener& listener) override;
    void runOnce(milliseconds cap) override;
    void wake() noexcept override;
    void stop() override;
    bool hasHotplug() const override { return m_hotplug != nullptr; }
    bool hasOneDevice() const override { return m_node != nullptr; }
    Result<std::vector<usb::DevicePtr>> devices() override;
    std::optional<std::uint64_t> transferMemoryLimit() const override { return system::usbfsMemoryLimit(*m_system); }
    Result<std::unique_ptr<DeviceHandle>> open(usb::DeviceId device) override;

private:
    int handleEvents(milliseconds cap);
    void backOff(int code);

    const std::string m_name;
    const bool m_isBesideOthers; // they hear what libusb says, which has one log for the whole process
    const std::shared_ptr<const system::SystemReader> m_system = system::makeSystemReader();
    DeviceRegistry m_registry;
    const std::unique_ptr<NodeDevice> m_node; // null: the registry has the devices
    Listener* m_listener = nullptr;
    std::shared_ptr<Context> m_context; // written under m_wakeMutex, for wake()
    std::unique_ptr<HotplugWatch> m_hotplug; // gone before the context is let go
    milliseconds m_backOff { 0 };
    usb::LogLevel m_logLevel = usb::LogLevel::Warning;

    std::mutex m_wakeMutex;
    std::condition_variable m_wakeUp; // ends a back-off
    bool m_isWoken = false;
};

std::string Libusb1Backend::version() const
{
    const libusb_version* version = libusb_get_version();
    return "libusb " + std::to_string(version->major) + "." + std::to_string(version->minor) + "."
        + std::to_string(version->micro);
}

std::optional<usb::EventLoopFacts> Libusb1Backend::eventLoop() const
{
    return m_context != nullptr ? std::optional(eventLoopFacts(m_context->get())) : std::nullopt;
}

void Libusb1Backend::setMessageSink(const usb::MessageSink& sink)
{
    if (!m_isBesideOthers)
        setLogSink(sink);
}

void Libusb1Backend::setLogLevel(usb::LogLevel level)
{
    m_logLevel = level;
    setLogSinkLevel(level);
    if (m_context != nullptr)
        m_context->setLogLevel(level);
}

Status Libusb1Backend::start(Listener& listener)
{
    if (m_context != nullptr)
        return fail(ErrorKind::Internal, "start libusb", "it has been started already");
    auto context = Context::create(m_node && !m_isBesideOthers ? Context::Discovery::Off : Context::Discovery::On);
    if (!context)
        return tl::unexpected(context.error());
    m_listener = &listener;
    {
        const std::lock_guard lock(m_wakeMutex);
        m_context = *context;
    }
    m_context->setLogLevel(m_logLevel);
    countDescriptors(m_context->get());
    if (m_node != nullptr) {
        const auto seen = m_node->look(); // there is nothing to wait for when it is not there
        if (!seen)
            return tl::unexpected(seen.error());
        return {};
    }
    m_hotplug = HotplugWatch::watch(*m_context, [this](libusb_device* departed) {
        if (departed != nullptr)
            m_registry.markDeparted(departed); // before anybody touches its handle again (P48)
        m_listener->deviceListChanged();
    });
    return {};
}

// The only thread that handles events, so no other completes a transfer between our look and this call (P2).
int Libusb1Backend::handleEvents(milliseconds cap)
{
    timeval timeout = toTimeval(cap);
    return libusb_handle_events_timeout_completed(m_context->get(), &timeout, nullptr);
}

void Libusb1Backend::runOnce(milliseconds cap)
{
    assert(m_context != nullptr);
    forgetLogLine();
    const int code = handleEvents(cap);
    if (code == LIBUSB_SUCCESS || code == LIBUSB_ERROR_INTERRUPTED)
        m_backOff = milliseconds(0);
    else
        backOff(code);
}

// An error of the loop may repeat for ever: say so, and wait a little longer each time (P3).
void Libusb1Backend::backOff(int code)
{
    m_backOff = std::clamp(m_backOff * 2, kFirstBackOff, kLongestBackOff);
    m_listener->eventLoopDegraded(makeError(code, "handle USB events", {}));
    std::unique_lock lock(m_wakeMutex);
    m_wakeUp.wait_for(lock, m_backOff, [this] { return m_isWoken; });
    m_isWoken = false;
}

void Libusb1Backend::wake() noexcept
{
    const std::lock_guard lock(m_wakeMutex);
    m_isWoken = true;
    m_wakeUp.notify_all();
    if (m_context != nullptr)
        m_context->interrupt();
}

Result<std::vector<usb::DevicePtr>> Libusb1Backend::devices()
{
    if (m_context == nullptr)
        return fail(ErrorKind::Internal, "list the devices", "libusb has not been started");
    return m_node ? m_node->look() : m_registry.update(m_context);
}

Result<std::unique_ptr<DeviceHandle>> Libusb1Backend::open(usb::DeviceId device)
{
    return m_node ? m_node->open(m_context, device) : openHandle(m_registry, device);
}

void Libusb1Backend::stop()
{
    if (m_context == nullptr)
        return;
    m_hotplug.reset();
    handleEvents(milliseconds(0)); // lets libusb drop the registration (P42)
    m_registry.clear();
    if (!m_context->isQuiet()) {
        m_context->abandon();
        m_listener->eventLoopDegraded({ ErrorKind::Internal, 0, "stop libusb",
            std::to_string(m_context->openHandles) + " handles and " + std::to_string(m_context->inFlight)
                + " transfers are still open; they stay so until the program ends" });
    }
    std::shared_ptr<Context> context;
    {
        const std::lock_guard lock(m_wakeMutex);
        context.swap(m_context);
    }
    m_listener = nullptr;
}

} // namespace

std::unique_ptr<Backend> makeLibusb1Backend() { return makeLibusb1Backend(makeSystemFacts()); }

std::unique_ptr<Backend> makeLibusb1Backend(std::unique_ptr<SystemFacts> facts)
{
    return std::make_unique<Libusb1Backend>(std::move(facts), std::string(), NodeUse::Alone);
}

std::unique_ptr<Backend> makeNodeBackend(const std::string& node, NodeUse use)
{
    return std::make_unique<Libusb1Backend>(makeSystemFacts(), node, use);
}

} // namespace wb::backend
