// SPDX-License-Identifier: GPL-3.0-or-later
// Every model by its key: what it shows must not teach mistakes, and it must bear whatever a host asks.
#include "core/backend/virtualbus/bare_device.h"
#include "core/lint/lint.h"
#include "tests/unit/virtualbus/model_rig.h"

#include <set>

using namespace wb;
using namespace wb::test;
using descriptors::Severity;
using usb::SectionKind;

namespace {

// What can be read from the device of itself, besides what the system knows.
descriptors::DescriptorSet setOf(ModelRig& rig)
{
    descriptors::DescriptorSet set = descriptors::descriptorSetOf(rig.info);
    const auto add = [&set](SectionKind kind, std::uint8_t number, Bytes bytes) {
        if (!bytes.empty())
            set.sections.push_back({ kind, number, static_cast<std::uint16_t>(kind == SectionKind::String ? 0x0409 : 0),
                std::move(bytes) });
    };
    add(SectionKind::Bos, 0, rig.read(0x80, 6, 0x0f00, 0, 4096));
    add(SectionKind::DeviceQualifier, 0, rig.read(0x80, 6, 0x0600, 0, 10));
    add(SectionKind::OtherSpeedConfiguration, 0, rig.read(0x80, 6, 0x0700, 0, 4096));
    add(SectionKind::Hub, 0, rig.read(0xa0, 6, 0x2900, 0, 255));
    for (std::uint8_t index = 1; index < 8; ++index)
        add(SectionKind::String, index, rig.read(0x80, 6, static_cast<std::uint16_t>(0x0300 | index), 0x0409, 255));
    return set;
}

} // namespace

class TestVirtualBusCatalogue : public QObject {
    Q_OBJECT

    static void everyModel()
    {
        QTest::addColumn<QString>("key");
        for (const backend::ModelInfo& model : backend::virtualbus::availableModels())
            QTest::newRow(model.key.c_str()) << QString::fromStdString(model.key);
    }

private Q_SLOTS:
    void breaksNoRule_data()
    {
        everyModel();
        QTest::newRow("DFU mode") << QStringLiteral("dfu");
    }
    void breaksNoRule()
    {
        QFETCH(QString, key);
        auto model = backend::virtualbus::makeModel(key.toStdString());
        QVERIFY(model);
        if (qstrcmp(QTest::currentDataTag(), "DFU mode") == 0)
            model = (*model)->successor();
        ModelRig rig(std::move(*model));
        QVERIFY(rig.info.problems.empty());
        QVERIFY(rig.info.activeConfiguration);
        const descriptors::DescriptorSet set = setOf(rig);
        QVERIFY(set.find(SectionKind::String, 2));
        const lint::Result result = lint::lint(set, descriptors::decodeSet(set, nullptr));
        for (const lint::Finding& finding : result.findings)
            QVERIFY2(finding.diagnostic.severity != Severity::Error && finding.diagnostic.severity != Severity::Warning,
                finding.diagnostic.message.c_str());
    }

    void isOneOfAKind()
    {
        std::set<std::string> keys;
        std::set<int> products;
        for (const backend::ModelInfo& model : backend::virtualbus::availableModels()) {
            QVERIFY(keys.insert(model.key).second);
            const ModelRig rig(model.key);
            QVERIFY2(products.insert(rig.info.descriptor.productId).second, model.key.c_str());
            QVERIFY(!rig.info.product.empty());
            QVERIFY(!model.title.empty());
        }
        for (const char* key :
            { "loopback", "disk", "cdc-acm", "microphone", "speaker", "superspeed", "power-hub", "dfu", "lossy" })
            QVERIFY2(keys.contains(key), key);
    }

    void bearsAnyRequest_data() { everyModel(); }
    void bearsAnyRequest()
    {
        QFETCH(QString, key);
        ModelRig rig(key.toStdString());
        std::uint32_t random = 7;
        const auto next = [&random] { return (random = random * 1664525 + 1013904223) >> 8; };
        constexpr std::array<std::uint16_t, 8> kLengths { 0, 1, 2, 3, 6, 7, 64, 4096 };
        for (int i = 0; i < 20'000; ++i) {
            const auto type = static_cast<std::uint8_t>(next());
            const std::uint16_t length = kLengths[next() % kLengths.size()];
            const std::size_t sent = (type & 0x80) != 0 ? std::size_t { 0 } : length;
            const Bytes data(sent, static_cast<Byte>(next()));
            const ControlReply reply = rig.request(type, static_cast<std::uint8_t>(next() % 130),
                static_cast<std::uint16_t>(next() % 0x0600), static_cast<std::uint16_t>(next() % 0x0300), length, data);
            QVERIFY(reply.data.size() <= length || key == QStringLiteral("misbehaver"));
            rig.time += std::chrono::milliseconds(1);
            const auto endpoint = static_cast<std::uint8_t>(next());
            (void)rig.in(static_cast<std::uint8_t>(endpoint | 0x80));
            (void)rig.out(static_cast<std::uint8_t>(endpoint & 0x7f), Bytes(next() % 1025));
        }
    }
};

QTEST_GUILESS_MAIN(TestVirtualBusCatalogue)
#include "tst_virtualbus_catalogue.moc"
