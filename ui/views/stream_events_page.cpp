// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_events_page.h"

#include "ui/views/form_fields.h"

#include <QComboBox>
#include <QCoreApplication>
#include <QPushButton>

namespace wb::ui {

using engine::StreamAction;
using engine::StreamEvent;

namespace {

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::StreamEventsPage)
};

struct EventWords {
    QString title;
    QString name; // of the control
    QString toolTip;
};

EventWords wordsOf(StreamEvent event)
{
    switch (event) {
    case StreamEvent::Completed:
        return { Words::tr("Completed"), QStringLiteral("streamOnCompleted"),
            Words::tr("A transfer ended well, short ones included") };
    case StreamEvent::TimedOut:
        return { Words::tr("Timed out"), QStringLiteral("streamOnTimedOut"),
            Words::tr("The device did not answer in time; what had come is kept") };
    case StreamEvent::Stall:
        return { Words::tr("Stalled"), QStringLiteral("streamOnStall"),
            Words::tr("The endpoint is halted; only recovering goes on with it") };
    case StreamEvent::Error:
        return { Words::tr("Error"), QStringLiteral("streamOnError"), Words::tr("The bus or the controller failed") };
    case StreamEvent::Overflow:
        return { Words::tr("Overflow"), QStringLiteral("streamOnOverflow"),
            Words::tr("The device sent more than was asked for") };
    case StreamEvent::Cancelled:
        return { Words::tr("Cancelled"), QStringLiteral("streamOnCancelled"),
            Words::tr("Somebody else took the transfer back") };
    case StreamEvent::NoDevice:
        return { Words::tr("Device gone"), QStringLiteral("streamOnNoDevice"),
            Words::tr("A device that is gone takes no more transfers: the stream stops.") };
    }
    return {};
}

bool makesSense(StreamEvent event, StreamAction action)
{
    if (event == StreamEvent::NoDevice)
        return action == StreamAction::Stop;
    const bool isNoFailure = event == StreamEvent::Completed || event == StreamEvent::Cancelled;
    return action != StreamAction::Recover || !isNoFailure;
}

} // namespace

StreamEventsPage::StreamEventsPage(QWidget* parent)
    : QWidget(parent)
    , m_usual(new QPushButton(tr("Usual actions"), this))
{
    constexpr int kPairs = 3;
    auto* grid = new QGridLayout(this);
    int place = 0;
    for (QComboBox*& box : m_actions) {
        const auto event = static_cast<StreamEvent>(place);
        const EventWords words = wordsOf(event);
        box = new QComboBox(this);
        box->setObjectName(words.name);
        const auto offer = [box, event](StreamAction action, const QString& title) {
            if (makesSense(event, action))
                box->addItem(title, static_cast<int>(action));
        };
        offer(StreamAction::Stop, tr("Stop"));
        offer(StreamAction::Resubmit, tr("Submit again"));
        offer(StreamAction::Recover, tr("Recover"));
        box->setEnabled(box->count() > 1);
        addField(*grid, place / kPairs, place % kPairs, words.title, box, words.toolTip);
        ++place;
    }
    m_usual->setObjectName(QStringLiteral("streamUsualActions"));
    m_usual->setToolTip(tr("Stop at stalls, cancellations and when the device is gone; else submit again"));
    grid->addWidget(m_usual, place / kPairs, 2 * (place % kPairs), 1, 2);
    grid->setColumnStretch(2 * kPairs, 1);
    grid->setRowStretch(grid->rowCount(), 1);
    connect(m_usual, &QPushButton::clicked, this, [this] { setPolicy({}); });
    setPolicy({});
}

engine::StreamPolicy StreamEventsPage::policy() const
{
    engine::StreamPolicy policy;
    for (std::size_t place = 0; place < m_actions.size(); ++place)
        policy.actions.at(place) = static_cast<StreamAction>(m_actions.at(place)->currentData().toInt());
    return policy;
}

void StreamEventsPage::setPolicy(const engine::StreamPolicy& policy)
{
    for (std::size_t place = 0; place < m_actions.size(); ++place)
        m_actions.at(place)->setCurrentIndex(m_actions.at(place)->findData(static_cast<int>(policy.actions.at(place))));
}

} // namespace wb::ui
