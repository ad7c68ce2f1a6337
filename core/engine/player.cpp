// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/player.h"

#include <QTimer>

#include <algorithm>

namespace wb::engine {

class Player::Private {
public:
    Private(Player& player, UsbService& usbService, usb::DeviceId target, std::vector<replay::Step> sequence,
        PlayerOptions chosen)
        : q(player)
        , service(usbService)
        , device(target)
        , steps(std::move(sequence))
        , options(chosen)
    {
        timer.setSingleShot(true);
        timer.setTimerType(Qt::PreciseTimer);
    }

    void sendNext();
    void send(const replay::Step& step);
    void judge(const usb::TransferResult& result);
    void judgeOperation(const Status& status);
    void fail(const Error& error);
    void finishStep(StepOutcome outcome);
    void end();

    Player& q;
    UsbService& service;
    const usb::DeviceId device;
    const std::vector<replay::Step> steps;
    const PlayerOptions options;
    std::vector<StepOutcome> outcomes;
    QTimer timer;
    Nanoseconds started { 0 };
    RequestId pending;
    bool isRunning = false;
    bool isCancelled = false;
    bool hasDeparted = false;
};

Player::Player(
    UsbService& service, usb::DeviceId device, std::vector<replay::Step> steps, PlayerOptions options, QObject* parent)
    : QObject(parent)
    , d(std::make_unique<Private>(*this, service, device, std::move(steps), options))
{
    connect(&d->timer, &QTimer::timeout, this, [this] { d->sendNext(); });
    connect(&service, &UsbService::transfersFinished, this, [this](const std::vector<FinishedTransfer>& finished) {
        for (const FinishedTransfer& transfer : finished) {
            if (!d->pending.isValid() || transfer.request != d->pending)
                continue;
            if (transfer.error)
                d->fail(*transfer.error);
            else
                d->judge(transfer.result);
        }
    });
    connect(&service, &UsbService::operationsFinished, this, [this](const std::vector<FinishedOperation>& finished) {
        for (const FinishedOperation& operation : finished)
            if (d->pending.isValid() && operation.request == d->pending)
                d->judgeOperation(operation.outcome);
    });
    connect(&service, &UsbService::devicesChanged, this, [this](const DeviceChanges& changes) {
        for (const usb::DevicePtr& departed : changes.departed)
            d->hasDeparted = d->hasDeparted || departed->id == d->device;
        if (d->hasDeparted && d->isRunning && !d->pending.isValid())
            d->end();
    });
}

Player::~Player() = default;

void Player::start()
{
    if (d->isRunning)
        return;
    d->isRunning = true;
    d->started = now();
    d->timer.start(0); // signals never come before start() has returned
}

void Player::cancel()
{
    if (!d->isRunning)
        return;
    d->isCancelled = true;
    if (d->pending.isValid())
        d->service.cancel(d->pending); // its answer ends the run
    else
        d->timer.start(0);
}

bool Player::isRunning() const { return d->isRunning; }

const std::vector<replay::Step>& Player::steps() const { return d->steps; }

const std::vector<StepOutcome>& Player::outcomes() const { return d->outcomes; }

Player::Summary Player::summary() const
{
    Summary summary;
    summary.wasCancelled = d->isCancelled;
    for (const StepOutcome& outcome : d->outcomes) {
        switch (outcome.comparison.verdict) {
        case replay::Verdict::Same:
            ++summary.same;
            break;
        case replay::Verdict::Differs:
            ++summary.differs;
            break;
        case replay::Verdict::Failed:
            ++summary.failed;
            break;
        case replay::Verdict::Skipped:
            ++summary.skipped;
            break;
        }
    }
    return summary;
}

void Player::Private::sendNext()
{
    if (!isRunning)
        return;
    if (isCancelled || hasDeparted || outcomes.size() == steps.size()) {
        end();
        return;
    }
    const replay::Step& step = steps[outcomes.size()];
    if (options.originalTiming) {
        const Nanoseconds due = started + step.offset;
        if (const Nanoseconds time = now(); due > time) {
            const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - time);
            timer.start(std::min<std::chrono::milliseconds>(wait, std::chrono::hours(1)));
            return;
        }
    }
    send(step);
}

void Player::Private::send(const replay::Step& step)
{
    switch (step.kind) {
    case replay::StepKind::Transfer:
        pending = service.transfer(device, step.request);
        return;
    case replay::StepKind::SetConfiguration:
        pending = service.setConfiguration(device, step.value == 0 ? std::nullopt : std::optional(step.value));
        return;
    case replay::StepKind::SetInterface:
        pending = service.setAlternateSetting(device, step.interfaceNumber, step.value);
        return;
    case replay::StepKind::ClearHalt:
        pending = service.clearHalt(device, step.endpoint);
        return;
    case replay::StepKind::Skipped:
        StepOutcome outcome;
        outcome.step = outcomes.size();
        outcome.comparison = { replay::Verdict::Skipped, std::nullopt, step.skipReason };
        finishStep(std::move(outcome));
        return;
    }
}

void Player::Private::judge(const usb::TransferResult& result)
{
    StepOutcome outcome;
    outcome.step = outcomes.size();
    outcome.result = result;
    outcome.comparison = replay::compare(steps[outcome.step], result);
    finishStep(std::move(outcome));
}

void Player::Private::judgeOperation(const Status& status)
{
    if (!status && status.error().kind != ErrorKind::Stall) {
        fail(status.error());
        return;
    }
    usb::TransferResult result;
    result.status = status ? usb::TransferStatus::Completed : usb::TransferStatus::Stall;
    judge(result);
}

void Player::Private::fail(const Error& error)
{
    StepOutcome outcome;
    outcome.step = outcomes.size();
    outcome.error = error;
    outcome.comparison = { replay::Verdict::Failed, std::nullopt, describe(error) };
    finishStep(std::move(outcome));
}

void Player::Private::finishStep(StepOutcome outcome)
{
    pending = {};
    const bool differs = outcome.comparison.verdict == replay::Verdict::Differs
        || outcome.comparison.verdict == replay::Verdict::Failed;
    outcomes.push_back(std::move(outcome));
    Q_EMIT q.stepFinished(outcomes.back());
    if (differs && options.stopAtFirstDifference)
        end();
    else
        timer.start(0);
}

void Player::Private::end()
{
    if (!isRunning)
        return;
    isRunning = false;
    timer.stop();
    Q_EMIT q.finished();
}

} // namespace wb::engine
