// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/status_line.h"

#include "ui/bridge/device_match.h"
#include "ui/text/format.h"
#include "ui/views/tone_colors.h"

#include <QFileInfo>
#include <QLabel>
#include <QToolButton>

namespace wb::ui {

namespace {

constexpr std::chrono::milliseconds kLogPeriod { 500 };

} // namespace

StatusLine::StatusLine(AppContext& context, QWidget* parent)
    : QStatusBar(parent)
    , m_context(context)
    , m_readOnly(addLabel(QStringLiteral("statusReadOnly"), 0))
    , m_devices(addLabel(QStringLiteral("statusDevices"), 0))
    , m_sessions(addSessions())
    , m_streams(addLabel(QStringLiteral("statusStreams"), 0))
    , m_log(addLabel(QStringLiteral("statusLog"), 1))
    , m_losses(addLabel(QStringLiteral("statusLosses"), 0))
{
    setObjectName(QStringLiteral("statusLine"));
    connect(&context.service, &engine::UsbService::devicesChanged, this, &StatusLine::updateDevices);
    connect(&context.service, &engine::UsbService::sessionChanged, this, &StatusLine::updateSessions);
    connect(&context.service, &engine::UsbService::streamsChanged, this, &StatusLine::updateStreams);
    connect(&m_poll, &QTimer::timeout, this, &StatusLine::updateLog);
    connect(&context.service, &engine::UsbService::streamsChanged, this, &StatusLine::updateLog);
    connect(&context.service, &engine::UsbService::transfersFinished, this, &StatusLine::updateLog);
    connect(&context.service, &engine::UsbService::readOnlyChanged, this, &StatusLine::updateReadOnly);
    m_readOnly->setText(toneMark(text::Tone::Warning) + QLatin1Char(' ') + tr("Read only"));
    m_readOnly->setToolTip(tr("Nothing that changes a device is sent. Device > Read only switches it off."));
    m_poll.start(kLogPeriod);
    updateReadOnly(context.service.isReadOnly());
    updateDevices();
    updateSessions();
    updateStreams();
    updateLog();
}

QLabel* StatusLine::addLabel(const QString& objectName, int stretch)
{
    auto* label = new QLabel(this);
    label->setObjectName(objectName);
    label->setTextFormat(Qt::PlainText);
    label->setContentsMargins(fontMetrics().averageCharWidth(), 0, fontMetrics().averageCharWidth(), 0);
    addWidget(label, stretch);
    return label;
}

QToolButton* StatusLine::addSessions()
{
    auto* button = new QToolButton(this);
    button->setObjectName(QStringLiteral("statusSessions"));
    button->setAutoRaise(true);
    button->setFocusPolicy(Qt::StrongFocus);
    button->setToolTip(tr("List them, with what is claimed, detached and in flight"));
    connect(button, &QToolButton::clicked, this, &StatusLine::sessionsRequested);
    addWidget(button);
    return button;
}

void StatusLine::updateReadOnly(bool on) { m_readOnly->setVisible(on); }

void StatusLine::updateDevices()
{
    const std::vector<usb::DevicePtr> devices = m_context.service.devices();
    const std::size_t attached = attachedOf(devices).size();
    QString words = text::counted(attached, tr("1 device"), tr("%1 devices"));
    if (attached < devices.size())
        words = tr("%1, %2 in snapshots").arg(words, text::count(devices.size() - attached));
    m_devices->setText(words);
}

void StatusLine::updateSessions()
{
    const std::size_t open = m_context.service.sessions().size();
    m_sessions->setVisible(open > 0);
    m_sessions->setText(text::counted(open, tr("1 open"), tr("%1 open")));
}

void StatusLine::updateStreams()
{
    std::uint64_t active = 0;
    double bytesPerSecond = 0;
    for (const engine::StreamStatus& stream : m_context.service.streams()) {
        if (!stream.isActive())
            continue;
        ++active;
        bytesPerSecond += stream.bytesPerSecond;
    }
    m_streams->setVisible(active > 0);
    m_streams->setText(QStringLiteral("%1 %2").arg(
        text::counted(active, tr("1 stream"), tr("%1 streams")), text::rate(bytesPerSecond)));
}

void StatusLine::updateLog()
{
    const capture::LiveLogCounters counters = m_context.log->counters();
    const QString path = text::safe(m_context.log->path());
    m_log->setText(tr("Log %1 at %2").arg(text::bytes(m_context.log->fileBytes()), QFileInfo(path).fileName()));
    m_log->setToolTip(path);

    QStringList losses;
    if (counters.isPaused)
        losses.append(tr("logging is paused"));
    if (counters.unlogged > 0)
        losses.append(text::counted(counters.unlogged, tr("1 transfer not logged"), tr("%1 transfers not logged")));
    if (counters.payloadCut > 0)
        losses.append(
            text::counted(counters.payloadCut, tr("data of 1 record dropped"), tr("data of %1 records dropped")));
    const text::Tone tone = losses.isEmpty() ? text::Tone::Neutral : text::Tone::Warning;
    QPalette palette = m_losses->palette();
    palette.setColor(QPalette::WindowText, toneColor(tone, QWidget::palette()));
    m_losses->setPalette(palette);
    m_losses->setText(losses.isEmpty() ? tr("Nothing dropped")
                                       : toneMark(tone) + QLatin1Char(' ') + losses.join(QStringLiteral(", ")));
}

} // namespace wb::ui
