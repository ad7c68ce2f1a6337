// SPDX-License-Identifier: GPL-3.0-or-later
// The verbs of a HID report below its name: read input reports live, get one, set one from the values in the table;
// and what became of them.
// Source of truth: HidTraffic; what may do harm is asked first (core/usb/risk.h). Values that were typed stay with
// their report until it is set or read again.
// Thread: GUI. Ownership: `context` and `model` outlive the bar. Errors: shown here, with what to do, until dismissed
// or repeated.
#pragma once

#include "ui/bridge/app_context.h"
#include "ui/bridge/hid_traffic.h"

#include <QWidget>

class QLabel;
class QPushButton;

namespace wb::ui {

class AccessHelp;
class HidFieldModel;
class InlineMessage;
class RiskGate;

class HidTrafficBar : public QWidget {
    Q_OBJECT

public:
    HidTrafficBar(AppContext& context, HidFieldModel& model, QWidget* parent = nullptr);

    // What goes on with the interface goes on while it is the same one. `device` null: none.
    void setInterface(const usb::DevicePtr& device, std::uint8_t interfaceNumber, const HidTraffic::MapPtr& map);
    // Shows its values in the model, which has its fields already. Null: none.
    void setReport(const descriptors::HidReport* report);
    void setDeparted(bool departed);

Q_SIGNALS:
    void helpShown(bool isShown); // it needs the room below

private:
    enum class Verb : std::uint8_t { Live, Get, Set };

    void build();
    void refresh();
    void showValues();
    void act(Verb verb);
    void toggleLive();
    void askToSet();
    void finish(HidTraffic::Key key, bool isSet, const usb::TransferResult& result);
    void showFailure(const Error& error, Verb verb);
    void showNotice(const engine::Notice& notice);
    void endHelp();
    [[nodiscard]] HidTraffic::Key key() const { return { m_report->type, m_report->id }; }
    [[nodiscard]] bool isWritable() const;
    [[nodiscard]] Bytes shownReport() const;
    [[nodiscard]] QString obstacle() const; // to any of the verbs; empty: none
    [[nodiscard]] QString liveWords() const;
    [[nodiscard]] QString originWords() const; // of the values of an output or feature report
    [[nodiscard]] QString harm(const Bytes& report) const; // one or two sentences; empty: none
    [[nodiscard]] QString answerProblem(HidTraffic::Key key, const usb::TransferResult& result) const;

    AppContext& m_context;
    HidFieldModel& m_model;
    HidTraffic* m_traffic;
    RiskGate* m_gate;
    QPushButton* m_live;
    QPushButton* m_get;
    QPushButton* m_set;
    QLabel* m_state;
    InlineMessage* m_notices;
    InlineMessage* m_message;
    AccessHelp* m_help;
    usb::DevicePtr m_device;
    HidTraffic::MapPtr m_map;
    std::optional<descriptors::HidReport> m_report;
    std::map<HidTraffic::Key, Bytes> m_edits;
    Verb m_lastVerb = Verb::Live;
    bool m_hasDeparted = false;
};

} // namespace wb::ui
