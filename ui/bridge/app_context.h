// SPDX-License-Identifier: GPL-3.0-or-later
// What every panel is given: the one service, the log, names, the demo bus, settings.
// Thread: GUI. Ownership: none; the composition root (app/) owns everything and outlives the window.
#pragma once

#include "core/descriptors/usb_ids.h"
#include "core/engine/driver_offers.h"
#include "core/engine/usb_service.h"
#include "core/system/system_reader.h"
#include "ui/bridge/demo_bus.h"
#include "ui/bridge/descriptor_store.h"
#include "ui/bridge/device_nodes.h"

#include <QSettings>

namespace wb::ui {

struct AppContext {
    engine::UsbService& service;
    std::shared_ptr<capture::LiveLog> log; // never null in the window
    const descriptors::UsbIds& ids;
    DemoBus& demoBus;
    QSettings& settings;
    DescriptorStore& descriptors;
    engine::DriverOffers* driverOffers = nullptr; // null: no run is remembered
    std::shared_ptr<const system::SystemReader> systemReader = system::makeSystemReader(); // never null
    MakeNodeBackend makeNodeBackend {}; // empty: nodes cannot be opened here
};

} // namespace wb::ui
