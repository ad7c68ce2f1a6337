// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a device's bus the periodic endpoints on it reserve, as a bar.
// Source of truth: core/usb/bandwidth.h over the attached devices and the alternate settings of their sessions; one
// that has no session counts with alternate settings 0, since nobody tells what its driver has selected.
// Thread: GUI. Ownership: `context` outlives the bar. Errors: hidden while there is nothing to say.
#pragma once

#include "core/usb/bandwidth.h"
#include "ui/bridge/app_context.h"

#include <QProgressBar>
#include <QTimer>

namespace wb::ui {

class BandwidthBar : public QProgressBar {
    Q_OBJECT

public:
    explicit BandwidthBar(AppContext& context, QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // null: nothing selected

private:
    void refresh();
    [[nodiscard]] std::vector<usb::BusMember> members() const;
    [[nodiscard]] QString details(const usb::PeriodicLoad& load) const;

    AppContext& m_context;
    usb::DevicePtr m_device;
    QTimer m_soon; // many changes come at once
};

} // namespace wb::ui
