// SPDX-License-Identifier: GPL-3.0-or-later
// The actions that put descriptors on the clipboard: the one under the cursor with all below it, or all of them, as
// text, hexadecimal, C array, in PyUSB's words or in the layout of `lsusb -v`.
// Source of truth: the model's rows, core/report. Thread: GUI. Ownership: everything given outlives the object, which
// owns the actions. Errors: none; with no device the clipboard gets nothing.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/models/descriptor_model.h"

class QAction;
class QTreeView;

namespace wb::ui {

class DescriptorCopies : public QObject {
    Q_OBJECT

public:
    // The actions are added to `tree`, which shows `model`.
    DescriptorCopies(AppContext& context, const DescriptorModel& model, QTreeView& tree);

    void setDevice(usb::DevicePtr device) { m_device = std::move(device); } // that of the model; null: none
    void setSection(std::size_t section) { m_section = section; } // whose bytes are shown
    [[nodiscard]] QList<QAction*> actions() const { return m_actions; }

private:
    template <class Text> QAction* add(const QString& words, const QString& objectName, Text text);
    [[nodiscard]] QModelIndex current() const;
    [[nodiscard]] QString pyusbText() const;
    [[nodiscard]] QString lsusbText() const;

    AppContext& m_context;
    const DescriptorModel& m_model;
    QTreeView& m_tree;
    QList<QAction*> m_actions;
    usb::DevicePtr m_device;
    std::size_t m_section = 0;
};

} // namespace wb::ui
