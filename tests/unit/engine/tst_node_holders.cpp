// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/engine/node_holders.h"

#include <QProcess>
#include <QTemporaryFile>
#include <QtTest>

using namespace wb;

class TestNodeHolders : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void anotherProgramIsNamed()
    {
        QTemporaryFile node;
        QVERIFY(node.open());
        const std::string path = QFileInfo(node.fileName()).canonicalFilePath().toStdString();
        QVERIFY(engine::holdersOf(path).empty()); // this process does not count
        QProcess other;
        other.setStandardInputFile(node.fileName());
        other.start(QStringLiteral("tail"), { QStringLiteral("-f"), QStringLiteral("/dev/null"), QStringLiteral("-") });
        QVERIFY(other.waitForStarted());
        const std::string expected = "tail (process " + std::to_string(other.processId()) + ")";
        QTRY_COMPARE(engine::holdersOf(path).size(), std::size_t { 1 });
        QTRY_COMPARE(engine::holdersOf(path).front(), expected);
        other.kill();
        QVERIFY(other.waitForFinished());
        QVERIFY(engine::holdersOf(path).empty());
    }

    void nothingHoldsWhatIsNotThere() { QVERIFY(engine::holdersOf("/nonexistent").empty()); }
};

QTEST_GUILESS_MAIN(TestNodeHolders)
#include "tst_node_holders.moc"
