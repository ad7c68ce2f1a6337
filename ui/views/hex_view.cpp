// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/hex_view.h"

#include "core/descriptors/decode.h"
#include "ui/text/format.h"

#include <QApplication>
#include <QClipboard>
#include <QFontDatabase>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QPainter>
#include <QScrollBar>
#include <QStyle>
#include <QToolTip>

#include <algorithm>

namespace wb::ui {

namespace {

constexpr int kWholeRow = 16;
constexpr int kHalfRow = 8; // where there is a gap, and all of a row in a narrow view
// How much of the highlight colour shows: ordinary text stays readable on both.
constexpr double kQuietShare = 0.4; // the selection while the focus is elsewhere
constexpr double kStructureShare = 0.15;

HexRange clamped(HexRange range, qsizetype size)
{
    const qsizetype begin = std::clamp<qsizetype>(range.begin, 0, size);
    return { begin, std::clamp<qsizetype>(range.end, begin, size) };
}

ByteView viewOf(const QByteArray& bytes)
{
    return { static_cast<const Byte*>(static_cast<const void*>(bytes.constData())),
        static_cast<std::size_t>(bytes.size()) };
}

QChar printable(char byte) { return byte >= 0x20 && byte < 0x7f ? QChar(QLatin1Char(byte)) : QChar(u'.'); }

QColor blended(const QColor& over, const QColor& base, double share)
{
    const auto mix = [share](int a, int b) { return static_cast<int>(a * share + b * (1.0 - share)); };
    return { mix(over.red(), base.red()), mix(over.green(), base.green()), mix(over.blue(), base.blue()) };
}

} // namespace

HexView::HexView(QWidget* parent)
    : QAbstractScrollArea(parent)
{
    setFocusPolicy(Qt::StrongFocus);
    setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    setAccessibleName(tr("Bytes"));
    viewport()->setBackgroundRole(QPalette::Base);
    viewport()->setAutoFillBackground(true);
    viewport()->setCursor(Qt::IBeamCursor);
    updateMetrics();
}

void HexView::setBytes(const QByteArray& bytes)
{
    m_bytes = bytes;
    m_highlight = {};
    m_cursor = 0;
    m_anchor = -1;
    updateMetrics();
    verticalScrollBar()->setValue(0);
    setAccessibleDescription(text::bytes(static_cast<std::uint64_t>(bytes.size())));
}

void HexView::setPlaceholderText(const QString& text)
{
    m_placeholder = text;
    viewport()->update();
}

void HexView::setSelection(HexRange range)
{
    range = clamped(range, m_bytes.size());
    m_anchor = range.isEmpty() ? -1 : range.end - 1;
    m_cursor = range.begin;
    viewport()->update();
}

void HexView::setHighlight(HexRange range)
{
    m_highlight = clamped(range, m_bytes.size());
    viewport()->update();
}

void HexView::ensureVisible(qsizetype offset)
{
    const qsizetype row = offset / m_bytesPerRow;
    const qsizetype rows = std::max<qsizetype>(1, visibleRows());
    if (row < firstRow())
        verticalScrollBar()->setValue(static_cast<int>(row));
    else if (row >= firstRow() + rows)
        verticalScrollBar()->setValue(static_cast<int>(row - rows + 1));
}

HexRange HexView::selection() const
{
    if (m_anchor < 0 || m_bytes.isEmpty())
        return { m_cursor, m_cursor };
    return { std::min(m_anchor, m_cursor), std::max(m_anchor, m_cursor) + 1 };
}

QByteArray HexView::selectedBytes() const
{
    const HexRange range = selection();
    return range.isEmpty() ? m_bytes : m_bytes.mid(range.begin, range.size());
}

QSize HexView::sizeHint() const
{
    const int frame = 2 * frameWidth();
    return { contentWidth(kWholeRow) + frame + verticalScrollBar()->sizeHint().width(), 12 * m_rowHeight + frame };
}

QSize HexView::minimumSizeHint() const
{
    const int frame = 2 * frameWidth();
    return { hexX(kHalfRow) + frame, 3 * m_rowHeight + frame };
}

QRect HexView::byteRect(qsizetype offset) const
{
    const auto row = static_cast<int>(offset / m_bytesPerRow - firstRow());
    const auto column = static_cast<int>(offset % m_bytesPerRow);
    return { hexX(column) - horizontalScrollBar()->value(), m_margin + row * m_rowHeight, 2 * m_charWidth,
        m_rowHeight };
}

void HexView::copyHex() const { QApplication::clipboard()->setText(text::hexBytes(selectedBytes())); }

void HexView::copyText() const
{
    QApplication::clipboard()->setText(text::fromStd(descriptors::toHexDump(viewOf(selectedBytes()))));
}

void HexView::copyCArray() const
{
    QApplication::clipboard()->setText(text::fromStd(descriptors::toCArray(viewOf(selectedBytes()), "bytes")));
}

void HexView::selectAll()
{
    if (m_bytes.isEmpty())
        return;
    m_anchor = 0;
    m_cursor = m_bytes.size() - 1;
    viewport()->update();
    Q_EMIT selectionChanged(0, m_bytes.size());
}

void HexView::paintEvent(QPaintEvent* event)
{
    QPainter painter(viewport());
    painter.setFont(font());
    if (m_bytes.isEmpty()) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.setFont(QApplication::font());
        painter.drawText(viewport()->rect().adjusted(m_margin, m_margin, -m_margin, -m_margin),
            static_cast<int>(Qt::AlignCenter) | static_cast<int>(Qt::TextWordWrap), m_placeholder);
        return;
    }
    painter.translate(-horizontalScrollBar()->value(), 0);
    const qsizetype first = firstRow();
    const qsizetype last = std::min(rowCount(), first + visibleRows() + 2);
    for (qsizetype row = first; row < last; ++row) {
        const int y = m_margin + static_cast<int>(row - first) * m_rowHeight;
        if (y <= event->rect().bottom() && y + m_rowHeight >= event->rect().top())
            paintRow(painter, row, y);
    }
}

void HexView::paintRow(QPainter& painter, qsizetype row, int y) const
{
    const QColor base = palette().color(QPalette::Base);
    const QColor accent = palette().color(QPalette::Highlight);
    paintRange(painter, row, y, m_highlight, blended(accent, base, kStructureShare));
    paintRange(painter, row, y, selection(), hasFocus() ? accent : blended(accent, base, kQuietShare));

    const int baseline = y + fontMetrics().ascent();
    painter.setPen(palette().color(QPalette::PlaceholderText));
    const auto rowOffset = static_cast<std::uint64_t>(row * m_bytesPerRow);
    painter.drawText(m_margin, baseline, text::fromStd(hex(rowOffset, m_offsetDigits)));

    const HexRange selected = selection();
    const qsizetype end = std::min(m_bytes.size(), (row + 1) * m_bytesPerRow);
    for (qsizetype offset = row * m_bytesPerRow; offset < end; ++offset) {
        const auto column = static_cast<int>(offset % m_bytesPerRow);
        const char byte = m_bytes[offset];
        painter.setPen(
            palette().color(selected.contains(offset) && hasFocus() ? QPalette::HighlightedText : QPalette::Text));
        painter.drawText(hexX(column), baseline, text::fromStd(hex(static_cast<Byte>(byte), 2)));
        painter.drawText(asciiX(column), baseline, printable(byte));
    }
    if (hasFocus() && m_cursor / m_bytesPerRow == row && m_cursor < m_bytes.size()) {
        painter.setPen(palette().color(QPalette::Text));
        const int x = hexX(static_cast<int>(m_cursor % m_bytesPerRow));
        painter.drawLine(x, y + m_rowHeight - 1, x + 2 * m_charWidth - 1, y + m_rowHeight - 1);
    }
}

void HexView::paintRange(QPainter& painter, qsizetype row, int y, HexRange range, const QColor& colour) const
{
    const qsizetype begin = std::max(range.begin, row * m_bytesPerRow);
    const qsizetype end = std::min(range.end, (row + 1) * m_bytesPerRow);
    if (begin >= end)
        return;
    const auto first = static_cast<int>(begin % m_bytesPerRow);
    const auto last = static_cast<int>((end - 1) % m_bytesPerRow);
    const int pad = m_charWidth / 2;
    painter.fillRect(hexX(first) - pad, y, hexX(last) - hexX(first) + 2 * m_charWidth + 2 * pad, m_rowHeight, colour);
    painter.fillRect(asciiX(first), y, asciiX(last) - asciiX(first) + m_charWidth, m_rowHeight, colour);
}

void HexView::resizeEvent(QResizeEvent* event)
{
    QAbstractScrollArea::resizeEvent(event);
    updateRowLength();
    updateScrollBars();
}

void HexView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Copy)) {
        copyHex();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        selectAll();
        return;
    }
    const bool extend = event->modifiers().testFlag(Qt::ShiftModifier);
    const bool whole = event->modifiers().testFlag(Qt::ControlModifier);
    const qsizetype page = std::max<qsizetype>(1, visibleRows()) * m_bytesPerRow;
    const qsizetype rowStart = m_cursor - m_cursor % m_bytesPerRow;
    switch (event->key()) {
    case Qt::Key_Left:
        return moveCursor(m_cursor - 1, extend);
    case Qt::Key_Right:
        return moveCursor(m_cursor + 1, extend);
    case Qt::Key_Up:
        return moveCursor(m_cursor < m_bytesPerRow ? m_cursor : m_cursor - m_bytesPerRow, extend);
    case Qt::Key_Down:
        return moveCursor(m_cursor + m_bytesPerRow < m_bytes.size() ? m_cursor + m_bytesPerRow : m_cursor, extend);
    case Qt::Key_PageUp:
        return moveCursor(m_cursor - page, extend);
    case Qt::Key_PageDown:
        return moveCursor(m_cursor + page, extend);
    case Qt::Key_Home:
        return moveCursor(whole ? 0 : rowStart, extend);
    case Qt::Key_End:
        return moveCursor(whole ? m_bytes.size() - 1 : rowStart + m_bytesPerRow - 1, extend);
    default:
        QAbstractScrollArea::keyPressEvent(event);
    }
}

void HexView::mousePressEvent(QMouseEvent* event)
{
    const Hit hit = hitTest(event->position().toPoint());
    if (event->button() != Qt::LeftButton || !hit.isInside)
        return QAbstractScrollArea::mousePressEvent(event);
    moveCursor(hit.offset, event->modifiers().testFlag(Qt::ShiftModifier));
}

void HexView::mouseMoveEvent(QMouseEvent* event)
{
    const Hit hit = hitTest(event->position().toPoint());
    if (event->buttons().testFlag(Qt::LeftButton) && hit.offset >= 0 && m_anchor >= 0)
        moveCursor(hit.offset, true);
}

void HexView::mouseReleaseEvent(QMouseEvent* event)
{
    // The press was ours: what lies below must not see the second half of it.
    event->setAccepted(event->button() == Qt::LeftButton);
}

void HexView::contextMenuEvent(QContextMenuEvent* event)
{
    QMenu menu(this);
    menu.addAction(tr("Copy as hex"), QKeySequence::Copy, this, &HexView::copyHex);
    menu.addAction(tr("Copy as text"), this, &HexView::copyText);
    menu.addAction(tr("Copy as C array"), this, &HexView::copyCArray);
    menu.addSeparator();
    menu.addAction(tr("Select all"), QKeySequence::SelectAll, this, &HexView::selectAll);
    menu.setEnabled(!m_bytes.isEmpty());
    menu.exec(event->globalPos());
}

void HexView::changeEvent(QEvent* event)
{
    QAbstractScrollArea::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        updateMetrics();
}

bool HexView::viewportEvent(QEvent* event)
{
    if (event->type() == QEvent::ToolTip) {
        const auto* help = static_cast<QHelpEvent*>(event);
        const Hit hit = hitTest(help->pos());
        if (hit.isInside)
            QToolTip::showText(help->globalPos(), toolTipAt(hit.offset), viewport());
        else
            QToolTip::hideText();
        return true;
    }
    return QAbstractScrollArea::viewportEvent(event);
}

void HexView::updateMetrics()
{
    m_charWidth = std::max(1, fontMetrics().horizontalAdvance(QLatin1Char('0')));
    m_rowHeight = std::max(1, fontMetrics().height());
    m_margin = style()->pixelMetric(QStyle::PM_DefaultFrameWidth, nullptr, this) + m_charWidth / 2;
    m_offsetDigits = m_bytes.size() > 0x10000 ? 8 : 4;
    updateRowLength();
    updateScrollBars();
    updateGeometry();
    viewport()->update();
}

// The room is reckoned with a scroll bar whether there is one or not: it must not decide about itself.
void HexView::updateRowLength()
{
    const int room = width() - 2 * frameWidth() - verticalScrollBar()->sizeHint().width();
    const int fitting = contentWidth(kWholeRow) <= room ? kWholeRow : kHalfRow;
    if (fitting == m_bytesPerRow)
        return;
    const qsizetype top = firstRow() * m_bytesPerRow;
    m_bytesPerRow = fitting;
    updateScrollBars();
    verticalScrollBar()->setValue(static_cast<int>(top / m_bytesPerRow));
    viewport()->update();
}

void HexView::updateScrollBars()
{
    const qsizetype hidden = std::max<qsizetype>(0, rowCount() - visibleRows());
    verticalScrollBar()->setRange(0, static_cast<int>(std::min<qsizetype>(hidden, 0x7fffffff)));
    verticalScrollBar()->setPageStep(static_cast<int>(std::max<qsizetype>(1, visibleRows())));
    horizontalScrollBar()->setRange(
        0, m_bytes.isEmpty() ? 0 : std::max(0, contentWidth(m_bytesPerRow) - viewport()->width()));
    horizontalScrollBar()->setPageStep(viewport()->width());
    horizontalScrollBar()->setSingleStep(m_charWidth);
}

qsizetype HexView::rowCount() const { return (m_bytes.size() + m_bytesPerRow - 1) / m_bytesPerRow; }

qsizetype HexView::visibleRows() const { return std::max(0, viewport()->height() - 2 * m_margin) / m_rowHeight; }

qsizetype HexView::firstRow() const { return verticalScrollBar()->value(); }

int HexView::hexX(int column) const
{
    const int gap = column >= kHalfRow ? m_charWidth : 0;
    return m_margin + (m_offsetDigits + 2 + 3 * column) * m_charWidth + gap;
}

int HexView::asciiX(int column) const { return hexX(m_bytesPerRow) + (1 + column) * m_charWidth; }

int HexView::contentWidth(int bytesPerRow) const
{
    return hexX(bytesPerRow) + (1 + bytesPerRow) * m_charWidth + m_margin;
}

HexView::Hit HexView::hitTest(QPoint position) const
{
    if (m_bytes.isEmpty())
        return {};
    const int x = position.x() + horizontalScrollBar()->value();
    const int line = position.y() < m_margin ? -1 : (position.y() - m_margin) / m_rowHeight;
    int column = 0;
    if (x >= asciiX(0) - m_charWidth / 2)
        column = (x - asciiX(0)) / m_charWidth;
    else
        while (column + 1 < m_bytesPerRow && x >= hexX(column + 1) - m_charWidth / 2)
            ++column;
    const bool inColumns = x >= hexX(0) - m_charWidth / 2 && x < asciiX(m_bytesPerRow);
    const qsizetype offset = (firstRow() + line) * m_bytesPerRow + std::clamp(column, 0, m_bytesPerRow - 1);
    const bool exists = offset >= 0 && offset < m_bytes.size();
    return { std::clamp<qsizetype>(offset, 0, m_bytes.size() - 1), inColumns && exists };
}

void HexView::moveCursor(qsizetype offset, bool extend)
{
    if (m_bytes.isEmpty())
        return;
    offset = std::clamp<qsizetype>(offset, 0, m_bytes.size() - 1);
    if (!extend)
        m_anchor = offset;
    else if (m_anchor < 0)
        m_anchor = m_cursor;
    m_cursor = offset;
    ensureVisible(offset);
    viewport()->update();
    const HexRange range = selection();
    Q_EMIT selectionChanged(range.begin, range.end);
}

QString HexView::toolTipAt(qsizetype offset) const
{
    const auto value = static_cast<Byte>(m_bytes[offset]);
    const QString bits = QString::number(value, 2).rightJustified(8, QLatin1Char('0'));
    return tr("Offset %1\nValue %2, binary %3")
        .arg(text::bothWays(static_cast<std::uint64_t>(offset), m_offsetDigits), text::bothWays(value, 2), bits);
}

} // namespace wb::ui
