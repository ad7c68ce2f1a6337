// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hid_panel.h"

#include "ui/models/hid_field_model.h"
#include "ui/text/format.h"
#include "ui/views/empty_state.h"
#include "ui/views/hid_traffic_bar.h"
#include "ui/views/hid_value_delegate.h"
#include "ui/views/splitter_memory.h"
#include "ui/views/table_tools.h"

#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QSignalBlocker>
#include <QSplitter>
#include <QStackedWidget>
#include <QTableView>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::uint8_t kHidClass = 0x03;
constexpr QLatin1StringView kColumnsKey("hid/valueColumns");
constexpr QLatin1StringView kSplitterKey("hid/splitter");

QString reportTitle(const descriptors::HidReport& report)
{
    const QString type = text::fromStd(descriptors::hidReportTypeName(report.type));
    return report.id == 0 ? type : QStringLiteral("%1 %2").arg(type).arg(report.id);
}

} // namespace

HidPanel::HidPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_sources(new QComboBox(this))
    , m_reports(new QComboBox(this))
    , m_summary(new QLabel(this))
    , m_map(new HidBitMap(context.ids))
    , m_model(new HidFieldModel(context.ids, this))
    , m_table(new QTableView)
    , m_bar(new HidTrafficBar(context, *m_model, this))
    , m_splitter(new QSplitter(Qt::Vertical))
    , m_empty(new EmptyState(QStringLiteral("interface"), this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("hidPanel"));
    m_map->setObjectName(QStringLiteral("hidBitMap"));
    m_map->setAccessibleName(tr("Bit map of the report"));
    m_read = m_empty->addButton(tr("&Read everything"), QStringLiteral("hidReadAll"));
    connect(m_read, &QPushButton::clicked, this, [this] { m_context.descriptors.readAll(m_subject.device); });
    buildTable();
    buildBar();
    connect(m_map, &HidBitMap::fieldSelected, this,
        [this](std::size_t field) { m_table->selectRow(m_model->rowOf(field)); });
    connect(&context.descriptors, &DescriptorStore::changed, this, [this](usb::DeviceId device) {
        if (m_subject.device && m_subject.device->id == device)
            reload();
    });
    connect(&context.descriptors, &DescriptorStore::readingFinished, this, &HidPanel::updateEmpty);
    reload();
}

void HidPanel::buildBar()
{
    m_sources->setObjectName(QStringLiteral("hidInterface"));
    m_sources->setAccessibleName(tr("Interface"));
    m_reports->setObjectName(QStringLiteral("hidReport"));
    m_reports->setAccessibleName(tr("Report"));
    m_bar->setObjectName(QStringLiteral("hidTraffic"));
    for (QComboBox* box : { m_sources, m_reports })
        box->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_summary->setObjectName(QStringLiteral("hidSummary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);

    auto* bar = new QHBoxLayout;
    const int gap = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    bar->setContentsMargins(gap, gap / 2, gap, gap / 2);
    bar->setSpacing(gap);
    bar->addWidget(m_sources);
    bar->addWidget(m_reports);
    bar->addWidget(m_summary, 1);
    auto* shown = new QWidget(m_stack);
    auto* column = new QVBoxLayout(shown);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addLayout(bar);
    column->addWidget(m_bar);
    column->addWidget(m_splitter, 1);
    m_splitter->addWidget(m_map);
    m_splitter->addWidget(m_table);
    m_splitter->setChildrenCollapsible(false);
    m_sizes = new SplitterMemory(*m_splitter, m_context.settings, kSplitterKey);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(shown);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_stack);
    setFocusProxy(m_map);
    connect(m_sources, &QComboBox::currentIndexChanged, this, &HidPanel::fillReports);
    connect(m_reports, &QComboBox::currentIndexChanged, this, &HidPanel::showReport);
    connect(m_bar, &HidTrafficBar::helpShown, this, [this](bool isShown) { m_splitter->setVisible(!isShown); });
}

void HidPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("hidFields"));
    m_table->setAccessibleName(tr("Fields of the report"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    prepareTable(*m_table, m_context.settings, kColumnsKey);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setEditTriggers(QAbstractItemView::EditKeyPressed); // the others are the row's action
    m_table->setItemDelegateForColumn(HidFieldModel::ValueColumn, new HidValueDelegate(m_table));
    if (!m_context.settings.contains(kColumnsKey)) {
        const int letter = m_table->fontMetrics().averageCharWidth();
        constexpr std::array kLetters { 14, 34, 26, 13, 17, 24, 26 };
        for (int column = 0; column < static_cast<int>(kLetters.size()); ++column)
            m_table->setColumnWidth(column, letter * kLetters[static_cast<std::size_t>(column)]);
    }
    addRowAction(*m_table, tr("Edit the value, or show the item that makes the field"),
        [this](const QModelIndex& index) { actOn(index); });
    auto* copy = new QAction(tr("Copy all fields"), m_table);
    copy->setShortcut(QKeySequence::Copy);
    copy->setShortcutContext(Qt::WidgetShortcut);
    connect(copy, &QAction::triggered, m_table, [this] {
        std::vector<int> rows(static_cast<std::size_t>(m_model->rowCount()));
        for (std::size_t row = 0; row < rows.size(); ++row)
            rows[row] = static_cast<int>(row);
        QApplication::clipboard()->setText(rowsAsText(*m_table, rows));
    });
    m_table->addAction(copy);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &HidPanel::selectRow);
}

void HidPanel::setSubject(const Selection& subject)
{
    const bool isSameDevice = subject.device && m_subject.device && subject.device->id == m_subject.device->id;
    m_subject = subject;
    if (isSameDevice)
        useInterface();
    else
        reload();
    if (!subject.interfaceNumber)
        return;
    for (std::size_t i = 0; i < m_known.size(); ++i)
        if (m_known[i].interfaceNumber == *subject.interfaceNumber)
            m_sources->setCurrentIndex(static_cast<int>(i));
}

void HidPanel::setDeparted(bool departed)
{
    m_hasDeparted = departed;
    m_bar->setDeparted(departed);
    updateEmpty();
}

bool HidPanel::hasHidInterface() const
{
    const usb::ConfigurationInfo* active = m_subject.device ? m_subject.device->active() : nullptr;
    return active != nullptr
        && std::any_of(active->interfaces.begin(), active->interfaces.end(), [](const usb::InterfaceInfo& interface) {
               return interface.alternates.front().interfaceClass == kHidClass;
           });
}

std::vector<HidPanel::Source> HidPanel::sources() const
{
    std::vector<Source> found;
    const KnownPtr known = m_subject.device ? m_context.descriptors.of(m_subject.device) : nullptr;
    for (std::size_t section = 0; known && section < known->set.sections.size(); ++section) {
        const usb::DescriptorSection& bytes = known->set.sections[section];
        if (bytes.kind == usb::SectionKind::HidReport)
            found.push_back({ section, bytes.number, bytes.bytes,
                std::make_shared<const descriptors::HidReportMap>(descriptors::parseHidReport(bytes.bytes)) });
    }
    return found;
}

// What is shown stays, and what is read goes on, when more has become known of something else.
void HidPanel::reload()
{
    std::vector<Source> found = sources();
    const usb::DeviceId device = m_subject.device ? m_subject.device->id : usb::DeviceId {};
    const bool isSame = device == m_knownOf
        && std::equal(found.begin(), found.end(), m_known.begin(), m_known.end(), [](const Source& a, const Source& b) {
               return a.interfaceNumber == b.interfaceNumber && a.descriptor == b.descriptor;
           });
    m_knownOf = device;
    m_known.swap(found);
    if (isSame && !m_known.empty())
        return useInterface();
    {
        const QSignalBlocker blocker(m_sources);
        m_sources->clear();
        for (const Source& source : m_known)
            m_sources->addItem(tr("Interface %1").arg(source.interfaceNumber));
    }
    m_sources->setVisible(m_known.size() > 1);
    fillReports();
    updateEmpty();
}

const HidPanel::Source* HidPanel::currentSource() const
{
    const int index = m_sources->currentIndex();
    return index < 0 || index >= static_cast<int>(m_known.size()) ? nullptr : &m_known[static_cast<std::size_t>(index)];
}

void HidPanel::useInterface()
{
    const Source* source = currentSource();
    if (source != nullptr)
        m_bar->setInterface(m_subject.device, source->interfaceNumber, source->map);
    else
        m_bar->setInterface(nullptr, 0, nullptr);
}

void HidPanel::fillReports()
{
    useInterface();
    const Source* source = currentSource();
    {
        const QSignalBlocker blocker(m_reports);
        m_reports->clear();
        if (source != nullptr)
            for (const descriptors::HidReport& report : source->map->reports)
                m_reports->addItem(reportTitle(report));
    }
    showReport();
}

void HidPanel::showReport()
{
    const Source* source = currentSource();
    const int index = m_reports->currentIndex();
    const bool isThere = source != nullptr && index >= 0;
    m_map->setReport(isThere ? source->map : nullptr, static_cast<std::size_t>(std::max(0, index)));
    m_model->setFields(isThere ? source->map : nullptr, isThere ? m_map->fields() : std::vector<std::size_t> {});
    m_bar->setReport(isThere ? &source->map->reports[static_cast<std::size_t>(index)] : nullptr);
    if (!isThere)
        return m_summary->clear();
    const descriptors::HidReport& report = source->map->reports[static_cast<std::size_t>(index)];
    QString words = tr("%1, %2").arg(
        text::bytes(report.bytes()), text::counted(m_map->fields().size(), tr("1 field"), tr("%1 fields")));
    if (!source->map->diagnostics.empty())
        words += QStringLiteral("  ▲ ")
            + text::counted(source->map->diagnostics.size(), tr("1 problem in the descriptor"),
                tr("%1 problems in the descriptor"));
    m_summary->setText(words);
}

void HidPanel::selectRow()
{
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    m_map->selectField(rows.isEmpty() ? std::nullopt : std::optional(m_model->fieldAt(rows.front().row())));
}

void HidPanel::actOn(const QModelIndex& index)
{
    if (index.flags().testFlag(Qt::ItemIsEditable))
        m_table->edit(index);
    else
        jump();
}

void HidPanel::jump()
{
    const Source* source = currentSource();
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    if (source == nullptr || rows.isEmpty())
        return;
    const descriptors::HidField& field = source->map->fields[m_model->fieldAt(rows.front().row())];
    Q_EMIT jumpRequested({ m_subject.device, source->section, field.item });
}

void HidPanel::updateEmpty()
{
    m_stack->setCurrentIndex(m_known.empty() ? 0 : 1);
    m_read->setVisible(hasHidInterface());
    const QString refusal = m_context.descriptors.readRefusal(m_subject.device, m_hasDeparted);
    m_read->setEnabled(refusal.isEmpty());
    m_read->setToolTip(refusal);
    if (!m_subject.device)
        m_empty->setWords(tr("No device is selected"), tr("Select one on the left to see its HID reports."));
    else if (!hasHidInterface())
        m_empty->setWords(tr("No HID interface"), tr("This device has no interface of the HID class."));
    else if (m_context.descriptors.hasRead(m_subject.device->id))
        m_empty->setWords(tr("The report descriptor could not be read"),
            tr("The Descriptors page says why. A driver that holds the interface must be detached first."));
    else
        m_empty->setWords(tr("The report descriptor is not known yet"),
            tr("The system has not read it. “Read everything” asks the device for it."));
}

void HidPanel::resizeEvent(QResizeEvent* event)
{
    QWidget::resizeEvent(event);
    if (!m_sizes->restore())
        m_splitter->setSizes({ height() * 3 / 5, height() * 2 / 5 });
}

} // namespace wb::ui
