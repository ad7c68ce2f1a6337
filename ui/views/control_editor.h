// SPDX-License-Identifier: GPL-3.0-or-later
// One control request on two pages: its setup packet number by number, and by its name in the specification. Both show
// the same request; what changes on one shows on the other.
// Units: milliseconds. Thread: GUI. Errors: draft() is none while an input of the page in use is wrong; problem() says
// which.
#pragma once

#include "core/requests/targets.h"
#include "ui/bridge/selection.h"
#include "ui/views/control_form.h"

class QTabWidget;

namespace wb::ui {

class RequestForm;

class ControlEditor : public QWidget {
    Q_OBJECT

public:
    explicit ControlEditor(QWidget* parent = nullptr);

    // What is selected in the tree is what a request is addressed to unless the person chooses otherwise.
    void setSubject(const Selection& subject);
    void setDraft(const ControlDraft& draft);
    void setTimeout(std::uint32_t milliseconds);
    [[nodiscard]] std::optional<ControlDraft> draft() const; // without the bytes of a file
    void complete(ControlForm::Taker taker); // as ControlForm::complete()
    [[nodiscard]] bool isReading() const;
    void abandonReading();
    [[nodiscard]] QString problem() const;
    [[nodiscard]] QString sentence() const; // what will be sent, in plain words; empty while it is wrong

Q_SIGNALS:
    void changed();

private:
    void takeForm();
    void takeName();
    [[nodiscard]] QString nameProblem() const;

    requests::Targets m_targets;
    usb::DevicePtr m_device;
    ControlForm* m_form;
    RequestForm* m_names;
    QTabWidget* m_pages;
    bool m_isTakingName = false;
    bool m_isByName = false; // the page by name was changed last: what is wrong there counts
};

} // namespace wb::ui
