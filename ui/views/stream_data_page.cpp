// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/stream_data_page.h"

#include "ui/text/format.h"
#include "ui/views/number_edit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>

namespace wb::ui {

StreamDataPage::StreamDataPage(QWidget* parent)
    : QWidget(parent)
    , m_in(new QWidget(this))
    , m_source(new PayloadEdit(QStringLiteral("streamSource"), tr("Send"), this))
    , m_sink(new QComboBox(m_in))
    , m_fileRow(new QWidget(m_in))
    , m_file(new QLineEdit(m_fileRow))
    , m_compare(new QCheckBox(tr("Compare with what is expected"), m_in))
    , m_expected(new PayloadEdit(QStringLiteral("streamExpected"), tr("Expect"), m_in))
{
    auto* sinks = new QWidget(m_in);
    buildSinks(sinks);
    m_compare->setObjectName(QStringLiteral("streamCompare"));
    m_compare->setToolTip(tr("Every byte received is compared; the first difference is shown."));
    auto* columns = new QHBoxLayout(m_in);
    columns->setContentsMargins(0, 0, 0, 0);
    columns->addWidget(sinks);
    columns->addWidget(m_expected, 1);
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(m_source);
    layout->addWidget(m_in);
    layout->addStretch(1);

    connect(m_sink, &QComboBox::currentIndexChanged, this, &StreamDataPage::refresh);
    connect(m_file, &QLineEdit::textChanged, this, &StreamDataPage::refresh);
    connect(m_compare, &QCheckBox::toggled, this, &StreamDataPage::refresh);
    for (PayloadEdit* edit : { m_source, m_expected })
        connect(edit, &PayloadEdit::changed, this, &StreamDataPage::changed);
    refresh();
}

void StreamDataPage::buildSinks(QWidget* column)
{
    using engine::StreamSink;
    m_sink->setObjectName(QStringLiteral("streamSink"));
    m_sink->setAccessibleName(tr("Where received bytes go"));
    m_sink->setToolTip(
        tr("All transfers are in the log; discarded bytes are counted and compared, but not kept there."));
    m_sink->addItem(tr("Log only"), static_cast<int>(StreamSink::Log));
    m_sink->addItem(tr("Show the latest"), static_cast<int>(StreamSink::Preview));
    m_sink->addItem(tr("To a file"), static_cast<int>(StreamSink::File));
    m_sink->addItem(tr("Discard"), static_cast<int>(StreamSink::Discard));
    m_file->setObjectName(QStringLiteral("streamSinkFile"));
    m_file->setAccessibleName(tr("File that takes what is received"));
    m_file->setPlaceholderText(tr("Path of a file"));
    auto* choose = new QPushButton(tr("Choose…"), m_fileRow);
    choose->setObjectName(QStringLiteral("streamSinkFileChoose"));
    choose->setToolTip(tr("A file that exists is replaced."));
    connect(choose, &QPushButton::clicked, this, &StreamDataPage::chooseFile);
    auto* fileLayout = new QHBoxLayout(m_fileRow);
    fileLayout->setContentsMargins(0, 0, 0, 0);
    fileLayout->addWidget(m_file, 1);
    fileLayout->addWidget(choose);

    auto* head = new QHBoxLayout;
    auto* label = new QLabel(tr("Keep"), column);
    label->setBuddy(m_sink);
    head->addWidget(label);
    head->addWidget(m_sink, 1);
    auto* layout = new QVBoxLayout(column);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addLayout(head);
    layout->addWidget(m_fileRow);
    layout->addWidget(m_compare);
    layout->addStretch(1);
}

void StreamDataPage::chooseFile()
{
    auto* dialog = new QFileDialog(this, tr("File that takes what is received"));
    dialog->setObjectName(QStringLiteral("streamSinkDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    connect(dialog, &QFileDialog::fileSelected, m_file, &QLineEdit::setText);
    dialog->open();
}

void StreamDataPage::setEndpoint(const std::optional<EndpointChoice>& choice)
{
    m_isIn = !choice || choice->isIn();
    m_source->setVisible(!m_isIn);
    m_in->setVisible(m_isIn);
}

engine::StreamSink StreamDataPage::sink() const
{
    return static_cast<engine::StreamSink>(m_sink->currentData().toInt());
}

bool StreamDataPage::isComparing() const { return m_isIn && m_compare->isChecked(); }

void StreamDataPage::refresh()
{
    const bool isToFile = sink() == engine::StreamSink::File;
    m_fileRow->setVisible(isToFile);
    markInput(m_file, isToFile && m_file->text().trimmed().isEmpty());
    m_file->setToolTip(m_file->text().trimmed().isEmpty() ? tr("Say which file takes what is received.")
                                                          : tr("A file that exists is replaced."));
    Q_EMIT changed();
}

QString StreamDataPage::payloadProblem() const { return payload()->problem(); }

QString StreamDataPage::problem() const
{
    if (!m_isIn)
        return payloadProblem();
    if (sink() == engine::StreamSink::File && m_file->text().trimmed().isEmpty())
        return tr("Say which file takes what is received.");
    return isComparing() ? payloadProblem() : QString();
}

void StreamDataPage::fill(engine::StreamConfig& config) const
{
    if (!m_isIn)
        return;
    config.sink = sink();
    if (config.sink == engine::StreamSink::File)
        config.sinkPath = text::toStd(m_file->text().trimmed());
}

void StreamDataPage::readPayload(PayloadEdit::Taker taker) { payload()->read(std::move(taker)); }

bool StreamDataPage::isReading() const { return m_source->isReading() || m_expected->isReading(); }

void StreamDataPage::abandon()
{
    m_source->abandon();
    m_expected->abandon();
}

} // namespace wb::ui
