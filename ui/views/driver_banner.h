// SPDX-License-Identifier: GPL-3.0-or-later
// A strip that offers to put back the kernel drivers which an earlier run left off (P56).
// Thread: GUI. Ownership: `context` outlives the banner.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/views/inline_message.h"

namespace wb::ui {

class DriverBanner : public QWidget {
    Q_OBJECT

public:
    explicit DriverBanner(AppContext& context, QWidget* parent = nullptr);

private:
    void update();
    void showFailure(const Error& error);

    AppContext& m_context;
    InlineMessage* m_message;
    QAbstractButton* m_giveBack;
};

} // namespace wb::ui
