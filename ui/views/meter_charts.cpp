// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/meter_charts.h"

#include "ui/text/format.h"
#include "ui/views/tone_colors.h"

#include <QEvent>
#include <QVBoxLayout>
#include <qcustomplot.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace wb::ui {

namespace {

constexpr double kShownSeconds = 60;
constexpr int kFirstOctave = static_cast<int>(stream::LatencyHistogram::kFirstOctave);

constexpr int kFewTicks = 2; // the charts are low

class RateTicker : public QCPAxisTicker {
public:
    RateTicker() { setTickCount(kFewTicks); }

protected:
    QString getTickLabel(double tick, const QLocale&, QChar, int) override { return text::rate(tick); }
};

class SecondsTicker : public QCPAxisTicker {
protected:
    QString getTickLabel(double tick, const QLocale& locale, QChar, int) override
    {
        return MeterCharts::tr("%1 s").arg(locale.toString(tick, 'f', 0));
    }
};

// Octave n begins at n; only whole ones have ticks.
class LatencyTicker : public QCPAxisTicker {
public:
    LatencyTicker()
    {
        setTickStepStrategy(tssReadability);
        setTickCount(4);
    }

protected:
    double getTickStep(const QCPRange& range) override { return std::max(1.0, std::round(range.size() / 4)); }
    int getSubTickCount(double) override { return 0; }
    QString getTickLabel(double tick, const QLocale&, QChar, int) override
    {
        return text::duration(Nanoseconds(std::llround(std::exp2(tick + kFirstOctave))));
    }
};

double octaveOf(Nanoseconds value)
{
    const double exponent = std::log2(static_cast<double>(std::max<std::int64_t>(value.count(), 1)));
    return std::max(0.0, exponent - kFirstOctave);
}

QCustomPlot* makePlot(const QString& name, const QString& title, QWidget* parent)
{
    auto* plot = new QCustomPlot(parent);
    plot->setObjectName(name);
    plot->setAccessibleName(title);
    plot->setMinimumSize(plot->fontMetrics().averageCharWidth() * 24, plot->fontMetrics().height() * 5);
    return plot;
}

void paintAxis(QCPAxis& axis, const QColor& ink, const QColor& faint, const QFont& font)
{
    axis.setBasePen(QPen(faint));
    axis.setTickPen(QPen(faint));
    axis.setSubTickPen(QPen(faint));
    axis.setTickLabelColor(ink);
    axis.setTickLabelFont(font);
    axis.grid()->setPen(QPen(faint, 0, Qt::DotLine));
    axis.grid()->setZeroLinePen(QPen(faint));
}

} // namespace

class MeterCharts::Private {
public:
    explicit Private(MeterCharts* owner);
    void paint();

    MeterCharts* q;
    QCustomPlot* rates;
    QCPGraph* rate;
    QCustomPlot* latencies;
    QCPBars* latency;
    std::array<QCPItemStraightLine*, 2> marks {}; // median, 99th percentile
    bool isIn = true;
};

MeterCharts::Private::Private(MeterCharts* owner)
    : q(owner)
    , rates(makePlot(QStringLiteral("meterRateChart"), tr("Bytes a second over the last minute"), owner))
    , rate(rates->addGraph())
    , latencies(makePlot(QStringLiteral("meterLatencyChart"), tr("How many transfers took how long"), owner))
    , latency(new QCPBars(latencies->xAxis, latencies->yAxis))
{
    rates->setToolTip(tr("Bytes a second over the last minute of the stream"));
    rates->xAxis->setTicker(QSharedPointer<SecondsTicker>::create());
    rates->yAxis->setTicker(QSharedPointer<RateTicker>::create());
    latencies->setToolTip(tr("How many transfers took how long, from submit to completion, in octaves; solid line: "
                             "median, dashed: 99th percentile.\n"
                             "A transfer waits for those that are queued before it."));
    latencies->xAxis->setTicker(QSharedPointer<LatencyTicker>::create());
    latencies->yAxis->setTicks(false);
    latency->setWidth(1);
    latency->setAntialiased(false); // bars have straight edges
    for (QCPItemStraightLine*& mark : marks)
        mark = new QCPItemStraightLine(latencies);
    paint();
}

void MeterCharts::Private::paint()
{
    const QPalette palette = q->palette();
    const QColor ink = palette.color(QPalette::Text);
    const QColor base = palette.color(QPalette::Base);
    const QColor faint = QColor::fromRgbF((ink.redF() + 3 * base.redF()) / 4, (ink.greenF() + 3 * base.greenF()) / 4,
        (ink.blueF() + 3 * base.blueF()) / 4);
    for (QCustomPlot* plot : { rates, latencies }) {
        plot->setBackground(base);
        for (QCPAxis* axis : { plot->xAxis, plot->yAxis })
            paintAxis(*axis, ink, faint, q->font());
    }
    const QColor line = directionColor(isIn, palette);
    QColor filled = line;
    filled.setAlphaF(0.25F);
    rate->setPen(QPen(line, 1.5));
    rate->setBrush(filled);
    latency->setPen(QPen(line));
    latency->setBrush(filled);
    const std::array styles { Qt::SolidLine, Qt::DashLine };
    for (std::size_t place = 0; place < marks.size(); ++place)
        marks.at(place)->setPen(QPen(toneColor(text::Tone::Warning, palette), 1.5, styles.at(place)));
}

MeterCharts::MeterCharts(QWidget* parent)
    : QWidget(parent)
    , d(std::make_unique<Private>(this))
{
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(d->rates, 1);
    layout->addWidget(d->latencies, 1);
}

MeterCharts::~MeterCharts() = default;

void MeterCharts::showRates(const StreamHistory::Samples& samples, bool isIn)
{
    if (std::exchange(d->isIn, isIn) != isIn)
        d->paint();
    QVector<QCPGraphData> points;
    points.reserve(static_cast<qsizetype>(samples.size()));
    double most = 0;
    for (const StreamHistory::Sample& sample : samples) {
        points.append(QCPGraphData(sample.seconds, sample.bytesPerSecond));
        most = std::max(most, sample.bytesPerSecond);
    }
    d->rate->data()->set(points, true);
    const double end = samples.empty() ? kShownSeconds : std::max(samples.back().seconds, kShownSeconds);
    d->rates->xAxis->setRange(end - kShownSeconds, end);
    constexpr double kAbove = 1.1;
    d->rates->yAxis->setRange(0, most > 0 ? most * kAbove : 1000);
}

void MeterCharts::showLatency(const stream::MeterFigures& figures)
{
    QVector<QCPBarsData> bars;
    double most = 0;
    std::size_t first = figures.latencyOctaves.size();
    std::size_t last = 0;
    for (std::size_t octave = 0; octave < figures.latencyOctaves.size(); ++octave) {
        const auto count = static_cast<double>(figures.latencyOctaves.at(octave));
        if (count == 0)
            continue;
        first = std::min(first, octave);
        last = octave;
        most = std::max(most, count);
        bars.append(QCPBarsData(static_cast<double>(octave) + 0.5, count));
    }
    const bool isEmpty = bars.isEmpty();
    d->latency->data()->set(bars, true);
    constexpr double kBeside = 2; // octaves that show where the others are not
    constexpr double kAbove = 1.1;
    d->latencies->xAxis->setRange(isEmpty ? 0 : std::max(0.0, static_cast<double>(first) - kBeside),
        isEmpty ? 10 : static_cast<double>(last) + 1 + kBeside);
    d->latencies->yAxis->setRange(0, isEmpty ? 1 : most * kAbove);
    const std::array values { figures.latencyMedian, figures.latency99 };
    for (std::size_t place = 0; place < values.size(); ++place) {
        QCPItemStraightLine* mark = d->marks.at(place);
        mark->setVisible(!isEmpty);
        mark->point1->setCoords(octaveOf(values.at(place)), 0);
        mark->point2->setCoords(octaveOf(values.at(place)), d->latencies->yAxis->range().upper);
    }
}

void MeterCharts::replot()
{
    for (QCustomPlot* plot : { d->rates, d->latencies })
        plot->replot(QCustomPlot::rpQueuedReplot);
}

void MeterCharts::changeEvent(QEvent* event)
{
    QWidget::changeEvent(event);
    if (event->type() != QEvent::PaletteChange && event->type() != QEvent::FontChange)
        return;
    d->paint();
    replot();
}

} // namespace wb::ui
