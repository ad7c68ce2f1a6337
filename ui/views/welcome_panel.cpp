// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/welcome_panel.h"

#include "ui/views/themed_icon.h"

#include <QEvent>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QStyle>

namespace wb::ui {

WelcomePanel::WelcomePanel(AppContext& context, QWidget* parent)
    : QWidget(parent)
    , m_context(context)
    , m_next(new QLabel(this))
    , m_demo(new QPushButton(tr("Switch the demo bus on"), this))
{
    setObjectName(QStringLiteral("welcomePanel"));
    setAccessibleName(tr("Welcome"));
    auto* title = new QLabel(tr("Select a device to begin"), this);
    QFont font = title->font();
    font.setPointSizeF(font.pointSizeF() * 1.6);
    font.setBold(true);
    title->setFont(font);
    title->setAlignment(Qt::AlignCenter);
    m_next->setAlignment(Qt::AlignCenter);
    m_next->setWordWrap(true);
    m_next->setForegroundRole(QPalette::PlaceholderText);
    m_demo->setObjectName(QStringLiteral("welcomeDemoButton"));
    m_demo->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
    connect(m_demo, &QPushButton::clicked, this, [this] { m_context.demoBus.setActive(true); });

    auto* steps = new QHBoxLayout;
    steps->addWidget(
        makeStep(QStringLiteral("search"), tr("Read"), tr("Every descriptor, field by field beside its bytes")));
    steps->addWidget(makeStep(QStringLiteral("endpoint-out"), tr("Send"),
        tr("Control requests; bulk, interrupt and isochronous transfers, once or as a stream")));
    steps->addWidget(makeStep(
        QStringLiteral("log"), tr("Log"), tr("Every transfer is kept in a file that Wireshark opens while it grows")));
    steps->addWidget(makeStep(
        QStringLiteral("refresh"), tr("Send again"), tr("Select transfers, repeat them, and compare every answer")));
    steps->setSpacing(2 * style()->pixelMetric(QStyle::PM_LayoutHorizontalSpacing, nullptr, this));

    const int gap = 2 * style()->pixelMetric(QStyle::PM_LayoutVerticalSpacing, nullptr, this);
    auto* layout = new QVBoxLayout(this);
    layout->setSpacing(gap);
    layout->setContentsMargins(2 * gap, gap, 2 * gap, gap);
    layout->addStretch(2);
    layout->addWidget(title);
    layout->addWidget(m_next);
    layout->addWidget(m_demo, 0, Qt::AlignHCenter);
    layout->addStretch(1);
    layout->addLayout(steps);
    layout->addStretch(3);

    connect(&context.service, &engine::UsbService::devicesChanged, this, &WelcomePanel::updateWords);
    connect(&context.demoBus, &DemoBus::changed, this, &WelcomePanel::updateWords);
    paintIcons();
    updateWords();
}

QWidget* WelcomePanel::makeStep(const QString& icon, const QString& title, const QString& body)
{
    auto* step = new QWidget(this);
    auto* picture = new QLabel(step);
    auto* name = new QLabel(title, step);
    auto* words = new QLabel(body, step);
    QFont font = name->font();
    font.setBold(true);
    name->setFont(font);
    words->setForegroundRole(QPalette::PlaceholderText);
    words->setWordWrap(true);
    auto* layout = new QVBoxLayout(step);
    layout->setContentsMargins(0, 0, 0, 0);
    for (QLabel* label : { picture, name, words }) {
        label->setAlignment(Qt::AlignHCenter | Qt::AlignTop);
        layout->addWidget(label);
    }
    layout->addStretch(1);
    m_icons.append({ picture, icon });
    return step;
}

void WelcomePanel::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange)
        paintIcons();
}

void WelcomePanel::paintIcons()
{
    const int extent = style()->pixelMetric(QStyle::PM_LargeIconSize, nullptr, this);
    for (const auto& [label, name] : m_icons)
        label->setPixmap(themedIcon(name, QPalette::Highlight).pixmap(QSize(extent, extent), devicePixelRatioF()));
}

void WelcomePanel::updateWords()
{
    const bool hasDevices = !m_context.service.devices().empty();
    m_demo->setVisible(hasDevices && !m_context.demoBus.isActive()); // without devices the banner offers it
    m_next->setText(hasDevices
            ? tr("Your devices are on the left. Nothing is opened or changed until you ask for it.")
            : tr("Plug a USB device in, or switch the demo bus on: it has devices to try everything on."));
}

} // namespace wb::ui
