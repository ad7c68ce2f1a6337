// SPDX-License-Identifier: GPL-3.0-or-later
// The editor of one parameter of a request, as its kind asks for: a number with its meaning beside it, a list of the
// values that have names, of what the device has, or a box for each bit.
// Thread: GUI. Errors: value() is an Error with one sentence while the input is wrong.
#pragma once

#include "core/requests/targets.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QLabel;

namespace wb::ui {

class ValueSpin;

class ParameterEditor : public QWidget {
    Q_OBJECT

public:
    // Object names begin with "request" and the parameter's name: requestDuration, requestControlSignalsDTR.
    ParameterEditor(
        const requests::Parameter& parameter, const std::vector<requests::Candidate>& candidates, QWidget* parent);

    [[nodiscard]] const requests::Parameter& parameter() const { return m_parameter; }
    [[nodiscard]] Result<std::int64_t> value() const;
    void setValue(std::int64_t value); // also one that cannot be chosen: it is shown by its number

Q_SIGNALS:
    void changed();

private:
    void buildSpin();
    void buildBox(const std::vector<requests::Candidate>& candidates);
    void buildChecks();
    void explain();
    [[nodiscard]] QString name(const QString& part = {}) const;

    requests::Parameter m_parameter;
    ValueSpin* m_spin = nullptr;
    QComboBox* m_box = nullptr;
    std::vector<std::pair<QCheckBox*, std::int64_t>> m_checks; // with the bits each stands for
    std::int64_t m_strayBits = 0; // that no box stands for
    QLabel* m_meaning = nullptr;
};

} // namespace wb::ui
