// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/umockdev/support/newer_libusb.h"

#include "core/backend/libusb1/newer_calls.h"

#include <libusb.h>

#include <algorithm>
#include <span>

namespace wb::mock::newer {

State& state()
{
    static State kept;
    return kept;
}

} // namespace wb::mock::newer

using wb::mock::newer::state;

extern "C" {

int libusb_init_context(libusb_context** context, const wb::backend::InitOption* options, int count)
{
    ++state().contexts;
    state().options.clear();
    for (const auto& option : std::span(options, static_cast<std::size_t>(count)))
        state().options.push_back(option.option);
    return libusb_init(context);
}

int libusb_get_device_string(libusb_device*, int which, char* data, int length)
{
    const auto place = static_cast<std::size_t>(which);
    if (place >= state().strings.size())
        return LIBUSB_ERROR_NOT_FOUND;
    const std::string& text = state().strings[place];
    if (text.size() >= static_cast<std::size_t>(length))
        return LIBUSB_ERROR_OVERFLOW;
    *std::copy(text.begin(), text.end(), data) = 0;
    return static_cast<int>(text.size());
}

int libusb_get_max_alt_packet_size(libusb_device*, int, int, unsigned char) { return state().packetSize; }

} // extern "C"
