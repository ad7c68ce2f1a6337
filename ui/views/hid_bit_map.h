// SPDX-License-Identifier: GPL-3.0-or-later
// One HID report drawn as it is transferred: a row for each byte, a column for each bit from 7 down to 0, every field
// in its place with its usage. A field can be selected by mouse and arrow keys.
// Source of truth: HidReportMap (HID 1.11 §8.3: the first field stands in the lowest bits). Only what is visible is
// drawn: a report may have 65535 bytes.
// Thread: GUI. Ownership: shares the map.
#pragma once

#include "core/descriptors/hid_report.h"
#include "core/descriptors/usb_ids.h"

#include <QAbstractScrollArea>

#include <memory>
#include <vector>

namespace wb::ui {

class HidBitMap : public QAbstractScrollArea {
    Q_OBJECT

public:
    using MapPtr = std::shared_ptr<const descriptors::HidReportMap>;

    explicit HidBitMap(const descriptors::UsbIds& ids, QWidget* parent = nullptr);

    // `report`: index in the map's reports.
    void setReport(MapPtr map, std::size_t report);
    // Fields of the report shown, as indices in the map, in the order of their bits.
    [[nodiscard]] const std::vector<std::size_t>& fields() const { return m_fields; }
    void selectField(std::optional<std::size_t> field); // emits nothing; scrolls to it
    [[nodiscard]] std::optional<std::size_t> selectedField() const { return m_selected; }

    // Where a bit of the report is drawn, in viewport coordinates.
    [[nodiscard]] QRect bitRect(std::uint64_t bit) const;

Q_SIGNALS:
    void fieldSelected(std::size_t field); // by the person

protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

private:
    // A run of bits of one element in one row.
    struct Cell {
        std::size_t field = 0;
        std::uint64_t element = 0;
        unsigned lowBit = 0; // in the row
        unsigned highBit = 0;
        bool beginsHere = false; // the element's first bit is among them
        bool endsHere = false;
    };

    [[nodiscard]] std::uint64_t rowCount() const;
    [[nodiscard]] unsigned idRows() const; // 1 when the report has an id in front
    [[nodiscard]] const descriptors::HidField* fieldAt(std::uint64_t bit, std::size_t* index = nullptr) const;
    [[nodiscard]] std::vector<Cell> cellsOf(std::uint64_t byte) const;
    [[nodiscard]] QRect cellRect(std::uint64_t row, unsigned lowBit, unsigned highBit) const;
    [[nodiscard]] std::optional<std::uint64_t> bitAt(QPoint position) const;
    void paintHeader(QPainter& painter) const;
    void paintRow(QPainter& painter, std::uint64_t row) const;
    void paintCell(QPainter& painter, std::uint64_t row, const Cell& cell) const;
    [[nodiscard]] QColor fillOf(std::size_t field) const;
    [[nodiscard]] QString labelOf(const descriptors::HidField& field, std::uint64_t element) const;
    [[nodiscard]] QString toolTipOf(std::uint64_t bit) const;
    void moveSelection(int step);
    void choose(std::size_t field);
    void updateMetrics();
    void updateScrollBar();

    const descriptors::UsbIds& m_ids;
    MapPtr m_map;
    std::size_t m_report = 0;
    std::vector<std::size_t> m_fields;
    std::optional<std::size_t> m_selected;
    int m_rowHeight = 1;
    int m_gutter = 1;
};

} // namespace wb::ui
