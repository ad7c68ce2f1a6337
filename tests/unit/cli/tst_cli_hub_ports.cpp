// SPDX-License-Identifier: GPL-3.0-or-later
// What `show --ports` prints of answers that the demo bus does not give: changes, refusals, half a reading.
#include "app/cli/json.h"
#include "app/cli/text.h"
#include "tests/unit/cli/sample_device.h"

#include <QtTest>

using namespace wb;
using namespace wb::cli;

namespace {

engine::HubPorts sampleReading()
{
    engine::HubPorts ports;
    ports.time = Nanoseconds { 5 };
    ports.hub = { { 0x00, 0x00, 0x00, 0x00 }, {} };
    ports.ports = { { { 0x03, 0x05, 0x01, 0x00 }, {} }, { {}, "stall" }, { { 0x00, 0x01, 0x00 }, "cut" } };
    return ports;
}

} // namespace

class TestCliHubPorts : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void text();
    void noPorts();
    void theSpeedTellsTheLayout();
    void document();
};

void TestCliHubPorts::text()
{
    const std::string text = portsText(test::sampleDevice(), sampleReading());
    QCOMPARE(QString::fromStdString(text.substr(text.find('\n') + 1)),
        QStringLiteral("  hub: 00 00 00 00  local power good\n"
                       "! port 1: 03 05 01 00  connected, enabled, high speed; powered; changed: connection\n"
                       "! port 2: stall\n"
                       "! port 3: 00 01 00  cut\n"));
    QVERIFY(text.starts_with("1-1.2 1209:beef Sample"));
    QVERIFY(text.find('\x1b') == std::string::npos); // the sample's name has one
}

void TestCliHubPorts::noPorts()
{
    engine::HubPorts ports;
    QVERIFY(portsText(test::sampleDevice(), ports).ends_with("  the hub says that it has no ports\n"));
    ports.error = Error { ErrorKind::Disconnected, 0, "read the port status", "1-1.2" };
    QVERIFY(portsText(test::sampleDevice(), ports).find("no ports") == std::string::npos); // nobody knows
}

void TestCliHubPorts::theSpeedTellsTheLayout()
{
    usb::DeviceInfo hub = test::sampleDevice();
    hub.speed = usb::Speed::Super;
    engine::HubPorts ports = sampleReading();
    ports.ports = { { { 0xa0, 0x02, 0x00, 0x00 }, {} } };
    QVERIFY(portsText(hub, ports).ends_with("  port 1: a0 02 00 00  nothing connected, link Rx.Detect; powered\n"));
    QCOMPARE(portsDocument(hub, ports)["ports"][0]["fields"][0]["meaning"].get<std::string>(),
        std::string("PORT_LINK_STATE: Rx.Detect, PORT_POWER"));
}

// Compared as text, so that the order of members and their number count both ways.
void TestCliHubPorts::document()
{
    engine::HubPorts ports = sampleReading();
    ports.error = Error { ErrorKind::Disconnected, 0, "read the port status", "1-1.2" };
    Json document = portsDocument(test::sampleDevice(), ports);
    QCOMPARE(document["ports"][0]["fields"][1]["meaning"].get<std::string>(), std::string("C_PORT_CONNECTION"));
    QCOMPARE(document["ports"][1]["fields"].size(), std::size_t { 0 });
    document["hub"].erase("fields");
    for (Json& port : document["ports"])
        port.erase("fields");
    const std::string expected
        = R"x({"schema":"usb-workbench.ports/1","path":"1-1.2","time":5,)x"
          R"x("error":"read the port status: device disconnected (1-1.2)",)x"
          R"x("hub":{"raw":"00000000","error":null,"status":"local power good","attention":false},"ports":[)x"
          R"x({"port":1,"raw":"03050100","error":null,)x"
          R"x("status":"connected, enabled, high speed; powered; changed: connection","attention":true},)x"
          R"x({"port":2,"raw":"","error":"stall","status":null,"attention":true},)x"
          R"x({"port":3,"raw":"000100","error":"cut","status":null,"attention":true}]})x";
    QCOMPARE(toLine(document), expected);
}

QTEST_GUILESS_MAIN(TestCliHubPorts)
#include "tst_cli_hub_ports.moc"
