// SPDX-License-Identifier: GPL-3.0-or-later
// Opening, saving and closing snapshots: the dialogs, and a strip with what came of it.
// Thread: GUI; files are read and written elsewhere (OpenSnapshots). Errors: in the strip, until dismissed.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/open_snapshots.h"

#include <QWidget>

namespace wb::ui {

class InlineMessage;

class SnapshotFiles : public QWidget {
    Q_OBJECT

public:
    explicit SnapshotFiles(AppContext& context, QWidget* parent = nullptr);

    void askOpen();
    void askSave(const usb::DevicePtr& selected); // null: none
    void open(const QString& path);
    [[nodiscard]] OpenSnapshots& snapshots() { return *m_snapshots; }

private:
    void askWhere(const std::vector<usb::DevicePtr>& devices, bool isMasked);

    AppContext& m_context;
    OpenSnapshots* m_snapshots;
    InlineMessage* m_message;
};

} // namespace wb::ui
