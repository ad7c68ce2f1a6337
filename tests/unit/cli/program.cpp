// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/cli/program.h"

#include <csignal>

namespace wb::test {
namespace {

constexpr int kLimitMs = 60000; // generous: sanitizer builds on a busy machine

} // namespace

std::vector<Json> Finished::documents() const
{
    std::vector<Json> parsed;
    for (const QByteArray& line : out.split('\n')) {
        if (line.isEmpty())
            continue;
        Json document = Json::parse(line.toStdString(), nullptr, false);
        parsed.push_back(document.is_discarded() ? Json() : std::move(document));
    }
    return parsed;
}

Json Finished::last() const
{
    const std::vector<Json> all = documents();
    return all.empty() ? Json() : all.back();
}

QByteArray Finished::summary() const
{
    return "exit " + QByteArray::number(code) + "\n" + out.left(2000) + "\n" + err.toUtf8();
}

Finished runProgram(const QStringList& words)
{
    Running program(words);
    return program.finish();
}

Finished runDemo(const QStringList& words) { return runProgram(QStringList { QStringLiteral("--demo") } + words); }

Running::Running(const QStringList& words)
{
    m_process.start(QStringLiteral(WB_PROGRAM), words);
    m_process.waitForStarted(kLimitMs);
    m_process.closeWriteChannel();
}

Running::~Running()
{
    if (m_process.state() != QProcess::NotRunning) {
        m_process.kill();
        m_process.waitForFinished(kLimitMs);
    }
}

bool Running::waitForLine()
{
    while (m_out.count('\n') <= m_seenLines) {
        if (!m_process.waitForReadyRead(kLimitMs))
            return false;
        m_out += m_process.readAllStandardOutput();
    }
    ++m_seenLines;
    return true;
}

std::vector<Json> Running::lines() const { return Finished { 0, m_out, {} }.documents(); }

bool Running::waitForStderr()
{
    m_process.setReadChannel(QProcess::StandardError);
    const bool hasCome = m_process.bytesAvailable() > 0 || m_process.waitForReadyRead(kLimitMs);
    m_process.setReadChannel(QProcess::StandardOutput);
    return hasCome;
}

void Running::signal(int number) { ::kill(static_cast<pid_t>(m_process.processId()), number); }

Finished Running::finish()
{
    Finished finished;
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(kLimitMs)) {
        finished.err = QStringLiteral("did not end: ") + m_process.errorString();
        return finished;
    }
    finished.code = m_process.exitStatus() == QProcess::NormalExit ? m_process.exitCode() : -1;
    finished.out = m_out + m_process.readAllStandardOutput();
    finished.err = QString::fromUtf8(m_process.readAllStandardError());
    return finished;
}

} // namespace wb::test
