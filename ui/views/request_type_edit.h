// SPDX-License-Identifier: GPL-3.0-or-later
// bmRequestType as direction, type and recipient, or as one hexadecimal number; each updates the other.
// Source of truth: USB 2.0 table 9-2; reserved recipients are kept as they are. Thread: GUI.
#pragma once

#include <QWidget>

#include <cstdint>
#include <optional>

class QComboBox;

namespace wb::ui {

class NumberEdit;

class RequestTypeEdit : public QWidget {
    Q_OBJECT

public:
    explicit RequestTypeEdit(QWidget* parent = nullptr);

    [[nodiscard]] std::optional<std::uint8_t> value() const; // none while the number is wrong
    void setValue(std::uint8_t value);
    [[nodiscard]] NumberEdit* numberEdit() const { return m_number; }

Q_SIGNALS:
    void valueChanged();

private:
    void showInCombos(std::uint8_t value);
    void takeFromCombos();

    QComboBox* m_direction;
    QComboBox* m_type;
    QComboBox* m_recipient;
    NumberEdit* m_number;
};

} // namespace wb::ui
