// SPDX-License-Identifier: GPL-3.0-or-later
// What one stream achieves, live, or what those that share an endpoint achieve together: rates, latency, gaps, losses,
// charts, its latest bytes; and what the bus of the device at hand has reserved.
// Source of truth: StreamModel. Units: bytes, nanoseconds. Errors: none; without a stream it says so.
// Thread: GUI; drawn at most 20 times a second, and only while it is seen. Ownership: `context` and `model` outlive it.
#pragma once

#include "ui/models/stream_model.h"

#include <QTimer>
#include <QWidget>

class QComboBox;
class QGridLayout;
class QLabel;
class QTabWidget;

namespace wb::ui {

class BandwidthBar;
class HexView;
class MeterCharts;

class MeterPage : public QWidget {
    Q_OBJECT

public:
    MeterPage(AppContext& context, StreamModel& model, QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // whose bus is shown
    void choose(engine::StreamId stream); // at once when it is known, else as soon as it is

protected:
    void showEvent(QShowEvent* event) override;

private:
    struct Choice {
        engine::StreamId stream;
        bool isGroup = false; // that begins with it
        bool operator==(const Choice&) const = default;
    };

    void build();
    [[nodiscard]] QWidget* buildFigures();
    QLabel* addFigure(QGridLayout& grid, const QString& name, const QString& words, const QString& toolTip);
    void refreshSoon();
    void refresh();
    void fillPicker();
    void showChoice(const Choice& choice);
    void showFigures(const engine::StreamStatus& status);
    void showLatency(const stream::MeterFigures& meter, bool isBound);
    void showTiming(const engine::StreamStatus& status, bool isGroup);
    [[nodiscard]] const StreamGroups::Members* group(const Choice& choice) const; // null: a single stream
    [[nodiscard]] QString groupState(const StreamGroups::Members& members) const;
    [[nodiscard]] std::optional<Choice> chosen() const; // none: there is no stream

    StreamModel& m_model;
    std::optional<Choice> m_chosen;
    std::vector<Choice> m_choices; // as the picker has them
    QTimer m_soon;
    QComboBox* m_picker;
    QLabel* m_state;
    QLabel* m_empty;
    QWidget* m_body;
    QTabWidget* m_tabs;
    MeterCharts* m_charts;
    HexView* m_latest;
    BandwidthBar* m_bandwidth;
    QLabel* m_rate = nullptr;
    QLabel* m_transfers = nullptr;
    QLabel* m_median = nullptr;
    QLabel* m_percentile = nullptr;
    QLabel* m_longest = nullptr;
    QLabel* m_gaps = nullptr;
    QLabel* m_short = nullptr;
    QLabel* m_errors = nullptr;
    QLabel* m_packets = nullptr;
    QLabel* m_jitter = nullptr;
    QLabel* m_findings = nullptr;
};

} // namespace wb::ui
