"""What other ways to a device than the main visit show of it; each is opted in to."""

from dataclasses import dataclass

from netwatch.model.posture import Trait

SECOND_CONFIG = "second-account-config"
SECOND_MIRRORS = "second-account-mirrors"
CONFIG_AGAIN = "running-config-again"
MIRRORS_AGAIN = "mirrors-again"
SNMP = "snmp"
NETCONF = "netconf"

TOPICS = frozenset({SECOND_CONFIG, SECOND_MIRRORS, CONFIG_AGAIN, MIRRORS_AGAIN, SNMP, NETCONF})
"""Answers that did not come from the main visit; a platform's reader never sees them."""


@dataclass(frozen=True, slots=True)
class Agent:
    """What an SNMP agent says of its device: sysDescr and sysName on one line, None not offered.

    How long it has been up differs at every visit and stands among the counters.
    """

    description: str | None = None
    name: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Channels:
    """What was shown elsewhere; None in a field means that way was not open in this visit.

    ``statements`` are the top-level statements of the configuration (with what stands below them
    as value) that only the second account was shown, ``sessions`` the running mirrors only it was
    shown; () when both accounts were shown the same, or the second one less. ``named`` are the
    mirror sessions and users that only NETCONF names, ``unnamed`` those that only the command line
    shows while NETCONF claims to be whole.
    """

    statements: tuple[Trait, ...] | None = None
    sessions: tuple[Trait, ...] | None = None
    agent: Agent | None = None
    named: tuple[Trait, ...] | None = None
    unnamed: tuple[Trait, ...] | None = None
