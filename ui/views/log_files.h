// SPDX-License-Identifier: GPL-3.0-or-later
// Opening and saving logs: the dialogs, a row with progress and Cancel, and a strip with what came of it.
// Thread: GUI; the work runs in a CaptureJob. One job at a time; asking for another meanwhile does nothing.
// Errors: in the strip, until dismissed or until the next job.
#pragma once

#include "core/capture/transfer_source.h"
#include "ui/text/transfer_text.h"

#include <QWidget>

class QLabel;
class QProgressBar;

namespace wb::ui {

class CaptureJob;
class InlineMessage;

class LogFiles : public QWidget {
    Q_OBJECT

public:
    explicit LogFiles(QWidget* parent = nullptr);

    void askOpen();
    void askSave(const std::shared_ptr<const capture::TransferSource>& source);
    void open(const QString& path);
    void cancel();
    void showMessage(text::Tone tone, const QString& words); // in the same strip
    void clearMessage();
    [[nodiscard]] bool isBusy() const;

Q_SIGNALS:
    void opened(const std::shared_ptr<wb::capture::TransferSource>& source);
    void busyChanged();

private:
    void build();
    void begin(const QString& words);
    void end();
    void save(const std::shared_ptr<const capture::TransferSource>& source, const QString& path);

    CaptureJob* m_job;
    InlineMessage* m_message;
    QWidget* m_progressRow;
    QLabel* m_progressWords;
    QProgressBar* m_progress;
};

} // namespace wb::ui
