// SPDX-License-Identifier: GPL-3.0-or-later
// Sends recorded transfers to a device again and shows the verdict on every answer. A non-modal window.
// Source of truth: replay::buildSequence (what is sent), engine::Player (sending, judging).
// Thread: GUI. Ownership: deletes itself when closed; shares the source. A run under way is cancelled on closing.
#pragma once

#include "core/capture/transfer_source.h"
#include "ui/bridge/app_context.h"

#include <QDialog>

namespace wb::ui {

class ReplayDialog : public QDialog {
    Q_OBJECT

public:
    // `entries` are indexes into `source`. `preferredTarget` may be none.
    ReplayDialog(AppContext& context, std::shared_ptr<const capture::TransferSource> source,
        std::vector<std::size_t> entries, usb::DeviceId preferredTarget, QWidget* parent = nullptr);
    ~ReplayDialog() override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
