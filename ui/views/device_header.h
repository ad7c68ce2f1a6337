// SPDX-License-Identifier: GPL-3.0-or-later
// The strip above the centre: what is selected, where it is, what state it is in, and its main verbs.
// Failed operations stay below it, with what to do, until dismissed or repeated.
// Thread: GUI. Ownership: `context` and `actions` outlive the header.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/selection.h"

#include <QWidget>

class QLabel;
class QToolButton;

namespace wb::ui {

class AccessHelp;
class DeviceActions;
class InlineMessage;

class DeviceHeader : public QWidget {
    Q_OBJECT

public:
    DeviceHeader(AppContext& context, DeviceActions& actions, QWidget* parent = nullptr);

    // `departed`: when it was unplugged, 0 when that is not known; nothing: it is there.
    void setSubject(const Selection& subject, std::optional<Nanoseconds> departed);

protected:
    void changeEvent(QEvent* event) override;

private:
    void buildStrip(DeviceActions& actions);
    void showFailure(const usb::DevicePtr& device, const Error& error);
    void updateWords();
    void updateState();
    [[nodiscard]] QString partOf(const Selection& subject) const;

    AppContext& m_context;
    QLabel* m_icon;
    QLabel* m_name;
    QLabel* m_facts;
    QLabel* m_state;
    InlineMessage* m_message;
    AccessHelp* m_help;
    Selection m_subject;
    std::optional<Nanoseconds> m_departed;
};

} // namespace wb::ui
