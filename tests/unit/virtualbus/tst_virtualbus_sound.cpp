// SPDX-License-Identifier: GPL-3.0-or-later
// The microphone and the speaker: what they sound like, what they remember, what their feature unit does.
#include "tests/unit/virtualbus/model_rig.h"

#include <cmath>
#include <numbers>

using namespace wb;
using namespace wb::test;

namespace {

constexpr std::uint8_t kMicrophone = 0x81, kSpeaker = 0x01;
constexpr std::uint16_t kMute = 0x0100, kVolume = 0x0200, kFeature = 0x0200; // wValue, wIndex

Bytes bytesOf(std::uint32_t value, std::size_t width)
{
    Bytes all;
    appendLe32(all, value);
    return toBytes(slice(all, 0, width));
}

std::vector<double> record(ModelRig& rig, int packets)
{
    std::vector<double> samples;
    for (int i = 0; i < packets; ++i) {
        const Bytes packet = toBytes(rig.in(kMicrophone).data);
        for (std::size_t at = 0; at + 2 <= packet.size(); at += 2)
            samples.push_back(static_cast<std::int16_t>(le(packet, at, 2)));
    }
    return samples;
}

// How much of a tone there is: the amplitude of the one frequency.
double amplitudeAt(const std::vector<double>& samples, double hertz, double rate)
{
    double cosine = 0, sine = 0;
    for (std::size_t i = 0; i < samples.size(); ++i) {
        const double angle = 2 * std::numbers::pi * hertz * static_cast<double>(i) / rate;
        cosine += samples[i] * std::cos(angle);
        sine += samples[i] * std::sin(angle);
    }
    return 2 * std::hypot(cosine, sine) / static_cast<double>(samples.size());
}

} // namespace

class TestVirtualBusSound : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void microphoneHearsASine_data()
    {
        QTest::addColumn<int>("rate");
        for (const int rate : { 16'000, 44'100, 48'000 })
            QTest::addRow("%d", rate) << rate;
    }
    void microphoneHearsASine()
    {
        QFETCH(int, rate);
        ModelRig rig("microphone");
        QVERIFY(rig.setAlternate(1, 1));
        QVERIFY(rig.send(0x22, 0x01, 0x0100, kMicrophone, bytesOf(static_cast<std::uint32_t>(rate), 3)));
        QCOMPARE(le(rig.read(0xa2, 0x81, 0x0100, kMicrophone, 3), 0, 3), static_cast<std::uint64_t>(rate));
        const std::vector<double> samples = record(rig, 1000); // a second
        QCOMPARE(samples.size(), static_cast<std::size_t>(rate));
        QVERIFY(std::abs(amplitudeAt(samples, 1000, rate) - 16'384) < 10);
        for (const double other : { 500.0, 990.0, 1010.0, 2000.0, 3000.0 })
            QVERIFY2(amplitudeAt(samples, other, rate) < 10, qPrintable(QString::number(other)));
    }

    void packetsFitTheEndpoint()
    {
        ModelRig rig("microphone");
        QVERIFY(rig.setAlternate(1, 1));
        QVERIFY(rig.send(0x22, 0x01, 0x0100, kMicrophone, bytesOf(44'100, 3)));
        for (int i = 0; i < 100; ++i) {
            const std::size_t size = rig.in(kMicrophone).data.size();
            QCOMPARE(size, std::size_t { i % 10 == 9 ? 90U : 88U });
        }
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes(4)), Handshake::None); // it has no such endpoint
        QVERIFY(rig.setAlternate(1, 0));
        COMPARE_HANDSHAKE(rig.in(kMicrophone).handshake, Handshake::None);
    }

    void volumeAndMuteAreHeard()
    {
        ModelRig rig("microphone");
        QVERIFY(rig.setAlternate(1, 1));
        QCOMPARE(
            static_cast<std::int16_t>(le(rig.read(0xa1, 0x82, kVolume, kFeature, 2), 0, 2)), std::int16_t { -15360 });
        QCOMPARE(le(rig.read(0xa1, 0x83, kVolume, kFeature, 2), 0, 2), std::uint64_t { 0 });
        QCOMPARE(le(rig.read(0xa1, 0x84, kVolume, kFeature, 2), 0, 2), std::uint64_t { 256 });
        QVERIFY(rig.send(0x21, 0x01, kVolume, kFeature, bytesOf(0xec00, 2))); // -20 dB
        QCOMPARE(le(rig.read(0xa1, 0x81, kVolume, kFeature, 2), 0, 2), std::uint64_t { 0xec00 });
        QVERIFY(std::abs(amplitudeAt(record(rig, 100), 1000, 48'000) - 1638.4) < 5);
        QVERIFY(rig.send(0x21, 0x01, kVolume, kFeature, bytesOf(0x8000, 2))); // silence, which is out of range
        QCOMPARE(le(rig.read(0xa1, 0x81, kVolume, kFeature, 2), 0, 2), std::uint64_t { 0xc400 });
        QVERIFY(rig.send(0x21, 0x01, kMute, kFeature, Bytes { 1 }));
        QCOMPARE(rig.read(0xa1, 0x81, kMute, kFeature, 1), Bytes { 1 });
        for (const double sample : record(rig, 10))
            QCOMPARE(sample, 0.0);
        QVERIFY(!rig.send(0x21, 0x01, kMute, kFeature, Bytes { 2 }));
        rig.model->busReset(rig.time);
        QVERIFY(rig.send(0x00, 9, 1, 0));
        QCOMPARE(rig.read(0xa1, 0x81, kMute, kFeature, 1), Bytes { 0 });
        QCOMPARE(le(rig.read(0xa1, 0x81, kVolume, kFeature, 2), 0, 2), std::uint64_t { 0 });
    }

    void requestsThatFitNothingStall()
    {
        ModelRig rig("speaker");
        QVERIFY(!rig.send(0x22, 0x01, 0x0100, kSpeaker, bytesOf(96'000, 3))); // no such rate
        QVERIFY(!rig.send(0x22, 0x01, 0x0200, kSpeaker, bytesOf(48'000, 3))); // pitch
        QVERIFY(!rig.send(0x22, 0x01, 0x0100, 0x81, bytesOf(48'000, 3)));
        QVERIFY(!rig.send(0x22, 0x01, 0x0100, kSpeaker, bytesOf(48'000, 2)));
        QVERIFY(rig.read(0xa1, 0x81, kMute, 0x0300, 1).empty()); // a terminal has no mute
        QVERIFY(rig.read(0xa1, 0x82, kMute, kFeature, 1).empty());
        QVERIFY(rig.read(0xa1, 0x85, kVolume, kFeature, 2).empty());
        QVERIFY(rig.read(0xa1, 0x81, 0x0301, kFeature, 2).empty()); // bass of one channel
        QVERIFY(!rig.send(0x21, 0x02, kVolume, kFeature, bytesOf(0, 2)));
        QVERIFY(!rig.send(0x21, 0x01, kVolume, kFeature, Bytes { 0 }));
        QVERIFY(rig.read(0xc0, 0x5d, 0, 0, 24).empty());
        QVERIFY(!rig.send(0x40, 0x5f, 0, 0));
    }

    void speakerCountsAndRemembers()
    {
        ModelRig rig("speaker");
        QVERIFY(rig.setAlternate(1, 1));
        for (int i = 0; i < 30; ++i)
            COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes(192, static_cast<Byte>(i))), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kSpeaker, {}), Handshake::Ack);
        QVERIFY(rig.setAlternate(1, 0)); // the stream is over
        const Bytes counts = rig.read(0xc0, 0x5f, 0, 0, 24);
        QCOMPARE(le(counts, 0, 8), std::uint64_t { 31 });
        QCOMPARE(le(counts, 8, 8), std::uint64_t { 1 });
        QCOMPARE(le(counts, 16, 8), std::uint64_t { 30 * 192 });
        const Bytes last = rig.read(0xc0, 0x5c, 0, 0, 4096);
        QCOMPARE(last.size(), std::size_t { 4096 });
        QCOMPARE(int { last.back() }, 29);
        QCOMPARE(int { last.front() }, 8); // 4096 bytes are 21 packets and a third
        QCOMPARE(rig.read(0xc0, 0x5c, 0, 0, 10).size(), std::size_t { 10 });
        QVERIFY(rig.setAlternate(1, 1));
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes(192, 0xee)), Handshake::Ack); // another begins
        QCOMPARE(le(rig.read(0xc0, 0x5f, 0, 0, 8), 0, 8), std::uint64_t { 1 });
        QCOMPARE(rig.read(0xc0, 0x5c, 0, 0, 4096), Bytes(192, 0xee));
        rig.model->busReset(rig.time);
        QCOMPARE(le(rig.read(0xc0, 0x5f, 0, 0, 8), 0, 8), std::uint64_t { 0 });
    }

    void speakerSumsUpWhatSounds()
    {
        ModelRig rig("speaker");
        QVERIFY(rig.setAlternate(1, 1));
        const auto sum = [&rig] { return le(rig.read(0xc0, 0x5f, 0, 0, 32), 24, 8); };
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes(192)), Handshake::Ack); // silence before
        QCOMPARE(sum(), std::uint64_t { 1 }); // of no bytes at all
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes { 0, 'W', 'i', 'k', 'i', 0 }), Handshake::Ack);
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes { 0, 'p', 'e', 'd', 'i', 'a' }), Handshake::Ack);
        QCOMPARE(sum(), std::uint64_t { 0x15100398 }); // of "Wiki", two zeros, "pedia"
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes(192)), Handshake::Ack); // and after
        QCOMPARE(sum(), std::uint64_t { 0x15100398 });
        QVERIFY(rig.setAlternate(1, 1));
        COMPARE_HANDSHAKE(rig.out(kSpeaker, Bytes { 'W', 'i', 'k', 'i', 'p', 'e', 'd', 'i', 'a' }), Handshake::Ack);
        QCOMPARE(sum(), std::uint64_t { 0x11e60398 }); // another stream
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusSound)
#include "tst_virtualbus_sound.moc"
