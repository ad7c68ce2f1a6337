// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/device_header.h"

#include "ui/text/device_text.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/access_help.h"
#include "ui/views/device_actions.h"
#include "ui/views/inline_message.h"
#include "ui/views/themed_icon.h"
#include "ui/views/tone_colors.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QStyle>
#include <QToolButton>

namespace wb::ui {

DeviceHeader::DeviceHeader(AppContext& context, DeviceActions& actions, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_icon(new QLabel(this))
    , m_name(new QLabel(this))
    , m_facts(new QLabel(this))
    , m_state(new QLabel(this))
    , m_message(new InlineMessage(QStringLiteral("deviceMessage"), this))
    , m_help(new AccessHelp(context, this))
{
    setObjectName(QStringLiteral("deviceHeader"));
    setAccessibleName(tr("Selected device"));
    buildStrip(actions);
    connect(&actions, &DeviceActions::failed, this, &DeviceHeader::showFailure);
    connect(&actions, &DeviceActions::succeeded, this, [this] {
        m_message->clear();
        m_help->clear();
    });
    connect(m_help, &AccessHelp::retryRequested, &actions, &DeviceActions::retryOpen);
    connect(&context.service, &engine::UsbService::sessionChanged, this, [this](const engine::SessionState& state) {
        if (m_subject.device && state.device == m_subject.device->id)
            updateState();
    });
    updateWords();
}

void DeviceHeader::buildStrip(DeviceActions& actions)
{
    QFont font = m_name->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.25);
    m_name->setFont(font);
    m_name->setObjectName(QStringLiteral("deviceName"));
    m_facts->setObjectName(QStringLiteral("deviceFacts"));
    m_state->setObjectName(QStringLiteral("deviceState"));
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    for (QLabel* label : { m_name, m_facts, m_state }) {
        label->setTextFormat(Qt::PlainText);
        label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    }
    m_name->setMinimumWidth(m_name->fontMetrics().averageCharWidth() * 8);

    const int gap = style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this);
    auto* words = new QVBoxLayout;
    words->setSpacing(0);
    words->addWidget(m_name);
    words->addWidget(m_facts);
    auto* strip = new QHBoxLayout;
    strip->addWidget(m_icon);
    strip->addSpacing(gap);
    strip->addLayout(words, 1);
    strip->addWidget(m_state);
    strip->addSpacing(gap);
    for (QAction* action : { actions.openOrClose(), actions.reset() }) {
        auto* button = new QToolButton(this);
        button->setDefaultAction(action);
        button->setObjectName(action->objectName() + QStringLiteral("Button"));
        button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
        button->setFocusPolicy(Qt::StrongFocus);
        strip->addWidget(button);
    }
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(gap, gap, gap, gap);
    layout->addLayout(strip);
    layout->addWidget(m_message);
    layout->addWidget(m_help);
    m_help->clear();
}

void DeviceHeader::setSubject(const Selection& subject, std::optional<Nanoseconds> departed)
{
    const bool isSameDevice = subject.device && m_subject.device && subject.device->id == m_subject.device->id;
    m_subject = subject;
    m_departed = departed;
    if (!isSameDevice) {
        m_message->clear();
        m_help->clear();
    }
    updateWords();
}

void DeviceHeader::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        updateWords();
}

void DeviceHeader::showFailure(const usb::DevicePtr& device, const Error& error)
{
    m_message->clear();
    if (m_help->showFor(device, error, std::nullopt))
        return;
    m_message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
}

void DeviceHeader::updateWords()
{
    const bool hasDevice = m_subject.device != nullptr;
    const int extent = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    const QString icon = hasDevice && m_subject.device->isHub() ? QStringLiteral("hub") : QStringLiteral("device");
    m_icon->setPixmap(themedIcon(icon, QPalette::WindowText).pixmap(QSize(extent, extent), devicePixelRatioF()));
    m_icon->setEnabled(hasDevice && !m_departed);
    if (!hasDevice) {
        m_name->setText(tr("No device is selected"));
        m_facts->setText(tr("Select a device on the left."));
    } else {
        const usb::DeviceInfo& device = *m_subject.device;
        m_name->setText(text::deviceName(device, m_context.ids));
        QStringList facts { text::vidPid(device), text::speed(device.speed), text::place(device.path) };
        if (const QString part = partOf(m_subject); !part.isEmpty())
            facts.append(part);
        m_facts->setText(facts.join(QStringLiteral("  ·  ")));
    }
    updateState();
}

void DeviceHeader::updateState()
{
    m_state->setVisible(m_subject.device != nullptr);
    if (!m_subject.device)
        return;
    const engine::SessionState session = m_context.service.session(m_subject.device->id);
    text::Tone tone = session.isOpen() ? text::Tone::Good : text::Tone::Muted;
    QString words = text::sessionState(session);
    if (session.isBlocked)
        tone = text::Tone::Warning;
    if (m_subject.device->isOffline()) {
        words = (m_departed ? tr("%1 was closed") : tr("offline, from %1")).arg(text::safe(m_subject.device->origin));
    } else if (m_departed) {
        tone = text::Tone::Bad;
        words = text::unplugged(*m_departed);
    }
    QPalette palette = m_state->palette();
    palette.setColor(QPalette::WindowText, toneColor(tone, QWidget::palette()));
    m_state->setPalette(palette);
    const QString mark = toneMark(tone);
    m_state->setText(mark.isEmpty() ? words : QStringLiteral("%1 %2").arg(mark, words));
}

QString DeviceHeader::partOf(const Selection& subject) const
{
    if (subject.endpoint)
        return text::endpoint(*subject.endpoint);
    if (subject.alternate)
        return tr("interface %1, alternate setting %2").arg(*subject.interfaceNumber).arg(*subject.alternate);
    if (subject.interfaceNumber)
        return tr("interface %1").arg(*subject.interfaceNumber);
    return subject.configuration ? tr("configuration %1").arg(*subject.configuration) : QString();
}

} // namespace wb::ui
