// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one control request, from the setup packet to the timeout, each checked while it is typed.
// Source of truth: USB 2.0 §9.3. For OUT requests wLength is the length of the data and cannot be typed. The recipient
// in wIndex is the one that is selected in the tree, until somebody types or picks another.
// Units: milliseconds. Thread: GUI. Errors: draft() is none while a field is wrong; problem() says which.
#pragma once

#include "ui/bridge/control_draft.h"
#include "ui/bridge/selection.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace wb::ui {

class DataEdit;
class NumberEdit;
class ProblemLabel;
class RecipientPicker;
class RequestTypeEdit;

class ControlForm : public QWidget {
    Q_OBJECT

public:
    explicit ControlForm(QWidget* parent = nullptr);

    void setSubject(const Selection& subject); // no device: no limit of the system (P24)
    void setDraft(const ControlDraft& draft);
    [[nodiscard]] std::optional<ControlDraft> draft() const; // without the bytes of a file
    // Hands over the request with its data as they are now: at once, or when the file it comes from has been read.
    // Fails while a field is wrong, and when the file cannot be read.
    using Taker = std::function<void(const Result<ControlDraft>& draft)>;
    void complete(Taker taker);
    [[nodiscard]] bool isReading() const; // the file under way to a taker
    void abandonReading(); // its taker is told that it was cancelled
    [[nodiscard]] QString problem() const;
    // What is typed so far, however long; none while a number is wrong.
    [[nodiscard]] std::optional<usb::SetupPacket> setup() const;
    [[nodiscard]] std::optional<std::uint32_t> timeoutMs() const;
    void setTimeout(std::uint32_t milliseconds);
    [[nodiscard]] Bytes typedData() const; // of OUT requests; empty while it is wrong or in a file

Q_SIGNALS:
    void changed();

private:
    void build();
    void check();
    void showLength(bool isOut);
    void renameRequest();
    void takeType();
    void followTree();
    void setIndexByte(std::uint8_t number);
    void showRecipient();
    [[nodiscard]] std::optional<std::uint8_t> requestCode() const;

    Selection m_subject;
    RequestTypeEdit* m_type;
    QComboBox* m_request;
    NumberEdit* m_value;
    NumberEdit* m_index;
    QLabel* m_recipientLabel = nullptr;
    RecipientPicker* m_recipient;
    NumberEdit* m_length;
    NumberEdit* m_timeout;
    DataEdit* m_data;
    QLabel* m_dataLabel = nullptr;
    ProblemLabel* m_problemLabel;
    bool m_isLoading = false;
    std::optional<usb::Recipient> m_shownRecipient; // as of the last look
    bool m_isIndexOfTree = true; // nobody has named a recipient by hand
    QString m_lengthProblem;
    std::optional<std::uint64_t> m_lengthForIn; // typed before the request became one for OUT
};

} // namespace wb::ui
