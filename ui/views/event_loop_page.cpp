// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/event_loop_page.h"

#include "ui/text/format.h"
#include "ui/views/table_tools.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QShowEvent>
#include <QStandardItemModel>
#include <QTableView>
#include <QVBoxLayout>

namespace wb::ui {

namespace {

QString tr(const char* words) { return EventLoopPage::tr(words); }

void addRow(QStandardItemModel& model, const QStringList& cells)
{
    QList<QStandardItem*> row;
    for (const QString& cell : cells) {
        auto* item = new QStandardItem(cell);
        item->setEditable(false);
        item->setToolTip(cell);
        row.append(item);
    }
    model.appendRow(row);
}

void removeRowsOf(QStandardItemModel& model, const QString& backend)
{
    for (int row = model.rowCount() - 1; row >= 0; --row)
        if (model.item(row)->text() == backend)
            model.removeRow(row);
}

QString lockWords(const usb::EventLoopFacts& facts)
{
    if (facts.isLockFree)
        return tr("free: no thread but the USB thread handles events, and that was asking");
    return facts.isHandlerActive ? tr("held by another thread, which handles events for a call of its own")
                                 : tr("held by another thread");
}

QString eventWords(const usb::WatchedDescriptor& descriptor)
{
    if (descriptor.forInput && descriptor.forOutput)
        return tr("input and output");
    if (descriptor.forInput)
        return tr("input");
    return descriptor.forOutput ? tr("output") : tr("errors alone");
}

} // namespace

EventLoopPage::EventLoopPage(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_words(new QLabel(this))
    , m_facts(new QStandardItemModel(this))
    , m_descriptors(new QStandardItemModel(this))
{
    setObjectName(QStringLiteral("eventLoopPage"));
    auto* refresh = new QPushButton(tr("&Refresh"), this);
    refresh->setObjectName(QStringLiteral("eventLoopRefresh"));
    refresh->setToolTip(tr("Wake the USB thread and ask libusb again"));
    m_words->setObjectName(QStringLiteral("eventLoopWords"));
    m_words->setWordWrap(true);
    m_facts->setHorizontalHeaderLabels({ tr("Backend"), tr("Fact"), tr("libusb says") });
    m_descriptors->setHorizontalHeaderLabels({ tr("Backend"), tr("File descriptor"), tr("Waits for") });
    auto* bar = new QHBoxLayout;
    bar->addWidget(m_words, 1);
    bar->addWidget(refresh);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(bar);
    layout->addWidget(addTable(*m_facts, QStringLiteral("eventLoopFacts"), tr("Event loop of libusb")), 3);
    layout->addWidget(addTable(*m_descriptors, QStringLiteral("eventLoopDescriptors"), tr("What libusb watches")), 2);
    connect(refresh, &QPushButton::clicked, this, &EventLoopPage::refresh);
    connect(&context.service, &engine::UsbService::eventLoopTold, this, &EventLoopPage::tell);
    updateWords();
}

QTableView* EventLoopPage::addTable(QStandardItemModel& model, const QString& name, const QString& title)
{
    const QString key = name + QStringLiteral("/columns");
    auto* table = new QTableView(this);
    table->setObjectName(name);
    table->setAccessibleName(title);
    table->setModel(&model);
    const bool isKnown = m_context.settings.contains(key);
    prepareTable(*table, m_context.settings, key);
    if (!isKnown)
        table->setColumnWidth(1, fontMetrics().averageCharWidth() * 32);
    addCopyAction(*table);
    return table;
}

void EventLoopPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (!event->spontaneous())
        refresh();
}

// A backend that is gone does not answer.
void EventLoopPage::refresh()
{
    m_facts->removeRows(0, m_facts->rowCount());
    m_descriptors->removeRows(0, m_descriptors->rowCount());
    updateWords();
    m_context.service.askEventLoops();
}

void EventLoopPage::tell(const engine::EventLoopState& state)
{
    const usb::EventLoopFacts& facts = state.facts;
    const QString backend = text::safe(state.backend);
    removeRowsOf(*m_facts, backend);
    removeRowsOf(*m_descriptors, backend);
    addRow(*m_facts,
        { backend, tr("Next timeout"),
            facts.nextTimeout ? tr("in %1").arg(text::duration(*facts.nextTimeout))
                              : tr("none that a caller would have to look at") });
    addRow(*m_facts,
        { backend, tr("Timeouts are handled by"),
            facts.handlesTimeouts ? tr("libusb: a timer is among its descriptors") : tr("whoever waits for it") });
    addRow(*m_facts, { backend, tr("Event lock"), lockWords(facts) });
    addRow(*m_facts,
        { backend, tr("Events may be handled"),
            facts.mayHandle ? tr("yes") : tr("not now: a device is being closed, or descriptors change") });
    addRow(*m_facts,
        { backend, tr("Descriptors since the start"),
            tr("%1 added, %2 removed").arg(text::count(facts.added), text::count(facts.removed)) });
    if (!facts.watched)
        addRow(*m_descriptors, { backend, tr("none on this system"), {} });
    for (const usb::WatchedDescriptor& descriptor : facts.watched.value_or(std::vector<usb::WatchedDescriptor> {}))
        addRow(*m_descriptors, { backend, QString::number(descriptor.number), eventWords(descriptor) });
    updateWords();
}

void EventLoopPage::updateWords()
{
    m_words->setText(
        m_facts->rowCount() > 0 ? tr(
            "Between two turns of the USB thread, which waits inside libusb: nothing here can be, or need be, turned "
            "by hand.")
                                : tr("No event loop of libusb has answered."));
}

} // namespace wb::ui
