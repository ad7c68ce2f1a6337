// SPDX-License-Identifier: GPL-3.0-or-later
// One control request by its name in the specification: the requests that suit the device, found by typing, and an
// editor for each parameter of the chosen one.
// Source of truth: core/requests. Thread: GUI. Errors: built() is an Error with one sentence while an input is wrong.
#pragma once

#include "core/requests/identify.h"

#include <QWidget>

class QFormLayout;
class QLabel;
class QLineEdit;
class QListWidget;
class QScrollArea;

namespace wb::ui {

class ParameterEditor;
class ProblemLabel;

class RequestForm : public QWidget {
    Q_OBJECT

public:
    explicit RequestForm(QWidget* parent = nullptr);

    void setTargets(const requests::Targets& targets);
    // The same device's in another order, for requests that are chosen from now on.
    void preferTargets(const requests::Targets& targets) { m_targets = targets; }
    // What the setup packet of the other page is; none when it is in no specification. Emits nothing.
    void showRequest(const std::optional<requests::Identity>& identity);
    [[nodiscard]] Result<requests::Built> built() const;
    [[nodiscard]] QString problem() const; // empty while there is nothing wrong, and while no request is chosen

Q_SIGNALS:
    void edited(); // by the person; built() has what is to be sent

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void build();
    void filter();
    void chooseFirst();
    void chooseSelected();
    void showEditors(const requests::Arguments& arguments);
    void addEditors(const requests::Request& request, const requests::Arguments& arguments, QFormLayout& form);
    void addPayloadEditor(const Bytes& payload);
    void takeEdit(const ParameterEditor* source);
    void showEntitiesOfInterface();
    void mark();
    [[nodiscard]] Result<requests::Arguments> arguments() const;

    requests::Targets m_targets;
    const requests::Request* m_request = nullptr;
    QLineEdit* m_filter;
    QListWidget* m_list;
    QLabel* m_noMatch;
    QLabel* m_section;
    QScrollArea* m_scroll;
    std::vector<ParameterEditor*> m_editors; // in the order of Request::choices()
    QLineEdit* m_payload = nullptr;
    ProblemLabel* m_problem;
    bool m_isShowing = false;
};

} // namespace wb::ui
