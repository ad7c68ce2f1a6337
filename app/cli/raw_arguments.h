// SPDX-License-Identifier: GPL-3.0-or-later
// The words of the command line sorted to the options they belong to, before anything is checked.
// One struct serves every command: a command declares only the members it takes.
// Thread: any; plain values. Private to the parser.
#pragma once

#include "app/cli/options.h"

namespace CLI {
class App;
}

namespace wb::cli {

using RawText = std::optional<std::string>;

inline constexpr auto kPlainGraph = "true"; // what CLI11 gives a flag without a value

struct RawArguments {
    // Global.
    bool demo = false;
    bool readOnly = false;
    bool givesBack = false; // of drivers
    bool forgets = false;
    RawText log;
    RawText payloadLimit;
    bool stopWithoutLog = false;
    RawText snapshot;
    RawText node;
    RawText windowFile;
    // Positional.
    RawText device;
    RawText endpoint;
    std::vector<std::string> endpoints; // of stream
    RawText file; // of replay and snapshot show
    std::vector<std::string> devices; // of snapshot save
    std::vector<std::string> words; // of find, models of export, FIELD=VALUE of hid
    RawText subject; // of lint
    RawText least;
    RawText listen; // of export
    RawText left;
    RawText right;
    RawText requestType;
    RawText request;
    RawText value;
    RawText index;
    RawText length;
    // Options.
    RawText alternate;
    RawText bytes;
    RawText count;
    RawText data;
    RawText dataFile;
    RawText depth;
    RawText deviceClass; // of watch
    RawText direction;
    RawText event; // of watch
    RawText every;
    RawText expect;
    RawText format;
    RawText from;
    std::string graph; // empty: not given
    RawText getReport;
    RawText hidFile;
    RawText loopback;
    RawText maxErrors;
    RawText interfaceNumber;
    RawText language; // of library
    RawText libraryLog;
    RawText out;
    RawText packetLengths;
    RawText packets;
    std::vector<std::string> policies; // EVENT=ACTION, each
    RawText productId; // of watch
    RawText rate;
    RawText recipient;
    RawText requests; // of scan
    RawText setReport;
    RawText requestName;
    RawText seconds;
    std::vector<std::string> settings; // of control
    RawText size;
    RawText source;
    RawText streamId;
    RawText streams;
    RawText text;
    RawText timeout;
    RawText times; // --repeat of control
    RawText type;
    RawText until;
    RawText vendorId; // of watch
    bool attached = false; // of watch
    bool detachDriver = false;
    bool discard = false;
    bool facts = false;
    bool hex = false;
    bool listModels = false;
    bool listRequests = false;
    bool listRules = false;
    bool readAll = false;
    bool strict = false;
    bool strings = false;
    bool json = false;
    bool keepGoing = false;
    bool mask = false;
    bool noAuto = false;
    bool originalTiming = false;
    bool ports = false;
    bool repeat = false; // of stream
    bool shortIsError = false;
    bool stopAtFirstDifference = false;
    bool untilDifference = false;
    bool yes = false;
    bool yesDetach = false;
    bool zeroCopy = false;
    bool zeroPacket = false;
};

// Adds every command, option and help text to `app`, bound to `raw`, which must outlive it.
void declareCommands(CLI::App& app, RawArguments& raw);

// Everything but the target.
[[nodiscard]] Result<HidOptions> convertHid(const RawArguments& raw);

// The typed command; `name` is empty for the window, "snapshot save" for a command below another.
[[nodiscard]] Result<CommandLine> convert(std::string_view name, const RawArguments& raw);

} // namespace wb::cli
