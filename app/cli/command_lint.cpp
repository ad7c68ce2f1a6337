// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/arguments.h"
#include "app/cli/commands.h"
#include "app/cli/descriptor_source.h"
#include "app/cli/json.h"
#include "app/cli/snapshot_source.h"
#include "app/cli/text.h"
#include "core/descriptors/severity_word.h"
#include "core/descriptors/usb_ids.h"
#include "core/lint/lint.h"
#include "core/snapshot/load.h"

namespace wb::cli {
namespace {

using descriptors::Severity;
using descriptors::severityWord;

struct Subject {
    std::string name; // safe to show
    descriptors::DescriptorSet set;
};

OrExit<std::vector<Subject>> fileSubjects(Session& session, const std::string& path)
{
    const auto snapshot = snapshot::loadFile(path);
    if (!snapshot)
        return tl::unexpected(session.messages().failure(snapshot.error(), ExitCode::File));
    std::vector<Subject> subjects;
    for (const snapshot::Device& device : snapshot->devices)
        subjects.push_back({ escapeForDisplay(snapshot::titleOf(device)), snapshot::descriptorSetOf(device) });
    return subjects;
}

OrExit<std::vector<Subject>> deviceSubject(Session& session, const LintOptions& options)
{
    const auto selector = parseDevice(options.subject);
    if (!selector) {
        const std::string word = "\"" + escapeForDisplay(options.subject) + "\"";
        return tl::unexpected(session.messages().failure(
            Error { ErrorKind::InvalidArgument, 0, "lint", word + " is no file and no device" }));
    }
    const auto device = findTarget(session, *selector);
    if (!device)
        return tl::unexpected(device.error());
    if (!options.reads)
        return std::vector<Subject> { { readableName(**device), knownDescriptors(**device) } };
    auto all = allDescriptors(session, *device);
    if (!all)
        return tl::unexpected(all.error());
    return std::vector<Subject> { { readableName(**device), std::move(*all) } };
}

Json findingJson(const lint::Finding& finding, const descriptors::DescriptorSet& set)
{
    Json json = toJson(finding.diagnostic);
    json["rule"] = finding.diagnostic.rule;
    json["section"] = descriptors::sectionTitle(set.sections[finding.section]);
    return json;
}

void printFindings(Output& out, const Subject& subject, const lint::Result& result, Severity least)
{
    for (const lint::Finding& finding : result.findings) {
        const descriptors::Diagnostic& told = finding.diagnostic;
        if (told.severity >= least)
            out.line(subject.name + ": " + std::string(severityWord(told.severity)) + ": " + told.message + " ["
                + std::string(told.rule) + ", " + told.spec + "; "
                + descriptors::sectionTitle(subject.set.sections[finding.section]) + ", byte "
                + std::to_string(told.range.begin) + "]");
    }
    if (result.omitted > 0)
        out.line(subject.name + ": " + std::to_string(result.omitted) + " more findings alike are left out");
    out.line(subject.name + ": " + std::to_string(result.count(Severity::Error)) + " errors, "
        + std::to_string(result.count(Severity::Warning)) + " warnings, " + std::to_string(result.count(Severity::Note))
        + " notes");
}

Json subjectJson(const Subject& subject, const lint::Result& result, Severity least)
{
    Json findings = Json::array();
    for (const lint::Finding& finding : result.findings)
        if (finding.diagnostic.severity >= least)
            findings.push_back(findingJson(finding, subject.set));
    return { { "name", subject.name }, { "errors", result.count(Severity::Error) },
        { "warnings", result.count(Severity::Warning) }, { "notes", result.count(Severity::Note) },
        { "omitted", result.omitted }, { "findings", std::move(findings) } };
}

ExitCode listRules(Output& out, bool json)
{
    Json list = Json::array();
    for (const descriptors::Rule& rule : lint::allRules()) {
        if (json)
            list.push_back({ { "rule", rule.id }, { "severity", severityWord(rule.severity) }, { "spec", rule.spec },
                { "summary", rule.summary } });
        else
            out.line(std::string(rule.id) + "  " + std::string(severityWord(rule.severity)) + "  "
                + std::string(rule.spec) + ": " + std::string(rule.summary));
    }
    if (json)
        out.line(toLine({ { "schema", "usb-workbench.rules/1" }, { "rules", std::move(list) } }));
    return ExitCode::Success;
}

} // namespace

bool needsDevices(const LintOptions& options) { return !options.listsRules && !namesFile(options.subject); }

ExitCode run(Session& session, const LintOptions& options)
{
    if (options.listsRules)
        return listRules(session.out(), options.json);
    const auto subjects
        = namesFile(options.subject) ? fileSubjects(session, options.subject) : deviceSubject(session, options);
    if (!subjects)
        return subjects.error();
    const Severity failing = options.isStrict ? Severity::Warning : Severity::Error;
    bool hasFailed = false;
    Json devices = Json::array();
    for (const Subject& subject : *subjects) {
        const auto decoded = descriptors::decodeSet(subject.set, &descriptors::UsbIds::system());
        const lint::Result result = lint::lint(subject.set, decoded);
        hasFailed = hasFailed || (result.worst() && *result.worst() >= failing);
        if (options.json)
            devices.push_back(subjectJson(subject, result, options.least));
        else
            printFindings(session.out(), subject, result, options.least);
    }
    if (options.json)
        session.out().line(toLine({ { "schema", "usb-workbench.lint/1" }, { "devices", std::move(devices) } }));
    return hasFailed ? ExitCode::Findings : ExitCode::Success;
}

} // namespace wb::cli
