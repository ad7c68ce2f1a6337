// SPDX-License-Identifier: GPL-3.0-or-later
// Sends a sequence of recorded transfers to a device again and judges every answer.
// Thread: that of the service. One step is finished before the next is sent (responses may depend on order);
// original timing waits until each step's offset from the start, as fast as possible does not wait.
// Errors: a step that cannot be sent has verdict Failed and its explanation; the run goes on, unless
// `stopAtFirstDifference`. A device that departs ends the run.
#pragma once

#include "core/engine/usb_service.h"
#include "core/replay/replay.h"

namespace wb::engine {

struct PlayerOptions {
    bool originalTiming = false;
    bool stopAtFirstDifference = false;
};

struct StepOutcome {
    std::size_t step = 0; // index into the sequence
    replay::Comparison comparison;
    std::optional<Error> error;
    usb::TransferResult result;
};

class Player : public QObject {
    Q_OBJECT

public:
    // `service` must outlive the player.
    Player(UsbService& service, usb::DeviceId device, std::vector<replay::Step> steps, PlayerOptions options,
        QObject* parent = nullptr);
    ~Player() override;

    void start();
    void cancel(); // finished() follows
    [[nodiscard]] bool isRunning() const;
    [[nodiscard]] const std::vector<replay::Step>& steps() const;
    [[nodiscard]] const std::vector<StepOutcome>& outcomes() const;

    struct Summary {
        std::size_t same = 0;
        std::size_t differs = 0;
        std::size_t failed = 0;
        std::size_t skipped = 0;
        bool wasCancelled = false;
    };
    [[nodiscard]] Summary summary() const;

Q_SIGNALS:
    void stepFinished(const wb::engine::StepOutcome& outcome);
    void finished();

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace wb::engine
