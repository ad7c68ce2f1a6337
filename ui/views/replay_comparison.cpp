// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/replay_comparison.h"

#include "ui/text/transfer_text.h"
#include "ui/views/hex_view.h"

#include <QGridLayout>
#include <QLabel>

namespace wb::ui {

ReplayComparison::ReplayComparison(QWidget* parent)
    : QWidget(parent)
    , m_difference(new QLabel(this))
    , m_expected(new HexView(this))
    , m_got(new HexView(this))
{
    m_difference->setObjectName(QStringLiteral("replayDifference"));
    m_difference->setWordWrap(true);
    m_difference->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_expected->setObjectName(QStringLiteral("replayExpected"));
    m_expected->setAccessibleName(tr("Recorded bytes"));
    m_expected->setPlaceholderText(tr("No data was recorded"));
    m_got->setObjectName(QStringLiteral("replayGot"));
    m_got->setAccessibleName(tr("Bytes that came now"));
    m_got->setPlaceholderText(tr("Nothing came yet"));
    auto* grid = new QGridLayout(this);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->addWidget(m_difference, 0, 0, 1, 2);
    grid->addWidget(new QLabel(tr("Recorded"), this), 1, 0);
    grid->addWidget(new QLabel(tr("Now"), this), 1, 1);
    grid->addWidget(m_expected, 2, 0);
    grid->addWidget(m_got, 2, 1);
    clear();
}

void ReplayComparison::clear()
{
    m_difference->setText(tr("Select a step to compare its bytes."));
    m_expected->setBytes({});
    m_got->setBytes({});
}

void ReplayComparison::showStep(
    const replay::Step& step, const engine::StepOutcome* outcome, const QString& explanation)
{
    const bool isIn = step.request.isIn();
    m_expected->setBytes(text::toByteArray(isIn ? ByteView(step.expectedData) : ByteView(step.request.data)));
    m_got->setBytes(outcome && isIn ? text::toByteArray(outcome->result.data) : QByteArray());
    m_got->setPlaceholderText(isIn ? tr("Nothing came yet") : tr("OUT: the device sends no data back"));
    m_difference->setText(explanation);
    if (!outcome || !outcome->comparison.firstDifference)
        return;
    const auto at = static_cast<qsizetype>(*outcome->comparison.firstDifference);
    for (HexView* view : { m_expected, m_got }) {
        view->setHighlight({ at, at + 1 });
        view->ensureVisible(at);
    }
}

} // namespace wb::ui
