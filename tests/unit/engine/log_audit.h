// SPDX-License-Identifier: GPL-3.0-or-later
// Opens a log again and holds it against its promise: every transfer has one submission and one completion.
// Thread: any. Errors: the first thing wrong, in LogAudit::fault; records up to there are kept.
#pragma once

#include "core/capture/live_log.h"

#include <map>

namespace wb::test {

struct LogAudit {
    std::string fault; // empty: all is well
    std::map<std::uint64_t, capture::TransferRecord> records; // by the transfer's id; without what the system sent
    std::map<usb::TransferStatus, std::size_t> statuses; // how often each, of all records

    [[nodiscard]] std::size_t countOf(usb::TransferStatus status) const
    {
        const auto found = statuses.find(status);
        return found == statuses.end() ? 0 : found->second;
    }
};

// What the engine had the operating system send, SET_INTERFACE for one, is logged, too; nobody asked for it.
[[nodiscard]] inline bool isFromTheSystem(const capture::TransferRecord& record)
{
    return record.comment.find("sent by the operating system") != std::string::npos;
}

[[nodiscard]] inline std::string faultOf(const capture::IndexEntry& entry, std::size_t index)
{
    const std::string name = "transfer " + std::to_string(index);
    if (entry.submitOffset == capture::IndexEntry::kNoRecord)
        return name + " was never submitted";
    if (entry.completeOffset == capture::IndexEntry::kNoRecord
        || entry.transferStatus() == usb::TransferStatus::Pending)
        return name + " was never completed";
    return {};
}

[[nodiscard]] inline LogAudit auditLog(capture::LiveLog& log)
{
    LogAudit audit;
    if (const Status flushed = log.flush(); !flushed) {
        audit.fault = describe(flushed.error());
        return audit;
    }
    const capture::LiveLogCounters counters = log.counters();
    if (counters.transfers != counters.completed)
        audit.fault
            = std::to_string(counters.transfers) + " submitted, " + std::to_string(counters.completed) + " completed";
    if (counters.unlogged != 0)
        audit.fault = std::to_string(counters.unlogged) + " transfers were not written";
    const auto opened = capture::openCapture(log.path());
    if (!opened) {
        audit.fault = describe(opened.error());
        return audit;
    }
    const capture::TransferSource& file = **opened;
    for (const std::string& problem : file.problems())
        audit.fault = problem;
    std::vector<capture::IndexEntry> entries(file.count());
    if (file.entries(0, entries) != counters.transfers)
        audit.fault = "the file holds " + std::to_string(entries.size()) + " transfers of "
            + std::to_string(counters.transfers);
    for (std::size_t i = 0; i < entries.size() && audit.fault.empty(); ++i) {
        audit.fault = faultOf(entries[i], i);
        auto record = file.record(i);
        if (!record) {
            audit.fault = describe(record.error());
            continue;
        }
        ++audit.statuses[record->status];
        if (isFromTheSystem(*record))
            continue;
        const std::uint64_t id = record->urbId;
        if (!audit.records.emplace(id, std::move(*record)).second)
            audit.fault = "transfer id " + std::to_string(id) + " is there twice";
    }
    return audit;
}

} // namespace wb::test
