// SPDX-License-Identifier: GPL-3.0-or-later
// Two charts of a stream: its rate over the last minute and how long its transfers took.
// Units: bytes a second, seconds since the start, octaves of nanoseconds (stream::LatencyHistogram).
// Thread: GUI. Ownership: keeps copies of what it shows. Errors: none.
// The one user of QCustomPlot: its header needs Qt's keywords, which nobody else has.
#pragma once

#include "ui/models/stream_history.h"

#include <QWidget>

#include <memory>

namespace wb::ui {

class MeterCharts : public QWidget {
    Q_OBJECT

public:
    explicit MeterCharts(QWidget* parent = nullptr);
    ~MeterCharts() override;

    void showRates(const StreamHistory::Samples& samples, bool isIn);
    void showLatency(const stream::MeterFigures& figures);
    void replot(); // draws both anew

protected:
    void changeEvent(QEvent* event) override;

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::ui
