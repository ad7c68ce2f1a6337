// SPDX-License-Identifier: GPL-3.0-or-later
// A control request as it is edited, kept in the history, and saved under a name.
// Source of truth of saved ones: the settings key "control/savedRequests", a JSON array; an entry that cannot be
// read is left out, never an error.
// Thread: GUI. Ownership: `settings` outlives the store.
#pragma once

#include "core/usb/transfer.h"

#include <QSettings>
#include <QString>

#include <vector>

namespace wb::ui {

struct ControlDraft {
    QString name; // empty: not saved
    usb::SetupPacket setup;
    Bytes data; // OUT
    std::uint32_t timeoutMs = usb::kDefaultTimeoutMs; // 0 = wait for ever

    bool operator==(const ControlDraft&) const = default;
    [[nodiscard]] usb::TransferRequest toRequest() const;
};

class SavedRequests {
public:
    explicit SavedRequests(QSettings& settings);

    [[nodiscard]] const std::vector<ControlDraft>& all() const { return m_all; } // by name
    void save(const ControlDraft& draft); // replaces one of the same name. REQUIRES: a name
    void remove(const QString& name);

private:
    void write() const;

    QSettings& m_settings;
    std::vector<ControlDraft> m_all;
};

} // namespace wb::ui
