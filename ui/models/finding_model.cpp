// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/models/finding_model.h"

#include "ui/text/device_text.h"
#include "ui/text/format.h"

#include <QCoreApplication>
#include <QStringList>

namespace wb::ui {

namespace {

using descriptors::Severity;

struct Words {
    Q_DECLARE_TR_FUNCTIONS(wb::ui::FindingModel)
};

bool isInside(descriptors::ByteRange inner, descriptors::ByteRange outer)
{
    return inner.begin >= outer.begin && inner.end <= outer.end;
}

// The deepest descriptor that holds the bytes.
const descriptors::Node* nodeAt(const std::vector<descriptors::Node>& nodes, descriptors::ByteRange range)
{
    for (const descriptors::Node& node : nodes) {
        if (!isInside(range, node.range))
            continue;
        const descriptors::Node* below = nodeAt(node.children, range);
        return below != nullptr ? below : &node;
    }
    return nullptr;
}

QString whereOf(const KnownDescriptors& known, const lint::Finding& finding)
{
    if (finding.section >= known.decoded.size())
        return {};
    const descriptors::DecodedSection& section = known.decoded[finding.section];
    const descriptors::Node* node = nodeAt(section.nodes, finding.diagnostic.range);
    // What tells it from its neighbours comes first: columns are narrow.
    QString where = node == nullptr ? QString() : text::fromStd(node->title);
    if (node != nullptr && !node->summary.empty())
        where = QStringLiteral("%1 (%2)").arg(text::fromStd(node->summary), where);
    const bool isOwn = section.section->kind == usb::SectionKind::Device;
    const QString title = text::fromStd(descriptors::sectionTitle(*section.section));
    if (where.isEmpty())
        return title;
    return isOwn ? where : QStringLiteral("%1 › %2").arg(title, where);
}

} // namespace

QString severityWord(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return Words::tr("note");
    case Severity::Warning:
        return Words::tr("▲ warning");
    case Severity::Error:
        return Words::tr("✗ error");
    }
    return {};
}

text::Tone severityTone(Severity severity)
{
    switch (severity) {
    case Severity::Note:
        return text::Tone::Muted;
    case Severity::Warning:
        return text::Tone::Warning;
    case Severity::Error:
        return text::Tone::Bad;
    }
    return text::Tone::Neutral;
}

QString findingSummary(const lint::Result& result)
{
    QStringList parts;
    if (const std::size_t errors = result.count(Severity::Error))
        parts.append(text::counted(errors, Words::tr("1 error"), Words::tr("%1 errors")));
    if (const std::size_t warnings = result.count(Severity::Warning))
        parts.append(text::counted(warnings, Words::tr("1 warning"), Words::tr("%1 warnings")));
    const std::size_t notes = result.count(Severity::Note);
    if (parts.isEmpty() && notes > 0)
        parts.append(text::counted(notes, Words::tr("1 note"), Words::tr("%1 notes")));
    return parts.join(QStringLiteral(", "));
}

FindingModel::FindingModel(const descriptors::UsbIds& ids, QObject* parent)
    : QAbstractTableModel(parent)
    , m_ids(ids)
{
}

void FindingModel::setSubjects(const std::vector<Subject>& subjects, Severity least)
{
    beginResetModel();
    m_rows.clear();
    for (const Subject& subject : subjects) {
        if (!subject.known)
            continue;
        const QString name = text::deviceName(*subject.device, m_ids);
        for (const lint::Finding& finding : subject.known->lint.findings) {
            if (finding.diagnostic.severity >= least)
                m_rows.push_back({ { subject.device, finding.section, finding.diagnostic.range }, name,
                    whereOf(*subject.known, finding), finding.diagnostic });
        }
    }
    endResetModel();
}

DescriptorPlace FindingModel::placeOf(int row) const { return m_rows[static_cast<std::size_t>(row)].place; }

int FindingModel::rowCount(const QModelIndex& parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

int FindingModel::columnCount(const QModelIndex& parent) const { return parent.isValid() ? 0 : ColumnCount; }

QString FindingModel::cell(const Row& row, int column) const
{
    switch (column) {
    case SeverityColumn:
        return severityWord(row.diagnostic.severity);
    case DeviceColumn:
        return row.deviceName;
    case PlaceColumn:
        return row.where;
    case MessageColumn:
        return text::fromStd(row.diagnostic.message);
    case RuleColumn:
        return text::fromStd(row.diagnostic.rule);
    case SpecColumn:
        return text::fromStd(row.diagnostic.spec);
    default:
        return {};
    }
}

QVariant FindingModel::data(const QModelIndex& index, int role) const
{
    if (!index.isValid())
        return {};
    const Row& row = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
    case Qt::DisplayRole:
        return cell(row, index.column());
    case Qt::ToolTipRole:
        return QStringLiteral("%1\n%2\n%3")
            .arg(cell(row, MessageColumn), row.where, tr("%1 (%2)").arg(cell(row, RuleColumn), cell(row, SpecColumn)));
    case SeverityRole:
        return static_cast<int>(row.diagnostic.severity);
    default:
        return {};
    }
}

QVariant FindingModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case SeverityColumn:
        return tr("Severity");
    case DeviceColumn:
        return tr("Device");
    case PlaceColumn:
        return tr("Where");
    case MessageColumn:
        return tr("What is wrong");
    case RuleColumn:
        return tr("Rule");
    case SpecColumn:
        return tr("Specification");
    default:
        return {};
    }
}

} // namespace wb::ui
