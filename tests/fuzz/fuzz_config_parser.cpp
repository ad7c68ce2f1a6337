// SPDX-License-Identifier: GPL-3.0-or-later
// Any bytes give a snapshot that claims no more than they hold, with a bounded list of problems.
#include "core/usb/device_info.h"

#include <cstdlib>

using namespace wb;
using namespace wb::usb;

namespace {

std::size_t describedBytes(const ConfigurationInfo& configuration)
{
    std::size_t count = 0;
    for (const InterfaceInfo& interface : configuration.interfaces) {
        for (const AlternateSetting& alternate : interface.alternates)
            count += 9 + 7 * alternate.endpoints.size();
    }
    return count;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const DescriptorBlob blob = parseDescriptorBlob({ data, size });
    std::size_t used = blob.device.raw.size();
    for (const ConfigurationInfo& configuration : blob.configurations) {
        used += configuration.raw.size();
        if (describedBytes(configuration) > configuration.raw.size())
            std::abort();
        for (const InterfaceInfo& interface : configuration.interfaces) {
            for (const EndpointInfo& endpoint : interface.alternates.at(0).endpoints) {
                const auto speed = static_cast<Speed>(size % 7);
                if (endpoint.address.number() == 0 || bytesPerInterval(endpoint, Speed::High) > 3 * 2047
                    || intervalNanoseconds(endpoint, speed) > 32'768'000'000)
                    std::abort();
            }
        }
    }
    if (used > size || blob.problems.size() > 33)
        std::abort();
    return 0;
}
