// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes to send, written as hexadecimal or as text, or taken from a file; the length is counted live.
// Units: bytes. Thread: GUI. A file is read anew for each read(), on a thread of its own, up to `maxBytes`.
// Errors: wrong hexadecimal is marked in place and named with its column; problem() says why there are no bytes.
#pragma once

#include "core/base/bytes.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QLabel;
class QLineEdit;
class QPlainTextEdit;
class QStackedWidget;

namespace wb::ui {

class ProblemLabel;

class DataEdit : public QWidget {
    Q_OBJECT

public:
    // Object names inside start with `prefix`.
    DataEdit(const QString& prefix, std::uint64_t maxBytes, QWidget* parent = nullptr);

    // Hands over the bytes as they are now: at once, or when the file has been read. One at a time: until then
    // length() is none and problem() says that it is being read.
    using Taker = std::function<void(const Result<Bytes>& bytes)>;
    void read(Taker taker);
    [[nodiscard]] std::optional<std::uint64_t> length() const; // none while wrong
    [[nodiscard]] QString problem() const { return m_problem; }
    void setBytes(ByteView bytes); // shown as hexadecimal

Q_SIGNALS:
    void changed();

private:
    enum Form { Hex = 0, Text = 1, File = 2 };

    void buildFilePage(const QString& prefix);
    void chooseFile();
    void check();
    [[nodiscard]] Result<std::uint64_t> checkedLength() const;
    void take(const Taker& taker, const Result<Bytes>& bytes);

    std::uint64_t m_maxBytes;
    QComboBox* m_form;
    QStackedWidget* m_pages;
    QPlainTextEdit* m_hex;
    QPlainTextEdit* m_text;
    QLineEdit* m_file;
    QLabel* m_count;
    ProblemLabel* m_problemLabel;
    std::optional<std::uint64_t> m_length;
    QString m_problem;
    bool m_isReading = false;
};

} // namespace wb::ui
