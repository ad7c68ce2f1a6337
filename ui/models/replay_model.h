// SPDX-License-Identifier: GPL-3.0-or-later
// The steps of a sequence that is sent again, and the verdict on each as it comes.
// Thread: GUI. Ownership: keeps the steps and outcomes. Texts of verdicts come from core/replay.
#pragma once

#include "core/engine/player.h"
#include "ui/text/transfer_text.h"

#include <QAbstractTableModel>

namespace wb::ui {

class ReplayModel : public QAbstractTableModel {
    Q_OBJECT

public:
    enum Column { Number, Request, Expected, Verdict, Explanation, ColumnCount };
    enum Role { ToneRole = Qt::UserRole }; // text::Tone as int

    using QAbstractTableModel::QAbstractTableModel;

    void setSteps(std::vector<replay::Step> steps);
    void clearOutcomes();
    void setOutcome(const engine::StepOutcome& outcome);
    [[nodiscard]] const std::vector<replay::Step>& steps() const { return m_steps; }
    [[nodiscard]] const engine::StepOutcome* outcome(int row) const; // nullptr: not sent yet

    [[nodiscard]] int rowCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] int columnCount(const QModelIndex& parent = {}) const override;
    [[nodiscard]] QVariant data(const QModelIndex& index, int role) const override;
    [[nodiscard]] QVariant headerData(int section, Qt::Orientation orientation, int role) const override;

private:
    [[nodiscard]] QString cell(int row, int column) const;
    [[nodiscard]] QString verdict(int row) const;
    [[nodiscard]] text::Tone tone(int row) const;

    std::vector<replay::Step> m_steps;
    std::vector<std::optional<engine::StepOutcome>> m_outcomes;
};

// "GET_DESCRIPTOR device, IN, 18 bytes"; what a step will do, in one line.
[[nodiscard]] QString stepWords(const replay::Step& step);

} // namespace wb::ui
