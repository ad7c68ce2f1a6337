// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/payload_edit.h"

#include "ui/text/format.h"
#include "ui/views/data_edit.h"
#include "ui/views/number_edit.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QStackedWidget>

#include <limits>

namespace wb::ui {

namespace {

constexpr std::uint64_t kMostBytes = std::uint64_t { 16 } << 20;
constexpr std::uint64_t kMost = std::numeric_limits<std::uint64_t>::max();

} // namespace

PayloadEdit::PayloadEdit(const QString& prefix, const QString& title, QWidget* parent)
    : QWidget(parent)
    , m_prefix(prefix)
    , m_kind(new QComboBox(this))
    , m_pages(new QStackedWidget(this))
    , m_data(new DataEdit(prefix + QStringLiteral("Data"), kMostBytes, this))
    , m_counterBytes(new QComboBox(this))
    , m_counterStart(new NumberEdit(tr("First number"), 0, kMost, NumberEdit::Notation::Decimal, 16, this))
    , m_prbsOrder(new QComboBox(this))
    , m_seed(new NumberEdit(tr("Seed"), 0, kMost, NumberEdit::Notation::Decimal, 16, this))
{
    build(title);
    connect(m_kind, &QComboBox::currentIndexChanged, this, &PayloadEdit::showKind);
    connect(m_data, &DataEdit::changed, this, &PayloadEdit::changed);
    for (NumberEdit* edit : { m_counterStart, m_seed })
        connect(edit, &NumberEdit::valueChanged, this, &PayloadEdit::changed);
    for (QComboBox* box : { m_counterBytes, m_prbsOrder })
        connect(box, &QComboBox::currentIndexChanged, this, &PayloadEdit::changed);
    m_seed->setValue(1);
    showKind();
}

void PayloadEdit::build(const QString& title)
{
    m_kind->setObjectName(m_prefix + QStringLiteral("Kind"));
    m_kind->setAccessibleName(title);
    m_kind->addItems({ tr("Bytes, anew in each transfer"), tr("Bytes, on and on"), tr("Bytes, once"), tr("Counter"),
        tr("Pseudo-random (PRBS)"), tr("Random with a seed") });
    m_kind->setToolTip(tr("One byte anew in each transfer makes a constant; no bytes are zeros.\n"
                          "PRBS: the sequences of ITU-T O.150. Random: the same bytes for the same seed."));
    for (const int width : { 1, 2, 4, 8 })
        m_counterBytes->addItem(tr("%1-bit numbers").arg(8 * width), width);
    m_counterBytes->setObjectName(m_prefix + QStringLiteral("CounterWidth"));
    m_counterBytes->setAccessibleName(tr("Width of the numbers"));
    m_counterBytes->setToolTip(tr("Little-endian, and on from one transfer to the next"));
    m_counterStart->setObjectName(m_prefix + QStringLiteral("CounterStart"));
    for (const int order : { 7, 9, 11, 15, 20, 23, 29, 31 })
        m_prbsOrder->addItem(tr("PRBS %1").arg(order), order);
    m_prbsOrder->setCurrentIndex(m_prbsOrder->findData(stream::PayloadSpec().prbsOrder));
    m_prbsOrder->setObjectName(m_prefix + QStringLiteral("PrbsOrder"));
    m_prbsOrder->setAccessibleName(tr("Order of the sequence"));
    m_prbsOrder->setToolTip(tr("It repeats after 2^n - 1 bits; the first bit is a byte's highest"));
    m_seed->setObjectName(m_prefix + QStringLiteral("Seed"));
    constexpr int kLines = 2;
    m_data->setLines(kLines);
    m_pages->addWidget(m_data);
    m_pages->addWidget(page({ { QString(), m_counterBytes }, { tr("from"), m_counterStart } }));
    m_pages->addWidget(page({ { QString(), m_prbsOrder } }));
    m_pages->addWidget(page({ { tr("Seed"), m_seed } }));

    auto* head = new QHBoxLayout;
    auto* label = new QLabel(title, this);
    label->setBuddy(m_kind);
    head->addWidget(label);
    head->addWidget(m_kind);
    head->addStretch(1);
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_pages);
    setFocusProxy(m_kind);
}

QWidget* PayloadEdit::page(const QList<QPair<QString, QWidget*>>& fields)
{
    auto* made = new QWidget(m_pages);
    auto* row = new QHBoxLayout;
    for (const auto& [words, field] : fields) {
        if (!words.isEmpty()) {
            auto* label = new QLabel(words, made);
            label->setBuddy(field);
            row->addWidget(label);
        }
        row->addWidget(field);
    }
    row->addStretch(1);
    auto* layout = new QVBoxLayout(made);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(row);
    layout->addStretch(1);
    return made;
}

PayloadEdit::Kind PayloadEdit::kind() const { return static_cast<Kind>(m_kind->currentIndex()); }

void PayloadEdit::showKind()
{
    abandon();
    m_pages->setCurrentIndex(isOfBytes() ? 0 : kind() - Once);
    Q_EMIT changed();
}

bool PayloadEdit::isReading() const { return m_data->isReading(); }

void PayloadEdit::abandon() { m_data->abandon(); }

QString PayloadEdit::problem() const
{
    switch (kind()) {
    case Repeated:
        return m_data->problem();
    case Endless:
    case Once:
        return m_data->length() == std::uint64_t { 0 } ? tr("Give one byte at least.") : m_data->problem();
    case Counter:
        return m_counterStart->problem();
    case Random:
        return m_seed->problem();
    case Prbs:
        return {};
    }
    return {};
}

// What goes on is held by reference: a status of the stream comes with a copy of its settings, many times a second.
stream::PayloadSpec PayloadEdit::ofBytes(const Bytes& bytes) const
{
    stream::PayloadSpec spec;
    if (kind() == Repeated) {
        spec.bytes = bytes;
        return spec;
    }
    spec.kind = stream::PayloadKind::File;
    spec.file = std::make_shared<const Bytes>(bytes);
    spec.repeatsFile = kind() == Endless;
    return spec;
}

stream::PayloadSpec PayloadEdit::generated() const
{
    stream::PayloadSpec spec;
    if (kind() == Counter) {
        spec.kind = stream::PayloadKind::Counter;
        spec.counterBytes = static_cast<std::uint8_t>(m_counterBytes->currentData().toUInt());
        spec.counterStart = m_counterStart->value().value_or(0);
    } else if (kind() == Prbs) {
        spec.kind = stream::PayloadKind::Prbs;
        spec.prbsOrder = static_cast<std::uint8_t>(m_prbsOrder->currentData().toUInt());
    } else {
        spec.kind = stream::PayloadKind::Random;
        spec.seed = m_seed->value().value_or(0);
    }
    return spec;
}

void PayloadEdit::read(Taker taker)
{
    if (!isOfBytes()) {
        taker(generated());
        return;
    }
    m_data->read([this, taker = std::move(taker)](const Result<Bytes>& bytes) {
        if (!bytes) {
            taker(tl::unexpected<Error>(bytes.error()));
            return;
        }
        const stream::PayloadSpec spec = ofBytes(*bytes);
        if (Status checked = stream::check(spec); !checked)
            taker(tl::unexpected<Error>(checked.error())); // a file that has become empty
        else
            taker(spec);
    });
}

} // namespace wb::ui
