// SPDX-License-Identifier: GPL-3.0-or-later
// Bytes to send, written as hexadecimal or as text, or taken from a file; the length is counted live.
// Units: bytes. Thread: GUI. A file is read anew for each read(), away from the GUI thread, up to `maxBytes`.
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
    [[nodiscard]] bool isReading() const { return m_taker != nullptr; }
    // Ends a read under way as cancelled, as do another file and another form; else nothing.
    void abandon();
    [[nodiscard]] std::optional<std::uint64_t> length() const; // none while wrong
    [[nodiscard]] QString problem() const { return m_problem; }
    void setBytes(ByteView bytes); // shown as hexadecimal
    [[nodiscard]] std::optional<Bytes> typedBytes() const; // none while wrong, and of a file
    void setLines(int lines); // that the editors show without scrolling; three unless told

Q_SIGNALS:
    void changed();

private:
    enum Form { Hex = 0, Text = 1, File = 2 };

    void buildFilePage(const QString& prefix);
    void chooseFile();
    void check();
    [[nodiscard]] Result<std::uint64_t> checkedLength() const;
    void finishReading(const Result<Bytes>& bytes);

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
    Taker m_taker; // of the read under way
    std::uint64_t m_readings = 0; // so far: an abandoned one may still come back
};

} // namespace wb::ui
