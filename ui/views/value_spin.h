// SPDX-License-Identifier: GPL-3.0-or-later
// A number within the range of a request's parameter, typed in any notation or stepped with the arrow keys.
// Thread: GUI. Errors: value() is an Error with one sentence while what is typed is none; the field is then marked.
#pragma once

#include "core/requests/parameter_text.h"

#include <QAbstractSpinBox>

namespace wb::ui {

class ValueSpin : public QAbstractSpinBox {
    Q_OBJECT

public:
    explicit ValueSpin(const requests::Parameter& parameter, QWidget* parent = nullptr);

    [[nodiscard]] Result<std::int64_t> value() const;
    void setValue(std::int64_t value);
    void stepBy(int steps) override;

Q_SIGNALS:
    void valueChanged();

protected:
    [[nodiscard]] StepEnabled stepEnabled() const override;
    QValidator::State validate(QString& input, int& position) const override; // everything: wrong input is marked

private:
    void check();

    requests::Parameter m_parameter;
};

} // namespace wb::ui
