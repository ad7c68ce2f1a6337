// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hid_traffic_bar.h"

#include "core/descriptors/hid_values_text.h"
#include "core/usb/risk.h"
#include "ui/dialogs/risk_gate.h"
#include "ui/models/hid_field_model.h"
#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/access_help.h"
#include "ui/views/inline_message.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr std::size_t kPreviewBytes = 16;

QPushButton* makeButton(const QString& words, const QString& name, QWidget* parent)
{
    auto* button = new QPushButton(words, parent);
    button->setObjectName(name);
    return button;
}

} // namespace

HidTrafficBar::HidTrafficBar(AppContext& context, HidFieldModel& model, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_model(model)
    , m_traffic(new HidTraffic(context.service, this))
    , m_gate(new RiskGate(context.service, tr("Set this report?"), tr("Set"), this))
    , m_live(makeButton(tr("&Live"), QStringLiteral("hidLive"), this))
    , m_get(makeButton(tr("&Get report"), QStringLiteral("hidGetReport"), this))
    , m_set(makeButton(tr("&Set report"), QStringLiteral("hidSetReport"), this))
    , m_state(new QLabel(this))
    , m_notices(new InlineMessage(QStringLiteral("hidNotices"), this))
    , m_message(new InlineMessage(QStringLiteral("hidMessage"), this))
    , m_help(new AccessHelp(context, this))
{
    build();
    connect(m_live, &QPushButton::clicked, this, [this] { act(Verb::Live); });
    connect(m_get, &QPushButton::clicked, this, [this] { act(Verb::Get); });
    connect(m_set, &QPushButton::clicked, this, [this] { act(Verb::Set); });
    connect(m_traffic, &HidTraffic::stateChanged, this, &HidTrafficBar::refresh);
    connect(m_traffic, &HidTraffic::reportsChanged, this, &HidTrafficBar::showValues);
    connect(m_traffic, &HidTraffic::answered, this, &HidTrafficBar::finish);
    connect(m_traffic, &HidTraffic::failed, this,
        [this](const Error& error, bool isLive) { showFailure(error, isLive ? Verb::Live : m_lastVerb); });
    connect(m_help, &AccessHelp::dismissed, this, &HidTrafficBar::endHelp);
    connect(m_help, &AccessHelp::retryRequested, this, [this] { act(m_lastVerb); });
    connect(&model, &HidFieldModel::edited, this, [this] {
        if (m_report)
            m_edits[key()] = m_model.report();
        m_message->clear();
        refresh();
    });
    connect(&model, &HidFieldModel::refused, this,
        [this](const QString& why) { m_message->show(text::Tone::Bad, tr("Not taken: %1.").arg(why)); });
    connect(&context.service, &engine::UsbService::noticePosted, this, [this](const engine::Notice& notice) {
        if (m_device && notice.device == m_device->id)
            showNotice(notice);
    });
    refresh();
}

void HidTrafficBar::build()
{
    m_live->setCheckable(true);
    m_state->setObjectName(QStringLiteral("hidState"));
    m_state->setWordWrap(true);
    m_state->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_live);
    buttons->addWidget(m_get);
    buttons->addWidget(m_set);
    buttons->addWidget(m_state, 1);
    auto* layout = new QVBoxLayout(this);
    const int gap = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    layout->setContentsMargins(gap, 0, gap, gap / 2);
    layout->addLayout(buttons);
    layout->addWidget(m_notices);
    layout->addWidget(m_message);
    layout->addWidget(m_help, 1);
}

void HidTrafficBar::setInterface(
    const usb::DevicePtr& device, std::uint8_t interfaceNumber, const HidTraffic::MapPtr& map)
{
    const auto transport = device ? descriptors::hidTransport(*device, interfaceNumber) : std::nullopt;
    const bool isOtherDevice = !device || !m_device || device->id != m_device->id;
    m_device = device;
    m_map = map;
    if (m_traffic->setInterface(device, transport, map)) {
        m_edits.clear();
        m_message->clear();
        endHelp();
    }
    if (isOtherDevice)
        m_notices->clear();
    refresh();
}

void HidTrafficBar::setReport(const descriptors::HidReport* report)
{
    m_report = report != nullptr ? std::optional(*report) : std::nullopt;
    m_message->clear();
    m_model.setEditable(isWritable());
    showValues();
}

void HidTrafficBar::setDeparted(bool departed)
{
    m_hasDeparted = departed;
    refresh();
}

bool HidTrafficBar::isWritable() const { return m_report && m_report->type != descriptors::HidReportType::Input; }

Bytes HidTrafficBar::shownReport() const
{
    if (!m_report || !m_map)
        return {};
    if (const auto edited = m_edits.find(key()); edited != m_edits.end())
        return edited->second;
    const Bytes* known = m_traffic->report(key());
    Bytes shown = known != nullptr ? *known : Bytes {};
    if (isWritable() && shown.size() != m_report->bytes()) { // what was not told is sent as if nothing were wanted
        const Bytes neutral = descriptors::neutralReport(*m_map, *m_report);
        shown.resize(std::min(shown.size(), neutral.size()));
        shown.insert(shown.end(), neutral.begin() + static_cast<std::ptrdiff_t>(shown.size()), neutral.end());
    }
    return shown;
}

void HidTrafficBar::showValues()
{
    m_model.setReport(shownReport());
    refresh();
}

QString HidTrafficBar::obstacle() const
{
    if (!m_device || !m_report)
        return tr("No report is shown.");
    if (m_device->isOffline())
        return text::fromStd(usb::offlineReason(m_device->origin));
    if (m_hasDeparted)
        return tr("The device is gone.");
    return m_traffic->transport() ? QString() : tr("The device's active configuration does not have this interface.");
}

QString HidTrafficBar::liveWords() const
{
    const std::optional<engine::StreamStatus>& live = m_traffic->live();
    const bool isLive = m_traffic->isLive();
    if (!live || live->phase == engine::StreamPhase::Starting)
        return isLive ? tr("Starting…") : tr("Not reading");
    if (!isLive && live->error && live->transfers == 0)
        return tr("Not reading");
    QString reports = text::counted(live->transfers - live->cancelled, tr("1 report"), tr("%1 reports"));
    if (live->errors > 0)
        reports += tr(", of them %1").arg(text::counted(live->errors, tr("1 error"), tr("%1 errors")));
    if (!isLive)
        return tr("Stopped after %1").arg(reports);
    if (live->phase == engine::StreamPhase::Stopping)
        return tr("Stopping…");
    return tr("Reading: %1, %2").arg(reports, text::perSecond(live->transfersPerSecond));
}

QString HidTrafficBar::originWords() const
{
    if (m_edits.contains(key()))
        return tr("changed, not sent yet");
    return m_traffic->report(key()) != nullptr ? tr("as the device has it") : tr("not read from the device");
}

void HidTrafficBar::refresh()
{
    const QString why = obstacle();
    const bool isLive = m_traffic->isLive();
    const bool hasIn = m_traffic->transport() && m_traffic->transport()->in;
    m_live->setChecked(isLive);
    m_live->setEnabled(isLive || (why.isEmpty() && hasIn));
    m_live->setToolTip(isLive ? tr("Stop reading, and give the interface back if reading claimed it")
            : !why.isEmpty()  ? why
            : hasIn           ? tr("Claim the interface and show input reports as they come")
                              : tr("This interface has no interrupt IN endpoint."));
    const QString wait = why.isEmpty() && m_traffic->isWaiting() ? tr("Waiting for the device.") : why;
    m_get->setEnabled(wait.isEmpty());
    m_get->setToolTip(wait.isEmpty() ? tr("Ask the device for this report (GET_REPORT)") : wait);
    m_set->setVisible(isWritable());
    m_set->setEnabled(wait.isEmpty());
    const bool hasOut = m_traffic->transport() && m_traffic->transport()->out && m_report
        && m_report->type == descriptors::HidReportType::Output;
    m_set->setToolTip(!wait.isEmpty() ? wait
            : hasOut                  ? tr("Send the values of the table by the interrupt OUT endpoint")
                                      : tr("Send the values of the table (SET_REPORT)"));
    const QString words = !m_report ? QString()
        : !why.isEmpty()            ? why
        : isWritable()              ? tr("Values: %1 · %2").arg(originWords(), liveWords())
                                    : liveWords();
    m_state->setText(words);
}

void HidTrafficBar::act(Verb verb)
{
    endHelp();
    m_message->clear();
    m_lastVerb = verb;
    const bool stops = verb == Verb::Live && m_traffic->isLive();
    if (!obstacle().isEmpty() && !stops)
        return refresh();
    switch (verb) {
    case Verb::Live:
        return toggleLive();
    case Verb::Get:
        if (!m_traffic->isWaiting())
            m_traffic->get(*m_report);
        return;
    case Verb::Set:
        return askToSet();
    }
}

// The button shows what goes on, not the click.
void HidTrafficBar::toggleLive()
{
    if (m_traffic->isLive())
        m_traffic->stopLive();
    else if (m_traffic->transport()->in)
        m_traffic->startLive();
    refresh();
}

QString HidTrafficBar::harm(const Bytes& report) const
{
    const usb::TransferRequest request = descriptors::setReportRequest(*m_traffic->transport(), *m_report, report);
    QString words = text::fromStd(usb::assessRisk(request, *m_device).reason);
    const bool isFeature = m_report->type == descriptors::HidReportType::Feature;
    if (!words.isEmpty() && isFeature && m_traffic->report(key()) == nullptr)
        words += QLatin1Char(' ')
            + tr("This one has not been read: fields that you did not change are sent as they are shown, not as the "
                 "device has them.");
    return words;
}

void HidTrafficBar::askToSet()
{
    if (m_traffic->isWaiting() || !isWritable())
        return;
    const Bytes bytes = shownReport();
    m_gate->pass(m_device->id, text::deviceName(*m_device, m_context.ids), harm(bytes),
        [this, device = m_device->id, interface = m_traffic->transport()->interfaceNumber, report = *m_report, bytes] {
            const bool isSame = m_device && m_device->id == device && m_traffic->transport()
                && m_traffic->transport()->interfaceNumber == interface;
            if (isSame && !m_traffic->isWaiting()) // else the question was about something else
                m_traffic->set(report, bytes);
        });
}

QString HidTrafficBar::answerProblem(HidTraffic::Key key, const usb::TransferResult& result) const
{
    if (result.data.empty())
        return tr("The device answered without a byte.");
    if (key.id != 0 && result.data.front() != key.id)
        return tr("The device answered with another report: %1").arg(text::hexPreview(result.data, kPreviewBytes));
    const auto values = descriptors::decodeReport(*m_map, key.type, result.data);
    if (values && values->missingBytes > 0)
        return tr("The answer is cut: %1 missing.").arg(text::bytes(values->missingBytes));
    return {};
}

void HidTrafficBar::finish(HidTraffic::Key key, bool isSet, const usb::TransferResult& result)
{
    if (result.status != usb::TransferStatus::Completed) {
        const auto type = isSet && m_traffic->transport()->out && key.type == descriptors::HidReportType::Output
            ? usb::TransferType::Interrupt
            : usb::TransferType::Control;
        const QString what = isSet ? tr("The report was not set: %1.") : tr("The report was not read: %1.");
        m_message->show(text::Tone::Bad,
            (what.arg(text::statusWord(result.status)) + QLatin1Char(' ') + text::resultAdvice(result, type))
                .trimmed());
        return;
    }
    const QString problem = isSet ? QString() : answerProblem(key, result);
    if (!problem.isEmpty())
        m_message->show(text::Tone::Warning, problem);
    const descriptors::HidReport named { key.type, key.id, 0 };
    if (isSet)
        m_message->show(text::Tone::Good, tr("%1 was sent.").arg(text::fromStd(descriptors::hidReportTitle(named))));
    m_edits.erase(key);
    showValues();
}

void HidTrafficBar::showFailure(const Error& error, Verb verb)
{
    m_lastVerb = verb;
    if (error.kind == ErrorKind::Cancelled || error.kind == ErrorKind::Disconnected)
        return; // by this program, or the whole panel says that
    const auto& transport = m_traffic->transport();
    if (m_help->showFor(m_device, error, transport ? std::optional(transport->interfaceNumber) : std::nullopt))
        Q_EMIT helpShown(true);
    else
        m_message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
}

void HidTrafficBar::showNotice(const engine::Notice& notice)
{
    const QString words = text::safe(notice.text);
    if (notice.kind == engine::Notice::Kind::Information)
        m_notices->show(text::Tone::Neutral, tr("Done automatically: %1.").arg(words));
    else
        m_notices->show(text::Tone::Warning, words);
}

void HidTrafficBar::endHelp()
{
    m_help->clear();
    Q_EMIT helpShown(false);
}

} // namespace wb::ui
