// SPDX-License-Identifier: GPL-3.0-or-later
// Saving what is known of a device as a page or a text: the dialog, and a strip with what came of it.
// Source of truth: core/report. Thread: GUI; the report is made and written elsewhere. Errors: in the strip, until
// dismissed; a file that cannot be written stays as it was.
#pragma once

#include "core/base/result.h"
#include "ui/bridge/app_context.h"

#include <QWidget>

namespace wb::ui {

class InlineMessage;

class ReportFiles : public QWidget {
    Q_OBJECT

public:
    explicit ReportFiles(AppContext& context, QWidget* parent = nullptr);

    void askSave(const usb::DevicePtr& device); // null: none is selected, which is told

private:
    void save(const usb::DevicePtr& device, const QString& path, const QString& filter);
    void tell(const QString& path, const Status& written);

    AppContext& m_context;
    InlineMessage* m_message;
};

} // namespace wb::ui
