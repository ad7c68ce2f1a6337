// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/device_match.h"
#include "app/cli/json.h"
#include "core/engine/driver_offers.h"

namespace wb::cli {
namespace {

Json offerJson(const engine::DriverOffers::Offer& offer)
{
    return { { "path", usb::toString(offer.device->path) }, { "vendorId", hex(offer.device->descriptor.vendorId, 4) },
        { "productId", hex(offer.device->descriptor.productId, 4) }, { "interface", offer.interfaceNumber },
        { "driver", escapeForDisplay(offer.driver) } };
}

void print(Session& session, const std::vector<engine::DriverOffers::Offer>& offers, bool json)
{
    if (json) {
        Json drivers = Json::array();
        for (const engine::DriverOffers::Offer& offer : offers)
            drivers.push_back(offerJson(offer));
        session.out().line(toLine({ { "schema", "usb-workbench.drivers/1" }, { "drivers", std::move(drivers) } }));
        return;
    }
    for (const engine::DriverOffers::Offer& offer : offers)
        session.out().line(nameOf(*offer.device) + "  interface " + std::to_string(offer.interfaceNumber) + "  "
            + escapeForDisplay(offer.driver));
}

} // namespace

ExitCode run(Session& session, const DriversOptions& options)
{
    engine::DriverOffers offers(session.service(), session.driverLedger());
    const std::vector<engine::DriverOffers::Offer> found = offers.offers();
    print(session, found, options.json);
    if (found.empty()) {
        session.messages().note("no driver is missing: what earlier runs took off has been put back");
        return ExitCode::Success;
    }
    if (options.forgets)
        offers.forget();
    if (!options.givesBack)
        return ExitCode::Success;
    ExitCode code = ExitCode::Success;
    QObject::connect(&offers, &engine::DriverOffers::failed, &offers,
        [&](const Error& error) { code = session.messages().failure(error); });
    offers.giveBack();
    if (!session.waitUntil([&offers] { return !offers.isGivingBack(); }))
        return ExitCode::Interrupted;
    return code;
}

} // namespace wb::cli
