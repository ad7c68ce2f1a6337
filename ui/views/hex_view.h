// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes as people read them: offset, sixteen bytes a row (eight where it is narrow), ASCII; selectable by mouse and
// keyboard. One selection is shared by the two columns; a wider highlight shows the structure the selection belongs to.
// Keyboard: arrows, Home/End (row), Ctrl+Home/End (all), Page Up/Down, each with Shift to extend; Ctrl+A, Ctrl+C.
// Units: byte offsets. Thread: GUI. Ownership: keeps its own (implicitly shared) copy of the bytes.
#pragma once

#include <QAbstractScrollArea>
#include <QByteArray>

namespace wb::ui {

// [begin, end)
struct HexRange {
    qsizetype begin = 0;
    qsizetype end = 0;

    [[nodiscard]] bool isEmpty() const { return begin >= end; }
    [[nodiscard]] bool contains(qsizetype offset) const { return offset >= begin && offset < end; }
    [[nodiscard]] qsizetype size() const { return isEmpty() ? 0 : end - begin; }
    bool operator==(const HexRange&) const = default;
};

class HexView : public QAbstractScrollArea {
    Q_OBJECT

public:
    explicit HexView(QWidget* parent = nullptr);

    void setBytes(const QByteArray& bytes); // clears selection and highlight
    [[nodiscard]] const QByteArray& bytes() const { return m_bytes; }
    void setPlaceholderText(const QString& text); // shown while there are no bytes

    // Both are clamped to the bytes; neither emits selectionChanged.
    void setSelection(HexRange range);
    void setHighlight(HexRange range);
    void ensureVisible(qsizetype offset);

    [[nodiscard]] HexRange selection() const;
    [[nodiscard]] QByteArray selectedBytes() const; // everything when nothing is selected

    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

    // Where the byte is drawn in the hexadecimal column, in viewport coordinates.
    [[nodiscard]] QRect byteRect(qsizetype offset) const;

public Q_SLOTS:
    void copyHex() const;
    void copyText() const; // offsets, bytes and ASCII, as shown
    void copyCArray() const;
    void selectAll();

Q_SIGNALS:
    void selectionChanged(qsizetype begin, qsizetype end); // by the person, not by setSelection()

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    struct Hit {
        qsizetype offset = -1;
        bool isInside = false;
    };

    void updateMetrics();
    void updateRowLength();
    void updateScrollBars();
    [[nodiscard]] qsizetype rowCount() const;
    [[nodiscard]] qsizetype visibleRows() const;
    [[nodiscard]] qsizetype firstRow() const;
    [[nodiscard]] int hexX(int column) const;
    [[nodiscard]] int asciiX(int column) const;
    [[nodiscard]] int contentWidth(int bytesPerRow) const;
    [[nodiscard]] Hit hitTest(QPoint position) const;
    void moveCursor(qsizetype offset, bool extend);
    void paintRow(QPainter& painter, qsizetype row, int y) const;
    void paintRange(QPainter& painter, qsizetype row, int y, HexRange range, const QColor& colour) const;
    [[nodiscard]] QString toolTipAt(qsizetype offset) const;

    QByteArray m_bytes;
    QString m_placeholder;
    HexRange m_highlight;
    qsizetype m_cursor = 0;
    qsizetype m_anchor = -1; // -1: nothing is selected
    int m_bytesPerRow = 16; // 8 in a narrow view
    int m_charWidth = 1;
    int m_rowHeight = 1;
    int m_margin = 0;
    int m_offsetDigits = 4;
};

} // namespace wb::ui
