// SPDX-License-Identifier: GPL-3.0-or-later
// What a stream sends, or is expected to receive: bytes of the person's or of a generator (core/stream/payload.h).
// Units: bytes. Thread: GUI; files are read away from it. Errors: problem() says why there is no payload.
#pragma once

#include "core/stream/payload.h"

#include <QWidget>

#include <functional>

class QComboBox;
class QStackedWidget;

namespace wb::ui {

class DataEdit;
class NumberEdit;

class PayloadEdit : public QWidget {
    Q_OBJECT

public:
    // Object names inside start with `prefix`.
    PayloadEdit(const QString& prefix, const QString& title, QWidget* parent = nullptr);

    // Hands over a checked payload: at once, or when its file has been read. One at a time. REQUIRES: no problem().
    using Taker = std::function<void(const Result<stream::PayloadSpec>& payload)>;
    void read(Taker taker);
    [[nodiscard]] bool isReading() const;
    void abandon(); // ends a read under way as cancelled
    [[nodiscard]] QString problem() const; // one sentence; empty: there is none

Q_SIGNALS:
    void changed();

private:
    enum Kind { Repeated, Endless, Once, Counter, Prbs, Random };

    void build(const QString& title);
    [[nodiscard]] QWidget* page(const QList<QPair<QString, QWidget*>>& fields);
    [[nodiscard]] Kind kind() const;
    [[nodiscard]] bool isOfBytes() const { return kind() <= Once; }
    void showKind();
    [[nodiscard]] stream::PayloadSpec ofBytes(const Bytes& bytes) const;
    [[nodiscard]] stream::PayloadSpec generated() const;

    QString m_prefix;
    QComboBox* m_kind;
    QStackedWidget* m_pages;
    DataEdit* m_data;
    QComboBox* m_counterBytes;
    NumberEdit* m_counterStart;
    QComboBox* m_prbsOrder;
    NumberEdit* m_seed;
};

} // namespace wb::ui
