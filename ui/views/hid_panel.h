// SPDX-License-Identifier: GPL-3.0-or-later
// What the reports of a HID device look like and what they say: each report as a bit map and as a table of fields,
// which light each other, with values that are read live, asked for, or typed and set. Source of truth: the report
// descriptors that DescriptorStore knows; those of the system are read without detaching any driver; HidTrafficBar for
// values. Thread: GUI. Errors: says what is missing and how to get it.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"
#include "ui/models/finding_model.h"
#include "ui/views/hid_bit_map.h"

#include <QWidget>

class QComboBox;
class QLabel;
class QPushButton;
class QSplitter;
class QStackedWidget;
class QTableView;

namespace wb::ui {

class EmptyState;
class HidFieldModel;
class HidTrafficBar;
class SplitterMemory;

class HidPanel : public QWidget {
    Q_OBJECT

public:
    explicit HidPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);
    void setDeparted(bool departed); // nothing more can be read

Q_SIGNALS:
    void jumpRequested(const wb::ui::DescriptorPlace& place); // to the item that makes a field

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    // A report descriptor of the subject.
    struct Source {
        std::size_t section = 0;
        std::uint8_t interfaceNumber = 0;
        Bytes descriptor;
        HidBitMap::MapPtr map; // of the descriptor
    };

    void buildBar();
    void buildTable();
    void reload();
    void useInterface();
    void fillReports();
    void showReport();
    void selectRow();
    void actOn(const QModelIndex& index);
    void jump();
    void updateEmpty();
    [[nodiscard]] std::vector<Source> sources() const;
    [[nodiscard]] const Source* currentSource() const;
    [[nodiscard]] bool hasHidInterface() const;

    AppContext& m_context;
    QComboBox* m_sources;
    QComboBox* m_reports;
    QLabel* m_summary;
    HidBitMap* m_map;
    HidFieldModel* m_model;
    QTableView* m_table;
    HidTrafficBar* m_bar;
    QSplitter* m_splitter;
    SplitterMemory* m_sizes;
    EmptyState* m_empty;
    QPushButton* m_read;
    QStackedWidget* m_stack;
    Selection m_subject;
    std::vector<Source> m_known;
    usb::DeviceId m_knownOf;
    bool m_hasDeparted = false;
};

} // namespace wb::ui
