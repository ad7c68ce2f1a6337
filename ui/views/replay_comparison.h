// SPDX-License-Identifier: GPL-3.0-or-later
// What was recorded and what came now, byte by byte side by side, with the first difference lit in both.
// Thread: GUI. Ownership: keeps copies of the bytes shown.
#pragma once

#include "core/engine/player.h"

#include <QWidget>

class QLabel;

namespace wb::ui {

class HexView;

class ReplayComparison : public QWidget {
    Q_OBJECT

public:
    explicit ReplayComparison(QWidget* parent = nullptr);

    // `outcome` may be null: the step has not been sent yet.
    void showStep(const replay::Step& step, const engine::StepOutcome* outcome, const QString& explanation);
    void clear();

private:
    QLabel* m_difference;
    HexView* m_expected;
    HexView* m_got;
};

} // namespace wb::ui
