// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/meter_page.h"

#include "ui/text/format.h"
#include "ui/text/transfer_text.h"
#include "ui/views/bandwidth_bar.h"
#include "ui/views/hex_view.h"
#include "ui/views/meter_charts.h"

#include <QComboBox>
#include <QGridLayout>
#include <QLabel>
#include <QTabWidget>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::chrono::milliseconds kBetweenPictures { 50 };

QString none() { return QStringLiteral("–"); }

} // namespace

MeterPage::MeterPage(AppContext& context, StreamModel& model, QWidget* parent)
    : QWidget(parent)
    , m_model(model)
    , m_picker(new QComboBox(this))
    , m_state(new QLabel(this))
    , m_empty(new QLabel(tr("No stream has been started in this run. Start one on the page Continuous."), this))
    , m_body(new QWidget(this))
    , m_tabs(new QTabWidget(m_body))
    , m_charts(new MeterCharts(m_tabs))
    , m_latest(new HexView(m_tabs))
    , m_bandwidth(new BandwidthBar(context, this))
{
    setObjectName(QStringLiteral("meterPage"));
    build();
    m_soon.setSingleShot(true);
    m_soon.setInterval(kBetweenPictures);
    connect(&m_soon, &QTimer::timeout, this, &MeterPage::refresh);
    connect(&m_model, &StreamModel::updated, this, &MeterPage::refreshSoon);
    connect(m_picker, &QComboBox::activated, this, [this](int row) {
        m_chosen = m_choices.at(static_cast<std::size_t>(row));
        refreshSoon();
    });
    refresh();
}

void MeterPage::build()
{
    m_picker->setObjectName(QStringLiteral("meterStream"));
    m_picker->setAccessibleName(tr("Stream that is measured"));
    m_picker->setToolTip(tr("The stream that is shown, or all that share an endpoint"));
    m_picker->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    m_state->setObjectName(QStringLiteral("meterState"));
    m_state->setTextFormat(Qt::PlainText);
    m_empty->setObjectName(QStringLiteral("meterEmpty"));
    m_empty->setAlignment(Qt::AlignCenter);
    m_empty->setWordWrap(true);
    m_latest->setObjectName(QStringLiteral("meterLatest"));
    m_latest->setAccessibleName(tr("Latest bytes received"));
    m_latest->setPlaceholderText(tr("Only streams that keep the latest bytes show them: Data, Keep, Show the latest."));
    m_tabs->setObjectName(QStringLiteral("meterTabs"));
    m_tabs->setDocumentMode(true);
    m_tabs->addTab(m_charts, tr("Charts"));
    m_tabs->addTab(m_latest, tr("Latest data"));

    auto* head = new QHBoxLayout;
    auto* label = new QLabel(tr("Stream"), this);
    label->setBuddy(m_picker);
    head->addWidget(label);
    head->addWidget(m_picker);
    head->addWidget(m_state, 1);
    auto* columns = new QHBoxLayout(m_body);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(buildFigures());
    columns->addWidget(m_tabs, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addLayout(head);
    layout->addWidget(m_empty, 1);
    layout->addWidget(m_body, 1);
    layout->addWidget(m_bandwidth);
}

QWidget* MeterPage::buildFigures()
{
    auto* figures = new QWidget(m_body);
    auto* grid = new QGridLayout(figures);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setVerticalSpacing(grid->verticalSpacing() / 2);
    m_rate = addFigure(*grid, QStringLiteral("meterRate"), tr("Bytes/s"), tr("Over the last fifth of a second"));
    m_transfers = addFigure(*grid, QStringLiteral("meterTransfers"), tr("Transfers/s"), tr("Without those taken back"));
    const QString latency = tr("From submit to completion; a transfer waits for those queued before it");
    m_median = addFigure(*grid, QStringLiteral("meterMedian"), tr("Latency p50"), latency);
    m_percentile = addFigure(*grid, QStringLiteral("meterPercentile"), tr("Latency p99"), latency);
    m_longest = addFigure(*grid, QStringLiteral("meterLongest"), tr("Latency max"), latency);
    m_gaps = addFigure(*grid, QStringLiteral("meterGaps"), tr("Queue empty"),
        tr("How often and how long in all nothing was queued: a deeper queue or larger transfers help"));
    m_short = addFigure(*grid, QStringLiteral("meterShort"), tr("Short"), tr("Transfers that the device ended early"));
    m_errors = addFigure(*grid, QStringLiteral("meterErrors"), tr("Errors"), tr("Transfers that did not end well"));
    m_packets = addFigure(*grid, QStringLiteral("meterPackets"), tr("Packets lost"),
        tr("Isochronous packets that failed, and that came without a byte, of all"));
    m_jitter = addFigure(*grid, QStringLiteral("meterJitter"), tr("Jitter"),
        tr("Mean and most by which the time between transfers differs from the nominal one"));
    m_findings = addFigure(*grid, QStringLiteral("meterFindings"), tr("Found"),
        tr("The first difference from what is expected, the pattern, the file"));
    for (QLabel* figure : { m_gaps, m_packets, m_findings })
        figure->setWordWrap(true);
    grid->setRowStretch(grid->rowCount(), 1);
    figures->setMaximumWidth(figures->fontMetrics().averageCharWidth() * 42);
    return figures;
}

QLabel* MeterPage::addFigure(QGridLayout& grid, const QString& name, const QString& words, const QString& toolTip)
{
    auto* title = new QLabel(words, m_body);
    auto* value = new QLabel(m_body);
    value->setObjectName(name);
    value->setAccessibleName(words);
    value->setTextFormat(Qt::PlainText);
    value->setTextInteractionFlags(Qt::TextSelectableByMouse);
    title->setToolTip(toolTip);
    value->setToolTip(toolTip);
    const int row = grid.rowCount();
    grid.addWidget(title, row, 0, Qt::AlignTop);
    grid.addWidget(value, row, 1, Qt::AlignTop);
    return value;
}

void MeterPage::setDevice(const usb::DevicePtr& device) { m_bandwidth->setDevice(device); }

void MeterPage::choose(engine::StreamId stream)
{
    m_chosen = Choice { stream };
    refreshSoon();
}

std::optional<MeterPage::Choice> MeterPage::chosen() const
{
    if (m_chosen && std::find(m_choices.begin(), m_choices.end(), *m_chosen) != m_choices.end())
        return m_chosen;
    const engine::StreamStatus* latest = m_model.at(m_model.rowCount() - 1);
    return latest ? std::optional(Choice { latest->id }) : std::nullopt;
}

const StreamGroups::Members* MeterPage::group(const Choice& choice) const
{
    const std::vector<StreamGroups::Members>& groups = m_model.groups().all();
    const auto found = std::find_if(groups.begin(), groups.end(),
        [&choice](const StreamGroups::Members& members) { return members.front() == choice.stream; });
    return choice.isGroup && found != groups.end() ? &*found : nullptr;
}

QString MeterPage::groupState(const StreamGroups::Members& members) const
{
    const auto active = std::count_if(members.begin(), members.end(), [this](engine::StreamId stream) {
        const engine::StreamStatus* status = m_model.find(stream);
        return status && status->isActive();
    });
    return active == 0 ? tr("all ended") : tr("%1 of %2 active").arg(active).arg(members.size());
}

void MeterPage::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void MeterPage::refreshSoon()
{
    if (isVisible() && !m_soon.isActive())
        m_soon.start();
}

void MeterPage::fillPicker()
{
    QStringList titles;
    m_choices.clear();
    for (int row = 0; row < m_model.rowCount(); ++row) {
        m_choices.push_back({ m_model.at(row)->id });
        titles.append(m_model.title(row));
    }
    for (const StreamGroups::Members& members : m_model.groups().all()) {
        m_choices.push_back({ members.front(), true });
        titles.append(m_model.groupTitle(members));
    }
    for (int place = 0; place < static_cast<int>(titles.size()); ++place) {
        if (place == m_picker->count())
            m_picker->addItem(titles[place]);
        else if (m_picker->itemText(place) != titles[place])
            m_picker->setItemText(place, titles[place]);
    }
    while (m_picker->count() > static_cast<int>(titles.size()))
        m_picker->removeItem(m_picker->count() - 1);
    if (const std::optional<Choice> choice = chosen())
        m_picker->setCurrentIndex(
            static_cast<int>(std::find(m_choices.begin(), m_choices.end(), *choice) - m_choices.begin()));
    m_picker->setEnabled(m_picker->count() > 0);
}

void MeterPage::refresh()
{
    fillPicker();
    const std::optional<Choice> choice = chosen();
    m_body->setVisible(choice.has_value());
    m_empty->setVisible(!choice);
    if (choice)
        showChoice(*choice);
    else
        m_state->clear();
}

void MeterPage::showChoice(const Choice& choice)
{
    const StreamGroups::Members* members = group(choice);
    const engine::StreamStatus status = members ? m_model.sum(*members) : *m_model.find(choice.stream);
    const StreamHistory& history = members ? m_model.groups().history() : m_model.history();
    m_state->setText(members ? groupState(*members) : text::streamPhaseWord(status));
    showFigures(status);
    showLatency(status.meter, members != nullptr);
    showTiming(status, members != nullptr);
    m_charts->showRates(history.of(status.id), status.config.endpoint.isIn());
    m_charts->showLatency(status.meter);
    m_charts->replot();
    const QByteArray latest = text::toByteArray(status.preview);
    if (m_latest->bytes() != latest)
        m_latest->setBytes(latest);
}

void MeterPage::showFigures(const engine::StreamStatus& status)
{
    const bool isIso = status.type == usb::TransferType::Isochronous;
    m_rate->setText(text::rate(status.bytesPerSecond));
    m_transfers->setText(text::perSecond(status.transfersPerSecond));
    m_short->setText(isIso ? none() : text::count(status.shortTransfers));
    m_errors->setText(text::count(status.errors));
    m_packets->setText(isIso
            ? tr("%1 failed, %2 empty of %3")
                  .arg(text::count(status.packetErrors), text::count(status.emptyPackets), text::count(status.packets))
            : none());
    const QString findings = text::streamFindings(status);
    m_findings->setText(findings.isEmpty() ? none() : findings);
}

void MeterPage::showLatency(const stream::MeterFigures& meter, bool isBound)
{
    const QString words = isBound ? tr("at most %1") : QStringLiteral("%1");
    m_median->setText(words.arg(text::duration(meter.latencyMedian)));
    m_percentile->setText(words.arg(text::duration(meter.latency99)));
    m_longest->setText(text::duration(meter.latencyMax));
}

// Queues are empty, and transfers late, one stream by one.
void MeterPage::showTiming(const engine::StreamStatus& status, bool isGroup)
{
    const stream::MeterFigures& meter = status.meter;
    const bool isIso = status.type == usb::TransferType::Isochronous;
    const QString gaps = meter.gaps == 0 ? tr("never")
                                         : tr("%1, %2 in all, at most %3")
                                               .arg(text::counted(meter.gaps, tr("once"), tr("%1 times")),
                                                   text::duration(meter.gapsTotal), text::duration(meter.gapMax));
    m_gaps->setText(isGroup ? none() : gaps);
    m_jitter->setText(isIso && !isGroup
            ? tr("%1, at most %2").arg(text::duration(meter.jitterMean), text::duration(meter.jitterMax))
            : none());
}

} // namespace wb::ui
