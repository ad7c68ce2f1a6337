// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/library_files_page.h"

#include "ui/text/format.h"
#include "ui/views/table_tools.h"

#include <QLabel>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("libraryFiles/columns");

} // namespace

LibraryFilesPage::LibraryFilesPage(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_files(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("libraryFilesPage"));
    auto* words = new QLabel(text::fromStd(usb::choiceOfLibraryWords()), this);
    words->setWordWrap(true);
    m_files->setHorizontalHeaderLabels({ tr("State"), tr("File") });
    auto* table = new QTableView(this);
    table->setObjectName(QStringLiteral("libraryFiles"));
    table->setAccessibleName(tr("Files that libusb could come from"));
    table->setModel(m_files);
    const bool isKnown = context.settings.contains(kColumnsKey);
    prepareTable(*table, context.settings, kColumnsKey);
    if (!isKnown)
        table->setColumnWidth(0, fontMetrics().averageCharWidth() * 22);
    addCopyAction(*table);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(words);
    layout->addWidget(table, 1);
}

void LibraryFilesPage::setFiles(const std::vector<usb::LibraryFile>& files)
{
    using State = usb::LibraryFile::State;
    m_files->removeRows(0, m_files->rowCount());
    for (const usb::LibraryFile& file : files) {
        const QList<QStandardItem*> row { new QStandardItem(text::fromStd(stateText(file))),
            new QStandardItem(text::safe(file.file)) };
        for (QStandardItem* item : row) {
            item->setEditable(false);
            item->setEnabled(file.state == State::Used || file.state == State::Loaded);
            item->setToolTip(item->text());
        }
        m_files->appendRow(row);
    }
}

} // namespace wb::ui
