// SPDX-License-Identifier: GPL-3.0-or-later
// Which file the program's libusb is, which others it could have been, and how another one is chosen.
// Source of truth: LibraryFacts::files. Thread: GUI. Ownership: `context` outlives the page.
#pragma once

#include "ui/bridge/app_context.h"

#include <QWidget>

class QStandardItemModel;

namespace wb::ui {

class LibraryFilesPage : public QWidget {
    Q_OBJECT

public:
    explicit LibraryFilesPage(AppContext& context, QWidget* parent = nullptr);

    void setFiles(const std::vector<usb::LibraryFile>& files);

private:
    QStandardItemModel* m_files;
};

} // namespace wb::ui
