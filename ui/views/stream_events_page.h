// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream does after each way a transfer can end: stop, submit again, or clear the endpoint's halt and go on.
// Source of truth: engine::StreamPolicy; what makes no sense is not offered. Thread: GUI. Errors: none.
#pragma once

#include "core/engine/stream_types.h"

#include <QWidget>

#include <array>

class QComboBox;
class QPushButton;

namespace wb::ui {

class StreamEventsPage : public QWidget {
    Q_OBJECT

public:
    explicit StreamEventsPage(QWidget* parent = nullptr);

    [[nodiscard]] engine::StreamPolicy policy() const;

private:
    void setPolicy(const engine::StreamPolicy& policy);

    std::array<QComboBox*, engine::kStreamEvents> m_actions {};
    QPushButton* m_usual;
};

} // namespace wb::ui
