// SPDX-License-Identifier: GPL-3.0-or-later
// The rows of a comparison by themselves: steps from difference to difference, and models that Qt finds sound.
#include "core/snapshot/snapshot.h"
#include "tests/support/device_builder.h"
#include "ui/models/comparison_model.h"

#include <QAbstractItemModelTester>
#include <QTest>

using namespace wb;
using namespace wb::test;

namespace {

snapshot::Device deviceOf(const DeviceSketch& sketch)
{
    const auto info = makeDevice(sketch);
    return snapshot::toDevice(*info, info->sections);
}

} // namespace

class TestComparisonModel : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void isSound();
};

void TestComparisonModel::isSound()
{
    DeviceSketch sketch;
    sketch.interfaceClass = 0xff;
    const snapshot::Device left = deviceOf(sketch);
    sketch.interfaceClass = 0x03;
    sketch.speed = usb::Speed::Full;
    const snapshot::Device right = deviceOf(sketch);
    ui::ComparisonModel model;
    const QAbstractItemModelTester tester(&model);
    QVERIFY(!model.next({}, true).isValid());
    model.setDifference(snapshot::compareDevices(left, right, nullptr));
    QVERIFY(model.differenceCount() > 2);
    for (const bool forward : { true, false }) {
        QModelIndex at;
        QStringList seen;
        for (int i = 0; i < model.differenceCount(); ++i) {
            at = model.next(at, forward);
            QVERIFY(at.isValid());
            seen.append(QString::number(at.internalId()));
        }
        QCOMPARE(seen.removeDuplicates(), qsizetype { 0 }); // each once
        QCOMPARE(QString::number(model.next(at, forward).internalId()), seen.front()); // and round
    }
    const int before = model.rowCount();
    model.setShowsEqual(true);
    QVERIFY(model.rowCount() >= before);
    model.setDifference({});
    QCOMPARE(model.rowCount(), 0);
}

QTEST_MAIN(TestComparisonModel)
#include "tst_comparison_model.moc"
