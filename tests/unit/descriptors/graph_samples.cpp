// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/unit/descriptors/graph_samples.h"

#include "core/descriptors/decode.h"

namespace wb::test {

Bytes descriptor(std::initializer_list<int> afterLength)
{
    Bytes bytes { static_cast<Byte>(afterLength.size() + 1) };
    for (const int value : afterLength)
        bytes.push_back(static_cast<Byte>(value));
    return bytes;
}

Bytes interface(int number, int alternate, int classCode, int subClass, int protocol)
{
    return descriptor({ 0x04, number, alternate, 0, classCode, subClass, protocol, 0 });
}

Bytes association(int first, int count, int classCode, int protocol)
{
    return descriptor({ 0x0b, first, count, classCode, 0, protocol, 0 });
}

Bytes configurationOf(const std::vector<Bytes>& descriptors)
{
    Bytes body;
    for (const Bytes& bytes : descriptors)
        body.insert(body.end(), bytes.begin(), bytes.end());
    const int total = static_cast<int>(body.size()) + 9;
    Bytes all = descriptor({ 0x02, total & 0xff, total >> 8, 1, 1, 0, 0x80, 50 });
    all.insert(all.end(), body.begin(), body.end());
    return all;
}

Bytes audio1Headset()
{
    return configurationOf({
        interface(0, 0, 1, 1, 0),
        descriptor({ 0x24, 0x01, 0x00, 0x01, 0x47, 0x00, 2, 1, 2 }), // header: interfaces 1 and 2
        descriptor({ 0x24, 0x02, 1, 0x01, 0x01, 0, 2, 0x03, 0x00, 0, 0 }), // 1: USB streaming
        descriptor({ 0x24, 0x06, 2, 1, 1, 0x01, 0x02, 0x02, 0 }), // 2: mute; volume of two channels
        descriptor({ 0x24, 0x03, 3, 0x02, 0x04, 4, 2, 0 }), // 3: headset, belongs to 4
        descriptor({ 0x24, 0x02, 4, 0x02, 0x04, 3, 1, 0x00, 0x00, 0, 0 }), // 4: headset, belongs to 3
        descriptor({ 0x24, 0x05, 5, 1, 4, 0 }), // 5: selector of one
        descriptor({ 0x24, 0x03, 6, 0x01, 0x01, 0, 5, 0 }), // 6: USB streaming
        interface(1, 0, 1, 2, 0),
        interface(1, 1, 1, 2, 0),
        descriptor({ 0x24, 0x01, 1, 1, 0x01, 0x00 }), // terminal 1, PCM
        descriptor({ 0x24, 0x02, 1, 2, 2, 16, 1, 0x80, 0xbb, 0x00 }), // stereo, 16 bit, 48 kHz
        descriptor({ 0x05, 0x01, 0x09, 0xc0, 0x00, 1, 0, 0 }),
        interface(2, 0, 1, 2, 0),
        interface(2, 1, 1, 2, 0),
        descriptor({ 0x24, 0x01, 6, 1, 0x01, 0x00 }), // terminal 6
        descriptor({ 0x24, 0x02, 1, 1, 2, 16, 2, 0x40, 0x1f, 0x00, 0x44, 0xac, 0x00 }), // mono, 8 and 44.1 kHz
        descriptor({ 0x05, 0x82, 0x05, 0x60, 0x00, 1, 0, 0 }),
    });
}

Bytes audio2Interface()
{
    return configurationOf({
        association(0, 3, 1, 0x20),
        interface(0, 0, 1, 1, 0x20),
        descriptor({ 0x24, 0x01, 0x00, 0x02, 0x08, 0x80, 0x00, 0 }),
        descriptor({ 0x24, 0x0a, 0x10, 0x01, 0x07, 0, 0 }), // 16: internal, fixed
        descriptor({ 0x24, 0x0a, 0x11, 0x00, 0x05, 7, 0 }), // 17: external, belongs to 7
        descriptor({ 0x24, 0x0b, 0x12, 2, 0x10, 0x11, 0x03, 0 }), // 18: one of 16 and 17
        descriptor({ 0x24, 0x0c, 0x13, 0x12, 0x05, 0 }), // 19: 18 multiplied
        descriptor({ 0x24, 0x02, 1, 0x01, 0x01, 0, 0x12, 2, 3, 0, 0, 0, 0, 0, 0, 0 }), // 1: USB streaming
        descriptor({ 0x24, 0x06, 2, 1, 0x0f, 0, 0, 0, 0x0c, 0, 0, 0, 0x0c, 0, 0, 0, 0 }), // 2: mute, volume
        descriptor({ 0x24, 0x07, 3, 0x02, 0x00, 2, 0x0c, 0, 0, 0, 0 }), // 3: reverberation
        descriptor({ 0x24, 0x03, 4, 0x01, 0x03, 0, 3, 0x13, 0, 0, 0 }), // 4: speaker
        descriptor({ 0x24, 0x02, 7, 0x05, 0x06, 0, 0x11, 2, 3, 0, 0, 0, 0, 0, 0, 0 }), // 7: S/PDIF
        descriptor({ 0x24, 0x0d, 8, 7, 0x11, 0x12, 0 }), // 8: rate converter
        descriptor({ 0x24, 0x03, 9, 0x01, 0x01, 0, 8, 0x12, 0, 0, 0 }), // 9: USB streaming
        interface(1, 0, 1, 2, 0x20),
        interface(1, 1, 1, 2, 0x20),
        descriptor({ 0x24, 0x01, 1, 0, 1, 1, 0, 0, 0, 2, 3, 0, 0, 0, 0 }), // terminal 1, PCM, stereo
        descriptor({ 0x24, 0x02, 1, 4, 24 }),
        descriptor({ 0x05, 0x01, 0x05, 0x88, 0x01, 1 }),
        interface(2, 0, 1, 2, 0x20),
        interface(2, 1, 1, 2, 0x20),
        descriptor({ 0x24, 0x01, 9, 0, 1, 1, 0, 0, 0, 6, 0x3f, 0, 0, 0, 0 }), // terminal 9, six channels
        descriptor({ 0x24, 0x02, 1, 4, 24 }),
        descriptor({ 0x05, 0x82, 0x05, 0x88, 0x01, 1 }),
    });
}

Bytes audio3Headphones()
{
    return configurationOf({
        association(0, 2, 1, 0x30),
        interface(0, 0, 1, 1, 0x30),
        descriptor({ 0x24, 0x01, 0x0d, 0x50, 0x00, 0, 0, 0, 0 }),
        descriptor({ 0x24, 0x02, 1, 0x01, 0x01, 0, 9, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0 }),
        descriptor({ 0x24, 0x07, 2, 1, 0x03, 0, 0, 0, 0x0c, 0, 0, 0, 0, 0 }),
        descriptor({ 0x24, 0x03, 3, 0x02, 0x03, 0, 2, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 }),
        descriptor({ 0x24, 0x0b, 9, 0x01, 0, 0, 0, 0, 0, 0, 0 }),
        descriptor({ 0x24, 0x10, 10, 0, 0, 0, 0, 2, 1, 3, 0, 0 }),
        interface(1, 0, 1, 2, 0x30),
        interface(1, 1, 1, 2, 0x30),
        descriptor({ 0x24, 0x01, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0, 0, 3, 24, 0, 0, 0 }),
        descriptor({ 0x05, 0x01, 0x05, 0x20, 0x01, 1 }),
    });
}

Bytes videoCamera()
{
    const auto extension = [](int id, int source, int firstByte) {
        return descriptor(
            { 0x24, 0x06, id, firstByte, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 3, 1, source, 1, 0x07, 0 });
    };
    const auto mjpegFrame = [](int index, int width, int height) {
        return descriptor({ 0x24, 0x07, index, 0, width & 0xff, width >> 8, height & 0xff, height >> 8, 0, 0, 1, 0, 0,
            0, 2, 0, 0, 0, 1, 0, 0x15, 0x16, 0x05, 0x00, 1, 0x15, 0x16, 0x05, 0x00 });
    };
    return configurationOf({
        association(0, 2, 0x0e, 0),
        interface(0, 0, 0x0e, 1, 1),
        descriptor({ 0x24, 0x01, 0x50, 0x01, 0x80, 0x00, 0, 0, 0, 0, 1, 1 }),
        descriptor({ 0x24, 0x02, 1, 0x01, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 3, 0x0a, 0, 0 }), // 1: camera
        descriptor({ 0x24, 0x05, 2, 1, 0, 0, 3, 0x1b, 0x02, 0, 0, 0 }), // 2: processing unit
        extension(3, 2, 0x70),
        extension(4, 3, 0x71),
        descriptor({ 0x24, 0x07, 6, 4, 0, 3, 0x03, 0, 0, 0x01, 0, 0 }), // 6: encoding unit
        descriptor({ 0x24, 0x03, 5, 0x01, 0x01, 0, 6, 0 }), // 5: USB streaming
        interface(1, 0, 0x0e, 2, 1),
        descriptor({ 0x24, 0x01, 1, 0x60, 0x00, 0x81, 0, 5, 0, 0, 0, 1, 0 }), // input header, terminal 5
        descriptor({ 0x24, 0x06, 1, 3, 1, 1, 0, 0, 0, 0 }), // MJPEG, three frames
        mjpegFrame(1, 640, 480),
        mjpegFrame(2, 1920, 1080),
        mjpegFrame(3, 1280, 720),
        interface(1, 1, 0x0e, 2, 1),
        descriptor({ 0x05, 0x81, 0x05, 0x00, 0x14, 1 }),
    });
}

Bytes midiInterface()
{
    return configurationOf({
        interface(0, 0, 1, 1, 0),
        descriptor({ 0x24, 0x01, 0x00, 0x01, 9, 0, 1, 1 }),
        interface(1, 0, 1, 3, 0),
        descriptor({ 0x24, 0x01, 0x00, 0x01, 0x49, 0x00 }),
        descriptor({ 0x24, 0x02, 1, 1, 0 }), // in jack 1, embedded
        descriptor({ 0x24, 0x02, 2, 2, 0 }), // in jack 2, external
        descriptor({ 0x24, 0x04, 5, 1, 2, 1, 1, 0, 0, 2, 0x02, 0x00, 0 }), // element 5 gets jack 2
        descriptor({ 0x24, 0x03, 1, 3, 1, 5, 1, 0 }), // out jack 3, embedded, from pin 1 of the element
        descriptor({ 0x24, 0x03, 2, 4, 1, 1, 1, 0 }), // out jack 4, external, from jack 1
        descriptor({ 0x05, 0x01, 0x02, 0x40, 0x00, 0, 0, 0 }),
        descriptor({ 0x25, 0x01, 1, 1 }),
        descriptor({ 0x05, 0x82, 0x02, 0x40, 0x00, 0, 0, 0 }),
        descriptor({ 0x25, 0x01, 1, 3 }),
    });
}

std::vector<descriptors::SignalGraph> graphsIn(const Bytes& configuration)
{
    return descriptors::findSignalGraphs(descriptors::decodeSequence(configuration));
}

} // namespace wb::test
