// SPDX-License-Identifier: GPL-3.0-or-later
// When a stream ends by itself: after so many bytes, transfers or milliseconds, where a pattern or a difference
// arrives, after errors in a row. 0 is no limit.
// Thread: GUI. Errors: problem() says what is wrong.
#pragma once

#include "ui/bridge/endpoint_choice.h"

#include <QWidget>

class QCheckBox;
class QLabel;
class QLineEdit;

namespace wb::ui {

class NumberEdit;

class StreamStopPage : public QWidget {
    Q_OBJECT

public:
    explicit StreamStopPage(QWidget* parent = nullptr);

    void setEndpoint(const std::optional<EndpointChoice>& choice);
    void setComparing(bool isComparing); // there can be a difference
    [[nodiscard]] QString problem() const; // one sentence; empty: there is none
    void fill(engine::StreamConfig& config) const; // REQUIRES: no problem()

Q_SIGNALS:
    void changed();

private:
    void build();
    void checkPattern();

    NumberEdit* m_bytes;
    NumberEdit* m_transfers;
    NumberEdit* m_time;
    NumberEdit* m_errors;
    QLineEdit* m_pattern;
    QLabel* m_patternLabel = nullptr;
    QCheckBox* m_difference;
    bool m_isIn = true;
};

} // namespace wb::ui
