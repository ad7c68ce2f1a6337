// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/requests/catalogue.h"

#include "core/requests/parameter_text.h"
#include "core/requests/tables.h"

#include <algorithm>

namespace wb::requests {

std::span<const Request> catalogue()
{
    static const std::vector<Request> kAll = [] {
        std::vector<Request> all;
        for (auto* table : { &standardRequests, &hidRequests, &cdcRequests, &firstAudioRequests, &secondAudioRequests,
                 &videoRequests, &storageRequests, &firmwareRequests, &hubRequests, &smartCardRequests,
                 &printerRequests, &instrumentRequests }) {
            std::vector<Request> part = table();
            std::move(part.begin(), part.end(), std::back_inserter(all));
        }
        return all;
    }();
    return kAll;
}

const Request* findRequest(std::string_view name)
{
    const auto all = catalogue();
    const auto found = std::find_if(
        all.begin(), all.end(), [name](const Request& request) { return equalsInAnyCase(request.name, name); });
    return found == all.end() ? nullptr : &*found;
}

std::vector<const Request*> requestsFor(const Targets& targets)
{
    std::vector<const Request*> found;
    for (const Request& request : catalogue())
        if (suits(request, targets))
            found.push_back(&request);
    return found;
}

} // namespace wb::requests
