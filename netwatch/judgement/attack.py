"""The MITRE ATT&CK techniques that findings name, with tactics kept per version of ATT&CK.

Tactics move between versions: version 19 split Defense Evasion into Stealth and Defense
Impairment and retired T1562. Where a version's tactics were not seen, none are given.
"""

from dataclasses import dataclass

LATEST = "19"


class UnknownTechniqueError(LookupError):
    """A rule names a technique that this table does not hold."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Technique:
    """One technique. ``tactics`` are (ATT&CK major version, tactics) pairs.

    ``renumbered`` are (version, id) pairs: from that version on, what this id meant is found
    under the other id.
    """

    id: str
    name: str
    tactics: tuple[tuple[str, tuple[str, ...]], ...] = ()
    renumbered: tuple[tuple[str, str], ...] = ()

    @property
    def url(self) -> str:
        """Return the address of the technique's page."""
        return f"https://attack.mitre.org/techniques/{self.id.replace('.', '/')}/"


_EVASION = ("Defense Evasion",)
_EVASION_PERSISTENCE = ("Defense Evasion", "Persistence")
_RUNNING = ("Execution", "Persistence", "Privilege Escalation")
_SNIFFING = ("Credential Access", "Discovery")

_TABLE = {
    each.id: each
    for each in (
        Technique(id="T1014", name="Rootkit", tactics=(("18", _EVASION),)),
        Technique(id="T1020", name="Automated Exfiltration", tactics=(("18", ("Exfiltration",)),)),
        Technique(
            id="T1020.001",
            name="Traffic Duplication",
            tactics=(("18", ("Exfiltration",)), ("19", ("Exfiltration",))),
        ),
        Technique(
            id="T1040", name="Network Sniffing", tactics=(("18", _SNIFFING), ("19", _SNIFFING))
        ),
        Technique(id="T1053", name="Scheduled Task/Job", tactics=(("18", _RUNNING),)),
        Technique(
            id="T1133",
            name="External Remote Services",
            tactics=(("18", ("Initial Access", "Persistence")),),
        ),
        Technique(id="T1136.001", name="Local Account", tactics=(("18", ("Persistence",)),)),
        Technique(
            id="T1542.004",
            name="ROMMONkit",
            tactics=(("18", _EVASION_PERSISTENCE), ("19", ("Persistence", "Stealth"))),
        ),
        Technique(id="T1542.005", name="TFTP Boot", tactics=(("18", _EVASION_PERSISTENCE),)),
        Technique(
            id="T1546",
            name="Event Triggered Execution",
            tactics=(("18", ("Persistence", "Privilege Escalation")),),
        ),
        Technique(
            id="T1554", name="Compromise Host Software Binary", tactics=(("18", ("Persistence",)),)
        ),
        Technique(
            id="T1556.004",
            name="Network Device Authentication",
            tactics=(
                ("18", ("Credential Access", "Defense Evasion", "Persistence")),
                ("19", ("Credential Access", "Defense Impairment", "Persistence")),
            ),
        ),
        Technique(
            id="T1557",
            name="Adversary-in-the-Middle",
            tactics=(("18", ("Credential Access", "Collection")),),
        ),
        Technique(
            id="T1562",
            name="Impair Defenses",
            tactics=(("18", _EVASION),),
            renumbered=(("19", "T1685"),),
        ),
        Technique(
            id="T1562.004",
            name="Disable or Modify System Firewall",
            tactics=(("18", _EVASION),),
            renumbered=(("19", "T1686.002"),),
        ),
        Technique(id="T1564", name="Hide Artifacts", tactics=(("18", _EVASION),)),
        Technique(
            id="T1571", name="Non-Standard Port", tactics=(("18", ("Command and Control",)),)
        ),
        Technique(
            id="T1572", name="Protocol Tunneling", tactics=(("18", ("Command and Control",)),)
        ),
        Technique(
            id="T1601.001",
            name="Patch System Image",
            tactics=(("18", _EVASION), ("19", ("Defense Impairment",))),
        ),
        Technique(
            id="T1601.002",
            name="Downgrade System Image",
            tactics=(("18", _EVASION), ("19", ("Defense Impairment",))),
        ),
        Technique(
            id="T1602.002",
            name="Network Device Configuration Dump",
            tactics=(("18", ("Collection",)),),
        ),
        Technique(
            id="T1610", name="Deploy Container", tactics=(("18", ("Defense Evasion", "Execution")),)
        ),
    )
}


def techniques() -> tuple[Technique, ...]:
    """Return every technique of the table, sorted by id."""
    return tuple(_TABLE[each] for each in sorted(_TABLE))


def technique(technique_id: str) -> Technique:
    """Return the technique ``T1020.001``. Raises UnknownTechniqueError."""
    try:
        return _TABLE[technique_id]
    except KeyError:
        raise UnknownTechniqueError(f"no ATT&CK technique {technique_id!r} in the table") from None


def tactics(technique_id: str, version: str = LATEST) -> tuple[str, ...]:
    """Return the tactics a technique served in one ATT&CK major version; () when not known."""
    return dict(technique(technique_id).tactics).get(version, ())


def id_in(technique_id: str, version: str = LATEST) -> str:
    """Return the id under which ``version`` of ATT&CK lists what ``technique_id`` means."""
    return dict(technique(technique_id).renumbered).get(version, technique_id)
