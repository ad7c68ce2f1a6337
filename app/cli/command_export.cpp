// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/commands.h"
#include "app/cli/json.h"
#include "core/backend/virtualbus/model_catalogue.h"
#include "core/usbip/server.h"

#include <atomic>

namespace wb::cli {
namespace {

constexpr auto kSchema = "usb-workbench.export/1";
constexpr std::size_t kMostWaiting = 1024; // events, when they come faster than they are printed

std::string_view toString(usbip::ClientEvent event)
{
    switch (event) {
    case usbip::ClientEvent::Listed:
        return "listed";
    case usbip::ClientEvent::Attached:
        return "attached";
    case usbip::ClientEvent::Detached:
        return "detached";
    case usbip::ClientEvent::Refused:
        break;
    }
    return "refused";
}

ExitCode listModels(Output& out, bool json)
{
    Json models = Json::array();
    for (const backend::ModelInfo& model : backend::virtualbus::availableModels()) {
        if (json)
            models.push_back({ { "model", model.key }, { "title", model.title } });
        else
            out.line(model.key + "  " + model.title);
    }
    if (json)
        out.line(toLine({ { "schema", "usb-workbench.models/1" }, { "models", std::move(models) } }));
    return ExitCode::Success;
}

Json readyJson(const usbip::Server& server)
{
    Json devices = Json::array();
    for (const usbip::Offer& offer : server.offers())
        devices.push_back({ { "busId", offer.busId }, { "model", offer.key }, { "title", offer.title },
            { "vendorId", hex(offer.info->descriptor.vendorId, 4) },
            { "productId", hex(offer.info->descriptor.productId, 4) },
            { "speed", usb::shortName(offer.info->speed) } });
    return { { "schema", kSchema }, { "event", "ready" }, { "time", now().count() },
        { "address", server.address().host }, { "port", server.address().port }, { "devices", std::move(devices) } };
}

Json eventJson(const usbip::ServerEvent& event)
{
    const auto orNull = [](const std::string& text) { return text.empty() ? Json() : Json(text); };
    return { { "schema", kSchema }, { "event", toString(event.event) }, { "time", event.time.count() },
        { "client", event.peer }, { "busId", orNull(event.busId) }, { "model", orNull(event.key) },
        { "reason", event.detail } };
}

std::string eventText(const usbip::ServerEvent& event)
{
    std::string text = formatTimeOfDay(event.time) + "  " + std::string(toString(event.event)) + "  " + event.peer;
    if (!event.busId.empty())
        text += "  " + event.busId + " " + event.key;
    return event.detail.empty() ? text : text + "  (" + event.detail + ")";
}

std::string attachCommand(const usbip::Server& server)
{
    const usbip::ListenAddress& address = server.address();
    const bool isAny = address.host == "0.0.0.0" || address.host == "::";
    const std::string port
        = address.port == usbip::kDefaultPort ? "" : "--tcp-port " + std::to_string(address.port) + " ";
    return "usbip " + port + "attach -r " + (isAny ? "ADDRESS" : address.host) + " -b " + server.offers().front().busId;
}

// Prints what the server's thread tells. Thread: that of the event loop, but for tell().
class Reporter : public QObject {
public:
    Reporter(Session& session, bool json)
        : m_session(session)
        , m_json(json)
    {
    }

    void tell(const usbip::ServerEvent& event) // thread: the server's
    {
        if (!m_waiting.push(event))
            ++m_lost;
    }

    void printReady(const usbip::Server& server)
    {
        Output& out = m_session.out();
        if (m_json)
            return out.line(toLine(readyJson(server)));
        out.line("ready: " + usbip::toString(server.address()));
        for (const usbip::Offer& offer : server.offers())
            out.line(offer.busId + "  "
                + usb::formatVidPid(offer.info->descriptor.vendorId, offer.info->descriptor.productId) + "  "
                + std::string(usb::toString(offer.info->speed)) + "  " + offer.title + "  [" + offer.key + "]");
    }

    void printEvents()
    {
        for (const usbip::ServerEvent& event : m_waiting.drain())
            m_session.out().line(m_json ? toLine(eventJson(event)) : eventText(event));
        if (const std::size_t lost = m_lost.exchange(0); lost > 0)
            m_session.messages().note(std::to_string(lost) + " events came too fast to be told");
        m_session.poke();
    }

private:
    Session& m_session;
    const bool m_json;
    std::atomic<std::size_t> m_lost { 0 };
    Mailbox<usbip::ServerEvent> m_waiting { kMostWaiting, [this] {
                                               QMetaObject::invokeMethod(
                                                   this, [this] { printEvents(); }, Qt::QueuedConnection);
                                           } };
};

// Not the advice for a busy device: here it is the address.
ExitCode tellFailure(const Messages& messages, Error error)
{
    if (error.kind == ErrorKind::NotFound) {
        const ExitCode code = messages.failure(error, ExitCode::Usage);
        messages.hint("usb-workbench export --list prints the models there are");
        return code;
    }
    const ExitCode code = exitCodeFor(error.kind);
    if (error.kind == ErrorKind::Busy)
        error.kind = ErrorKind::Io;
    return messages.failure(error, code);
}

} // namespace

// Ends well however it ends: by Ctrl+C, or because the reader left.
ExitCode run(Session& session, const ExportOptions& options)
{
    if (options.listsModels)
        return listModels(session.out(), options.json);
    Reporter reporter(session, options.json);
    auto server = usbip::Server::create(
        options.address, options.models, [&reporter](const usbip::ServerEvent& event) { reporter.tell(event); });
    if (!server)
        return tellFailure(session.messages(), server.error());
    if (!options.address.isLoopback())
        session.messages().note("warning: USB/IP asks for no password: whoever reaches "
            + usbip::toString((*server)->address()) + " can use these devices");
    reporter.printReady(**server);
    session.messages().hint("on the machine that is to have the device: modprobe vhci-hcd; " + attachCommand(**server));
    session.waitUntil([&session] { return !session.out().isUsable(); });
    server->reset();
    reporter.printEvents();
    return ExitCode::Success;
}

} // namespace wb::cli
