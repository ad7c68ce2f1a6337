// SPDX-License-Identifier: GPL-3.0-or-later
// What can be ticked is seen in every appearance, before it is ticked, too.
#include "tests/support/gui_driver.h"
#include "ui/views/appearance.h"
#include "ui/views/tone_colors.h"

#include <QCheckBox>
#include <QImage>
#include <QRadioButton>
#include <QStyle>
#include <QStyleOptionButton>
#include <QTest>

#include <algorithm>

using namespace wb;

namespace {

// Of what is drawn most clearly in the box of an unticked button.
double contrastOfIndicator(QAbstractButton& button, QStyle::SubElement indicator)
{
    const QImage image = button.grab().toImage();
    QStyleOptionButton option;
    option.initFrom(&button);
    const QRect box = button.style()->subElementRect(indicator, &option, &button);
    const QColor window = button.palette().color(QPalette::Window);
    double best = 1;
    for (int y = box.top(); y <= box.bottom(); ++y)
        for (int x = box.left(); x <= box.right(); ++x)
            best = std::max(best, ui::contrastRatio(image.pixelColor(x, y), window));
    return best;
}

} // namespace

class TestAppearance : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void whatIsNotTickedIsSeen_data();
    void whatIsNotTickedIsSeen();
    void cleanup() { ui::applyAppearance(ui::Appearance::System); }
};

void TestAppearance::whatIsNotTickedIsSeen_data()
{
    QTest::addColumn<ui::Appearance>("appearance");
    QTest::newRow("light") << ui::Appearance::Light;
    QTest::newRow("dark") << ui::Appearance::Dark;
}

void TestAppearance::whatIsNotTickedIsSeen()
{
    QFETCH(const ui::Appearance, appearance);
    ui::applyAppearance(appearance);
    QCheckBox box(QStringLiteral("Box"));
    QRadioButton choice(QStringLiteral("Choice"));
    QVERIFY(test::showAndWait(box));
    QVERIFY(test::showAndWait(choice));
    // WCAG 2.1, 1.4.11: parts of a control that are needed to tell it; a light theme's own grey lines reach 2.
    const double wanted = appearance == ui::Appearance::Dark ? 3 : 1.5;
    QVERIFY2(contrastOfIndicator(box, QStyle::SE_CheckBoxIndicator) >= wanted, "check box");
    QVERIFY2(contrastOfIndicator(choice, QStyle::SE_RadioButtonIndicator) >= wanted, "radio button");
}

QTEST_MAIN(TestAppearance)
#include "tst_appearance.moc"
