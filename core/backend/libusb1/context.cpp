// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/context.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/log_lines.h"
#include "core/backend/libusb1/newer_calls.h"

#include <libusb.h>

#include <algorithm>

namespace wb::backend {

Result<std::shared_ptr<Context>> Context::create(Discovery discovery)
{
    keepLogLines();
    forgetLogLine();
    libusb_context* raw = nullptr;
    auto code = initContext(&raw, discovery == Discovery::On, usb::LogLevel::Warning);
    if (!code) {
        if (discovery == Discovery::Off)
            libusb_set_option(nullptr, LIBUSB_OPTION_NO_DEVICE_DISCOVERY);
        code = libusb_init(&raw);
    }
    if (*code != LIBUSB_SUCCESS)
        return tl::unexpected(makeError(*code, "start libusb", {}));
    auto context = std::make_shared<Context>(raw);
    context->setLogLevel(usb::LogLevel::Warning);
    return context;
}

Context::Context(libusb_context* raw)
    : m_raw(raw)
{
}

Context::~Context()
{
    if (isQuiet() && !m_abandoned)
        libusb_exit(m_raw);
}

void Context::setLogLevel(usb::LogLevel level) const
{
    libusb_set_option(m_raw, LIBUSB_OPTION_LOG_LEVEL, static_cast<int>(std::max(level, usb::LogLevel::Warning)));
}

void Context::interrupt() const noexcept { libusb_interrupt_event_handler(m_raw); }

} // namespace wb::backend
