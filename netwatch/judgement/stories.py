"""The stories findings can tell together, as data: who did such a thing stands in the advisories.

A story is told when each of its ``needs`` has a finding, and ``least`` of its ``company`` have.
"""

import re
from dataclasses import dataclass

from netwatch.model.evidence import Severity
from netwatch.model.finding import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One element of a story: a finding of one of ``rules``, at least as severe as ``least``.

    ``about`` must be found in its subject or title. ``says`` is the part in words.
    """

    says: str
    rules: tuple[str, ...]
    least: Severity = Severity.MEDIUM
    about: str = ""

    def fits(self, finding: Finding) -> bool:
        """Tell whether ``finding`` is this part of a story."""
        return (
            finding.rule in self.rules
            and finding.severity >= self.least
            and re.search(self.about, f"{finding.subject} {finding.title}"[:2000], re.IGNORECASE)
            is not None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One story. ``joined`` asks that the first two needs name the same thing.

    ``reading`` says what it may mean; ``severity`` is the least the incident has.
    """

    key: str
    title: str
    reading: str
    needs: tuple[Part, ...] = ()
    company: tuple[Part, ...] = ()
    least: int = 1
    joined: bool = False
    severity: Severity = Severity.HIGH


_HIGH = Severity.HIGH

_MIRROR = Part(
    says="traffic is copied to a new place",
    rules=(
        "mirror-via-new-tunnel", "mirror-new-destination", "mirror-destination-changed",
        "mirror-unknown-owner", "mirror-not-in-config",
    ),
    least=_HIGH,
)  # fmt: skip
_TUNNEL = Part(says="a tunnel is new or leads elsewhere", rules=("tunnel-added",))
_STRANGE_TUNNEL = Part(
    says="a tunnel leads to an address nobody known owns", rules=("tunnel-added",), least=_HIGH
)
_LOGS = Part(
    says="the device reports less than before", rules=("logging-removed", "logging-silenced")
)
_LOGINS = Part(
    says="logins are decided elsewhere or less strictly",
    rules=("aaa-server-changed", "aaa-weakened"),
    least=_HIGH,
)
_USER = Part(says="a local user got full privilege", rules=("local-user-added",), least=_HIGH)
_LIST = Part(says="more addresses may reach the device", rules=("acl-widened",), least=_HIGH)
_SERVICE = Part(says="a service is open that was not", rules=("service-exposed",), least=_HIGH)
_WEB = Part(
    says="a web server was opened",
    rules=("service-exposed",),
    least=Severity.MEDIUM,
    about=r"\bhttps?\b|\bwww\b|web",
)
_WRITER = Part(
    says="the device can be changed over SNMP", rules=("snmp-write-enabled",), least=_HIGH
)
_CAPTURE = Part(says="packets are captured on the device", rules=("capture-active",))
_CAPTURE_FILE = Part(
    says="a file of captured packets lies on it",
    rules=("file-added-on-flash",),
    about=r"packet capture|pcap",
)
_KNOWN_FILE = Part(
    says="a file has a name known from an intrusion",
    rules=("file-added-on-flash",),
    about=r"known from",
)
_CODE = Part(
    says="its software is not what it should be",
    rules=(
        "image-digest-changed", "image-digest-not-known-good", "image-digest-differs-from-fleet",
        "image-signature-invalid", "image-changed-without-reload", "image-signing-key-changed",
        "memory-text-changed", "attestation-failed", "image-downgraded",
    ),
    least=_HIGH,
)  # fmt: skip
_LOADER = Part(
    says="its boot loader or boot register is another one",
    rules=("bootloader-version-changed", "config-register-changed"),
)
_RELOAD = Part(says="it was reloaded and nobody asked for it", rules=("reload-unexplained",))
_PROCESS = Part(
    says="a process has a name known from an intrusion", rules=("process-known-from-intrusion",)
)
_LIE = Part(
    says="it contradicts itself",
    rules=("evidence-contradiction", "mirror-not-in-config"),
    least=_HIGH,
)
_GUEST = Part(says="a guest system runs on it", rules=("guest-shell-enabled",), least=_HIGH)
_AUTOMATION = Part(
    says="it does something new by itself",
    rules=("automation-added", "mirror-from-automation"),
    least=_HIGH,
)
_SOCKS = Part(
    says="it relays for others", rules=("service-exposed",), about=r"socks|proxy|redirect"
)
_SCHEDULE = Part(
    says="a schedule is new", rules=("automation-added",), about=r"schedul|fetch|cron|kron"
)
_HANDED_OUT = Part(
    says="its configuration can be fetched or changed from outside",
    rules=("snmp-write-enabled", "service-exposed"),
    least=_HIGH,
    about=r"snmp|vstack|smart[- ]?install|tftp",
)
_FLOWS = Part(
    says="flow records go to an address nobody known owns", rules=("flow-export-new-collector",)
)

STORIES = (
    Story(
        key="mirror-through-new-tunnel",
        title="Traffic is copied out through a new tunnel",
        reading="Copies of traffic leave by a road that was built for them.",
        needs=(_MIRROR, _TUNNEL),
        company=(_LOGS, _LOGINS, _USER, _LIST),
        least=0,
        joined=True,
    ),
    Story(
        key="foreign-code",
        title="The device may run foreign code",
        reading="Image, boot loader and reload changed together, and no upgrade explains it.",
        company=(_CODE, _LOADER, _RELOAD),
        least=2,
    ),
    Story(
        key="new-user-and-web-server",
        title="A new administrator and an open web server",
        reading="That is how routers look after CVE-2023-20198.",
        needs=(_USER, _WEB),
        company=(_LOGS,),
        least=0,
    ),
    Story(
        key="logins-captured",
        title="Logins are being collected",
        reading="Who captures or redirects logins has the passwords of the administrators.",
        needs=(_CAPTURE,),
        company=(_CAPTURE_FILE, _LOGINS),
    ),
    Story(
        key="foothold-in-a-guest",
        title="A foothold beside the router's own system",
        reading="A guest system is out of reach of the device's own logs.",
        needs=(_GUEST,),
        company=(_SERVICE, _LIST, _USER, _AUTOMATION, _LOGS),
    ),
    Story(
        key="sniffer-and-relay",
        title="The device was made a sniffer and a relay",
        reading="That is how routers look after mass compromise by script.",
        needs=(_MIRROR,),
        company=(_SOCKS, _SCHEDULE),
    ),
    Story(
        key="witnesses-removed",
        title="The device was opened and its witnesses removed",
        reading="Who opens a way in and quiets the log wants to come back unseen.",
        needs=(_LOGS,),
        company=(_USER, _LIST, _SERVICE, _LOGINS, _WRITER, _MIRROR),
    ),
    Story(
        key="the-device-lies",
        title="The device lies about itself",
        reading="What it says can no longer be trusted: take evidence off the box before a reload.",
        needs=(_LIE,),
        company=(_CODE, _LOADER, _RELOAD, _PROCESS, _KNOWN_FILE, _LOGS),
        severity=Severity.CRITICAL,
    ),
    Story(
        key="configuration-handed-out",
        title="The configuration is within reach of strangers",
        reading="That is how routers look after Static Tundra.",
        needs=(_HANDED_OUT,),
        company=(_STRANGE_TUNNEL, _FLOWS, _KNOWN_FILE, _USER, _LOGINS),
    ),
)

# Rules about a change that leads to an address: one stranger on several devices is a campaign.
TOWARDS = (
    "mirror-new-destination", "mirror-destination-changed", "tunnel-added", "aaa-server-changed",
    "flow-export-new-collector", "acl-widened",
)  # fmt: skip
