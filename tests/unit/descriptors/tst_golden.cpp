// SPDX-License-Identifier: GPL-3.0-or-later
// Real devices, decoded to the text a person copies; a difference in either direction fails.
#include "core/descriptors/decode.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QFile>
#include <QTest>

using namespace wb;
using namespace wb::descriptors;

namespace {

const QString kFolder = QStringLiteral("tests/data/descriptors");

} // namespace

class TestGolden : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void everySetHasItsText();
    void decodesToItsText_data();
    void decodesToItsText();
};

void TestGolden::everySetHasItsText()
{
    QStringList expected = test::filesIn(kFolder, QStringLiteral(".bin"));
    QVERIFY(expected.size() >= 5);
    expected.replaceInStrings(QStringLiteral(".bin"), QStringLiteral(".txt"));
    QCOMPARE(test::filesIn(kFolder, QStringLiteral(".txt")), expected);
}

void TestGolden::decodesToItsText_data()
{
    QTest::addColumn<QString>("name");
    for (const QString& name : test::filesIn(kFolder, QStringLiteral(".bin")))
        QTest::newRow(qPrintable(name)) << name;
}

void TestGolden::decodesToItsText()
{
    QFETCH(const QString, name);
    const Bytes bytes = test::readBytes(kFolder, name);
    DecodeOptions options;
    options.speed = test::speedOf(name);
    QVERIFY(options.speed != usb::Speed::Unknown);
    const std::vector<Node> nodes = decodeBlob(bytes, options);
    QVERIFY(coversExactly(nodes, bytes.size()));

    QString textName = name;
    textName.replace(QStringLiteral(".bin"), QStringLiteral(".txt"));
    const QStringList expected = test::readText(kFolder, textName).split(QLatin1Char('\n'));
    const QString text = QString::fromStdString(toText(nodes));
    const QStringList actual = text.split(QLatin1Char('\n'));
    // The whole new text is left where a person can compare it and, when it is right, copy it over the golden one.
    QFile output(QStringLiteral(WB_BINARY_DIR "/") + textName);
    if (actual != expected && output.open(QIODevice::WriteOnly)) {
        output.write(text.toUtf8());
        qInfo("new text: %s", qPrintable(output.fileName()));
    }
    for (qsizetype line = 0; line < std::min(actual.size(), expected.size()); ++line)
        QCOMPARE(QString::number(line + 1) + actual[line], QString::number(line + 1) + expected[line]);
    QCOMPARE(actual.size(), expected.size());
}

QTEST_APPLESS_MAIN(TestGolden)
#include "tst_golden.moc"
