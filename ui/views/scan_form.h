// SPDX-License-Identifier: GPL-3.0-or-later
// What a scan of control requests asks: type and recipient, the range of codes, the values that all requests share, how
// fast. A recipient that is an interface or an endpoint is picked from those of the device, or typed into wIndex.
// Units: bytes, milliseconds, requests per second. Thread: GUI.
// Errors: plan() is none while an input is wrong; problem() says which, and it is marked in place.
#pragma once

#include "core/engine/scan_types.h"
#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QWidget>

class QComboBox;

namespace wb::ui {

class NumberEdit;
class ProblemLabel;
class ValueSpin;

class ScanForm : public QWidget {
    Q_OBJECT

public:
    explicit ScanForm(AppContext& context, QWidget* parent = nullptr);

    // What is selected in the tree is picked where it can be the recipient.
    void setSubject(const Selection& subject);
    [[nodiscard]] std::optional<engine::ScanPlan> plan() const; // of requests that read
    [[nodiscard]] QString problem() const; // one sentence; empty: all is right

Q_SIGNALS:
    void changed();

private:
    void build();
    void connectAll();
    void fillTargets(bool prefersSubject);
    void showTarget();
    void check();
    [[nodiscard]] QString rangeProblem() const;
    [[nodiscard]] usb::Recipient recipient() const;

    AppContext& m_context;
    Selection m_subject;
    QComboBox* m_type;
    QComboBox* m_recipient;
    ValueSpin* m_first;
    ValueSpin* m_last;
    QComboBox* m_target;
    NumberEdit* m_index;
    NumberEdit* m_value;
    NumberEdit* m_length;
    NumberEdit* m_rate;
    NumberEdit* m_timeout;
    ProblemLabel* m_problem;
};

} // namespace wb::ui
