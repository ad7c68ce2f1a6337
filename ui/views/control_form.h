// SPDX-License-Identifier: GPL-3.0-or-later
// The fields of one control request, from the setup packet to the timeout, each checked while it is typed.
// Source of truth: USB 2.0 §9.3. For OUT requests wLength is the length of the data and cannot be typed.
// Units: milliseconds. Thread: GUI. Errors: draft() is none while a field is wrong; problem() says which.
#pragma once

#include "core/usb/device_info.h"
#include "ui/bridge/control_draft.h"

#include <QWidget>

class QComboBox;
class QLabel;

namespace wb::ui {

class DataEdit;
class NumberEdit;
class ProblemLabel;
class RequestTypeEdit;

class ControlForm : public QWidget {
    Q_OBJECT

public:
    explicit ControlForm(QWidget* parent = nullptr);

    void setDevice(const usb::DevicePtr& device); // none: no limit of the system (P24)
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
    void renameRequest();
    [[nodiscard]] std::optional<std::uint8_t> requestCode() const;

    usb::DevicePtr m_device;
    RequestTypeEdit* m_type;
    QComboBox* m_request;
    NumberEdit* m_value;
    NumberEdit* m_index;
    NumberEdit* m_length;
    NumberEdit* m_timeout;
    DataEdit* m_data;
    QLabel* m_dataLabel = nullptr;
    ProblemLabel* m_problemLabel;
    bool m_isLoading = false;
    QString m_lengthProblem;
};

} // namespace wb::ui
