"""Names that published intrusions left behind: processes and files, each with who said so.

A name proves nothing by itself and is easily changed: its absence says nothing. ``confidence``
is low where the name was not seen in a source that could be read.
"""

import re
from dataclasses import dataclass

from netwatch.model.evidence import Confidence, Severity

_LONGEST = 300

_FIRESTARTER = "FIRESTARTER, CISA and NCSC AR26-113A (2026)"
_ARCANEDOOR = "ArcaneDoor, Cisco Talos (2024)"
_RAYINITIATOR = "RayInitiator and LINE VIPER, NCSC (2025)"
_SALT_TYPHOON = "AA25-239A (2025)"
_FSB16 = "Static Tundra, FSB Centre 16 (2025)"
_JAGUAR_TOOTH = "Jaguar Tooth, NCSC (2023)"
_UNC3886 = "UNC3886's TINYSHELL variants, Mandiant (2025)"
_SSLER = "VPNFilter, Cisco Talos (2018)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """One name: ``pattern`` matches it whole; ``platforms`` are prefixes, () for every one."""

    pattern: str
    source: str
    severity: Severity
    confidence: Confidence = Confidence.HIGH
    platforms: tuple[str, ...] = ()

    def fits(self, name: str, platform: str) -> bool:
        """Tell whether ``name`` on ``platform`` is this one."""
        here = not self.platforms or platform.startswith(self.platforms)
        return here and re.fullmatch(self.pattern, name[:_LONGEST], re.IGNORECASE) is not None


_LOW, _MEDIUM = Confidence.LOW, Confidence.MEDIUM

PROCESSES = (
    Indicator(pattern=r"(?:\S{0,100}/)?lina_cs", source=_FIRESTARTER, severity=Severity.CRITICAL),
    Indicator(
        pattern=r"Service Policy Lock",
        source=_JAGUAR_TOOTH,
        severity=Severity.CRITICAL,
        confidence=_MEDIUM,
    ),
    # Names beside Junos' own appidd, top, irsd, lmpd, jddosd and oamd.
    *(
        Indicator(
            pattern=rf"(?:\S{{0,100}}/)?{name}",
            source=_UNC3886,
            severity=Severity.HIGH,
            confidence=_LOW,
            platforms=("juniper",),
        )
        for name in ("appid", "to", "irad", "lmpad", "jdosd", "oemd")
    ),
    Indicator(
        pattern=r"(?:\S{0,100}/)?(?:vpnfilter|vpnfilterm|vpnfilterw|ssler|dstr)",
        source=_SSLER,
        severity=Severity.CRITICAL,
        confidence=_MEDIUM,
    ),
)

FILES = (
    Indicator(pattern=r"svc_samcore\.log", source=_FIRESTARTER, severity=Severity.HIGH),
    Indicator(pattern=r"lina_cs", source=_FIRESTARTER, severity=Severity.CRITICAL),
    Indicator(
        pattern=r"CSP_MOUNT_LIST", source=_FIRESTARTER, severity=Severity.HIGH, confidence=_MEDIUM
    ),
    Indicator(
        pattern=r"client_bundle[\w.-]{0,40}\.zip",
        source=_ARCANEDOOR,
        severity=Severity.HIGH,
        confidence=_MEDIUM,
    ),
    Indicator(
        pattern=r"firmware_update\.log",
        source=_RAYINITIATOR,
        severity=Severity.HIGH,
        confidence=_MEDIUM,
        platforms=("cisco_asa", "cisco_ftd"),
    ),
    Indicator(
        pattern=r"(?:mycap|tac)\.pcap", source=_SALT_TYPHOON, severity=Severity.HIGH
    ),
    Indicator(
        pattern=r"1\.pcap", source=_SALT_TYPHOON, severity=Severity.HIGH, confidence=_MEDIUM
    ),
    Indicator(
        pattern=r"config\.bkp|output\.txt",
        source=_FSB16,
        severity=Severity.MEDIUM,
        confidence=_LOW,
        platforms=("cisco",),
    ),
)  # fmt: skip


def known_process(name: str, platform: str) -> Indicator | None:
    """Return the published intrusion that ran a process of this name, None when none did."""
    words = " ".join(name.split())
    return next((each for each in PROCESSES if each.fits(words, platform)), None)


def known_file(path: str, platform: str) -> Indicator | None:
    """Return the published intrusion that left a file of this name, whatever its folder."""
    name = re.split(r"[/:\\]", path[-_LONGEST:])[-1]
    return next((each for each in FILES if each.fits(name, platform)), None)
