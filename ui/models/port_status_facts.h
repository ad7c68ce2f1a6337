// SPDX-License-Identifier: GPL-3.0-or-later
// What a hub has answered about its ports, as facts: a row for the hub and one for each port, in words, with the raw
// words as hint. Rows keep their names from one reading to the next, so that a table shows only what has changed; when
// it was read stands beside the heading.
// Source of truth: engine::HubPortReader, core/descriptors/hub_status.h. Thread: any. Errors: a port that did not
// answer has the reason as value. Text is safe to show.
#pragma once

#include "core/engine/hub_port_reader.h"
#include "ui/models/fact_model.h"

namespace wb::ui {

// Empty when nothing has been answered.
[[nodiscard]] std::vector<Fact> factsOf(const engine::HubPorts& ports, usb::Speed hubSpeed);

} // namespace wb::ui
