// SPDX-License-Identifier: GPL-3.0-or-later
// Where the window keeps the logs of its runs, and how many of them.
// Thread: any; pruning may run beside everything else. Errors: a directory that cannot be made or written gives the
// system's temporary one; pruning leaves what it cannot remove.
#pragma once

#include <QDateTime>
#include <QString>

namespace wb::app {

inline constexpr int kKeptSessionLogs = 10;

// ~/.local/share/usb-workbench/logs, made when missing.
[[nodiscard]] QString sessionLogDirectory();

// "session-20260301-123105-4711.pcapng"
[[nodiscard]] QString sessionLogName(const QDateTime& started, qint64 processId);

// Removes the oldest session logs beyond `kept`; other files, and the one named `current`, are left alone.
void pruneSessionLogs(const QString& directory, const QString& current, int kept);

} // namespace wb::app
