"""The receivers of what devices say, as the settings open them: one part of the daemon."""

import ssl

from netwatch.app.settings import Settings, SettingsError
from netwatch.app.triggers import Triggers
from netwatch.listen import trap
from netwatch.listen.bind import Bind
from netwatch.listen.syslog import Listener, StreamListener, UdpListener
from netwatch.parsing.traps import trap_event


class Listening:
    """Hears syslog and traps and hands them to ``triggers``. A part of the daemon."""

    name = "listeners"

    def __init__(self, settings: Settings, triggers: Triggers) -> None:
        self._settings, self._triggers = settings, triggers
        self._listeners: dict[str, Listener] = {}

    @property
    def ports(self) -> dict[str, int]:
        """The ports really listened on, by kind (``udp``, ``tcp``, ``tls``, ``trap``)."""
        return {kind: each.port for kind, each in self._listeners.items()}

    def start(self) -> None:
        """Open every receiver that is set. Raises ListenError, SettingsError."""
        try:
            self._open()
        except BaseException:
            self.stop()
            raise

    def _open(self) -> None:
        settings, hear = self._settings, self._triggers.hear
        if settings.syslog_udp:
            self._listeners["udp"] = UdpListener(Bind.parse(settings.syslog_udp), hear)
        if settings.syslog_tcp:
            self._listeners["tcp"] = StreamListener(Bind.parse(settings.syslog_tcp), hear)
        if settings.syslog_tls:
            context = tls_context(settings)
            self._listeners["tls"] = StreamListener(Bind.parse(settings.syslog_tls), hear, context)
        if settings.traps:
            trap.require()
            self._listeners["trap"] = UdpListener(Bind.parse(settings.traps), self._trapped)

    def _trapped(self, raw: bytes, sender: str) -> None:
        named = trap.notification(raw)
        event = trap_event(named) if named else None
        if event:
            self._triggers.told(event, sender, "trap")

    def stop(self) -> None:
        """Close every receiver."""
        for each in self._listeners.values():
            each.stop()
        self._listeners.clear()

    def trouble(self) -> str | None:
        """Return which receivers ended by themselves, None when all hear."""
        deaf = [kind for kind, each in self._listeners.items() if not each.is_hearing]
        return f"nothing is heard any more over {', '.join(deaf)}" if deaf else None


def tls_context(settings: Settings) -> ssl.SSLContext:
    """Return what a TLS server of ours works with. Raises SettingsError."""
    if not settings.tls_certificate or not settings.tls_key:
        raise SettingsError(
            "TLS needs a certificate; set NETWATCH_TLS_CERTIFICATE and NETWATCH_TLS_KEY"
        )
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    try:
        context.load_cert_chain(settings.tls_certificate, settings.tls_key)
    except OSError as error:
        raise SettingsError(
            f"cannot use {settings.tls_certificate} with {settings.tls_key}: {error}"
        ) from None
    return context
