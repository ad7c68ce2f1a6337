// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the built program as a person would, always on the demo bus, and keeps what it printed.
// Thread: one. Errors: a program that cannot start or does not end in time has exit code -1 and says so in `err`.
#pragma once

#include <QProcess>
#include <QStringList>
#include <QTemporaryDir>

#include <nlohmann/json.hpp>

#include <vector>

namespace wb::test {

using Json = nlohmann::ordered_json;

struct Finished {
    int code = -1;
    QByteArray out;
    QString err;

    [[nodiscard]] std::vector<Json> documents() const; // stdout as JSON lines; a bad line is a null
    [[nodiscard]] Json last() const; // of them; null when there is none
    [[nodiscard]] QByteArray summary() const; // for failure messages
};

// "--demo" and then the words.
[[nodiscard]] Finished runDemo(const QStringList& words);
[[nodiscard]] Finished runProgram(const QStringList& words);

// A command that goes on while the test does something else; killed when it is still there at the end.
class Running {
public:
    explicit Running(const QStringList& words);
    ~Running();
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    [[nodiscard]] bool waitForLine(); // true: one more whole line has been printed
    [[nodiscard]] bool waitForStderr(); // true: something has been said there
    [[nodiscard]] std::vector<Json> lines() const; // that have come so far, as JSON
    [[nodiscard]] QProcess& process() { return m_process; }
    void signal(int number);
    [[nodiscard]] Finished finish();

private:
    QProcess m_process;
    QByteArray m_out;
    qsizetype m_seenLines = 0;
};

} // namespace wb::test
