// SPDX-License-Identifier: GPL-3.0-or-later
// What to do when the system refuses: the udev rule for this very device (P54), or who holds an interface (P56).
// Thread: GUI. Stays until dismissed or until clear() says that the action worked.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

namespace wb::ui {

class AccessHelp : public QWidget {
    Q_OBJECT

public:
    explicit AccessHelp(AppContext& context, QWidget* parent = nullptr);
    ~AccessHelp() override;

    // True when there is help for this error (AccessDenied, Busy); it is then visible.
    bool showFor(const usb::DevicePtr& device, const wb::Error& error, std::optional<std::uint8_t> interfaceNumber);
    void clear();

Q_SIGNALS:
    void retryRequested();
    void dismissed();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
