// SPDX-License-Identifier: GPL-3.0-or-later
// Opening, saving and closing snapshots: the dialogs, and a strip with what came of it.
// Thread: GUI; files are read and written elsewhere (OpenSnapshots). Errors: in the strip, until dismissed.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/open_snapshots.h"

#include <QWidget>

#include <functional>

namespace wb::ui {

class InlineMessage;

class SnapshotFiles : public QWidget {
    Q_OBJECT

public:
    // What of a device's descriptors goes into a snapshot besides those of its enumeration.
    using SectionsOf = std::function<std::vector<usb::DescriptorSection>(const usb::DeviceInfo&)>;

    explicit SnapshotFiles(AppContext& context, QWidget* parent = nullptr);

    void setSectionsOf(SectionsOf sectionsOf); // until then: those that are known of the device already
    void askOpen();
    void askSave(const usb::DevicePtr& selected); // null: none
    void open(const QString& path);
    [[nodiscard]] OpenSnapshots& snapshots() { return *m_snapshots; }

private:
    void askWhere(const std::vector<usb::DevicePtr>& devices, bool isMasked);

    AppContext& m_context;
    SectionsOf m_sectionsOf;
    OpenSnapshots* m_snapshots;
    InlineMessage* m_message;
};

} // namespace wb::ui
