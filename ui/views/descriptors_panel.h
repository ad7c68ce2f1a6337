// SPDX-License-Identifier: GPL-3.0-or-later
// What a device says about itself: every descriptor field by field, beside the raw bytes.
// A field lights its bytes, a byte finds its field. Diagnostics stand in place, with the section of the specification.
// Below them, when it is switched on, stands the signal graph of audio, video and MIDI functions: a box there chooses
// its descriptor here.
// Thread: GUI. Errors: malformed descriptors are shown as such.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/descriptor_model.h"
#include "ui/views/descriptor_copies.h"

#include <QWidget>

class QAction;
class QLabel;
class QSplitter;
class QStackedWidget;
class QToolButton;
class QTreeView;

namespace wb::ui {

class HexView;
class InlineMessage;
class SignalGraphPane;
class SplitterMemory;

class DescriptorsPanel : public QWidget {
    Q_OBJECT

public:
    explicit DescriptorsPanel(AppContext& context, QWidget* parent = nullptr);

    void setSubject(const Selection& subject);
    void setDeparted(bool departed); // greyed, still readable; nothing more can be read from it
    void showRange(std::size_t section, descriptors::ByteRange range); // of the subject
    [[nodiscard]] QList<QAction*> copyActions() const { return m_copies->actions(); }
    [[nodiscard]] QAction* graphAction() const { return m_graphSwitch; } // checkable
    void saveLayout() const;

protected:
    void resizeEvent(QResizeEvent* event) override;

private:
    void buildToolBar();
    void buildTree();
    void reload();
    void buildGraph();
    void showGraphs();
    void switchGraph(bool wanted);
    void updateGraph();
    void arrange();
    void showRow(const QModelIndex& row);
    void showSection(std::size_t section);
    void read(const engine::DescriptorWishes& wishes);
    void updateReading();
    void showBytesOf(const QModelIndex& row);
    void showFieldOf(qsizetype offset);
    void updateSummary();
    [[nodiscard]] QModelIndex current() const;

    AppContext& m_context;
    DescriptorModel* m_model;
    QSplitter* m_outer; // tree and bytes above, graph below
    QSplitter* m_splitter;
    SplitterMemory* m_sizes;
    SplitterMemory* m_outerSizes;
    SignalGraphPane* m_graph;
    QAction* m_graphSwitch;
    QTreeView* m_tree;
    DescriptorCopies* m_copies;
    HexView* m_hex;
    QLabel* m_summary;
    QToolButton* m_read;
    InlineMessage* m_message;
    QWidget* m_toolBar;
    QStackedWidget* m_stack;
    Selection m_subject;
    std::size_t m_section = 0; // whose bytes are shown
    bool m_isFollowingBytes = false;
    bool m_hasDeparted = false;
};

} // namespace wb::ui
