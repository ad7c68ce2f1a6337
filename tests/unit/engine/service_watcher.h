// SPDX-License-Identifier: GPL-3.0-or-later
// Gathers everything a UsbService says, so that tests can wait for conditions on it.
// Thread: the service's.
#pragma once

#include "core/engine/usb_service.h"

#include <map>

namespace wb::test {

class ServiceWatcher : public QObject {
public:
    explicit ServiceWatcher(engine::UsbService& service)
    {
        using engine::UsbService;
        connect(&service, &UsbService::devicesChanged, this, [this](const engine::DeviceChanges& changes) {
            isInitialSeen = isInitialSeen || changes.isInitial;
            arrivals += changes.arrived.size();
            departures += changes.departed.size();
            returns.insert(returns.end(), changes.returned.begin(), changes.returned.end());
        });
        connect(&service, &UsbService::operationsFinished, this, [this](const auto& finished) {
            for (const engine::FinishedOperation& operation : finished) {
                operations.insert_or_assign(operation.request, operation.outcome);
                ++answers[operation.request];
            }
        });
        connect(&service, &UsbService::transfersFinished, this, [this](const auto& finished) {
            for (const engine::FinishedTransfer& transfer : finished) {
                transfers.insert_or_assign(transfer.request, transfer);
                ++answers[transfer.request];
            }
        });
        connect(&service, &UsbService::streamsChanged, this, [this](const auto& changed) {
            for (const engine::StreamStatus& status : changed)
                streams.insert_or_assign(status.id, status);
        });
        connect(&service, &UsbService::noticePosted, this,
            [this](const engine::Notice& notice) { notices.push_back(notice.text); });
        connect(&service, &UsbService::backendChanged, this,
            [this](const engine::BackendState& state) { backend = state; });
    }

    [[nodiscard]] bool isAnswered(engine::RequestId request) const { return answers.count(request) > 0; }
    [[nodiscard]] bool isStopped(engine::StreamId stream) const
    {
        const auto found = streams.find(stream);
        return found != streams.end() && !found->second.isActive();
    }
    [[nodiscard]] bool hasNotice(const std::string& part) const
    {
        for (const std::string& notice : notices)
            if (notice.find(part) != std::string::npos)
                return true;
        return false;
    }

    bool isInitialSeen = false;
    std::size_t arrivals = 0;
    std::size_t departures = 0;
    std::vector<engine::DeviceChanges::Return> returns;
    std::map<engine::RequestId, Status> operations;
    std::map<engine::RequestId, engine::FinishedTransfer> transfers;
    std::map<engine::RequestId, int> answers;
    std::map<engine::StreamId, engine::StreamStatus> streams;
    std::vector<std::string> notices;
    engine::BackendState backend;
};

} // namespace wb::test
