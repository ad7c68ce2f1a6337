// SPDX-License-Identifier: GPL-3.0-or-later
// A strip above everything when USB itself is the news: there is none, it failed, or it does not answer (P69).
// Offers the demo bus with one click.
// Thread: GUI. Ownership: `context` outlives the banner.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/views/inline_message.h"

namespace wb::ui {

class SystemBanner : public QWidget {
    Q_OBJECT

public:
    explicit SystemBanner(AppContext& context, QWidget* parent = nullptr);

private:
    void update();

    AppContext& m_context;
    InlineMessage* m_message;
    QAbstractButton* m_demo;
    QAbstractButton* m_refresh;
    QString m_dismissed; // these words were dismissed: only other ones come back
};

} // namespace wb::ui
