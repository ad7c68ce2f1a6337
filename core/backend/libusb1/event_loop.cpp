// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/event_loop.h"

#include <libusb.h>

#include <atomic>
#include <poll.h>

namespace wb::backend {

namespace {

struct Counters {
    std::atomic<std::uint64_t> added { 0 };
    std::atomic<std::uint64_t> removed { 0 };
};

Counters& counters()
{
    static Counters counters;
    return counters;
}

void LIBUSB_CALL onAdded(int, short, void*) { ++counters().added; }
void LIBUSB_CALL onRemoved(int, void*) { ++counters().removed; }

std::optional<std::vector<usb::WatchedDescriptor>> watchedBy(libusb_context* context)
{
    const libusb_pollfd** list = libusb_get_pollfds(context);
    if (list == nullptr)
        return std::nullopt;
    std::vector<usb::WatchedDescriptor> watched;
    for (const libusb_pollfd** entry = list; *entry != nullptr; ++entry)
        watched.push_back({ (*entry)->fd, ((*entry)->events & POLLIN) != 0, ((*entry)->events & POLLOUT) != 0 });
    libusb_free_pollfds(list);
    return watched;
}

std::optional<Nanoseconds> nextTimeoutOf(libusb_context* context)
{
    timeval next {};
    if (libusb_get_next_timeout(context, &next) != 1)
        return std::nullopt;
    return std::chrono::seconds(next.tv_sec) + std::chrono::microseconds(next.tv_usec);
}

// Taken for a moment, which is the only way to learn it.
bool isLockFree(libusb_context* context)
{
    if (libusb_try_lock_events(context) != 0)
        return false;
    libusb_unlock_events(context);
    return true;
}

} // namespace

void countDescriptors(libusb_context* context)
{
    counters().added += watchedBy(context).value_or(std::vector<usb::WatchedDescriptor> {}).size();
    libusb_set_pollfd_notifiers(context, onAdded, onRemoved, nullptr);
}

usb::EventLoopFacts eventLoopFacts(libusb_context* context)
{
    usb::EventLoopFacts facts;
    facts.watched = watchedBy(context);
    facts.added = counters().added;
    facts.removed = counters().removed;
    facts.nextTimeout = nextTimeoutOf(context);
    facts.handlesTimeouts = libusb_pollfds_handle_timeouts(context) != 0;
    facts.isHandlerActive = libusb_event_handler_active(context) != 0;
    facts.mayHandle = libusb_event_handling_ok(context) != 0;
    facts.isLockFree = isLockFree(context);
    return facts;
}

} // namespace wb::backend
