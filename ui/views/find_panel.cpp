// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/find_panel.h"

#include "ui/bridge/background.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/empty_state.h"
#include "ui/views/filter_edit.h"
#include "ui/views/table_tools.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QStackedWidget>
#include <QTableView>

namespace wb::ui {

namespace {

constexpr QLatin1StringView kColumnsKey("find/columns");

} // namespace

FindPanel::FindPanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_query(new FilterEdit(QStringLiteral("findQuery"), this))
    , m_summary(new QLabel(this))
    , m_model(new QueryModel(this))
    , m_table(new QTableView(this))
    , m_empty(new EmptyState(QStringLiteral("search"), this))
    , m_stack(new QStackedWidget(this))
{
    setObjectName(QStringLiteral("findPanel"));
    m_query->edit().setPlaceholderText(tr("Find in all descriptors: text, bInterfaceClass=3, wMaxPacketSize>512"));
    m_query->edit().setAccessibleName(tr("Find in all descriptors"));
    m_query->edit().setToolTip(tr("Terms that a device must all satisfy, by itself or anywhere in its descriptors:\n"
                                  "isochronous   \"hid keyboard\"   bDeviceClass=7   idVendor=0x1d6b\n"
                                  "wMaxPacketSize>512   bInterfaceClass!=0xff   iProduct~camera\n"
                                  "bus=1   address=4   port_number=2   speed=high   serial_number~a1"));
    m_summary->setObjectName(QStringLiteral("findSummary"));
    m_summary->setForegroundRole(QPalette::PlaceholderText);
    buildTable();
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_table);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this) / 2;
    auto* bar = new QHBoxLayout;
    bar->setContentsMargins(gap, gap, gap, gap);
    bar->setSpacing(2 * gap);
    bar->addWidget(m_query, 1);
    bar->addWidget(m_summary);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addLayout(bar);
    layout->addWidget(m_stack, 1);
    setFocusProxy(m_query);
    connect(m_query, &FilterEdit::textChanged, this, &FindPanel::searchAgain);
    connect(&m_query->edit(), &QLineEdit::returnPressed, this, [this] {
        if (m_model->rowCount() == 0)
            return;
        m_table->setFocus();
        m_table->selectRow(0);
    });
    connect(&context.descriptors, &DescriptorStore::lookedAt, this, &FindPanel::searchAgain);
    connect(&context.service, &engine::UsbService::devicesChanged, this, &FindPanel::searchAgain);
    show({});
}

void FindPanel::buildTable()
{
    m_table->setObjectName(QStringLiteral("findResults"));
    m_table->setAccessibleName(tr("Places found"));
    m_table->setModel(m_model);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setTextElideMode(Qt::ElideMiddle); // both ends of a place tell something
    prepareTable(*m_table, m_context.settings, kColumnsKey);
    if (!m_context.settings.contains(kColumnsKey)) {
        const int letter = m_table->fontMetrics().averageCharWidth();
        m_table->setColumnWidth(QueryModel::DeviceColumn, 28 * letter);
        m_table->setColumnWidth(QueryModel::PlaceColumn, 56 * letter);
        m_table->setColumnWidth(QueryModel::FieldColumn, 24 * letter);
        m_table->setColumnWidth(QueryModel::ValueColumn, 14 * letter);
    }
    addRowAction(*m_table, tr("Show the bytes"), [this](const QModelIndex& row) { jump(row); });
    addCopyAction(*m_table);
}

void FindPanel::focusQuery() { m_query->takeFocus(); }

void FindPanel::searchAgain()
{
    const quint64 generation = ++m_generation;
    m_query->clearProblem();
    const auto query = descriptors::parseQuery(text::toStd(m_query->text().trimmed()));
    if (!query || query->terms.empty()) {
        if (!query)
            m_query->markProblem(0, 0, text::fromStd(query.error().detail));
        return show({});
    }
    std::vector<SearchSubject> subjects;
    for (const usb::DevicePtr& device : m_context.service.devices())
        subjects.push_back(
            { device, m_context.descriptors.peek(device->id), text::deviceName(*device, m_context.ids) });
    inBackground(
        this, [query = *query, subjects = std::move(subjects)] { return search(query, subjects); },
        [this, generation](const SearchResult& result) {
            if (generation == m_generation)
                show(result);
        });
}

void FindPanel::show(const SearchResult& result)
{
    m_model->setHits(result.hits);
    const bool isAsked = !m_query->text().trimmed().isEmpty();
    m_stack->setCurrentIndex(result.hits.empty() ? 0 : 1);
    if (isAsked)
        m_empty->setWords(tr("Nothing found"), tr("No attached device satisfies every term."));
    else
        m_empty->setWords(tr("Find in the descriptors of all devices"),
            tr("Type a text, or a field with a value: bInterfaceClass=3. Several terms must all hold."));
    QString words;
    if (!result.hits.empty())
        words = tr("%1 in %2")
                    .arg(text::counted(result.hits.size(), tr("1 place"), tr("%1 places")),
                        text::counted(result.devices, tr("1 device"), tr("%1 devices")));
    if (result.isCut)
        words += tr(" (the first %1 of each)").arg(kMostHitsPerDevice);
    m_summary->setText(words);
}

void FindPanel::jump(const QModelIndex& index) { Q_EMIT jumpRequested(m_model->placeOf(index.row())); }

} // namespace wb::ui
