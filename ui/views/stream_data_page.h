// SPDX-License-Identifier: GPL-3.0-or-later
// What an OUT stream sends; where the bytes of an IN stream go beside the log, and what they are compared with.
// Thread: GUI; files are read away from it. Errors: problem() says what is wrong.
#pragma once

#include "ui/bridge/endpoint_choice.h"
#include "ui/views/payload_edit.h"

class QCheckBox;
class QComboBox;
class QLineEdit;

namespace wb::ui {

class StreamDataPage : public QWidget {
    Q_OBJECT

public:
    explicit StreamDataPage(QWidget* parent = nullptr);

    void setEndpoint(const std::optional<EndpointChoice>& choice);
    [[nodiscard]] QString problem() const; // one sentence; empty: there is none
    [[nodiscard]] QString payloadProblem() const; // of the payload alone, compared or not: a loopback check needs it
    [[nodiscard]] bool isComparing() const; // IN, with what is expected
    void fill(engine::StreamConfig& config) const; // all but the payload

    // What is sent, or expected; REQUIRES: no payloadProblem(). As PayloadEdit.
    void readPayload(PayloadEdit::Taker taker);
    [[nodiscard]] bool isReading() const;
    void abandon();

Q_SIGNALS:
    void changed();

private:
    void buildSinks(QWidget* column);
    void chooseFile();
    void refresh();
    [[nodiscard]] engine::StreamSink sink() const;
    [[nodiscard]] PayloadEdit* payload() const { return m_isIn ? m_expected : m_source; }

    bool m_isIn = true;
    QWidget* m_in;
    PayloadEdit* m_source;
    QComboBox* m_sink;
    QWidget* m_fileRow;
    QLineEdit* m_file;
    QCheckBox* m_compare;
    PayloadEdit* m_expected;
};

} // namespace wb::ui
