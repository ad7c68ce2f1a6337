// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dialogs/library_dialog.h"

#include "ui/models/library_message_model.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/event_loop_page.h"
#include "ui/views/filter_edit.h"
#include "ui/views/library_files_page.h"
#include "ui/views/table_tools.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSortFilterProxyModel>
#include <QStandardItemModel>
#include <QTabWidget>
#include <QToolButton>
#include <QVBoxLayout>

#include <cstdlib>
#include <string_view>

namespace wb::ui {

namespace {

constexpr std::string_view kBackend = "libusb1";

// libusb keeps the level that the variable gives it when it reads as a number above 0.
bool isLevelFixed() { return std::strtol(qgetenv("LIBUSB_DEBUG").constData(), nullptr, 10) > 0; }

void addRow(QStandardItemModel& model, const QStringList& cells, bool isEnabled = true)
{
    QList<QStandardItem*> row;
    for (const QString& cell : cells) {
        auto* item = new QStandardItem(cell);
        item->setEditable(false);
        item->setEnabled(isEnabled);
        item->setToolTip(cell);
        row.append(item);
    }
    model.appendRow(row);
}

template <class Row> void addRows(QStandardItemModel& model, const std::vector<Row>& rows, std::string Row::*words)
{
    for (const Row& row : rows)
        addRow(model, { text::fromStd(row.name), text::fromStd(stateText(row)), text::fromStd(row.*words) },
            row.isPresent);
}

// PyUSB's number for it, as its scripts compare it.
QString systemErrorText(const usb::SystemError& error)
{
    return error.name.empty() ? QString() : QStringLiteral("%1 %2").arg(text::fromStd(error.name)).arg(error.number);
}

// Rows of a model are added and removed as a whole; the widths the person chose stay.
void removeRows(QStandardItemModel& model) { model.removeRows(0, model.rowCount()); }

} // namespace

LibraryDialog::LibraryDialog(AppContext& context, LibraryMessageModel& messages, QWidget* parent)
    : QDialog(parent)
    , m_context(context)
    , m_version(new QLabel(this))
    , m_functions(new QStandardItemModel(this))
    , m_errors(new QStandardItemModel(this))
    , m_files(new LibraryFilesPage(context, this))
{
    setObjectName(QStringLiteral("libraryDialog"));
    setWindowTitle(tr("libusb"));
    setAttribute(Qt::WA_DeleteOnClose);
    m_version->setObjectName(QStringLiteral("libraryVersion"));
    m_version->setTextFormat(Qt::PlainText);
    m_version->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* tabs = new QTabWidget(this);
    tabs->setObjectName(QStringLiteral("libraryTabs"));
    tabs->addTab(buildFunctions(), tr("&Functions"));
    tabs->addTab(buildErrors(), tr("&Errors"));
    tabs->addTab(buildMessages(messages), tr("&Messages"));
    tabs->addTab(new EventLoopPage(context, this), tr("Event &loop"));
    tabs->addTab(m_files, tr("F&iles"));
    auto* buttons = new QDialogButtonBox(QDialogButtonBox::Close, this);
    buttons->button(QDialogButtonBox::Close)->setObjectName(QStringLiteral("libraryClose"));
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::close);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_version);
    layout->addWidget(tabs, 1);
    layout->addWidget(buttons);
    resize(fontMetrics().averageCharWidth() * 120, fontMetrics().height() * 28);
    connect(&context.service, &engine::UsbService::backendChanged, this, &LibraryDialog::fill);
    connect(&context.demoBus, &DemoBus::changed, this, &LibraryDialog::fill);
    fill();
}

QTableView* LibraryDialog::addTable(QWidget& page, QAbstractItemModel& model, const QString& name, const QString& title,
    std::initializer_list<std::pair<int, int>> letters)
{
    const QString key = name + QStringLiteral("/columns");
    auto* table = new QTableView(&page);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(&model);
    const bool isKnown = m_context.settings.contains(key);
    prepareTable(*table, m_context.settings, key);
    for (const auto& [column, count] : letters)
        if (!isKnown)
            table->setColumnWidth(column, fontMetrics().averageCharWidth() * count);
    addCopyAction(*table);
    return table;
}

QWidget* LibraryDialog::buildFunctions()
{
    auto* page = new QWidget(this);
    m_functions->setHorizontalHeaderLabels({ tr("Name"), tr("State"), tr("What of it") });
    QTableView* table = addTable(
        *page, *m_functions, QStringLiteral("libraryFunctions"), tr("Functions of libusb"), { { 0, 52 }, { 1, 22 } });
    auto* layout = new QVBoxLayout(page);
    layout->addWidget(table, 1);
    return page;
}

QWidget* LibraryDialog::buildErrors()
{
    auto* page = new QWidget(this);
    m_language = new QComboBox(page); // here, so that the Tab key comes to it before the table
    m_language->setObjectName(QStringLiteral("libraryLanguage"));
    m_language->setToolTip(tr("The language of libusb's words"));
    m_errors->setHorizontalHeaderLabels(
        { tr("Name"), tr("Number"), QStringLiteral("errno"), tr("libusb's words"), tr("Here") });
    QTableView* table
        = addTable(*page, *m_errors, QStringLiteral("libraryErrors"), tr("Errors of libusb"), { { 0, 32 }, { 3, 40 } });
    auto* label = new QLabel(tr("&Language:"), page);
    label->setBuddy(m_language);
    auto* bar = new QHBoxLayout;
    bar->addWidget(label);
    bar->addWidget(m_language);
    bar->addStretch(1);
    auto* layout = new QVBoxLayout(page);
    layout->addLayout(bar);
    layout->addWidget(table, 1);
    connect(m_language, &QComboBox::currentIndexChanged, this, &LibraryDialog::fillErrors);
    return page;
}

QComboBox* LibraryDialog::buildLevels(QWidget& page)
{
    auto* levels = new QComboBox(&page);
    levels->setObjectName(QStringLiteral("libraryLogLevel"));
    levels->setAccessibleName(tr("What libusb is to say"));
    for (const usb::LogLevel level : usb::kLogLevels)
        levels->addItem(logLevelWord(level));
    levels->setCurrentIndex(static_cast<int>(m_context.service.logLevel()));
    const bool isFixed = isLevelFixed();
    levels->setEnabled(!isFixed);
    levels->setToolTip(
        isFixed ? tr("LIBUSB_DEBUG is set: it decides what libusb says") : tr("Every call slows streams down"));
    connect(levels, &QComboBox::currentIndexChanged, this,
        [this](int index) { m_context.service.setLogLevel(usb::kLogLevels.at(static_cast<std::size_t>(index))); });
    return levels;
}

QWidget* LibraryDialog::buildMessages(LibraryMessageModel& messages)
{
    auto* page = new QWidget(this);
    QComboBox* levels = buildLevels(*page); // the Tab key goes in the order in which things are made
    auto* filtered = new QSortFilterProxyModel(page);
    filtered->setSourceModel(&messages);
    filtered->setFilterKeyColumn(-1);
    filtered->setFilterCaseSensitivity(Qt::CaseInsensitive);
    auto* filter = new FilterEdit(QStringLiteral("libraryMessageFilter"), page);
    filter->edit().setPlaceholderText(tr("Filter by function or words"));
    filter->edit().setAccessibleName(tr("Filter what libusb says"));
    connect(filter, &FilterEdit::textChanged, filtered, &QSortFilterProxyModel::setFilterFixedString);
    auto* clear = new QToolButton(page);
    clear->setObjectName(QStringLiteral("libraryMessagesClear"));
    clear->setText(tr("Clear"));
    clear->setToolTip(tr("Forget what libusb has said so far"));
    connect(clear, &QToolButton::clicked, &messages, &LibraryMessageModel::clear);
    QTableView* table = addTable(*page, *filtered, QStringLiteral("libraryMessages"), tr("What libusb says"),
        { { LibraryMessageModel::TimeColumn, 22 }, { LibraryMessageModel::SourceColumn, 36 } });
    auto* bar = new QHBoxLayout;
    bar->addWidget(levels);
    bar->addWidget(filter, 1);
    bar->addWidget(clear);
    auto* layout = new QVBoxLayout(page);
    layout->addLayout(bar);
    layout->addWidget(table, 1);
    return page;
}

void LibraryDialog::fill()
{
    usb::LibraryFacts facts;
    for (const engine::BackendState& backend : m_context.service.backends())
        if (backend.library)
            facts = *backend.library;
    QStringList words { text::safe(usb::versionText(facts)), text::safe(facts.description), text::safe(facts.file) };
    words.removeAll(QString());
    m_version->setText(facts.name.empty() ? whyThereIsNone() : words.join(QStringLiteral(", ")));
    if (facts == m_facts)
        return;
    m_facts = std::move(facts);
    {
        const QSignalBlocker quiet(m_language);
        m_language->clear();
        for (const std::string& language : m_facts.languages)
            m_language->addItem(text::fromStd(language));
        m_language->setCurrentIndex(m_language->findText(QStringLiteral("en")));
    }
    m_files->setFiles(m_facts.files);
    fillFunctions();
    fillErrors();
}

QString LibraryDialog::whyThereIsNone() const
{
    using Phase = engine::BackendState::Phase;
    for (const engine::BackendState& backend : m_context.service.backends()) {
        if (backend.name == kBackend && backend.phase == Phase::Failed && backend.error)
            return text::sentenceWithAdvice(*backend.error);
        if (backend.name == kBackend && backend.phase == Phase::Starting)
            return tr("libusb is starting…");
    }
    return m_context.demoBus.isActive()
        ? tr("Nothing that is connected goes through libusb: the demo bus is made of software.")
        : tr("libusb is not in use: no backend that stands on it is on.");
}

void LibraryDialog::fillFunctions()
{
    removeRows(*m_functions);
    addRows(*m_functions, m_facts.capabilities, &usb::LibraryCapability::meaning);
    addRows(*m_functions, m_facts.functions, &usb::LibraryFunction::without);
}

void LibraryDialog::fillErrors()
{
    removeRows(*m_errors);
    const int language = m_language->currentIndex();
    if (language < 0)
        return;
    for (const usb::LibraryError& error : m_facts.errors)
        addRow(*m_errors,
            { text::fromStd(error.name), QString::number(error.code), systemErrorText(error.systemError),
                text::safe(error.texts.at(static_cast<std::size_t>(language))), text::fromStd(toString(error.kind)) });
    for (const usb::LibraryStatus& status : m_facts.statuses)
        addRow(*m_errors,
            { text::fromStd(status.name), QString::number(status.code), systemErrorText(status.systemError),
                tr("the end of a transfer"), text::statusWord(status.status) });
}

} // namespace wb::ui
