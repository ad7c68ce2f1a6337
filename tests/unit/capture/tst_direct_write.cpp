// SPDX-License-Identifier: GPL-3.0-or-later
// What goes past the page cache: vectors that the kernel takes, logs whose payloads begin where the disk likes it, and
// bytes that are in the file as they were given, however they came there.
#include "core/capture/direct_write.h"
#include "core/capture/live_log_file.h"
#include "core/capture/pcapng_blocks.h"
#include "tests/unit/capture/fixtures.h"

#include <QTest>

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <numeric>
#include <random>

using namespace wb;
using namespace wb::capture;

namespace {

constexpr std::size_t kUnit = DirectWrite::kUnit;

const Bytes& noise()
{
    static const Bytes bytes = [] {
        Bytes made(std::size_t { 1 } << 18);
        std::mt19937 random(1);
        std::generate(made.begin(), made.end(), [&] { return static_cast<Byte>(random()); });
        return made;
    }();
    return bytes;
}

// Large pieces on a page with small ones between them, as a batch of the log has them; reproducible.
class Pieces {
public:
    explicit Pieces(std::uint32_t seed)
        : m_random(seed)
    {
    }
    void add(std::size_t size, std::size_t skip = 0)
    {
        m_buffers.emplace_back(skip + size);
        const MutableByteView view = m_buffers.back().mutableView().subspan(skip);
        const std::size_t from = m_random() % (noise().size() - size);
        std::copy_n(noise().begin() + static_cast<std::ptrdiff_t>(from), size, view.begin());
        m_views.push_back(view);
    }
    void addSome(std::size_t count)
    {
        constexpr std::array<std::size_t, 9> kSizes { 0, 1, 92, 420, 512, 4096, 5000, 65'536, 100'004 };
        for (std::size_t i = 0; i < count; ++i)
            add(kSizes[m_random() % kSizes.size()], m_random() % 3 == 0 ? 4 : 0);
    }
    [[nodiscard]] std::span<const MutableByteView> views() const { return m_views; }
    [[nodiscard]] Bytes bytes() const
    {
        Bytes all;
        for (const MutableByteView& view : m_views)
            all.insert(all.end(), view.begin(), view.end());
        return all;
    }

private:
    std::mt19937 m_random;
    std::vector<Buffer> m_buffers;
    std::vector<MutableByteView> m_views;
};

// Empty when the kernel would take the vectors, else what it would not take.
QString refusal(std::span<const iovec> vectors)
{
    for (const iovec& vector : vectors) {
        if (reinterpret_cast<std::uintptr_t>(vector.iov_base) % kUnit != 0)
            return QStringLiteral("an address is not on a unit");
        if (vector.iov_len == 0 || vector.iov_len % kUnit != 0)
            return QStringLiteral("a length of %1").arg(vector.iov_len);
    }
    return vectors.size() > 1024 ? QStringLiteral("%1 vectors").arg(vectors.size()) : QString();
}

void appendTo(Bytes& out, std::span<const iovec> vectors)
{
    for (const iovec& vector : vectors) {
        const auto* first = static_cast<const Byte*>(vector.iov_base);
        out.insert(out.end(), first, first + vector.iov_len);
    }
}

// A disk that likes units, and remembers where what was given to it lay. Its first write waits until it may pass.
struct Ledger {
    struct Piece {
        std::uint64_t offset;
        std::size_t size;
    };
    std::mutex mutex;
    std::condition_variable passed;
    bool mayPass = false;
    std::vector<std::vector<Piece>> writes;
};

class UnitDisk final : public LogFile {
public:
    UnitDisk(std::unique_ptr<LogFile> file, std::shared_ptr<Ledger> ledger)
        : m_file(std::move(file))
        , m_ledger(std::move(ledger))
    {
    }
    [[nodiscard]] std::uint64_t size() const override { return m_file->size(); }
    [[nodiscard]] std::size_t unit() const override { return kUnit; }
    [[nodiscard]] Result<std::size_t> readAt(std::uint64_t offset, MutableByteView out) const override
    {
        return m_file->readAt(offset, out);
    }
    [[nodiscard]] WriteOutcome writeAt(std::uint64_t offset, std::span<const MutableByteView> pieces) override
    {
        {
            std::unique_lock lock(m_ledger->mutex);
            auto& write = m_ledger->writes.emplace_back();
            for (std::uint64_t at = offset; const MutableByteView& piece : pieces)
                write.push_back({ std::exchange(at, at + piece.size()), piece.size() });
            if (m_ledger->writes.size() == 2) // the first is the section header, for which its creator waits
                m_ledger->passed.wait(lock, [this] { return m_ledger->mayPass; });
        }
        return m_file->writeAt(offset, pieces);
    }
    [[nodiscard]] Status truncate(std::uint64_t size) override { return m_file->truncate(size); }
    [[nodiscard]] Status sync() override { return m_file->sync(); }

private:
    std::unique_ptr<LogFile> m_file;
    std::shared_ptr<Ledger> m_ledger;
};

test::Sample bulk(std::size_t size)
{
    test::Sample sample { "bulk", { 0x82 }, usb::TransferType::Bulk, {}, static_cast<std::uint32_t>(size) };
    sample.received = test::pattern(size);
    sample.actual = static_cast<std::uint32_t>(size);
    return sample;
}

std::vector<test::Sample> manySamples()
{
    std::vector<test::Sample> samples = test::everyKind();
    for (std::size_t i = 0; i < 40; ++i) {
        for (const std::size_t size : { 65'536U, 64U, 8192U, 9001U })
            samples.push_back(bulk(size));
    }
    return samples;
}

} // namespace

class TestDirectWrite : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;

private Q_SLOTS:
    void theKernelTakesWhatIsGathered();
    void largePiecesAreNotCopied();
    void lessThanAUnitIsLeft();
    void fillersEndWhereTheyShould();
    void payloadsBeginOnAUnit();
    void bytesArriveInARealFile_data();
    void bytesArriveInARealFile();
    void aRealLogIsRead();
};

void TestDirectWrite::theKernelTakesWhatIsGathered()
{
    DirectWrite write;
    for (std::uint32_t seed = 0; seed < 50; ++seed) {
        Pieces pieces(seed);
        pieces.addSome(seed % 2 == 0 ? 20 : 2000);
        const Bytes expected = pieces.bytes();
        Bytes written;
        PieceCursor cursor(pieces.views());
        while (cursor.remaining() >= kUnit) {
            const std::span<const iovec> vectors = write.gather(cursor);
            QCOMPARE(refusal(vectors), QString());
            const std::size_t before = written.size();
            appendTo(written, vectors);
            QVERIFY(written.size() > before);
            cursor.advance(written.size() - before);
        }
        QCOMPARE(written.size(), expected.size() - expected.size() % kUnit);
        QVERIFY(std::equal(written.begin(), written.end(), expected.begin()));
    }
}

void TestDirectWrite::largePiecesAreNotCopied()
{
    Pieces pieces(1);
    pieces.add(512, 4); // not on a unit of memory: gathered
    pieces.add(65'536);
    pieces.add(300, 4);
    pieces.add(212, 4);
    pieces.add(5000); // its last 392 bytes and what follows are gathered
    pieces.add(120);
    pieces.add(4096);
    DirectWrite write;
    const std::span<const iovec> vectors = write.gather(PieceCursor(pieces.views()));
    QCOMPARE(vectors.size(), std::size_t { 6 });
    const auto views = pieces.views();
    QCOMPARE(vectors[1].iov_base, static_cast<void*>(views[1].data()));
    QCOMPARE(vectors[3].iov_base, static_cast<void*>(views[4].data()));
    QCOMPARE(vectors[3].iov_len, std::size_t { 4608 });
    QCOMPARE(vectors[4].iov_len, kUnit);
    QCOMPARE(vectors[5].iov_base, static_cast<void*>(views[6].data()));
}

void TestDirectWrite::lessThanAUnitIsLeft()
{
    Pieces pieces(2);
    pieces.add(500);
    pieces.add(11);
    DirectWrite write;
    QVERIFY(write.gather(PieceCursor(pieces.views())).empty());
    QVERIFY(write.gather(PieceCursor({})).empty());
}

void TestDirectWrite::fillersEndWhereTheyShould()
{
    for (std::uint64_t offset = 0; offset < 2048; offset += 4) {
        const std::size_t size = pcapng::fillerSize(offset, kUnit);
        QCOMPARE((offset + size) % kUnit, std::uint64_t { 0 });
        QCOMPARE(pcapng::fillerSize(offset, 1), std::size_t { 0 });
        if (size == 0)
            continue;
        Bytes block;
        pcapng::appendFiller(block, size);
        QCOMPARE(block.size(), size);
        QCOMPARE(readLe(block, 4, 4), std::optional<std::uint64_t>(size));
        QCOMPARE(readLe(block, size - 4, 4), std::optional<std::uint64_t>(size));
    }
}

void TestDirectWrite::payloadsBeginOnAUnit()
{
    const std::string path = test::path(m_directory, "units.pcapng").toStdString();
    const auto ledger = std::make_shared<Ledger>();
    const std::vector<test::Sample> samples = manySamples();
    {
        auto file = createLogFile(path);
        QVERIFY(file);
        const auto log = createLiveLog(std::make_unique<UnitDisk>(std::move(*file), ledger), path);
        QVERIFY(log);
        const LogDevice device = (*log)->addDevice(test::loopbackDevice());
        for (const test::Sample& sample : samples)
            test::play(**log, device, sample);
        {
            const std::lock_guard lock(ledger->mutex);
            ledger->mayPass = true;
        }
        ledger->passed.notify_one();
        QVERIFY((*log)->flush());
        for (std::size_t i = 0; i < samples.size(); ++i) {
            const auto record = (*log)->record(i);
            QVERIFY(record);
            QCOMPARE(test::difference(*record, samples[i]), QString());
        }
    }
    std::size_t large = 0;
    std::size_t full = 0;
    for (const auto& write : ledger->writes) {
        const std::uint64_t end = write.back().offset + write.back().size;
        if (end - write.front().offset >= LogFile::kLargeWrite + kUnit) {
            ++full;
            QCOMPARE(end % kUnit, std::uint64_t { 0 });
        }
        for (const Ledger::Piece& piece : write) {
            if (piece.size != 65'536 && piece.size != 8192 && piece.size != 9001)
                continue;
            ++large;
            QCOMPARE(piece.offset % kUnit, std::uint64_t { 0 });
        }
    }
    QVERIFY(large >= 120); // every kind of transfer has such a size, too
    QVERIFY(full > 0); // the disk held up more than 3 MiB, for two writes at most

    const auto answer = test::tshark(QString::fromStdString(path),
        { QStringLiteral("usb.urb_type"), QStringLiteral("usb.request_in"), QStringLiteral("_ws.malformed") });
    QVERIFY2(answer.isOk, qPrintable(answer.complaint));
    QCOMPARE(answer.rows.size(), 4 + 2 * static_cast<qsizetype>(samples.size()));
    for (const QStringList& row : answer.rows)
        QCOMPARE(row[2], QString());
}

void TestDirectWrite::bytesArriveInARealFile_data()
{
    QTest::addColumn<std::size_t>("before"); // bytes in the file already
    QTest::addColumn<std::size_t>("pieces");
    QTest::newRow("from the start") << std::size_t { 0 } << std::size_t { 40 };
    QTest::newRow("from within a unit") << std::size_t { 708 } << std::size_t { 40 };
    QTest::newRow("from a unit") << std::size_t { 1024 } << std::size_t { 40 };
    QTest::newRow("too little to be worth it") << std::size_t { 100 } << std::size_t { 2 };
    QTest::newRow("more than one call takes") << std::size_t { 8 } << std::size_t { 300 };
    QTest::newRow("so much that the disk is behind") << std::size_t { 8 } << std::size_t { 1500 };
}

void TestDirectWrite::bytesArriveInARealFile()
{
    QFETCH(const std::size_t, before);
    QFETCH(const std::size_t, pieces);
    QTemporaryDir directory(QStringLiteral("direct-XXXXXX")); // where the build is: more likely a disk than /tmp is
    const auto file = createLogFile(test::path(directory, "file").toStdString());
    QVERIFY(file);
    Bytes expected;
    for (std::uint32_t round = 0; round < 3; ++round) {
        Pieces given(round);
        if (round == 0)
            given.add(before);
        else
            given.addSome(pieces);
        const Bytes bytes = given.bytes();
        const LogFile::WriteOutcome outcome = (*file)->writeAt(expected.size(), given.views());
        QCOMPARE(outcome.error, 0);
        QCOMPARE(outcome.bytes, bytes.size());
        expected.insert(expected.end(), bytes.begin(), bytes.end());
    }
    Bytes found(expected.size() + 1);
    const auto count = (*file)->readAt(0, found);
    QVERIFY(count);
    QCOMPARE(*count, expected.size());
    found.resize(expected.size());
    QVERIFY(found == expected);
    QCOMPARE((*file)->size(), expected.size());
}

void TestDirectWrite::aRealLogIsRead()
{
    QTemporaryDir directory(QStringLiteral("direct-XXXXXX"));
    const auto log = LiveLog::create(test::path(directory, "log.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const std::vector<test::Sample> samples = manySamples();
    for (const test::Sample& sample : samples)
        test::play(**log, device, sample);
    QVERIFY((*log)->flush());
    QCOMPARE((*log)->count(), samples.size());
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const auto record = (*log)->record(i);
        QVERIFY(record);
        QCOMPARE(test::difference(*record, samples[i]), QString());
    }
}

QTEST_GUILESS_MAIN(TestDirectWrite)
#include "tst_direct_write.moc"
