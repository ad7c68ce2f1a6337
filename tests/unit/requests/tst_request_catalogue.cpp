// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold for every request of the catalogue, and which requests a device is offered.
#include "core/requests/catalogue.h"
#include "core/requests/identify.h"
#include "core/requests/parameter_text.h"
#include "tests/unit/base/printers.h"
#include "tests/unit/requests/sample_targets.h"

#include <QTest>

#include <algorithm>
#include <cctype>
#include <set>

using namespace wb;
using namespace wb::requests;
using wb::test::interfaceOf;
using wb::test::targetsFor;

namespace {

std::string lowered(std::string text)
{
    std::transform(
        text.begin(), text.end(), text.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// The ends of what the parameter can be, and every value that has a name.
std::vector<std::int64_t> edgesOf(const Parameter& parameter)
{
    std::vector<std::int64_t> edges;
    for (const ValueName& choice : parameter.values)
        edges.push_back(static_cast<std::int64_t>(choice.value));
    if (parameter.kind == Kind::Number)
        edges.insert(edges.end(), { parameter.min, parameter.max });
    for (const BitSpec& bit : parameter.bits)
        if (parameter.kind == Kind::Bits && bit.name != "reserved")
            edges.push_back(std::int64_t { 1 } << bit.high);
    return edges;
}

// With the most fields that any version of the specification has.
Arguments roomyArguments(const Request& request)
{
    Arguments arguments = standardArguments(request, targetsFor(request));
    const std::vector<Parameter> choices = request.choices();
    for (std::size_t i = 0; i < choices.size(); ++i)
        if (choices[i].place == Place::Length && !request.isIn())
            arguments.values[i] = static_cast<std::int64_t>(choices[i].values.back().value);
    if (request.hasPayload)
        arguments.payload = { 1, 2, 3 };
    return arguments;
}

} // namespace

class TestRequestCatalogue : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void requests_data();
    void requests();
    void namesAreUniqueAndFound();
    void holdsEveryClass();
    void offersWhatSuits();
    void offersControlsOfEntitiesThatAreThere();
    void findsEntitiesInDescriptors();
    void selectedTargetsComeFirst();
    void refusesValuesThatCannotBe();
    void readsValues_data();
    void readsValues();
    void buildsByHand_data();
    void buildsByHand();
};

void TestRequestCatalogue::requests_data()
{
    QTest::addColumn<std::size_t>("index");
    for (std::size_t i = 0; i < catalogue().size(); ++i)
        QTest::newRow(catalogue()[i].name.c_str()) << i;
}

// Every request names its section, suits a device of its class, and comes back from what it is sent as, whatever
// values its parameters have.
void TestRequestCatalogue::requests()
{
    QFETCH(const std::size_t, index);
    const Request& request = catalogue()[index];
    QVERIFY(request.section.find("§") != std::string_view::npos);
    QVERIFY(!request.group.empty());
    const Targets targets = targetsFor(request);
    QVERIFY(suits(request, targets));

    std::set<std::string_view> names;
    const std::vector<Parameter> choices = request.choices();
    for (const Parameter& parameter : choices)
        QVERIFY2(names.insert(parameter.name).second, std::string(parameter.name).c_str());

    std::vector<Arguments> variants { roomyArguments(request) };
    for (std::size_t i = 0; i < choices.size(); ++i)
        for (const std::int64_t value : edgesOf(choices[i])) {
            if (choices[i].place == Place::Length && !request.isIn())
                continue; // cuts fields off, which cannot come back
            variants.push_back(variants.front());
            variants.back().values[i] = value;
        }
    for (const Arguments& arguments : variants) {
        const Result<Built> built = build(request, arguments);
        QVERIFY2(built.has_value(), built ? "" : wb::describe(built.error()).c_str());
        QCOMPARE(built->setup.bmRequestType, request.bmRequestType);
        QVERIFY(request.isIn() ? built->data.empty() : built->data.size() == built->setup.wLength);
        const auto identity = identify(built->setup, built->data, targets);
        QVERIFY(identity.has_value());
        QCOMPARE(identity->request->name, request.name);
        QVERIFY(identity->arguments == arguments);
    }
}

void TestRequestCatalogue::namesAreUniqueAndFound()
{
    std::set<std::string> names;
    for (const Request& request : catalogue()) {
        QVERIFY2(names.insert(lowered(request.name)).second, request.name.c_str());
        QCOMPARE(findRequest(lowered(request.name)), &request);
    }
    QVERIFY(findRequest("SET_NOTHING") == nullptr);
    QVERIFY(findRequest("") == nullptr);
}

void TestRequestCatalogue::holdsEveryClass()
{
    std::set<std::string> groups;
    for (const Request& request : catalogue())
        groups.emplace(request.group);
    QCOMPARE(groups,
        (std::set<std::string> { "Audio 1.0", "Audio 2.0", "CCID", "CDC", "CDC Ethernet", "CDC NCM", "CDC PSTN", "DFU",
            "HID", "Hub", "Mass storage", "Printer", "Standard", "USB488", "USBTMC", "Video" }));
}

void TestRequestCatalogue::offersWhatSuits()
{
    const auto offers = [](const Targets& targets, std::string_view name) {
        const auto all = requestsFor(targets);
        return std::find(all.begin(), all.end(), findRequest(name)) != all.end();
    };
    const Targets keyboard = interfaceOf(3, 1, 1);
    QVERIFY(offers(keyboard, "SET_IDLE"));
    QVERIFY(offers(keyboard, "GET_STATUS (interface)"));
    QVERIFY(!offers(keyboard, "GET_STATUS (endpoint)")); // it has none here
    QVERIFY(!offers(keyboard, "SET_LINE_CODING"));
    QVERIFY(!offers(interfaceOf(2, 6, 0), "SET_LINE_CODING")); // ECM is no telephone
    QVERIFY(offers(interfaceOf(2, 2, 1), "SET_LINE_CODING"));
    QVERIFY(offers(interfaceOf(0xfe, 3, 1), "READ_STATUS_BYTE"));
    QVERIFY(!offers(interfaceOf(0xfe, 3, 0), "READ_STATUS_BYTE"));
    QVERIFY(!offers({}, "GET_INTERFACE"));
    QVERIFY(offers({}, "GET_STATUS (device)"));
}

void TestRequestCatalogue::offersControlsOfEntitiesThatAreThere()
{
    Targets camera = interfaceOf(0x0e, 1, 0);
    const Request* brightness = findRequest("Get PU_BRIGHTNESS_CONTROL");
    QVERIFY(brightness != nullptr);
    QVERIFY(!suits(*brightness, camera));
    camera.entities = { { 0, 1, EntityKind::CameraTerminal } };
    QVERIFY(!suits(*brightness, camera));
    camera.entities.push_back({ 0, 3, EntityKind::ProcessingUnit });
    QVERIFY(suits(*brightness, camera));
    camera.entities.push_back({ 7, 4, EntityKind::ProcessingUnit }); // of no interface that is there
    const auto found = candidates(*brightness, brightness->parameters.back(), camera);
    QCOMPARE(found.size(), std::size_t { 1 });
    QCOMPARE(found.front().label, std::string("3, processing unit"));
}

void TestRequestCatalogue::findsEntitiesInDescriptors()
{
    // clang-format off
    const Bytes configuration {
        9, 2, 74, 0, 3, 1, 0, 0x80, 50,
        9, 4, 0, 0, 0, 0x0e, 0x01, 0x00, 0,         // video control
        8, 0x24, 0x02, 1, 0x01, 0x02, 0, 0,         // camera terminal 1
        5, 0x24, 0x05, 2, 1,                        // processing unit 2
        5, 0x24, 0x05, 2, 1,                        // again
        9, 4, 1, 0, 1, 0x01, 0x01, 0x20, 0,         // audio control 2.0
        5, 0x24, 0x0a, 9, 1,                        // clock source 9
        7, 5, 0x81, 3, 8, 0, 1,
        3, 0x24, 0x06,                              // too short to have an id
        9, 4, 2, 0, 0, 0x03, 0x00, 0x00, 0,
        5, 0x24, 0x05, 3, 1 };                      // of an interface without entities
    // clang-format on
    std::vector<std::string> problems;
    usb::DeviceInfo device;
    device.configurations = { usb::parseConfiguration(configuration, problems) };
    device.configurations[0].raw = configuration;
    device.activeConfiguration = 1;
    const Targets targets = targetsOf(device);
    QCOMPARE(targets.interfaces.size(), std::size_t { 3 });
    QVERIFY(targets.endpoints == (std::vector<EndpointTarget> { { usb::EndpointAddress { 0x81 }, 1 } }));
    QVERIFY(targets.entities
        == (std::vector<EntityTarget> { { 0, 1, EntityKind::CameraTerminal }, { 0, 2, EntityKind::ProcessingUnit },
            { 1, 9, EntityKind::ClockSource } }));
    device.activeConfiguration.reset();
    QVERIFY(targetsOf(device).interfaces.empty());
}

void TestRequestCatalogue::selectedTargetsComeFirst()
{
    Targets targets;
    targets.interfaces = { { 0, 3, 0, 0 }, { 1, 3, 0, 0 } };
    targets.endpoints = { { usb::EndpointAddress { 0x81 }, 0 }, { usb::EndpointAddress { 0x82 }, 1 },
        { usb::EndpointAddress { 0x02 }, 1 } };
    const Request& idle = *findRequest("GET_IDLE");
    const Request& status = *findRequest("GET_STATUS (endpoint)");
    QCOMPARE(standardArguments(idle, targets).values, (std::vector<std::int64_t> { 0, 0 }));
    prefer(targets, 1, {});
    QCOMPARE(standardArguments(idle, targets).values, (std::vector<std::int64_t> { 0, 1 }));
    QCOMPARE(standardArguments(status, targets).values, (std::vector<std::int64_t> { 0x82 }));
    prefer(targets, 1, usb::EndpointAddress { 0x02 });
    QCOMPARE(standardArguments(status, targets).values, (std::vector<std::int64_t> { 0x02 }));
    prefer(targets, {}, {});
    QCOMPARE(targets.interfaces.front().number, std::uint8_t { 1 }); // nothing moves
}

void TestRequestCatalogue::refusesValuesThatCannotBe()
{
    const Request& coding = *findRequest("SET_LINE_CODING");
    Arguments arguments = standardArguments(coding, targetsFor(coding));
    QVERIFY(build(coding, arguments).has_value());
    arguments.values[3] = 9; // bParityType
    const Result<Built> built = build(coding, arguments);
    QVERIFY(!built);
    QCOMPARE(built.error().operation, std::string("read bParityType"));
    QCOMPARE(built.error().detail, std::string("9 is not possible here: 0 none, 1 odd, 2 even, 3 mark, 4 space"));
    arguments.values[3] = 0;
    arguments.payload = { 1 };
    QVERIFY(!build(coding, arguments));
    arguments.payload.clear();
    arguments.values.pop_back();
    QVERIFY(!build(coding, arguments));
    const Request& lines = *findRequest("SET_CONTROL_LINE_STATE");
    QVERIFY(!build(lines, { { 4, 2 }, {} })); // a reserved bit
    const Request& report = *findRequest("SET_REPORT");
    QVERIFY(!build(report, { { 1, 0, 2 }, Bytes(65536) }));
    QVERIFY(build(report, { { 1, 0, 2 }, Bytes(65535) }).has_value());
}

void TestRequestCatalogue::readsValues_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<int>("parameter");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("outcome");
    const auto row = [](const char* request, int parameter, const char* text, const char* outcome) {
        QTest::addRow("%s %d %s", request, parameter, text)
            << QString::fromLatin1(request) << parameter << QString::fromLatin1(text) << QString::fromLatin1(outcome);
    };
    row("SET_IDLE", 0, "125", "125 (500 ms)");
    row("SET_IDLE", 0, "0x7d", "125 (500 ms)");
    row("SET_IDLE", 0, "256", "256 is not possible here: 0 to 255, in 4 ms");
    row("SET_IDLE", 0, "-1", "-1 is not possible here: 0 to 255, in 4 ms");
    row("SET_IDLE", 0, "", "\"\" is not understood; it can be 0 to 255, in 4 ms");
    row("SET_LINE_CODING", 3, "EVEN", "2 (even)");
    row("SET_LINE_CODING", 1, "9600", "9600 bit/s");
    row("SET_CONTROL_LINE_STATE", 0, "dtr,rts", "0x0003 (DTR, RTS)");
    row("SET_CONTROL_LINE_STATE", 0, "dtr,,rts", "\"dtr,,rts\" is not understood; it can be D0 DTR, D1 RTS");
    row("SET_CONTROL_LINE_STATE", 0, "0x8", "0x0008 is not possible here: D0 DTR, D1 RTS");
    row("Set VOLUME_CONTROL", 4, "-1536", "-1536 (-6 dB)");
    row("Set VOLUME_CONTROL", 4, "-32769", "-32769 is not possible here: -32768 to 32767, in 0.003 dB");
    row("Get VOLUME_CONTROL", 0, "GET_MIN", "130 (GET_MIN)");
    row("GET_DESCRIPTOR (device)", 0, "string", "0x03 (string)");
    row("GET_DESCRIPTOR (device)", 0, "0xe0", "0xe0");
    row("SetPortFeature", 0, "port_reset", "4 (PORT_RESET)");
    row("Get SAMPLING_FREQ_CONTROL", 1, "0x81", "EP1 IN (0x81)");
}

void TestRequestCatalogue::readsValues()
{
    QFETCH(const QString, request);
    QFETCH(const int, parameter);
    QFETCH(const QString, text);
    QFETCH(const QString, outcome);
    const Request* found = findRequest(request.toStdString());
    QVERIFY(found != nullptr);
    const Parameter chosen = found->choices().at(static_cast<std::size_t>(parameter));
    const Result<std::int64_t> value = parseValue(chosen, text.toStdString());
    QCOMPARE(QString::fromStdString(value ? valueText(chosen, *value) : value.error().detail), outcome);
}

void TestRequestCatalogue::buildsByHand_data()
{
    QTest::addColumn<QString>("request");
    QTest::addColumn<QList<int>>("values");
    QTest::addColumn<QByteArray>("setup");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char* request, const QList<int>& values, const char* setup, const char* data = "") {
        QTest::newRow(setup) << QString::fromLatin1(request) << values << QByteArray(setup) << QByteArray(data);
    };
    row("GET_DESCRIPTOR (device)", { 3, 2, 0x0409, 255 }, "80 06 02 03 09 04 ff 00");
    row("SET_FEATURE (device)", { 2, 4 }, "00 03 02 00 00 04 00 00"); // Test_Packet
    row("SET_INTERFACE", { 1, 2 }, "01 0b 01 00 02 00 00 00");
    row("SET_SEL", { 1, 2, 0x304, 0x506 }, "00 30 00 00 00 00 06 00", "01 02 04 03 06 05");
    row("SET_REPORT", { 3, 7, 1 }, "21 09 07 03 01 00 00 00");
    row("SET_IDLE", { 125, 1, 2 }, "21 0a 01 7d 02 00 00 00");
    row("SET_LINE_CODING", { 0, 9600, 0, 2, 7 }, "21 20 00 00 00 00 07 00", "80 25 00 00 00 02 07");
    row("SET_CONTROL_LINE_STATE", { 3, 0 }, "21 22 03 00 00 00 00 00");
    row("SetNtbInputSize", { 1, 16384 }, "21 86 00 00 01 00 04 00", "00 40 00 00");
    row("Get PU_BRIGHTNESS_CONTROL", { 0x83, 0, 3 }, "a1 83 00 02 00 03 02 00");
    row("Get PU_HUE_CONTROL", { 0x85, 0, 3 }, "a1 85 00 06 00 03 02 00");
    row("Get CT_PANTILT_ABSOLUTE_CONTROL", { 0x86, 0, 1 }, "a1 86 00 0d 00 01 01 00");
    row("Set PU_BRIGHTNESS_CONTROL", { 1, 0, 3, -2 }, "21 01 00 02 00 03 02 00", "fe ff");
    row("Set VOLUME_CONTROL", { 1, 0, 0, 2, -1536 }, "21 01 00 02 00 02 02 00", "00 fa");
    row("Set SAMPLING_FREQ_CONTROL", { 1, 0x81, 48000 }, "22 01 00 01 81 00 03 00", "80 bb 00");
    row("Get CS_SAM_FREQ_CONTROL", { 1, 0, 9 }, "a1 01 00 01 00 09 04 00");
    row("Get CS_SAM_FREQ_CONTROL", { 2, 0, 9 }, "a1 02 00 01 00 09 82 01"); // 2 + 32 * 3 * 4
    row("Set GRAPHIC_EQUALIZER_CONTROL", { 1, 0, 0, 6, 0x10040 }, "21 01 00 06 00 06 04 00", "40 00 01 00");
    row("Set MIXER_CONTROL", { 1, 2, 3, 0, 4, -256 }, "21 01 03 02 00 04 02 00", "00 ff");
    row("Set REVERB_TIME_CONTROL", { 1, 0, 7, 512 }, "21 01 00 03 00 07 02 00", "00 02");
    row("Set FU_DELAY_CONTROL", { 1, 2, 0, 6, 4194304 }, "21 01 02 08 00 06 04 00", "00 00 40 00");
    row("GET_MEM (entity)", { 16, 0, 9, 64 }, "a1 85 10 00 00 09 40 00");
    row("Get MEM (endpoint)", { 16, 0x81, 64 }, "a2 03 10 00 81 00 40 00");
    row("Set EU_QP_RANGE_CONTROL", { 1, 0, 6, 10, 40 }, "21 01 00 11 00 06 02 00", "0a 28");
    row("SetPortFeature", { 4, 3, 0 }, "23 03 04 00 03 00 00 00");
    row("GET_DEVICE_ID", { 0, 2, 1, 1024 }, "a1 00 00 00 01 02 00 04");
    row("DFU_DETACH", { 500, 0 }, "21 00 f4 01 00 00 00 00");
    row("INITIATE_ABORT_BULK_OUT", { 5, 2 }, "a2 01 05 00 02 00 02 00");
    row("GetMaxLUN", { 0 }, "a1 fe 00 00 00 00 01 00");
    row("ABORT", { 0, 9, 1 }, "21 01 00 09 01 00 00 00");
}

void TestRequestCatalogue::buildsByHand()
{
    QFETCH(const QString, request);
    QFETCH(const QList<int>, values);
    QFETCH(const QByteArray, setup);
    QFETCH(const QByteArray, data);
    const Request* found = findRequest(request.toStdString());
    QVERIFY(found != nullptr);
    const Result<Built> built = build(*found, { { values.begin(), values.end() }, {} });
    QVERIFY2(built.has_value(), built ? "" : wb::describe(built.error()).c_str());
    QCOMPARE(QByteArray::fromStdString(formatHex(built->setup.toBytes())), setup);
    QCOMPARE(QByteArray::fromStdString(formatHex(built->data)), data);
}

QTEST_APPLESS_MAIN(TestRequestCatalogue)
#include "tst_request_catalogue.moc"
