// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/backend/libusb1/context.h"

#include "core/backend/libusb1/error_map.h"
#include "core/backend/libusb1/log_lines.h"

#include <libusb.h>

namespace wb::backend {

Result<std::shared_ptr<Context>> Context::create()
{
    keepLogLines();
    forgetLogLine();
    libusb_context* raw = nullptr;
    if (const int code = libusb_init(&raw); code != LIBUSB_SUCCESS)
        return tl::unexpected(makeError(code, "start libusb", {}));
    libusb_set_option(raw, LIBUSB_OPTION_LOG_LEVEL, LIBUSB_LOG_LEVEL_WARNING);
    return std::make_shared<Context>(raw);
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

void Context::interrupt() const noexcept { libusb_interrupt_event_handler(m_raw); }

} // namespace wb::backend
