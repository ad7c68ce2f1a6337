// SPDX-License-Identifier: GPL-3.0-or-later
// The hex view by mouse and keyboard.
#include "tests/support/gui_driver.h"
#include "ui/views/hex_view.h"

#include <QApplication>
#include <QClipboard>
#include <QScrollBar>
#include <QSignalSpy>

using namespace wb;
using namespace wb::ui;

class TestHexView : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init();
    void clickSelectsOneByte();
    void dragSelectsARange();
    void arrowsMoveAndShiftExtends();
    void homeAndEnd();
    void selectAllAndCopy();
    void copiesAsTextAndCArray();
    void programSelectionIsSilentAndClamped();
    void narrowViewsHaveShorterRows();
    void largeDataScrolls();
    void emptyIsHarmless();

private:
    void press(QPoint position) { QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, position); }

    std::unique_ptr<HexView> m_view;
};

void TestHexView::init()
{
    m_view = std::make_unique<HexView>();
    QByteArray bytes;
    for (int i = 0; i < 40; ++i)
        bytes.append(static_cast<char>(i + 0x30));
    m_view->setBytes(bytes);
    m_view->resize(m_view->sizeHint());
    QVERIFY(test::showAndWait(*m_view));
}

void TestHexView::clickSelectsOneByte()
{
    QSignalSpy spy(m_view.get(), &HexView::selectionChanged);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(18).center());
    QCOMPARE(m_view->selection(), (HexRange { 18, 19 }));
    QCOMPARE(spy.count(), 1);
    QCOMPARE(m_view->selectedBytes(), QByteArray("\x42", 1));
}

void TestHexView::dragSelectsARange()
{
    press(m_view->byteRect(20).center());
    QTest::mouseMove(m_view->viewport(), m_view->byteRect(5).center());
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(5).center());
    QCOMPARE(m_view->selection(), (HexRange { 5, 21 }));
}

void TestHexView::arrowsMoveAndShiftExtends()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(0).center());
    QTest::keyClick(m_view.get(), Qt::Key_Left); // stays at the first byte
    QCOMPARE(m_view->selection(), (HexRange { 0, 1 }));
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->selection(), (HexRange { 17, 18 }));
    QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
    QCOMPARE(m_view->selection(), (HexRange { 17, 35 }));
    QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier); // no row below
    QCOMPARE(m_view->selection(), (HexRange { 17, 35 }));
}

void TestHexView::homeAndEnd()
{
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(20).center());
    QTest::keyClick(m_view.get(), Qt::Key_Home);
    QCOMPARE(m_view->selection().begin, 16);
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ShiftModifier);
    QCOMPARE(m_view->selection(), (HexRange { 16, 32 }));
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_view->selection(), (HexRange { 39, 40 }));
    QTest::keyClick(m_view.get(), Qt::Key_Home, Qt::ControlModifier);
    QCOMPARE(m_view->selection(), (HexRange { 0, 1 }));
}

void TestHexView::selectAllAndCopy()
{
    m_view->setBytes(QByteArray::fromHex("12010002"));
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QCOMPARE(m_view->selection(), (HexRange { 0, 4 }));
    QTest::keyClick(m_view.get(), Qt::Key_C, Qt::ControlModifier);
    QCOMPARE(QApplication::clipboard()->text(), QStringLiteral("12 01 00 02"));
}

void TestHexView::copiesAsTextAndCArray()
{
    m_view->setBytes(QByteArray::fromHex("12010002"));
    m_view->copyText();
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("12 01 00 02")));
    m_view->copyCArray();
    QVERIFY(QApplication::clipboard()->text().contains(QStringLiteral("0x12")));
    QVERIFY(QApplication::clipboard()->text().contains(QLatin1Char('{')));
}

void TestHexView::programSelectionIsSilentAndClamped()
{
    QSignalSpy spy(m_view.get(), &HexView::selectionChanged);
    m_view->setSelection({ 38, 1000 });
    QCOMPARE(m_view->selection(), (HexRange { 38, 40 }));
    m_view->setSelection({ -5, 2 });
    QCOMPARE(m_view->selection(), (HexRange { 0, 2 }));
    m_view->setSelection({ 3, 3 });
    QVERIFY(m_view->selection().isEmpty());
    m_view->setHighlight({ 100, 200 });
    QCOMPARE(spy.count(), 0);
}

void TestHexView::narrowViewsHaveShorterRows()
{
    QVERIFY(m_view->byteRect(15).top() == m_view->byteRect(0).top());
    m_view->resize(m_view->sizeHint().width() * 3 / 4, m_view->height());
    QTRY_VERIFY(m_view->byteRect(8).top() > m_view->byteRect(7).top());
    QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0); // all of a row is seen
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(18).center());
    QCOMPARE(m_view->selection(), (HexRange { 18, 19 }));
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->selection().begin, 26);
    m_view->resize(m_view->sizeHint());
    QTRY_VERIFY(m_view->byteRect(15).top() == m_view->byteRect(0).top());
}

void TestHexView::largeDataScrolls()
{
    m_view->setBytes(QByteArray(1 << 20, 'x'));
    QVERIFY(m_view->verticalScrollBar()->maximum() > 0);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->byteRect(0).center());
    QTest::keyClick(m_view.get(), Qt::Key_End, Qt::ControlModifier);
    QCOMPARE(m_view->selection().end, qsizetype { 1 << 20 });
    QVERIFY(m_view->viewport()->rect().contains(m_view->byteRect((1 << 20) - 1)));
}

void TestHexView::emptyIsHarmless()
{
    m_view->setBytes({});
    for (const Qt::Key key : { Qt::Key_Right, Qt::Key_Down, Qt::Key_End, Qt::Key_PageDown, Qt::Key_Home })
        QTest::keyClick(m_view.get(), key, Qt::ShiftModifier);
    QTest::keyClick(m_view.get(), Qt::Key_A, Qt::ControlModifier);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton);
    QVERIFY(m_view->selection().isEmpty());
    QVERIFY(m_view->selectedBytes().isEmpty());
}

QTEST_MAIN(TestHexView)
#include "tst_hex_view.moc"
