// SPDX-License-Identifier: GPL-3.0-or-later
// A filter box: marks the wrong word in place and says in one sentence what is wrong with it.
// Thread: GUI. Esc clears the text.
#pragma once

#include <QLabel>
#include <QLineEdit>

namespace wb::ui {

class FilterEdit : public QWidget {
    Q_OBJECT

public:
    // `objectName` is that of the line edit; the sentence is called `<objectName>Problem`.
    explicit FilterEdit(const QString& objectName, QWidget* parent = nullptr);

    [[nodiscard]] QLineEdit& edit() { return *m_edit; }
    [[nodiscard]] QString text() const { return m_edit->text(); }
    void markProblem(int position, int length, const QString& sentence);
    void clearProblem();
    void takeFocus(); // and select what is there

Q_SIGNALS:
    void textChanged(const QString& text);

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void underline(int position, int length);

    QLineEdit* m_edit;
    QLabel* m_problem;
};

} // namespace wb::ui
