// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/exit_code.h"
#include "app/cli/messages.h"
#include "app/cli/output.h"
#include "app/cli/target.h"

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <numeric>

using namespace wb;
using namespace wb::cli;

class TestCliOutput : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void linesArriveAtOnce();
    void bytesAreKept();
    void fullDiskIsAnError();
    void unwritablePath();
    void exitCodesOfErrors();
    void exitCodesOfStatuses();
    void accessAdviceHasTheRule();
    void adviceSaysWhatToDoNext();
    void everyKindHasACode();
    void packetLengthsAddUp_data();
    void packetLengthsAddUp();
    void filesAreReadWhole();

private:
    QTemporaryDir m_directory;
};

void TestCliOutput::linesArriveAtOnce()
{
    const QString path = m_directory.filePath(QStringLiteral("lines"));
    auto out = Output::toFile(path.toStdString());
    QVERIFY(out.has_value());
    out->line("one");
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("one\n")); // while the output is still open
    QVERIFY(out->isUsable());
}

void TestCliOutput::bytesAreKept()
{
    const QString path = m_directory.filePath(QStringLiteral("bytes"));
    {
        auto out = Output::toFile(path.toStdString());
        QVERIFY(out.has_value());
        out->bytes(Bytes { 0, 10, 13, 255 });
    }
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("\0\n\r\xff", 4));
}

void TestCliOutput::fullDiskIsAnError()
{
    auto out = Output::toFile("/dev/full");
    QVERIFY(out.has_value());
    out->line("one");
    QVERIFY(!out->isUsable());
    QVERIFY(!out->isClosed());
    QVERIFY(out->error()->kind == ErrorKind::NoSpace);
    QCOMPARE(out->error()->operation, std::string("write /dev/full"));
}

void TestCliOutput::unwritablePath()
{
    const auto out = Output::toFile("/nonexistent/file");
    QVERIFY(!out.has_value());
    QCOMPARE(out.error().operation, std::string("create /nonexistent/file"));
    QVERIFY(out.error().kind == ErrorKind::NotFound);
}

void TestCliOutput::exitCodesOfErrors()
{
    QCOMPARE(exitCodeFor(ErrorKind::AccessDenied), ExitCode::AccessDenied);
    QCOMPARE(exitCodeFor(ErrorKind::Busy), ExitCode::Busy);
    QCOMPARE(exitCodeFor(ErrorKind::Disconnected), ExitCode::Disconnected);
    QCOMPARE(exitCodeFor(ErrorKind::InvalidArgument), ExitCode::Usage);
    QCOMPARE(exitCodeFor(ErrorKind::Cancelled), ExitCode::Interrupted);
    QCOMPARE(exitCodeFor(ErrorKind::Stall), ExitCode::Failed);
}

void TestCliOutput::exitCodesOfStatuses()
{
    QCOMPARE(exitCodeFor(usb::TransferStatus::Completed), ExitCode::Success);
    QCOMPARE(exitCodeFor(usb::TransferStatus::NoDevice), ExitCode::Disconnected);
    QCOMPARE(exitCodeFor(usb::TransferStatus::Stall), ExitCode::Failed);
    QCOMPARE(exitCodeFor(usb::TransferStatus::TimedOut), ExitCode::Failed);
}

void TestCliOutput::accessAdviceHasTheRule()
{
    usb::DeviceInfo device;
    device.descriptor.vendorId = 0x1209;
    device.descriptor.productId = 0x10;
    std::string advice;
    for (const std::string& line : adviceFor(ErrorKind::AccessDenied, &device)) {
        QVERIFY(line.find('\n') == std::string::npos);
        advice += line + "\n";
    }
    for (const char* part : { "/etc/udev/rules.d/70-usb-workbench-1209-0010.rules", R"(ATTR{idVendor}=="1209")",
             R"(ATTR{idProduct}=="0010")", R"(TAG+="uaccess")", "udevadm control --reload" })
        QVERIFY2(advice.find(part) != std::string::npos, advice.c_str());
    QVERIFY(adviceFor(ErrorKind::AccessDenied, nullptr).empty());
}

void TestCliOutput::adviceSaysWhatToDoNext()
{
    for (const ErrorKind kind : { ErrorKind::Busy, ErrorKind::Disconnected, ErrorKind::Timeout, ErrorKind::Stall,
             ErrorKind::OutOfMemory, ErrorKind::NoSpace, ErrorKind::Internal }) {
        const std::vector<std::string> advice = adviceFor(kind, nullptr);
        QCOMPARE(advice.size(), std::size_t { 1 });
        QVERIFY(!advice.front().empty());
        QVERIFY(advice.front().find('\n') == std::string::npos);
    }
}

void TestCliOutput::everyKindHasACode()
{
    for (int kind = 0; kind <= int { static_cast<std::uint8_t>(ErrorKind::Internal) }; ++kind)
        QVERIFY(exitCodeFor(static_cast<ErrorKind>(kind)) != ExitCode::Success);
}

void TestCliOutput::packetLengthsAddUp_data()
{
    QTest::addColumn<quint32>("bytes");
    QTest::addColumn<quint32>("packets");
    QTest::addColumn<QString>("lengths");
    QTest::newRow("even") << 600U << 3U << "200 200 200 ";
    QTest::newRow("rest") << 500U << 3U << "167 167 166 ";
    QTest::newRow("fewer bytes than packets") << 2U << 8U << "1 1 ";
    QTest::newRow("nothing") << 0U << 8U << "";
    QTest::newRow("no packets") << 8U << 0U << "";
    QTest::newRow("largest") << 0xffffffffU << 1U << "4294967295 ";
}

void TestCliOutput::packetLengthsAddUp()
{
    QFETCH(quint32, bytes);
    QFETCH(quint32, packets);
    QFETCH(QString, lengths);
    QString text;
    for (const std::uint32_t length : packetLengths(bytes, packets))
        text += QString::number(length) + u' ';
    QCOMPARE(text, lengths);
}

void TestCliOutput::filesAreReadWhole()
{
    const QString path = m_directory.filePath(QStringLiteral("data"));
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(70000, 'x'));
    file.close();
    QCOMPARE(readFile(path.toStdString(), 70000)->size(), std::size_t { 70000 });
    QVERIFY(readFile(path.toStdString(), 69999).error().kind == ErrorKind::InvalidArgument);
    QVERIFY(readFile("/nonexistent", 10).error().kind == ErrorKind::NotFound);
    QVERIFY(!readFile(m_directory.path().toStdString(), 10).has_value());
}

QTEST_APPLESS_MAIN(TestCliOutput)
#include "tst_cli_output.moc"
