// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_table.h"

#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/text/device_text.h"
#include "ui/text/format.h"
#include "ui/views/table_tools.h"
#include "ui/views/tone_delegate.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QLabel>
#include <QPushButton>
#include <QTableView>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr int kMostActedOnRows = 10'000;

// Null when it is gone.
usb::DevicePtr deviceOf(const engine::StreamStatus& status, const std::vector<usb::DevicePtr>& attached)
{
    const auto found = std::find_if(
        attached.begin(), attached.end(), [&status](const usb::DevicePtr& one) { return one->id == status.device; });
    return found == attached.end() ? nullptr : *found;
}

} // namespace

StreamTable::StreamTable(AppContext& context, StreamModel& model, RiskGate& gate, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(model)
    , m_gate(gate)
    , m_view(new QTableView(this))
    , m_empty(new QLabel(tr("No stream has been started in this run."), this))
    , m_stop(new QPushButton(tr("Stop selected"), this))
    , m_again(new QPushButton(tr("Start again"), this))
    , m_forget(new QPushButton(tr("Remove ended"), this))
{
    build();
    connect(m_stop, &QPushButton::clicked, this, &StreamTable::stopSelected);
    connect(m_again, &QPushButton::clicked, this, &StreamTable::startSelectedAgain);
    connect(m_forget, &QPushButton::clicked, this, &StreamTable::forgetEnded);
    connect(&m_model, &StreamModel::updated, this, &StreamTable::refresh);
    connect(m_view->selectionModel(), &QItemSelectionModel::selectionChanged, this, &StreamTable::refresh);
    connect(
        m_view->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& current) {
            if (const engine::StreamStatus* status = m_model.at(current.row()))
                Q_EMIT chosen(status->id);
        });
    refresh();
}

void StreamTable::build()
{
    m_view->setObjectName(QStringLiteral("streamTable"));
    m_view->setAccessibleName(tr("Streams"));
    m_view->setModel(&m_model);
    m_view->setItemDelegateForColumn(StreamModel::State, new ToneDelegate(StreamModel::ToneRole, m_view));
    const auto widths = std::to_array<std::pair<int, int>>({ { StreamModel::State, 24 }, { StreamModel::Endpoint, 15 },
        { StreamModel::Rate, 11 }, { StreamModel::TotalBytes, 11 }, { StreamModel::Errors, 8 },
        { StreamModel::Findings, 32 }, { StreamModel::TransferRate, 12 }, { StreamModel::Transfers, 10 },
        { StreamModel::ShortTransfers, 7 }, { StreamModel::InFlight, 9 }, { StreamModel::RunTime, 9 } });
    for (const auto& [column, letters] : widths)
        m_view->setColumnWidth(column, fontMetrics().averageCharWidth() * letters);
    prepareTable(*m_view, m_context.settings, QStringLiteral("streams/columns"));
    m_view->setMinimumHeight(m_view->horizontalHeader()->sizeHint().height()
        + 3 * m_view->verticalHeader()->defaultSectionSize() + 2 * m_view->frameWidth());
    // It takes what the settings above it leave, and asks for no more: the page is to fit without scrolling.
    m_view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored);
    m_empty->setObjectName(QStringLiteral("streamEmpty"));
    m_empty->setWordWrap(true);
    m_stop->setObjectName(QStringLiteral("streamStopSelected"));
    m_again->setObjectName(QStringLiteral("streamAgain"));
    m_forget->setObjectName(QStringLiteral("streamForget"));
    m_forget->setToolTip(tr("Take the streams that have ended off the list"));
    addCopyAction(*m_view);

    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_stop);
    buttons->addWidget(m_again);
    buttons->addWidget(m_forget);
    buttons->addWidget(m_empty, 1);
    buttons->addStretch(); // when the words are hidden, the buttons stay small
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_view, 1);
    layout->addLayout(buttons);
}

std::vector<int> StreamTable::selectedRows() const { return ui::selectedRows(*m_view, kMostActedOnRows); }

void StreamTable::refresh()
{
    bool canStop = false;
    for (const int row : selectedRows())
        canStop = canStop || (m_model.at(row) && m_model.at(row)->isActive());
    m_stop->setEnabled(canStop);
    m_stop->setToolTip(canStop ? tr("Stop the selected streams") : tr("Select a running stream first."));
    const QString why = reasonNotToStartAgain();
    m_again->setEnabled(why.isEmpty());
    m_again->setToolTip(
        why.isEmpty() ? tr("Start those of the selected streams that have ended again, with the same settings") : why);
    m_forget->setEnabled(m_model.activeCount() < static_cast<std::size_t>(m_model.rowCount()));
    m_empty->setVisible(m_model.rowCount() == 0);
}

void StreamTable::stopSelected()
{
    for (const int row : selectedRows())
        if (const engine::StreamStatus* status = m_model.at(row); status && status->isActive())
            m_context.service.stopStream(status->id);
}

QString StreamTable::reasonNotToStartAgain() const
{
    const std::vector<usb::DevicePtr> attached = m_context.service.devices();
    bool isAnyEnded = false;
    for (const int row : selectedRows()) {
        const engine::StreamStatus* status = m_model.at(row);
        if (!status || status->isActive())
            continue;
        if (deviceOf(*status, attached))
            return {};
        isAnyEnded = true;
    }
    return isAnyEnded ? tr("The device is gone.") : tr("Select a stream that has ended first.");
}

std::vector<StreamTable::Restart> StreamTable::restarts() const
{
    std::vector<Restart> found;
    const std::vector<usb::DevicePtr> attached = m_context.service.devices();
    for (const int row : selectedRows()) {
        const engine::StreamStatus* status = m_model.at(row);
        const usb::DevicePtr device = status && !status->isActive() ? deviceOf(*status, attached) : nullptr;
        if (!device)
            continue;
        auto same = std::find_if(
            found.begin(), found.end(), [&device](const Restart& one) { return one.device->id == device->id; });
        if (same == found.end())
            same = found.insert(found.end(), Restart { device, {}, {} });
        same->configs.push_back(status->config);
        if (!status->config.endpoint.isIn() && same->risk.isEmpty())
            same->risk = text::fromStd(usb::assessRisk(status->config.endpoint, *device).reason);
    }
    return found;
}

void StreamTable::startSelectedAgain() { startAgain(restarts(), 0); }

// One question at a time can be asked of the person: that of the next device follows the answer. Who says no to one is
// not asked about the rest.
void StreamTable::startAgain(const std::vector<Restart>& restarts, std::size_t place)
{
    if (place >= restarts.size())
        return;
    const Restart& next = restarts[place];
    const QString name = text::deviceName(*next.device, m_context.ids);
    m_gate.pass(next.device->id, name, next.risk, [this, restarts, place] {
        const Restart& agreed = restarts[place];
        for (const engine::StreamConfig& config : agreed.configs)
            Q_EMIT started(m_context.service.startStream(agreed.device->id, config));
        startAgain(restarts, place + 1);
    });
}

void StreamTable::forgetEnded()
{
    for (int row = m_model.rowCount() - 1; row >= 0; --row)
        m_model.forget(row);
}

} // namespace wb::ui
