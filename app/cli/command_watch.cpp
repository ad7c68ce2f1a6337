// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/device_match.h"
#include "app/cli/json.h"
#include "app/cli/text.h"

namespace wb::cli {
namespace {

class Watcher : public QObject {
public:
    Watcher(Session& session, const WatchOptions& options)
        : m_session(session)
        , m_options(options)
    {
        connect(&session.service(), &engine::UsbService::devicesChanged, this, [this](const auto& changes) {
            report(WatchEvent::Departed, changes.time, changes.departed);
            report(WatchEvent::Arrived, changes.time, changes.arrived);
            report(WatchEvent::Updated, changes.time, changes.updated);
            m_session.poke();
        });
        const std::size_t count = session.service().devices().size();
        m_session.out().line(m_options.json
                ? toLine(watchReady(now(), count))
                : "ready: " + std::to_string(count) + (count == 1 ? " device" : " devices"));
        if (m_options.startsWithAttached)
            report(WatchEvent::Arrived, now(), sortedByPath(session.service().devices()));
    }

    [[nodiscard]] bool isDone() const { return !m_session.out().isUsable() || hasEnough(); }

private:
    [[nodiscard]] bool hasEnough() const { return m_options.count && m_count >= *m_options.count; }

    [[nodiscard]] bool isWanted(WatchEvent event, const usb::DeviceInfo& device) const
    {
        const engine::HotplugRule& rule = m_options.rule;
        switch (event) {
        case WatchEvent::Arrived:
            return rule.matches(engine::HotplugEvent::Arrival, device);
        case WatchEvent::Departed:
            return rule.matches(engine::HotplugEvent::Departure, device);
        case WatchEvent::Updated:
            break;
        }
        return rule.wantsArrivals && rule.wantsDepartures && rule.isAbout(device);
    }

    void report(WatchEvent event, Nanoseconds time, const std::vector<usb::DevicePtr>& devices)
    {
        for (const usb::DevicePtr& device : devices) {
            if (isDone())
                return;
            if (!isWanted(event, *device))
                continue;
            m_session.out().line(
                m_options.json ? toLine(watchLine(event, time, *device)) : watchText(event, time, *device));
            ++m_count;
        }
    }

    Session& m_session;
    const WatchOptions& m_options;
    std::uint64_t m_count = 0;
};

} // namespace

// Ends well however it ends: by its limits, by Ctrl+C, or because the reader left.
ExitCode run(Session& session, const WatchOptions& options)
{
    const Watcher watcher(session, options);
    Session::Limit limit;
    if (options.duration)
        limit = std::chrono::ceil<std::chrono::milliseconds>(*options.duration);
    session.waitUntil([&] { return watcher.isDone(); }, Session::Patience::UntilInterrupted, limit);
    return ExitCode::Success;
}

} // namespace wb::cli
