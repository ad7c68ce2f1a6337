// SPDX-License-Identifier: GPL-3.0-or-later
// The text of PyUSB's str(): the golden files are what PyUSB 1.2.1 printed for these descriptors.
#include "core/descriptors/decode.h"
#include "core/report/pyusb_text.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/descriptors/golden.h"

#include <QTest>

using namespace wb;
using namespace wb::report;

namespace {

const QString kBytes = QStringLiteral("tests/data/descriptors");
const QString kTexts = QStringLiteral("tests/data/report");

const descriptors::Node* find(const std::vector<descriptors::Node>& nodes, std::string_view title)
{
    for (const descriptors::Node& node : nodes) {
        if (node.title == title)
            return &node;
        if (const descriptors::Node* below = find(node.children, title); below != nullptr)
            return below;
    }
    return nullptr;
}

} // namespace

class TestPyusbText : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isWhatPyusbPrints_data();
    void isWhatPyusbPrints();
    void partsStandAlone();
    void stringsAreEscaped();
    void hostileBytes();
};

void TestPyusbText::isWhatPyusbPrints_data()
{
    QTest::addColumn<QString>("name");
    const QStringList names = test::filesIn(kTexts, QStringLiteral(".pyusb.txt"));
    QVERIFY(names.size() >= 4);
    for (const QString& name : names)
        QTest::newRow(qPrintable(name)) << name.chopped(10);
}

void TestPyusbText::isWhatPyusbPrints()
{
    QFETCH(const QString, name);
    const Bytes bytes = test::readBytes(kBytes, name + QStringLiteral(".bin"));
    const std::string text = pyusbDeviceText(descriptors::decodeBlob(bytes), { 1, 2, {} }) + "\n";
    QCOMPARE(QString::fromStdString(text).split(QLatin1Char('\n')),
        test::readText(kTexts, name + QStringLiteral(".pyusb.txt")).split(QLatin1Char('\n')));
}

void TestPyusbText::partsStandAlone()
{
    const std::vector<descriptors::Node> nodes
        = descriptors::decodeBlob(test::readBytes(kBytes, QStringLiteral("hid-full.bin")));
    const std::string whole = pyusbDeviceText(nodes, { 1, 2, {} });
    for (const char* title : { "Configuration descriptor", "Interface descriptor", "Endpoint descriptor" }) {
        const descriptors::Node* node = find(nodes, title);
        QVERIFY2(node != nullptr, title);
        const std::string part = pyusbText(*node, { 1, 2, {} });
        QVERIFY2(!part.empty() && whole.find(part) != std::string::npos, part.c_str());
    }
    QVERIFY(pyusbText(*find(nodes, "HID descriptor"), { 1, 2, {} }).empty()); // PyUSB has no object for it
}

void TestPyusbText::stringsAreEscaped()
{
    const std::vector<descriptors::Node> nodes
        = descriptors::decodeBlob(test::readBytes(kBytes, QStringLiteral("hid-full.bin")));
    const std::string text = pyusbDeviceText(nodes, { 1, 2, { { 1, "Evil\n\x1b[31m" } } });
    QVERIFY2(text.find("iManufacturer          :    0x1 Evil\\x0a\\x1b[31m\n") != std::string::npos, text.c_str());
    QVERIFY(text.find("iProduct               :    0x2 Error Accessing String\n") != std::string::npos);
}

void TestPyusbText::hostileBytes()
{
    QVERIFY(pyusbDeviceText({}, {}).empty());
    const Bytes whole = test::readBytes(kBytes, QStringLiteral("webcam-high.bin"));
    for (std::size_t length = 0; length < whole.size(); length += 7) {
        const ByteView cut = slice(whole, 0, length);
        const std::string text = pyusbDeviceText(descriptors::decodeBlob(cut), {});
        QVERIFY(text.empty() == (length < 2));
    }
}

QTEST_GUILESS_MAIN(TestPyusbText)
#include "tst_pyusb_text.moc"
