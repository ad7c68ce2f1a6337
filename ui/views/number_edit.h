// SPDX-License-Identifier: GPL-3.0-or-later
// One number typed as 0x12, 18 or 0b10010, checked while it is typed.
// Wrong input is marked in place (a red frame and a warning sign) and said in one sentence: problem(), also
// shown by a ProblemLabel beside the field. The tooltip gives the number both ways.
// Thread: GUI. Errors: value() is none while the input is wrong.
#pragma once

#include <QLabel>
#include <QLineEdit>

#include <cstdint>
#include <map>
#include <optional>

namespace wb::ui {

class NumberEdit : public QLineEdit {
    Q_OBJECT

public:
    enum class Notation : std::uint8_t { Hex, Decimal };
    // `fieldName` opens the sentence: "wValue: ...". `digits` of hexadecimal.
    NumberEdit(const QString& fieldName, std::uint64_t min, std::uint64_t max, Notation notation, int digits,
        QWidget* parent = nullptr);

    [[nodiscard]] std::optional<std::uint64_t> value() const { return m_value; }
    [[nodiscard]] QString problem() const { return m_problem; }
    void setValue(std::uint64_t value); // emits only when it differs
    void setRange(std::uint64_t min, std::uint64_t max);

Q_SIGNALS:
    void valueChanged(); // also from and to wrong input

protected:
    [[nodiscard]] QSize sizeHint() const override;
    [[nodiscard]] QSize minimumSizeHint() const override;

private:
    void check();

    QString m_fieldName;
    std::uint64_t m_min;
    std::uint64_t m_max;
    Notation m_notation;
    int m_digits;
    std::optional<std::uint64_t> m_value;
    QString m_problem;
    QAction* m_sign;
};

// Draws the frame of an input that holds something wrong; gone when `isWrong` is false.
void markInput(QWidget* input, bool isWrong);

// Shows the first of the problems of the fields it watches; takes no room when there is none.
class ProblemLabel : public QLabel {
    Q_OBJECT

public:
    explicit ProblemLabel(const QString& objectName, QWidget* parent = nullptr);
    void watch(NumberEdit* edit);
    void setProblem(const QWidget* source, const QString& sentence);

protected:
    void changeEvent(QEvent* event) override;

private:
    void refresh();
    void paintTone();

    std::map<const QWidget*, QString> m_problems;
};

} // namespace wb::ui
