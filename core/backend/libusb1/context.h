// SPDX-License-Identifier: GPL-3.0-or-later
// Owner of one private libusb context (P51: never the default one) and the counters that say whether it
// may be given back.
// Lifetime: shared by the backend, every known device and every handle, so nothing of libusb's can outlive
// it. The last owner exits it, unless something was left open or in flight: then it is leaked, because
// libusb_exit would free memory still in use (P10).
// Thread: create() and the last release on the USB thread; interrupt() and the counters from any.
#pragma once

#include "core/base/result.h"
#include "core/usb/library_facts.h"

#include <atomic>
#include <memory>

struct libusb_context;

namespace wb::backend {

class Context {
public:
    // Without discovery it has no devices but those that are wrapped. Before 1.0.27 no context of the process has any
    // from then on (P50).
    enum class Discovery : std::uint8_t { On, Off };
    // May never return on a broken system (P69): libusb 1.0.26 loops on some descriptors.
    [[nodiscard]] static Result<std::shared_ptr<Context>> create(Discovery discovery = Discovery::On);

    explicit Context(libusb_context* raw);
    ~Context();
    Context(const Context&) = delete;
    Context& operator=(const Context&) = delete;

    [[nodiscard]] libusb_context* get() const { return m_raw; }
    void interrupt() const noexcept;
    // Never less than warnings: errors are told with them (log_lines.h). LIBUSB_DEBUG has the last word.
    void setLogLevel(usb::LogLevel level) const;

    // Of handles: opened and not closed; a quarantined one is counted for ever (P48).
    std::atomic<int> openHandles { 0 };
    // Of transfers: submitted and not completed, raised before the submit (P18).
    std::atomic<int> inFlight { 0 };

    [[nodiscard]] bool isQuiet() const { return openHandles == 0 && inFlight == 0; }
    // Nobody runs the event loop any more: what is still open stays so until the process ends.
    void abandon() { m_abandoned = true; }

private:
    libusb_context* const m_raw;
    std::atomic<bool> m_abandoned { false };
};

} // namespace wb::backend
