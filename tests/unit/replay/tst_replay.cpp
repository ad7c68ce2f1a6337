// SPDX-License-Identifier: GPL-3.0-or-later
// What of a log is sent again, what is not and why, and what is said about each answer.
#include "core/replay/risks.h"
#include "tests/unit/capture/fixtures.h"

#include <QTest>

using namespace wb;
using namespace wb::capture;
using namespace wb::replay;

namespace {

// The answer that was recorded, as if the device had given it again.
usb::TransferResult sameAnswer(const Step& step)
{
    usb::TransferResult result;
    result.status = step.expectedStatus;
    result.actualLength = step.expectedLength;
    result.data = step.expectedData;
    result.isoPackets = step.expectedPackets;
    return result;
}

test::Sample control(usb::SetupPacket setup, Bytes sent = {})
{
    test::Sample sample { "control", {}, usb::TransferType::Control, setup, setup.wLength, std::move(sent) };
    sample.actual = setup.wLength;
    if (setup.isIn())
        sample.received = test::pattern(setup.wLength);
    return sample;
}

} // namespace

class TestReplay : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_directory;

    // Logs the samples and builds the sequence of all of them.
    std::vector<Step> sequenceOf(
        const std::vector<test::Sample>& samples, SequenceOptions options = {}, LiveLogOptions logOptions = {});

private Q_SLOTS:
    void everyKind();
    void sameAnswersAreSame();
    void kernelKeepsItsState();
    void addressIsNeverSetInDisguise();
    void whatCouldDoHarmIsCounted();
    void refusesWhatIsNotWhole();
    void skipsEnumerationOfForeignCaptures();
    void keepsTiming();
    void isoIsRebuiltWithoutGaps();
    void comparesStatusThenLengthThenBytes();
    void comparesPackets();
    void comparesWhatWasKept();
    void entriesOfOneDevice();
};

std::vector<Step> TestReplay::sequenceOf(
    const std::vector<test::Sample>& samples, SequenceOptions options, LiveLogOptions logOptions)
{
    const auto log = LiveLog::create(test::path(m_directory, "replay.pcapng").toStdString(), logOptions);
    if (!log)
        return {};
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    for (const test::Sample& sample : samples)
        test::play(**log, device, sample);
    if (!(*log)->flush())
        return {};
    return buildSequence(**log, entriesOfDevice(**log, 0), options);
}

void TestReplay::everyKind()
{
    const std::vector<test::Sample> samples = test::everyKind();
    const std::vector<Step> steps = sequenceOf(samples);
    QCOMPARE(steps.size(), samples.size());
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const test::Sample& sample = samples[i];
        const Step& step = steps[i];
        QCOMPARE(step.entry, i);
        const bool isSkipped = sample.status == usb::TransferStatus::Cancelled || sample.refusal
            || sample.status == usb::TransferStatus::NoDevice;
        QVERIFY2((step.kind == StepKind::Skipped) == isSkipped, sample.name);
        QVERIFY2(step.skipReason.empty() != isSkipped, sample.name);
        if (isSkipped)
            continue;
        QVERIFY2(step.request.type == sample.type, sample.name);
        QVERIFY2(step.request.isIn() == sample.isIn(), sample.name);
        QVERIFY2(step.request.data == sample.sent, sample.name);
        QVERIFY2(step.request.requestedBytes() == sample.requested, sample.name);
        QVERIFY2(step.request.isoPacketLengths.size() == sample.packets.size(), sample.name);
        QVERIFY2(!sample.setup || step.request.setup == *sample.setup, sample.name);
        QVERIFY2(step.expectedStatus == sample.status && step.expectedLength == sample.actual, sample.name);
        QVERIFY2(step.expectedData == sample.received && !step.expectedDataIsCut, sample.name);
    }
}

void TestReplay::sameAnswersAreSame()
{
    for (const Step& step : sequenceOf(test::everyKind())) {
        const Comparison comparison = compare(step, sameAnswer(step));
        QCOMPARE(test::word(comparison.verdict), QByteArray(step.kind == StepKind::Skipped ? "skipped" : "same"));
        QCOMPARE(comparison.explanation, step.skipReason);
    }
}

void TestReplay::kernelKeepsItsState()
{
    const std::vector<Step> steps
        = sequenceOf({ control({ 0x00, 5, 9, 0, 0 }), control({ 0x00, 9, 2, 0, 0 }), control({ 0x01, 11, 1, 3, 0 }),
            control({ 0x02, 1, 0, 0x82, 0 }), control({ 0x02, 1, 1, 0x82, 0 }), control({ 0x40, 9, 2, 0, 0 }) });
    QCOMPARE(steps.size(), std::size_t { 6 });
    QVERIFY(steps[0].kind == StepKind::Skipped); // SET_ADDRESS
    QVERIFY(steps[1].kind == StepKind::SetConfiguration);
    QCOMPARE(steps[1].value, std::uint8_t { 2 });
    QVERIFY(steps[2].kind == StepKind::SetInterface);
    QCOMPARE(steps[2].value, std::uint8_t { 1 });
    QCOMPARE(steps[2].interfaceNumber, std::uint8_t { 3 });
    QVERIFY(steps[3].kind == StepKind::ClearHalt);
    QCOMPARE(steps[3].endpoint.value, std::uint8_t { 0x82 });
    QVERIFY(steps[4].kind == StepKind::Transfer); // another feature
    QVERIFY(steps[5].kind == StepKind::Transfer); // a vendor request with the same number
    usb::TransferResult refused;
    refused.status = usb::TransferStatus::Stall;
    QCOMPARE(test::word(compare(steps[1], refused).verdict), QByteArray("differs"));
}

// Many devices never look at the direction or the recipient of a standard request (P74).
void TestReplay::addressIsNeverSetInDisguise()
{
    for (const Step& step : sequenceOf({ control({ 0x80, 5, 9, 0, 0 }), control({ 0x01, 5, 9, 0, 0 }) })) {
        QVERIFY(step.kind == StepKind::Skipped);
        QVERIFY(step.skipReason.find("address") != std::string::npos);
    }
}

// Also what the operating system is asked to do, and what goes to a disk's endpoint.
void TestReplay::whatCouldDoHarmIsCounted()
{
    const usb::DeviceInfo loopback = test::loopbackDevice();
    const std::vector<Step> harmless = sequenceOf({ control({ 0x80, 6, 0x0100, 0, 18 }), control({ 0x01, 11, 1, 0, 0 }),
        control({ 0x02, 1, 0, 0x82, 0 }), control({ 0x00, 5, 9, 0, 0 }),
        { "out", { 0x01 }, usb::TransferType::Bulk, {}, 4, test::pattern(4), usb::TransferStatus::Completed, 4 } });
    QCOMPARE(assessRisks(harmless, loopback).toConfirm, std::size_t { 0 });
    QVERIFY(assessRisks(harmless, loopback).firstReason.empty());

    const std::vector<Step> risky = sequenceOf({ control({ 0x00, 9, 1, 0, 0 }), control({ 0x40, 1, 0, 0, 0 }) });
    QVERIFY(risky[0].kind == StepKind::SetConfiguration);
    QCOMPARE(assessRisks(risky, loopback).toConfirm, std::size_t { 2 });
    QVERIFY(assessRisks(risky, loopback).firstReason.find("configuration") != std::string::npos);

    usb::DeviceInfo disk = loopback;
    for (usb::InterfaceInfo& interface : disk.configurations.front().interfaces)
        for (usb::AlternateSetting& alternate : interface.alternates)
            alternate.interfaceClass = 0x08;
    // SET_INTERFACE, CLEAR_FEATURE(ENDPOINT_HALT) and the bulk write: all that writes and is sent.
    QCOMPARE(assessRisks(harmless, disk).toConfirm, std::size_t { 3 });
}

void TestReplay::refusesWhatIsNotWhole()
{
    const auto log = LiveLog::create(test::path(m_directory, "whole.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const test::Sample out { "out", { 0x01 }, usb::TransferType::Bulk, {}, 100, test::pattern(100),
        usb::TransferStatus::Completed, 100 };
    static_cast<void>(test::begin(**log, device, out, now())); // stays open
    (*log)->setPayloadLimit(10);
    test::play(**log, device, out);
    (*log)->setPayloadLimit(0xffffffff);
    test::play(**log, device, control({ 0x40, 1, 0, 0, 8 }, test::pattern(5))); // wLength is not the data's
    QVERIFY((*log)->flush());
    const std::vector<std::size_t> entries { 0, 1, 2, 99 };
    const std::vector<Step> steps = buildSequence(**log, entries);
    QCOMPARE(steps.size(), std::size_t { 4 });
    for (const Step& step : steps)
        QVERIFY(step.kind == StepKind::Skipped);
    QVERIFY(steps[0].skipReason.find("no answer") != std::string::npos);
    QVERIFY(steps[1].skipReason.find("10 of the 100 bytes") != std::string::npos);
    QVERIFY(steps[2].skipReason.find("5 of the 8 bytes") != std::string::npos);
    QVERIFY(steps[3].skipReason.find("cannot be read") != std::string::npos);
    QCOMPARE(steps[3].entry, std::size_t { 99 });
}

void TestReplay::skipsEnumerationOfForeignCaptures()
{
    const std::vector<test::Sample> samples { control({ 0x80, 6, 0x0100, 0, 18 }), control({ 0x81, 6, 0x2200, 0, 30 }),
        control({ 0xc0, 6, 0x0100, 0, 18 }) };
    const auto kinds = [&](SequenceOptions options) {
        QByteArray text;
        for (const Step& step : sequenceOf(samples, options))
            text += step.kind == StepKind::Skipped ? 's' : 't';
        return text;
    };
    QCOMPARE(kinds({ true, false, 1000 }), QByteArray("ttt"));
    QCOMPARE(kinds({ true, true, 1000 }), QByteArray("stt")); // a class descriptor is the program's own question
    QCOMPARE(kinds({ false, true, 1000 }), QByteArray("ttt"));
}

void TestReplay::keepsTiming()
{
    const auto log = LiveLog::create(test::path(m_directory, "timing.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice device = (*log)->addDevice(test::loopbackDevice());
    const test::Sample sample = test::everyKind().front();
    const Nanoseconds start = now();
    for (const int milliseconds : { 0, 7, 1500 }) {
        const Nanoseconds time = start + std::chrono::milliseconds(milliseconds);
        test::finish(**log, test::begin(**log, device, sample, time), sample, time + std::chrono::microseconds(1));
    }
    QVERIFY((*log)->flush());
    const std::vector<std::size_t> entries { 0, 1, 2 };
    const std::vector<Step> steps = buildSequence(**log, entries, { true, false, 250 });
    QCOMPARE(steps[0].offset.count(), 0);
    QCOMPARE(steps[1].offset.count(), 7'000'000);
    QCOMPARE(steps[2].offset.count(), 1'500'000'000);
    QCOMPARE(steps[2].request.timeoutMs, 250U);
}

void TestReplay::isoIsRebuiltWithoutGaps()
{
    test::Sample sample { "iso out", { 0x04 }, usb::TransferType::Isochronous, {}, 5, { 1, 2, 0, 0, 3, 4, 5 } };
    sample.packets = { { 0, 2, 2, usb::TransferStatus::Completed }, { 4, 3, 3, usb::TransferStatus::Completed } };
    sample.actual = 5;
    const std::vector<Step> steps = sequenceOf({ sample });
    QCOMPARE(steps.size(), std::size_t { 1 });
    QCOMPARE(steps[0].request.data, (Bytes { 1, 2, 3, 4, 5 }));
    QCOMPARE(steps[0].request.isoPacketLengths, (std::vector<std::uint32_t> { 2, 3 }));
}

void TestReplay::comparesStatusThenLengthThenBytes()
{
    const Step step = sequenceOf(test::everyKind()).front();
    usb::TransferResult result = sameAnswer(step);
    result.data[3] = static_cast<Byte>(result.data[3] ^ 1);
    Comparison comparison = compare(step, result);
    QCOMPARE(test::word(comparison.verdict), QByteArray("differs"));
    QCOMPARE(comparison.firstDifference.value_or(99), std::size_t { 3 });
    QCOMPARE(comparison.explanation, std::string("byte 3: expected 0x5d, got 0x5c"));

    result.data.resize(10);
    result.actualLength = 10;
    comparison = compare(step, result);
    QCOMPARE(comparison.explanation, std::string("length 10 instead of 64"));
    QCOMPARE(comparison.firstDifference.value_or(99), std::size_t { 3 });

    result.status = usb::TransferStatus::Stall;
    QCOMPARE(compare(step, result).explanation, std::string("status stall instead of completed"));

    result.status = usb::TransferStatus::SubmitFailed;
    result.detail = "no bandwidth left";
    comparison = compare(step, result);
    QCOMPARE(test::word(comparison.verdict), QByteArray("error"));
    QCOMPARE(comparison.explanation, std::string("no bandwidth left"));
}

void TestReplay::comparesPackets()
{
    std::vector<test::Sample> samples = test::everyKind();
    std::erase_if(samples, [](const test::Sample& sample) { return sample.packets.empty() || !sample.isIn(); });
    const Step step = sequenceOf(samples).front();
    QCOMPARE(step.expectedPackets.size(), std::size_t { 6 });
    usb::TransferResult result = sameAnswer(step);
    result.data[2 * 192 + 1] = static_cast<Byte>(result.data[2 * 192 + 1] ^ 0xff);
    const Comparison comparison = compare(step, result);
    QVERIFY(comparison.explanation.find("packet 2: byte 1: expected") == 0);
    QCOMPARE(comparison.firstDifference.value_or(0), std::size_t { 2 * 192 + 1 });

    result = sameAnswer(step);
    result.data[2 * 192 + 7] = 1; // behind the seven bytes of packet 2: not part of any packet
    QCOMPARE(test::word(compare(step, result).verdict), QByteArray("same"));
    result.isoPackets[4].actual = 99;
    QCOMPARE(compare(step, result).explanation, std::string("packet 4: length 99 instead of 100"));
    result.isoPackets[1].status = usb::TransferStatus::Completed;
    QCOMPARE(compare(step, result).explanation, std::string("packet 1: status completed instead of error"));
    result.isoPackets.pop_back();
    QCOMPARE(compare(step, result).explanation, std::string("5 packets instead of 6"));
}

void TestReplay::comparesWhatWasKept()
{
    LiveLogOptions limited;
    limited.payloadLimit = 16;
    const Step step = sequenceOf({ test::everyKind().front() }, {}, limited).front();
    QVERIFY(step.expectedDataIsCut);
    QCOMPARE(step.expectedLength, 64U);
    usb::TransferResult result = sameAnswer(step);
    result.data = test::pattern(64);
    Comparison comparison = compare(step, result);
    QCOMPARE(test::word(comparison.verdict), QByteArray("same"));
    QVERIFY(comparison.explanation.find("first 16 bytes") != std::string::npos);
    result.data[15] = static_cast<Byte>(result.data[15] ^ 1);
    QCOMPARE(compare(step, result).firstDifference.value_or(0), std::size_t { 15 });

    limited.payloadLimit = 0;
    const Step bare = sequenceOf({ test::everyKind().front() }, {}, limited).front();
    result = sameAnswer(bare);
    result.data = test::pattern(64);
    comparison = compare(bare, result);
    QCOMPARE(test::word(comparison.verdict), QByteArray("same"));
    QCOMPARE(comparison.explanation, std::string("only status and length were compared: the log kept no data"));
    result.actualLength = 63;
    QCOMPARE(test::word(compare(bare, result).verdict), QByteArray("differs"));
}

void TestReplay::entriesOfOneDevice()
{
    const auto log = LiveLog::create(test::path(m_directory, "two.pcapng").toStdString());
    QVERIFY(log);
    const LogDevice first = (*log)->addDevice(test::loopbackDevice());
    const LogDevice second = (*log)->addDevice(test::loopbackDevice());
    QVERIFY(first.index != second.index);
    const test::Sample sample = test::everyKind().front();
    for (const LogDevice device : { first, second, second, first, second })
        test::play(**log, device, sample);
    QVERIFY((*log)->flush());
    QCOMPARE(entriesOfDevice(**log, first.index), (std::vector<std::size_t> { 0, 3 }));
    QCOMPARE(entriesOfDevice(**log, second.index), (std::vector<std::size_t> { 1, 2, 4 }));
    QVERIFY(entriesOfDevice(**log, 7).empty());
}

QTEST_GUILESS_MAIN(TestReplay)
#include "tst_replay.moc"
