// SPDX-License-Identifier: GPL-3.0-or-later
// Finds out which control requests a device answers: what to ask, start and cancel, how far it is, and the answers, any
// of which can be put into the request editor. Requests that read are sent; those that write only when they are armed,
// after a question that names the device and what can happen, and never in read-only mode; a change of what is asked
// disarms them.
// A scan belongs to the device it was begun for and goes on while another one is looked at; what is shown says whose it
// is.
// Source of truth: engine::RequestScan. Thread: GUI. Ownership: `context` outlives the panel.
// Errors: wrong input is marked in place and disables Start with the reason; what ends a scan early is told here, with
// advice, until it is dismissed or a scan begins.
#pragma once

#include "core/engine/request_scan.h"
#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QPointer>
#include <QWidget>

class QCheckBox;
class QLabel;
class QProgressBar;
class QPushButton;
class QTableView;

namespace wb::ui {

class InlineMessage;
class RiskGate;
class ScanForm;
class ScanModel;

class ScanPanel : public QWidget {
    Q_OBJECT

public:
    explicit ScanPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);

Q_SIGNALS:
    void editRequested(const wb::usb::SetupPacket& setup); // put it into the request editor

protected:
    void keyPressEvent(QKeyEvent* event) override;

private:
    void build();
    void buildTable();
    void connectAll();
    void takeChanges(const engine::DeviceChanges& changes);
    void askToArm(bool on);
    void start();
    void cancel();
    void begin(const engine::ScanPlan& plan);
    void take(const engine::ScanAnswer& answer);
    void passEnded();
    void edit(const QModelIndex& index);
    void refresh();
    void refreshArming();
    [[nodiscard]] QString armQuestion() const; // REQUIRES: there is a device
    [[nodiscard]] QString reasonNotToStart() const;
    [[nodiscard]] QString summary() const;

    AppContext& m_context;
    RiskGate* m_gate;
    ScanModel* m_model;
    ScanForm* m_form;
    QCheckBox* m_arm;
    QPushButton* m_start;
    QPushButton* m_cancel;
    QLabel* m_reason;
    QProgressBar* m_progress;
    QLabel* m_summary;
    InlineMessage* m_message;
    QCheckBox* m_onlyAnswered;
    QTableView* m_table;
    QPushButton* m_edit;
    QPushButton* m_copy;

    usb::DevicePtr m_device; // the subject
    QString m_unplugged; // "unplugged 12:31:05": the subject is gone
    usb::DevicePtr m_scanned; // whose answers are shown
    QPointer<engine::RequestScan> m_scan; // while it runs
    std::optional<engine::ScanPlan> m_writes; // to follow when what reads is done
    bool m_wasCutShort = false;
};

} // namespace wb::ui
