// SPDX-License-Identifier: GPL-3.0-or-later
// The streams of one command: started together, told of each second, ended together.
//
// All are over when each has reached its limit. One that ends because of an error, of the pattern it looked for or of
// the difference it was to stop at ends the others; so do an interruption, and a reader of stdout that has left. A
// loopback's receiver goes on after its sender until everything sent has come back, or nothing has come for a second.
// Thread: that of the QCoreApplication. Ownership: borrows the session. Errors: those of the streams are in their
// statuses.
#pragma once

#include "app/cli/session.h"

#include <QTimer>

namespace wb::cli {

class StreamRun : public QObject {
    Q_OBJECT

public:
    // `isLoopback`: of the two streams the one that receives waits for what the other has sent.
    StreamRun(Session& session, bool isLoopback, bool json);

    void start(usb::DeviceId device, const engine::StreamConfig& config);
    [[nodiscard]] std::size_t count() const { return m_streams.size(); }
    // Until all have stopped; prints progress. One that was lost has no status.
    [[nodiscard]] std::vector<engine::StreamStatus> run();

private:
    struct Stream {
        engine::StreamId id;
        bool mustStop = false;
        // As of the last line of progress.
        double seconds = 0;
        std::uint64_t bytes = 0;
        std::uint64_t transfers = 0;
    };

    [[nodiscard]] bool advance(); // true: all have stopped
    void stop(engine::StreamId id);
    void stopAll();
    void tellWhoMustStop(std::span<const engine::StreamStatus> statuses);
    void waitForEcho(const engine::StreamStatus& sender, const engine::StreamStatus& receiver);
    void printProgress();
    void print(Stream& stream, const engine::StreamStatus& status) const;

    Session& m_session;
    const bool m_isLoopback;
    const bool m_json;
    std::vector<Stream> m_streams;
    QTimer m_progress;
    QTimer m_echo; // runs while nothing comes back
    std::optional<std::uint64_t> m_echoed; // when it was started
};

} // namespace wb::cli
