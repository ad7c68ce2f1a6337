// SPDX-License-Identifier: GPL-3.0-or-later
// The libusb that the program runs on: what it is and can do, how it words its errors, what it says of its work, its
// event loop, and the files that it could come from.
// What this release of it does not have is greyed, with the release that would.
// Source of truth: BackendState::library of the backends that run; what is said comes from `messages`.
// Thread: GUI. Ownership: deletes itself when closed; `context` and `messages` outlive it.
#pragma once

#include "ui/bridge/app_context.h"

#include <QDialog>

#include <initializer_list>
#include <utility>

class QAbstractItemModel;
class QComboBox;
class QLabel;
class QStandardItemModel;
class QTableView;

namespace wb::ui {

class LibraryFilesPage;
class LibraryMessageModel;

class LibraryDialog : public QDialog {
    Q_OBJECT

public:
    LibraryDialog(AppContext& context, LibraryMessageModel& messages, QWidget* parent = nullptr);

private:
    [[nodiscard]] QWidget* buildFunctions();
    [[nodiscard]] QWidget* buildErrors();
    [[nodiscard]] QWidget* buildMessages(LibraryMessageModel& messages);
    [[nodiscard]] QComboBox* buildLevels(QWidget& page);
    // `letters`: columns, and how wide they are until the person changes it.
    [[nodiscard]] QTableView* addTable(QWidget& page, QAbstractItemModel& model, const QString& name,
        const QString& title, std::initializer_list<std::pair<int, int>> letters);
    void fill();
    [[nodiscard]] QString whyThereIsNone() const;
    void fillFunctions();
    void fillErrors();

    AppContext& m_context;
    usb::LibraryFacts m_facts; // without a name: no backend stands on a library
    QLabel* m_version;
    QStandardItemModel* m_functions;
    QStandardItemModel* m_errors;
    QComboBox* m_language = nullptr;
    LibraryFilesPage* m_files;
};

} // namespace wb::ui
