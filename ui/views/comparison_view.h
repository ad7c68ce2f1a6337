// SPDX-License-Identifier: GPL-3.0-or-later
// Two devices side by side, attached or of snapshots, with what differs between them. A window of its own that blocks
// nothing; F8 and Shift+F8 go from difference to difference.
// The devices stay what they were when they were chosen, also when one is unplugged or its snapshot closed.
// Thread: GUI; the comparison itself is made on a thread of the pool. Ownership: `context` outlives the view.
#pragma once

#include "core/snapshot/compare.h"
#include "ui/bridge/app_context.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QLabel;
class QPushButton;
class QTreeView;

namespace wb::ui {

class ComparisonModel;

class ComparisonView : public QDialog {
    Q_OBJECT

public:
    explicit ComparisonView(AppContext& context, QWidget* parent = nullptr);

    // On the left the device, on the right the one most like it. Null: what is left of the choice before.
    void compare(const usb::DevicePtr& device);

protected:
    void hideEvent(QHideEvent* event) override;

private:
    void build();
    [[nodiscard]] QWidget* buildChoice();
    [[nodiscard]] QWidget* buildBar();
    void buildTree();
    void fill(QComboBox& box, const usb::DevicePtr& chosen);
    void refill();
    void choose(usb::DevicePtr& side, const QComboBox& box);
    void start();
    void present(const snapshot::Difference& difference);
    void showState();
    void step(bool forward);
    void copyText();
    [[nodiscard]] QString nameOf(const usb::DeviceInfo& device) const;
    [[nodiscard]] usb::DevicePtr counterpartOf(const usb::DevicePtr& device) const;

    AppContext& m_context;
    ComparisonModel* m_model;
    QComboBox* m_leftBox;
    QComboBox* m_rightBox;
    QTreeView* m_tree;
    QLabel* m_words;
    QCheckBox* m_equal;
    QPushButton* m_next;
    QPushButton* m_previous;
    QPushButton* m_copy;
    usb::DevicePtr m_left;
    usb::DevicePtr m_right;
    snapshot::Difference m_difference;
    std::uint64_t m_wanted = 0; // number of the comparison that is waited for
};

} // namespace wb::ui
