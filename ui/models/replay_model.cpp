// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/replay_model.h"

#include "ui/text/error_text.h"
#include "ui/text/format.h"

namespace wb::ui {

QString stepWords(const replay::Step& step)
{
    switch (step.kind) {
    case replay::StepKind::SetConfiguration:
        return ReplayModel::tr("Set configuration %1").arg(step.value);
    case replay::StepKind::SetInterface:
        return ReplayModel::tr("Select alternate setting %1 of interface %2").arg(step.value).arg(step.interfaceNumber);
    case replay::StepKind::ClearHalt:
        return ReplayModel::tr("Recover %1").arg(text::fromStd(usb::toString(step.endpoint)));
    case replay::StepKind::Transfer:
    case replay::StepKind::Skipped:
        break;
    }
    const usb::TransferRequest& request = step.request;
    const bool isUnknown = step.kind == replay::StepKind::Skipped && request.requestedBytes() == 0
        && request.setup == usb::SetupPacket {};
    if (isUnknown)
        return ReplayModel::tr("Transfer");
    const QString what = request.type == usb::TransferType::Control
        ? text::setupSummary(request.setup)
        : QStringLiteral("%1 %2").arg(text::hexNumber(request.endpoint.value, 2), text::typeWord(request.type));
    return QStringLiteral("%1, %2, %3")
        .arg(what, text::directionWord(request.isIn()), text::bytes(request.requestedBytes()));
}

void ReplayModel::setSteps(std::vector<replay::Step> steps)
{
    beginResetModel();
    m_steps = std::move(steps);
    m_outcomes.assign(m_steps.size(), std::nullopt);
    endResetModel();
}

void ReplayModel::clearOutcomes()
{
    m_outcomes.assign(m_steps.size(), std::nullopt);
    if (!m_steps.empty())
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
}

void ReplayModel::setOutcome(const engine::StepOutcome& outcome)
{
    if (outcome.step >= m_outcomes.size())
        return;
    m_outcomes[outcome.step] = outcome;
    const int row = static_cast<int>(outcome.step);
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

const engine::StepOutcome* ReplayModel::outcome(int row) const
{
    const auto place = static_cast<std::size_t>(row);
    return row >= 0 && place < m_outcomes.size() && m_outcomes[place] ? &*m_outcomes[place] : nullptr;
}

int ReplayModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_steps.size());
}

int ReplayModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString ReplayModel::verdict(int row) const
{
    const engine::StepOutcome* known = outcome(row);
    if (known) {
        switch (known->comparison.verdict) {
        case replay::Verdict::Same:
            return tr("same");
        case replay::Verdict::Differs:
            return tr("differs");
        case replay::Verdict::Failed:
            return tr("error");
        case replay::Verdict::Skipped:
            return tr("skipped");
        }
    }
    const bool isSkipped = m_steps[static_cast<std::size_t>(row)].kind == replay::StepKind::Skipped;
    return isSkipped ? tr("will be skipped") : tr("not sent yet");
}

text::Tone ReplayModel::tone(int row) const
{
    const engine::StepOutcome* known = outcome(row);
    if (!known)
        return text::Tone::Muted;
    switch (known->comparison.verdict) {
    case replay::Verdict::Same:
        return text::Tone::Good;
    case replay::Verdict::Differs:
        return text::Tone::Warning;
    case replay::Verdict::Failed:
        return text::Tone::Bad;
    case replay::Verdict::Skipped:
        return text::Tone::Muted;
    }
    return text::Tone::Neutral;
}

QString ReplayModel::cell(int row, int column) const
{
    const replay::Step& step = m_steps[static_cast<std::size_t>(row)];
    switch (column) {
    case Number:
        return text::count(step.entry + 1);
    case Request:
        return stepWords(step);
    case Expected:
        return step.kind == replay::StepKind::Skipped
            ? QString()
            : QStringLiteral("%1, %2").arg(text::statusWord(step.expectedStatus), text::bytes(step.expectedLength));
    case Verdict:
        return verdict(row);
    case Explanation: {
        const engine::StepOutcome* known = outcome(row);
        if (known && known->error)
            return text::sentence(*known->error);
        return text::safe(known ? known->comparison.explanation : step.skipReason);
    }
    default:
        return {};
    }
}

QVariant ReplayModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid() || index.row() >= rowCount() || index.column() >= ColumnCount)
        return {};
    switch (role) {
    case Qt::DisplayRole:
    case Qt::ToolTipRole:
        return cell(index.row(), index.column());
    case Qt::TextAlignmentRole:
        return QVariant::fromValue(Qt::AlignVCenter | (index.column() == Number ? Qt::AlignRight : Qt::AlignLeft));
    case ToneRole:
        return static_cast<int>(tone(index.row()));
    default:
        return {};
    }
}

QVariant ReplayModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Number:
        return tr("#");
    case Request:
        return tr("Request");
    case Expected:
        return tr("Recorded");
    case Verdict:
        return tr("Verdict");
    case Explanation:
        return tr("Explanation");
    default:
        return {};
    }
}

} // namespace wb::ui
