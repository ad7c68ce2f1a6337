// SPDX-License-Identifier: GPL-3.0-or-later
// Every request of the catalogue against the setup packet that its specification gives it.
#include "core/requests/catalogue.h"
#include "core/requests/identify.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/requests/packet_rows.h"
#include "tests/unit/requests/sample_targets.h"

#include <QTest>

#include <set>

using namespace wb;
using namespace wb::requests;
using wb::test::PacketRow;
using wb::test::targetsFor;

namespace {

std::vector<PacketRow> allRows()
{
    std::vector<PacketRow> all;
    for (const std::span<const PacketRow> rows : { wb::test::classPackets(), wb::test::firstAudioPackets(),
             wb::test::secondAudioPackets(), wb::test::videoPackets() })
        all.insert(all.end(), rows.begin(), rows.end());
    return all;
}

// Numbers differ, so that one that stands in another's place is seen.
Arguments tellingArguments(const Request& request)
{
    Arguments arguments = standardArguments(request, targetsFor(request));
    std::int64_t next = 3;
    for (std::size_t i = 0; i < request.parameters.size(); ++i)
        if (request.parameters[i].kind == Kind::Number && request.parameters[i].place != Place::Length)
            arguments.values[i] = next++;
    return arguments;
}

Bytes codesOf(const Request& request)
{
    Bytes codes;
    for (const Parameter& parameter : request.parameters)
        if (parameter.place == Place::Code)
            for (const ValueName& code : parameter.values)
                codes.push_back(static_cast<Byte>(code.value));
    return codes;
}

} // namespace

class TestRequestPackets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void packets_data();
    void packets();
    void everyRequestHasARow();
    void everyUnitIsAddressed_data();
    void everyUnitIsAddressed();
};

void TestRequestPackets::packets_data()
{
    QTest::addColumn<QByteArray>("setup");
    QTest::addColumn<QByteArray>("codes");
    for (const PacketRow& row : allRows())
        QTest::newRow(row.request) << QByteArray(row.setup) << QByteArray(row.codes);
}

void TestRequestPackets::packets()
{
    QFETCH(const QByteArray, setup);
    QFETCH(const QByteArray, codes);
    const Request* request = findRequest(QTest::currentDataTag());
    QVERIFY(request != nullptr);
    const Result<Built> built = build(*request, tellingArguments(*request));
    QVERIFY2(built.has_value(), built ? "" : wb::describe(built.error()).c_str());
    QCOMPARE(QByteArray::fromStdString(formatHex(built->setup.toBytes())), setup);
    QCOMPARE(QByteArray::fromStdString(formatHex(codesOf(*request))), codes);
}

void TestRequestPackets::everyRequestHasARow()
{
    std::set<std::string> expected;
    for (const PacketRow& row : allRows())
        QVERIFY2(expected.insert(row.request).second, row.request);
    for (const Request& request : catalogue())
        QVERIFY2(expected.contains(request.name), request.name.c_str());
    QCOMPARE(expected.size(), catalogue().size());
}

// What a descriptor says of a unit decides which controls it is offered.
void TestRequestPackets::everyUnitIsAddressed_data()
{
    QTest::addColumn<int>("interfaceClass");
    QTest::addColumn<int>("protocol");
    QTest::addColumn<QByteArray>("descriptor");
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<QByteArray>("label");
    const auto row = [](int interfaceClass, int protocol, const char* descriptor, const char* request,
                         const char* label) {
        QTest::addRow("%x.%x %s", static_cast<unsigned>(interfaceClass), static_cast<unsigned>(protocol), descriptor)
            << interfaceClass << protocol << QByteArray(descriptor) << QByteArray(request) << QByteArray(label);
    };
    row(1, 0x00, "06 24 04 05 01 01", "Get MIXER_CONTROL", "5, mixer unit");
    row(1, 0x00, "07 24 07 05 01 00 01", "Get UD_MODE_SELECT_CONTROL", "5, up/down-mix unit");
    row(1, 0x00, "07 24 07 05 02 00 01", "Get DP_MODE_SELECT_CONTROL", "5, Dolby Prologic unit");
    row(1, 0x00, "07 24 07 05 03 00 01", "Get SPACIOUSNESS_CONTROL", "5, stereo extender unit");
    row(1, 0x00, "07 24 07 05 04 00 01", "Get REVERB_TIME_CONTROL", "5, reverberation unit");
    row(1, 0x00, "07 24 07 05 05 00 01", "Get CHORUS_RATE_CONTROL", "5, chorus unit");
    row(1, 0x00, "07 24 07 05 06 00 01", "Get THRESHOLD_CONTROL", "5, dynamic range compressor unit");
    row(1, 0x00, "07 24 07 05 07 00 01", "GET_MEM (entity)", "5, processing unit");
    row(1, 0x00, "07 24 07 05 01 01 01", "GET_STAT (entity)", "5, processing unit");
    row(1, 0x00, "07 24 08 05 00 00 01", "Get XU_ENABLE_CONTROL", "5, extension unit");
    row(1, 0x20, "06 24 04 05 01 01", "Get MU_MIXER_CONTROL", "5, mixer unit");
    row(1, 0x20, "07 24 07 05 01 00 01", "Get PE_CENTERFREQ_CONTROL", "5, parametric equalizer section unit");
    row(1, 0x20, "07 24 07 05 02 00 01", "Get RV_TIME_CONTROL", "5, reverberation unit");
    row(1, 0x20, "07 24 07 05 03 00 01", "Get MD_RATE_CONTROL", "5, modulation delay unit");
    row(1, 0x20, "07 24 07 05 04 00 01", "Get DR_THRESHOLD_CONTROL", "5, dynamic range compressor unit");
    row(1, 0x20, "07 24 07 05 05 00 01", "Get MEM (entity)", "5, effect unit");
    row(1, 0x20, "07 24 08 05 01 00 01", "Get UD_CLUSTER_CONTROL", "5, up/down-mix unit");
    row(1, 0x20, "07 24 08 05 02 00 01", "Get DP_CLUSTER_CONTROL", "5, Dolby Prologic unit");
    row(1, 0x20, "07 24 08 05 03 00 01", "Get ST_EXT_WIDTH_CONTROL", "5, stereo extender unit");
    row(1, 0x20, "07 24 08 05 04 00 01", "Get MEM (entity)", "5, processing unit"); // reverberation is an effect here
    row(1, 0x20, "07 24 09 05 00 00 01", "Get XU_CLUSTER_CONTROL", "5, extension unit");
    row(1, 0x20, "08 24 0d 05 01 02 03 00", "Get MEM (entity)", "5, sample rate converter");
    row(0x0e, 0x00, "06 24 07 05 01 00", "Get EU_QP_RANGE_CONTROL", "5, encoding unit");
    row(0x0e, 0x00, "04 24 05 05", "Get PU_GAIN_CONTROL", "5, processing unit");
    row(1, 0x00, "04 24 07 05", "GET_MEM (entity)", "5, processing unit"); // too short to have a process
}

void TestRequestPackets::everyUnitIsAddressed()
{
    QFETCH(const int, interfaceClass);
    QFETCH(const int, protocol);
    QFETCH(const QByteArray, descriptor);
    QFETCH(const QByteArray, request);
    QFETCH(const QByteArray, label);
    Bytes configuration { 9, 2, 0, 0, 1, 1, 0, 0x80, 50 };
    const Bytes interface {
        9, 4, 0, 0, 0, static_cast<Byte>(interfaceClass), 1, static_cast<Byte>(protocol), 0
    };
    const Bytes unit = parseHex(descriptor.toStdString()).value();
    configuration.insert(configuration.end(), interface.begin(), interface.end());
    configuration.insert(configuration.end(), unit.begin(), unit.end());
    configuration[2] = static_cast<Byte>(configuration.size());
    std::vector<std::string> problems;
    usb::DeviceInfo device;
    device.configurations = { usb::parseConfiguration(configuration, problems) };
    device.configurations[0].raw = configuration;
    device.activeConfiguration = 1;
    const Targets targets = targetsOf(device);
    const Request* found = findRequest(request.toStdString());
    QVERIFY(found != nullptr);
    QVERIFY(suits(*found, targets));
    for (const Parameter& parameter : found->parameters)
        if (parameter.kind == Kind::Entity) {
            const std::vector<Candidate> offered = candidates(*found, parameter, targets);
            QCOMPARE(offered.size(), std::size_t { 1 });
            QCOMPARE(QByteArray::fromStdString(offered.front().label), label);
        }
}

QTEST_APPLESS_MAIN(TestRequestPackets)
#include "tst_request_packets.moc"
