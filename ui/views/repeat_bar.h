// SPDX-License-Identifier: GPL-3.0-or-later
// How often and how fast a request is sent again, and how far that has come. A request goes out when the one before has
// ended, and no earlier than the interval after that one went out.
// Units: milliseconds. Thread: GUI. Errors: isUsable() is false while a number is wrong.
#pragma once

#include <QElapsedTimer>
#include <QTimer>
#include <QWidget>

class QLabel;
class QPushButton;

namespace wb::ui {

class NumberEdit;

class RepeatBar : public QWidget {
    Q_OBJECT

public:
    explicit RepeatBar(QWidget* parent = nullptr);

    [[nodiscard]] bool isRunning() const { return m_isRunning; }
    [[nodiscard]] QString problem() const;
    void noteSent(); // begins the row with its first request, if more than one is wanted
    enum class Outcome : std::uint8_t { Good, Bad, Fatal }; // Fatal: the next would end the same way
    void noteEnded(Outcome outcome);
    void stop();

Q_SIGNALS:
    void due(); // the next request
    void changed();

private:
    void showCount();

    NumberEdit* m_times;
    NumberEdit* m_interval;
    QPushButton* m_stop;
    QLabel* m_count;
    QTimer m_timer;
    QElapsedTimer m_sinceSent;
    std::uint64_t m_wanted = 1; // 0: until it is stopped
    std::uint64_t m_sent = 0;
    std::uint64_t m_failed = 0;
    bool m_isRunning = false;
};

} // namespace wb::ui
