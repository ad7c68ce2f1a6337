// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/system_banner.h"

#include "ui/bridge/device_match.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"

#include <QAbstractButton>
#include <QVBoxLayout>

#include <algorithm>

namespace wb::ui {

namespace {

using Phase = engine::BackendState::Phase;

struct News {
    text::Tone tone = text::Tone::Neutral;
    QString words; // empty: none
    bool offersDemo = false;
};

News newsOf(const std::vector<engine::BackendState>& backends, bool hasDevices, bool isDemo)
{
    for (const engine::BackendState& backend : backends) {
        if (isNodeBackend(backend.name))
            continue;
        const QString name = text::fromStd(backend.name);
        if (backend.phase == Phase::Failed)
            return { text::Tone::Bad,
                SystemBanner::tr("USB cannot be used: %1")
                    .arg(backend.error ? text::sentence(*backend.error) : SystemBanner::tr("%1 failed.").arg(name)),
                !isDemo };
        if (backend.isSlow)
            return { text::Tone::Warning,
                SystemBanner::tr("%1 has not answered for some seconds. A device or hub may hang: unplug what was "
                                 "plugged in last, or go on with the demo bus.")
                    .arg(name),
                !isDemo };
    }
    const bool isStarting = std::any_of(backends.begin(), backends.end(),
        [](const engine::BackendState& backend) { return backend.phase == Phase::Starting; });
    if (hasDevices || isStarting)
        return {};
    return { text::Tone::Neutral,
        SystemBanner::tr("This machine shows no USB at all. The demo bus has devices to try everything on."), !isDemo };
}

} // namespace

SystemBanner::SystemBanner(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_message(new InlineMessage(QStringLiteral("systemBanner"), this))
    , m_demo(m_message->addButton(tr("Switch the demo bus on"), QStringLiteral("bannerDemoButton")))
    , m_refresh(m_message->addButton(tr("Look again"), QStringLiteral("bannerRefreshButton")))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    connect(m_demo, &QAbstractButton::clicked, this, [this] { m_context.demoBus.setActive(true); });
    connect(m_refresh, &QAbstractButton::clicked, this, [this] { m_context.service.refresh(); });
    connect(m_message, &InlineMessage::dismissed, this, [this] {
        m_dismissed = m_message->words();
        update();
    });
    connect(&context.service, &engine::UsbService::backendChanged, this, &SystemBanner::update);
    connect(&context.service, &engine::UsbService::devicesChanged, this, &SystemBanner::update);
    connect(&context.demoBus, &DemoBus::changed, this, &SystemBanner::update);
    update();
}

void SystemBanner::update()
{
    const News news = newsOf(
        m_context.service.backends(), !attachedOf(m_context.service.devices()).empty(), m_context.demoBus.isActive());
    const bool isShown = !news.words.isEmpty() && news.words != m_dismissed;
    if (isShown && m_message->words() != news.words)
        m_message->show(news.tone, news.words);
    if (!isShown)
        m_message->clear();
    if (news.words.isEmpty())
        m_dismissed.clear();
    m_demo->setVisible(news.offersDemo);
    setVisible(isShown);
}

} // namespace wb::ui
