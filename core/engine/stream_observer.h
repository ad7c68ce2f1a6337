// SPDX-License-Identifier: GPL-3.0-or-later
// Looks at every completed transfer of a stream before its bytes go to the log: counts, compares, searches, passes on.
// Thread: USB. Ownership: owns the file that the bytes go into.
// Errors: a file that cannot take them is failure(); what was received is never an error here.
#pragma once

#include "core/engine/stream_file.h"
#include "core/engine/transfer_rules.h"
#include "core/stream/pattern_finder.h"

#include <memory>

namespace wb::engine {

class StreamObserver {
public:
    explicit StreamObserver(const StreamPlan& plan);

    // `isTakenBack`: cancelled by the stream itself, which is neither an error nor a packet's fault.
    void completed(const backend::Transfer& transfer, bool isTakenBack, StreamStatus& status);
    // What the comparison or the search found that the stream was asked to stop at; empty: nothing.
    [[nodiscard]] std::string reasonToStop(const StreamStatus& status) const;
    [[nodiscard]] std::optional<Error> failure() const { return m_file ? m_file->error() : std::nullopt; }
    // Figures that are taken over now and then only; the next transfer's bytes are the next preview.
    void publish(StreamStatus& status);
    void finish() const; // no more bytes will come
    [[nodiscard]] bool isFinished() const { return !m_file || m_file->isFinished(); }

private:
    void countPackets(const backend::Transfer& transfer, StreamStatus& status) const;
    void takeReceived(const backend::Transfer& transfer, StreamStatus& status);
    void keepReport(const backend::Transfer& transfer, StreamStatus& status) const;
    void take(ByteView bytes, StreamStatus& status);

    const StreamConfig m_config;
    std::optional<stream::PayloadCheck> m_check;
    std::optional<stream::PatternFinder> m_finder;
    std::unique_ptr<StreamFile> m_file;
    bool m_wantsPreview;
};

} // namespace wb::engine
