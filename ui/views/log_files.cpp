// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/views/log_files.h"

#include "ui/bridge/capture_job.h"
#include "ui/text/error_text.h"
#include "ui/text/format.h"
#include "ui/views/inline_message.h"

#include <QFileDialog>
#include <QFileInfo>
#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

namespace wb::ui {

LogFiles::LogFiles(QWidget* parent)
    : QWidget(parent)
    , m_job(new CaptureJob(this))
    , m_message(new InlineMessage(QStringLiteral("logMessage"), this))
    , m_progressRow(new QWidget(this))
    , m_progressWords(new QLabel(m_progressRow))
    , m_progress(new QProgressBar(m_progressRow))
{
    build();
    connect(m_job, &CaptureJob::progressed, this,
        [this](double share) { m_progress->setValue(static_cast<int>(share * 100)); });
    connect(m_job, &CaptureJob::opened, this, [this](const std::shared_ptr<capture::TransferSource>& source) {
        end();
        Q_EMIT opened(source);
        QStringList problems;
        for (const std::string& problem : source->problems())
            problems << text::safe(problem);
        m_message->show(text::Tone::Warning, problems.join(QLatin1Char('\n')));
    });
    connect(m_job, &CaptureJob::saved, this, [this](const QString& path) {
        end();
        m_message->show(text::Tone::Good, tr("Saved to %1.").arg(path));
    });
    connect(m_job, &CaptureJob::failed, this, [this](const Error& error) {
        end();
        if (error.kind == ErrorKind::Cancelled)
            m_message->show(text::Tone::Neutral, tr("Cancelled; nothing was changed."));
        else
            m_message->show(text::Tone::Bad, text::sentenceWithAdvice(error));
    });
}

void LogFiles::build()
{
    m_progress->setObjectName(QStringLiteral("logProgress"));
    m_progress->setRange(0, 100);
    auto* cancelButton = new QPushButton(tr("Cancel"), m_progressRow);
    cancelButton->setObjectName(QStringLiteral("logCancelJob"));
    connect(cancelButton, &QPushButton::clicked, this, &LogFiles::cancel);
    auto* row = new QHBoxLayout(m_progressRow);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(m_progressWords);
    row->addWidget(m_progress, 1);
    row->addWidget(cancelButton);
    m_progressRow->hide();
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    layout->addWidget(m_progressRow);
}

bool LogFiles::isBusy() const { return m_job->isRunning(); }

void LogFiles::cancel() { m_job->cancel(); }

void LogFiles::showMessage(text::Tone tone, const QString& words) { m_message->show(tone, words); }

void LogFiles::clearMessage() { m_message->clear(); }

void LogFiles::askOpen()
{
    auto* dialog = new QFileDialog(this, tr("Open log"), {}, tr("Captures (*.pcapng *.pcap);;All files (*)"));
    dialog->setObjectName(QStringLiteral("logOpenDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &LogFiles::open);
    dialog->open();
}

void LogFiles::askSave(const std::shared_ptr<const capture::TransferSource>& source)
{
    auto* dialog = new QFileDialog(this, tr("Save log"), {}, tr("Captures (*.pcapng)"));
    dialog->setObjectName(QStringLiteral("logSaveDialog"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(QStringLiteral("pcapng"));
    connect(dialog, &QFileDialog::fileSelected, this, [this, source](const QString& path) { save(source, path); });
    dialog->open();
}

void LogFiles::open(const QString& path)
{
    if (isBusy())
        return;
    m_job->open(path);
    begin(tr("Opening %1…").arg(QFileInfo(path).fileName()));
}

void LogFiles::save(const std::shared_ptr<const capture::TransferSource>& source, const QString& path)
{
    if (isBusy())
        return;
    m_job->save(source, path);
    begin(tr("Saving…"));
}

void LogFiles::begin(const QString& words)
{
    m_message->clear();
    m_progressWords->setText(words);
    m_progress->setValue(0);
    m_progressRow->show();
    Q_EMIT busyChanged();
}

void LogFiles::end()
{
    m_progressRow->hide();
    Q_EMIT busyChanged();
}

} // namespace wb::ui
