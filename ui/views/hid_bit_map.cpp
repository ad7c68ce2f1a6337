// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hid_bit_map.h"

#include "core/descriptors/hid_report_text.h"
#include "ui/text/format.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollBar>
#include <QToolTip>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr unsigned kBitsPerRow = 8;
constexpr int kHueStep = 67; // neighbours look different, and it takes long until a hue comes back
constexpr int kMostRows = 0x10000;

QColor blended(const QColor& front, const QColor& back, double share)
{
    const auto mix
        = [share](double one, double other) { return static_cast<float>(one * share + other * (1 - share)); };
    return QColor::fromRgbF(
        mix(front.redF(), back.redF()), mix(front.greenF(), back.greenF()), mix(front.blueF(), back.blueF()));
}

} // namespace

HidBitMap::HidBitMap(const descriptors::UsbIds& ids, QWidget* parent)
    : QAbstractScrollArea(parent)
    , m_ids(ids)
{
    setFocusPolicy(Qt::StrongFocus);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setAutoFillBackground(true);
    viewport()->setBackgroundRole(QPalette::Base);
    updateMetrics();
}

void HidBitMap::setReport(MapPtr map, std::size_t report)
{
    m_map = std::move(map);
    m_report = report;
    m_fields.clear();
    m_selected.reset();
    if (m_map && report < m_map->reports.size()) {
        const descriptors::HidReport& shown = m_map->reports[report];
        for (std::size_t i = 0; i < m_map->fields.size(); ++i)
            if (m_map->fields[i].type == shown.type && m_map->fields[i].reportId == shown.id)
                m_fields.push_back(i);
    }
    verticalScrollBar()->setValue(0);
    updateScrollBar();
    viewport()->update();
}

void HidBitMap::selectField(std::optional<std::size_t> field)
{
    m_selected = field;
    viewport()->update();
    if (!field)
        return;
    const int row
        = static_cast<int>(std::min<std::uint64_t>(m_map->fields[*field].firstBit / kBitsPerRow + idRows(), kMostRows));
    const int visible = std::max(1, viewport()->height() / m_rowHeight - 1);
    const int top = verticalScrollBar()->value();
    if (row < top || row >= top + visible)
        verticalScrollBar()->setValue(std::max(0, row - visible / 2));
}

unsigned HidBitMap::idRows() const
{
    return m_map && m_report < m_map->reports.size() && m_map->reports[m_report].id != 0 ? 1 : 0;
}

std::uint64_t HidBitMap::rowCount() const
{
    if (!m_map || m_report >= m_map->reports.size())
        return 0;
    return (m_map->reports[m_report].bits + kBitsPerRow - 1) / kBitsPerRow + idRows();
}

const descriptors::HidField* HidBitMap::fieldAt(std::uint64_t bit, std::size_t* index) const
{
    const auto after = std::upper_bound(m_fields.begin(), m_fields.end(), bit,
        [this](std::uint64_t wanted, std::size_t field) { return wanted < m_map->fields[field].firstBit; });
    for (auto it = after; it != m_fields.begin();) {
        --it;
        const descriptors::HidField& field = m_map->fields[*it];
        if (bit < field.endBit()) {
            if (index != nullptr)
                *index = *it;
            return &field;
        }
        if (field.endBit() > field.firstBit)
            break; // empty fields may stand between
    }
    return nullptr;
}

std::vector<HidBitMap::Cell> HidBitMap::cellsOf(std::uint64_t byte) const
{
    std::vector<Cell> cells;
    for (unsigned place = 0; place < kBitsPerRow; ++place) {
        const std::uint64_t bit = byte * kBitsPerRow + place;
        std::size_t index = 0;
        const descriptors::HidField* field = fieldAt(bit, &index);
        if (field == nullptr)
            continue;
        // Padding is one thing, however many elements it is made of.
        const bool isWhole = field->flags.isConstant() && field->usages.empty();
        const std::uint64_t element = isWhole ? 0 : (bit - field->firstBit) / field->size;
        const std::uint64_t first = isWhole ? field->firstBit : field->firstBit + element * field->size;
        const std::uint64_t last = (isWhole ? field->endBit() : first + field->size) - 1;
        if (cells.empty() || cells.back().field != index || cells.back().element != element)
            cells.push_back({ index, element, place, place, bit == first, bit == last });
        cells.back().highBit = place;
        cells.back().endsHere = bit == last;
    }
    return cells;
}

QRect HidBitMap::cellRect(std::uint64_t row, unsigned lowBit, unsigned highBit) const
{
    const int width = viewport()->width() - m_gutter;
    const auto left = [&](unsigned bit) { return m_gutter + width * static_cast<int>(kBitsPerRow - 1 - bit) / 8; };
    const int top = m_rowHeight * (static_cast<int>(row) - verticalScrollBar()->value() + 1);
    const int right = lowBit == 0 ? viewport()->width() : left(lowBit - 1);
    return { left(highBit), top, right - left(highBit), m_rowHeight };
}

QRect HidBitMap::bitRect(std::uint64_t bit) const
{
    const auto place = static_cast<unsigned>(bit % kBitsPerRow);
    return cellRect(bit / kBitsPerRow + idRows(), place, place);
}

std::optional<std::uint64_t> HidBitMap::bitAt(QPoint position) const
{
    const int line = position.y() / m_rowHeight - 1;
    const int width = viewport()->width() - m_gutter;
    if (line < 0 || position.x() < m_gutter || width <= 0)
        return std::nullopt;
    const int place = line + verticalScrollBar()->value();
    const auto row = static_cast<std::uint64_t>(place);
    if (row < idRows() || row >= rowCount())
        return std::nullopt;
    const int column = std::clamp((position.x() - m_gutter) * 8 / width, 0, 7);
    return (row - idRows()) * kBitsPerRow + static_cast<std::uint64_t>(7 - column);
}

QColor HidBitMap::fillOf(std::size_t field) const
{
    const QColor base = palette().color(QPalette::Base);
    if (m_map->fields[field].flags.isConstant())
        return blended(palette().color(QPalette::Text), base, 0.06);
    const auto place = std::find(m_fields.begin(), m_fields.end(), field) - m_fields.begin();
    const auto hue = static_cast<int>((210 + place * kHueStep) % 360);
    return blended(QColor::fromHsv(hue, 200, base.lightness() < 128 ? 220 : 200), base, 0.3);
}

QString HidBitMap::labelOf(const descriptors::HidField& field, std::uint64_t element) const
{
    if (field.flags.isConstant() && field.usages.empty())
        return tr("padding");
    if (!field.flags.isVariable())
        return tr("%1 of %2: one of %3")
            .arg(element + 1)
            .arg(field.count)
            .arg(text::fromStd(descriptors::hidUsagesText(field, &m_ids)));
    const auto usage = field.usageOf(static_cast<std::uint32_t>(element));
    return usage ? text::fromStd(descriptors::hidUsageName(*usage, &m_ids)) : tr("no usage");
}

void HidBitMap::paintEvent(QPaintEvent*)
{
    QPainter painter(viewport());
    paintHeader(painter);
    const auto first = static_cast<std::uint64_t>(verticalScrollBar()->value());
    const int lines = viewport()->height() / m_rowHeight + 1;
    const auto visible = static_cast<std::uint64_t>(lines);
    for (std::uint64_t row = first; row < std::min(rowCount(), first + visible); ++row)
        paintRow(painter, row);
}

void HidBitMap::paintHeader(QPainter& painter) const
{
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(QRect(0, 0, m_gutter, m_rowHeight), Qt::AlignCenter, tr("Byte"));
    for (unsigned bit = 0; bit < kBitsPerRow; ++bit) {
        QRect rect = cellRect(0, bit, bit);
        rect.moveTop(0);
        painter.drawText(rect, Qt::AlignCenter, tr("bit %1").arg(bit));
    }
}

void HidBitMap::paintRow(QPainter& painter, std::uint64_t row) const
{
    const QRect whole = cellRect(row, 0, kBitsPerRow - 1);
    painter.setPen(palette().color(QPalette::PlaceholderText));
    painter.drawText(QRect(0, whole.top(), m_gutter, whole.height()), Qt::AlignCenter, QString::number(row));
    if (row < idRows()) {
        painter.fillRect(whole.adjusted(1, 1, -1, -1), palette().color(QPalette::AlternateBase));
        painter.setPen(palette().color(QPalette::Text));
        painter.drawText(whole, Qt::AlignCenter, tr("Report ID %1").arg(m_map->reports[m_report].id));
        return;
    }
    for (const Cell& cell : cellsOf(row - idRows()))
        paintCell(painter, row, cell);
}

// An element of several rows is one box: its cells have no line between them.
void HidBitMap::paintCell(QPainter& painter, std::uint64_t row, const Cell& cell) const
{
    const descriptors::HidField& field = m_map->fields[cell.field];
    const QRect rect = cellRect(row, cell.lowBit, cell.highBit);
    const QRect box = rect.adjusted(1, cell.beginsHere ? 1 : 0, -1, cell.endsHere ? -1 : 0);
    const bool isSelected = m_selected == cell.field;
    painter.fillRect(box, isSelected ? palette().color(QPalette::Highlight) : fillOf(cell.field));
    if (field.flags.isConstant() && !isSelected)
        painter.fillRect(box, QBrush(palette().color(QPalette::Mid), Qt::BDiagPattern));
    if (!cell.beginsHere)
        return;
    const bool isPlain = field.flags.isConstant();
    painter.setPen(palette().color(isSelected ? QPalette::HighlightedText
            : isPlain                         ? QPalette::PlaceholderText
                                              : QPalette::Text));
    const QRect words = box.adjusted(3, 0, -3, 0);
    painter.drawText(
        words, Qt::AlignCenter, fontMetrics().elidedText(labelOf(field, cell.element), Qt::ElideRight, words.width()));
}

void HidBitMap::choose(std::size_t field)
{
    selectField(field);
    Q_EMIT fieldSelected(field);
}

void HidBitMap::mousePressEvent(QMouseEvent* event)
{
    std::size_t index = 0;
    const auto bit = bitAt(event->pos());
    if (bit && fieldAt(*bit, &index) != nullptr)
        choose(index);
}

void HidBitMap::moveSelection(int step)
{
    if (m_fields.empty())
        return;
    const auto now = m_selected ? std::find(m_fields.begin(), m_fields.end(), *m_selected) : m_fields.end();
    const auto last = static_cast<std::ptrdiff_t>(m_fields.size()) - 1;
    const std::ptrdiff_t place = now == m_fields.end() ? (step > 0 ? 0 : last) : now - m_fields.begin() + step;
    choose(m_fields[static_cast<std::size_t>(std::clamp<std::ptrdiff_t>(place, 0, last))]);
}

void HidBitMap::keyPressEvent(QKeyEvent* event)
{
    switch (event->key()) {
    case Qt::Key_Down:
    case Qt::Key_Right:
        return moveSelection(1);
    case Qt::Key_Up:
    case Qt::Key_Left:
        return moveSelection(-1);
    case Qt::Key_Home:
        return moveSelection(-static_cast<int>(m_fields.size()));
    case Qt::Key_End:
        return moveSelection(static_cast<int>(m_fields.size()));
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

QString HidBitMap::toolTipOf(std::uint64_t bit) const
{
    const descriptors::HidField* field = fieldAt(bit);
    if (field == nullptr)
        return {};
    const std::uint64_t element = (bit - field->firstBit) / field->size;
    const std::uint64_t first = field->firstBit + element * field->size + std::uint64_t { 8 } * idRows();
    QStringList lines { labelOf(*field, element),
        tr("Byte %1 bit %2, %3")
            .arg(first / 8)
            .arg(first % 8)
            .arg(text::counted(field->size, tr("1 bit"), tr("%1 bits"))),
        tr("Logical %1 to %2").arg(field->logicalMinimum).arg(field->logicalMaximum),
        text::fromStd(descriptors::hidPhysicalText(*field)),
        text::fromStd(descriptors::hidFlagsText(field->flags, field->type)) };
    lines.removeAll(QString());
    return lines.join(QLatin1Char('\n'));
}

bool HidBitMap::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const auto bit = bitAt(help->pos());
        QToolTip::showText(help->globalPos(), bit ? toolTipOf(*bit) : QString(), viewport());
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void HidBitMap::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateScrollBar();
}

void HidBitMap::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateMetrics();
    viewport()->update();
}

void HidBitMap::updateMetrics()
{
    m_rowHeight = fontMetrics().height() * 3 / 2;
    m_gutter = fontMetrics().horizontalAdvance(tr("Byte")) + 2 * fontMetrics().averageCharWidth();
    updateScrollBar();
}

void HidBitMap::updateScrollBar()
{
    const int rows = static_cast<int>(std::min<std::uint64_t>(rowCount(), kMostRows));
    const int visible = std::max(1, viewport()->height() / m_rowHeight - 1);
    verticalScrollBar()->setPageStep(visible);
    verticalScrollBar()->setRange(0, std::max(0, rows - visible));
}

} // namespace wb::ui
