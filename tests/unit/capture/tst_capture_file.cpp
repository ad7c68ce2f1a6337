// SPDX-License-Identifier: GPL-3.0-or-later
// What an opened capture says: our own logs come back as they were told, cut and damaged files give everything before
// the damage, and what is no USB capture is refused with what was found.
#include "core/capture/capture_layout.h"
#include "tests/unit/capture/fixtures.h"

#include <QDir>
#include <QFile>
#include <QTest>

#include <algorithm>

using namespace wb;
using namespace wb::capture;

namespace {

QByteArray readAll(const std::string& path)
{
    QFile file(QString::fromStdString(path));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void writeAll(const std::string& path, const QByteArray& bytes)
{
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
}

ByteView viewOf(const QByteArray& bytes)
{
    return asBytes({ bytes.constData(), static_cast<std::size_t>(bytes.size()) });
}

Result<std::shared_ptr<TransferSource>> openBytes(const QByteArray& bytes)
{
    return openCaptureBytes(std::make_unique<MemorySource>(viewOf(bytes)), "memory");
}

} // namespace

class TestCaptureFile : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;
    std::string m_log; // every kind of transfer
    std::vector<test::Sample> m_samples = test::everyKind();

    [[nodiscard]] std::string newPath(const char* name) { return test::path(m_directory, name).toStdString(); }

private Q_SLOTS:
    void initTestCase();
    void ownLogComesBack();
    void deviceComesBack();
    void cutAnywhere();
    void damagedBlockEndsTheFile();
    void refusesForeign_data();
    void refusesForeign();
    void emptyLogHasNoTransfers();
    void cancels();
    void fileCutAfterOpening();
    void savedCopyIsTheSame();
    void savedCopyLeavesNothingBehind();
};

void TestCaptureFile::initTestCase()
{
    m_log = newPath("every.pcapng");
    const auto log = LiveLog::create(m_log);
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    for (const test::Sample& sample : m_samples)
        test::play(**log, device, sample);
}

void TestCaptureFile::ownLogComesBack()
{
    const auto capture = openCapture(m_log);
    QVERIFY(capture);
    QCOMPARE((*capture)->count(), m_samples.size());
    QVERIFY((*capture)->problems().empty());
    QVERIFY(!(*capture)->isLive());
    for (std::size_t i = 0; i < m_samples.size(); ++i) {
        const auto record = (*capture)->record(i);
        QVERIFY2(record, m_samples[i].name);
        const QString problem = test::difference(*record, m_samples[i]);
        QVERIFY2(problem.isEmpty(), qPrintable(QLatin1String(m_samples[i].name) + QStringLiteral(": ") + problem));
        IndexEntry entry {};
        QCOMPARE((*capture)->entries(i, { &entry, 1 }), std::size_t { 1 });
        QCOMPARE(test::word(entry.transferStatus()), test::word(m_samples[i].status));
        QCOMPARE(test::word(entry.transferType()), test::word(m_samples[i].type));
        QCOMPARE(entry.actualLength, m_samples[i].actual);
        QCOMPARE(entry.latencyMicroseconds, 125U);
    }
    const auto timedOut = std::find_if(m_samples.begin(), m_samples.end(),
        [](const test::Sample& sample) { return sample.status == usb::TransferStatus::TimedOut; });
    const auto record = (*capture)->record(static_cast<std::size_t>(timedOut - m_samples.begin()));
    QCOMPARE(record->comment, std::string("timed out"));
    QVERIFY(!(*capture)->record(m_samples.size()));
}

void TestCaptureFile::deviceComesBack()
{
    const usb::DeviceInfo told = test::loopbackDevice();
    const auto capture = openCapture(m_log);
    QVERIFY(capture);
    const std::vector<LoggedDevice> devices = (*capture)->devices();
    QCOMPARE(devices.size(), std::size_t { 1 });
    const LoggedDevice& device = devices.front();
    QCOMPARE(device.interfaceName, std::string("1-1.2"));
    QCOMPARE(device.bus, std::uint16_t { 1 });
    QCOMPARE(device.address, std::uint8_t { 5 });
    QCOMPARE(device.product, told.product);
    QCOMPARE(device.serial, told.serial);
    QVERIFY(device.speed == told.speed);
    QCOMPARE(device.descriptor.raw, told.descriptor.raw);
    QCOMPARE(device.descriptor.vendorId, std::uint16_t { 0xfffe });
    QCOMPARE(device.configurations.size(), told.configurations.size());
    QCOMPARE(device.configurations.front().raw, told.configurations.front().raw);
}

void TestCaptureFile::cutAnywhere()
{
    const QByteArray whole = readAll(m_log);
    const auto full = openBytes(whole);
    QVERIFY(full);
    std::size_t lastCount = 0;
    for (qsizetype size = 0; size <= whole.size(); size += (size < 900 || size > whole.size() - 400) ? 1 : 331) {
        const QByteArray part = whole.left(size);
        const auto capture = openBytes(part);
        if (!capture) {
            QVERIFY2(size < 200, qPrintable(QString::number(size))); // only a cut section header
            QCOMPARE(test::word(capture.error().kind), QByteArray("malformed"));
            continue;
        }
        const std::size_t count = (*capture)->count();
        QVERIFY(count >= lastCount);
        lastCount = count;
        const bool isWhole = (*capture)->fileBytes() == static_cast<std::uint64_t>(size);
        QCOMPARE((*capture)->problems().empty(), isWhole);
        if (!isWhole)
            QVERIFY((*capture)->problems().front().find("offset " + std::to_string((*capture)->fileBytes())) == 0);
        for (std::size_t i = 0; i < count; i += 5)
            QVERIFY((*capture)->record(i));
    }
    QCOMPARE(lastCount, m_samples.size());
}

void TestCaptureFile::damagedBlockEndsTheFile()
{
    QByteArray bytes = readAll(m_log);
    const auto full = openBytes(bytes);
    QVERIFY(full);
    IndexEntry entry {};
    QCOMPARE((*full)->entries(6, { &entry, 1 }), std::size_t { 1 });
    const auto at = static_cast<qsizetype>(entry.submitOffset);
    for (const char length : { '\0', '\x05', '\xff' }) {
        bytes[at + 4] = length;
        bytes[at + 7] = length == '\xff' ? '\x7f' : '\0';
        const auto capture = openBytes(bytes);
        QVERIFY(capture);
        QCOMPARE((*capture)->count(), std::size_t { 6 });
        QCOMPARE((*capture)->problems().size(), std::size_t { 1 });
        QVERIFY((*capture)->problems().front().find("offset " + std::to_string(at) + ":") == 0);
    }
}

void TestCaptureFile::refusesForeign_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("kind");
    QTest::addColumn<QString>("found");
    const QByteArray pcapOfEthernet = QByteArray::fromHex("d4c3b2a1020004000000000000000000ffff000001000000");
    QTest::newRow("empty") << QByteArray() << QByteArray("malformed") << QStringLiteral("0 bytes");
    QTest::newRow("text") << QByteArray("hello world, this is text") << QByteArray("malformed")
                          << QStringLiteral("68 65 6c 6c");
    QTest::newRow("gzip") << QByteArray("\x1f\x8b\x08\x00 xxxxxxxxxxxx", 17) << QByteArray("not supported")
                          << QStringLiteral("gzip");
    QTest::newRow("ethernet") << pcapOfEthernet << QByteArray("not supported") << QStringLiteral("1 (Ethernet)");
    QTest::newRow("usbpcap")
        << QByteArray::fromHex("d4c3b2a1020004000000000000000000fffff000f9000000").replace(18, 2, QByteArray("\0\0", 2))
        << QByteArray("not supported") << QStringLiteral("249 (USBPcap)");
    QTest::newRow("header cut") << pcapOfEthernet.left(20) << QByteArray("malformed") << QStringLiteral("cut off");
    QTest::newRow("section cut") << QByteArray::fromHex("0a0d0d0a1c000000") << QByteArray("malformed")
                                 << QStringLiteral("offset 0");
}

void TestCaptureFile::refusesForeign()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, kind);
    QFETCH(QString, found);
    const auto capture = openBytes(bytes);
    QVERIFY(!capture);
    QCOMPARE(test::word(capture.error().kind), kind);
    QVERIFY2(QString::fromStdString(capture.error().detail).contains(found), capture.error().detail.c_str());
}

void TestCaptureFile::emptyLogHasNoTransfers()
{
    const std::string path = newPath("empty.pcapng");
    QVERIFY(LiveLog::create(path));
    const auto capture = openCapture(path);
    QVERIFY(capture);
    QCOMPARE((*capture)->count(), std::size_t { 0 });
    QVERIFY((*capture)->problems().empty());
}

void TestCaptureFile::cancels()
{
    const std::string path = newPath("many.pcapng");
    {
        const auto log = LiveLog::create(path);
        QVERIFY(log);
        const LogDevice device = (*log)->addDevice(test::loopbackDevice());
        for (int i = 0; i < 10000; ++i)
            test::play(**log, device, m_samples.front());
    }
    double last = 0;
    const auto done = openCapture(path, [&](double part) {
        const bool grows = part >= last && part <= 1;
        last = part;
        return grows;
    });
    QVERIFY(done);
    QVERIFY(last > 0.5);
    const auto cancelled = openCapture(path, [](double) { return false; });
    QVERIFY(!cancelled);
    QCOMPARE(test::word(cancelled.error().kind), QByteArray("cancelled"));
}

void TestCaptureFile::fileCutAfterOpening()
{
    const std::string path = newPath("cut-later.pcapng");
    writeAll(path, readAll(m_log));
    const auto capture = openCapture(path);
    QVERIFY(capture);
    QVERIFY(QFile::resize(QString::fromStdString(path), 2000));
    const auto record = (*capture)->record(m_samples.size() - 1);
    QVERIFY(!record);
    QCOMPARE(test::word(record.error().kind), QByteArray("input/output error"));
    QVERIFY((*capture)->record(0));
}

void TestCaptureFile::savedCopyIsTheSame()
{
    const std::string path = newPath("copy.pcapng");
    const auto capture = openCapture(m_log);
    QVERIFY(capture);
    QVERIFY(saveCopy(**capture, path));
    QCOMPARE(readAll(path), readAll(m_log));

    const std::string livePath = newPath("live.pcapng");
    const auto log = LiveLog::create(livePath);
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    test::play(**log, device, m_samples.front());
    QVERIFY((*log)->flush());
    QVERIFY(saveCopy(**log, path)); // over the other file
    QCOMPARE(readAll(path), readAll(livePath));
    const Status onItself = saveCopy(**log, livePath);
    QVERIFY(!onItself);
    QCOMPARE(test::word(onItself.error().kind), QByteArray("invalid argument"));
}

void TestCaptureFile::savedCopyLeavesNothingBehind()
{
    const QTemporaryDir target;
    const auto capture = openCapture(m_log);
    QVERIFY(capture);
    const auto path = target.filePath(QStringLiteral("copy.pcapng"));
    const Status cancelled = saveCopy(**capture, path.toStdString(), [](double) { return false; });
    QVERIFY(!cancelled);
    QCOMPARE(test::word(cancelled.error().kind), QByteArray("cancelled"));
    QVERIFY(QDir(target.path()).isEmpty());
    const Status nowhere = saveCopy(**capture, target.filePath(QStringLiteral("no/such/place")).toStdString());
    QVERIFY(!nowhere);
    QVERIFY(QDir(target.path()).isEmpty());
}

QTEST_GUILESS_MAIN(TestCaptureFile)
#include "tst_capture_file.moc"
