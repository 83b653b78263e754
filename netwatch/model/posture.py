"""How a device lets people in, what it serves, what it tells: the company an intruder keeps.

Each field of ``Posture`` is a set of traits, or None where it was not observed or the platform's
reader does not read it; ``()`` is observed, and none.
"""

from dataclasses import dataclass, field

from netwatch.model.evidence import Evidence


@dataclass(frozen=True, slots=True)
class Trait:
    """One thing in force on a device.

    ``name`` says which (unique in its field and stable while the thing is the same), ``value``
    what it is now. Both are the platform's words in lower case but for names people gave.
    """

    name: str
    value: str = ""
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Posture:
    """Traits by field; an example of name and value stands behind each.

    From configuration: ``aaa_servers`` (``tacacs 192.0.2.1``: ``port 49 vrf MGMT``),
    ``aaa_methods`` (``authentication login default``: ``group tacacs+ local``),
    ``users`` (``admin``: ``privilege 15``; ``shell`` where a login leads to one),
    ``services`` reachable from the network (``ssh port 2222``, ``http server``, ``vstack``,
    ``tftp-server nvram:startup-config``, ``telnet on vty 0 4``),
    ``protections`` whose loss opens a way (``vty 0 4 access-class in``: ``VTY-ACL``;
    ``vty 0 4 transport output``: ``none``; ``ip http access-class``: ``7``),
    ``permits`` of the access lists that guard the device's own services
    (``VTY-ACL permit tcp 192.0.2.0 0.0.0.255 any``),
    ``snmp_writers`` (``community <fingerprint>``, ``group ADMINS v3 priv``: its access list),
    ``log_targets`` (``192.0.2.9``: ``udp 514 vrf MGMT``; ``flow 192.0.2.8`` for flow export),
    ``log_settings`` (``logging trap``: ``informational``; ``archive log config``: ``on``),
    ``automation`` (``event manager applet X``: its body on one line),
    ``guests`` (``iox``, ``app-hosting guestshell``, ``feature bash-shell``),
    ``intercepts`` (``li-view``, ``lawful-intercept``, ``snmp view X cTap2MIB``).

    From operational state: ``registered`` automation, named as in ``automation``;
    ``shown_permits``, named as in ``permits``, with every access list shown;
    ``shown_users``, named as in ``users``; ``processes`` (a process's name: what it says of
    itself, ``executable regions: 2`` where its memory was shown);
    ``running_guests`` (``guestshell``: ``running``).
    """

    aaa_servers: tuple[Trait, ...] | None = None
    aaa_methods: tuple[Trait, ...] | None = None
    users: tuple[Trait, ...] | None = None
    services: tuple[Trait, ...] | None = None
    protections: tuple[Trait, ...] | None = None
    permits: tuple[Trait, ...] | None = None
    snmp_writers: tuple[Trait, ...] | None = None
    log_targets: tuple[Trait, ...] | None = None
    log_settings: tuple[Trait, ...] | None = None
    automation: tuple[Trait, ...] | None = None
    guests: tuple[Trait, ...] | None = None
    intercepts: tuple[Trait, ...] | None = None
    registered: tuple[Trait, ...] | None = None
    shown_permits: tuple[Trait, ...] | None = None
    shown_users: tuple[Trait, ...] | None = None
    processes: tuple[Trait, ...] | None = None
    running_guests: tuple[Trait, ...] | None = None


@dataclass(frozen=True, slots=True)
class Counter:
    """A number that only grows while a device works (``checkheaps runs``); its stop is news.

    ``name`` is in netwatch's words: ``checkheaps runs``, ``log messages``, ``config changed at``
    (seconds since 1970 by the device's clock), ``log 302013`` (messages of one kind), ``in octets
    Gi1/0/1`` (see ``model.volume``).
    """

    name: str
    value: int
    evidence: tuple[Evidence, ...] = field(default=(), compare=False)
