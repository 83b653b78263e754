"""How an NX-OS configuration lets people in, what it serves and what it tells.

Sources: the N9K security, system management and programmability guides, and real configurations.
What a role may do is known of the four built-in ones only: ``network-admin`` and ``vdc-admin``
write, their operators read; any other role is taken to write.
"""

import re
from collections.abc import Sequence

from netwatch.model.posture import Posture, Trait
from netwatch.model.state import Answers
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Section, Table, Whole, body, spaced
from netwatch.parsing.posture.shown import rows, with_fields
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.posture.topics import GUESTS, PROCESSES
from netwatch.parsing.posture.traits import Traits
from netwatch.parsing.posture.users import username
from netwatch.parsing.stanzas import Block

_NAME = r"\S{1,128}"
_SERVED = (
    r"(?P<what>telnet|nxapi|scp-server|sftp-server|netconf|restconf|grpc|http-server|openconfig)"
)
_INSIDE = r"(?P<what>bash-shell|guestshell|app-hosting|docker|virtual-service)"
_READERS = frozenset({"network-operator", "vdc-operator"})
_COMMUNITY = re.compile(
    r"snmp-server community (?P<who>\S{1,255}) (?:group (?P<role>\S{1,128})|(?P<mode>ro|rw))",
    re.IGNORECASE,
)
_USER = re.compile(
    r"snmp-server user (?P<who>\S{1,128}) (?P<role>(?!auth$|use-ipv)[A-Za-z]\S{0,127})(?: .*)?",
    re.IGNORECASE,
)
_GUARDED = re.compile(
    r"snmp-server (?P<kind>community|user) (?P<who>\S{1,255})"
    r"(?P<lists>(?: use-(?:ipv[46])?acl \S{1,128}){1,2})",
    re.IGNORECASE,
)
_LOG_HOST = re.compile(
    r"logging server (?P<who>\S{1,255})(?: (?P<level>[0-7]))?(?P<rest>(?: .+)?)", re.IGNORECASE
)
_ON_LINE = (
    Form(
        "protections",
        rf"(?P<six>(?:ipv6 )?)(?:ip )?access-class (?P<acl>{_NAME}) (?P<way>in|out)",
        "{range} {six}access-class {way}",
        "{acl}",
    ),
)
PROCESS_ROW = (
    r"^ *\d{1,7} +(?!NR\b)[A-Z]{1,2} +[0-9a-f-]{1,16} +\d{1,9} +\S{1,8} +[A-Z]{1,3}"
    r" +(?P<name>\S.{0,80}?) *$"
)
_PROCESS = re.compile(PROCESS_ROW)
_PROCESS_HEAD = re.compile(r"^PID +State +PC\b", re.MULTILINE)
# Threads of the kernel are numbered anew all the time; these end before they are looked at twice.
_PASSING = re.compile(r"(?:\[?kworker|sleep|ps$|more$)")
_SERVICE_HEAD = re.compile(r"^Virtual Service List|^Name +Status +Package", re.MULTILINE)
_SERVICE = re.compile(
    r"^ *(?P<name>[\w.+-]{1,64}) {2,}(?P<state>[A-Z][a-z]{2,20}(?: [A-Z]\w+)?) +\S"
)


def read(blocks: Sequence[Block]) -> Posture:
    """Return the posture that the top-level blocks of one running-config describe."""
    found = gathered(blocks, _TABLE)
    _settle_api(found)
    return found.traits.posture()


def _snmp(found: Found, block: Block) -> None:
    """Read communities and users: the role says whether they may write."""
    text = spaced(block.text)
    community, user, guarded = (each.fullmatch(text) for each in (_COMMUNITY, _USER, _GUARDED))
    if guarded:
        lists = guarded["lists"].split()[1::2]
        for each in lists:
            found.guard(each, block)
        who = guarded["who"]
        whom = management.fingerprint(who) if guarded["kind"].lower() == "community" else who
        name = f"snmp {guarded['kind'].lower()} {whom} access list"
        found.add("protections", name, " ".join(lists), block)
    elif community:
        role = community["role"] or community["mode"].lower()
        if role not in _READERS and role != "ro":
            whom = management.fingerprint(community["who"])
            found.add("snmp_writers", f"community {whom}", "", block)
    elif user and user["role"] not in _READERS:
        found.add("snmp_writers", f"user {user['who']} {user['role']}", "", block)


def _logging(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    rest = match["rest"]
    port = re.search(r"\bport (\d{1,5})", rest)
    vrf = re.search(r"\buse-vrf (\S{1,64})", rest)
    way = "tls" if re.search(r"\bsecure\b", rest) else "udp"
    said = [f"{way} {port[1] if port else {'tls': '6514', 'udp': '514'}[way]}"]
    said += [f"vrf {vrf[1]}"] if vrf else []
    said += [f"level {match['level']}"] if match["level"] else []
    found.add("log_targets", match["who"], " ".join(said), block)


def _api(found: Found, block: Block) -> None:
    match = re.fullmatch(r"nxapi (http|https) port (\d{1,5})", spaced(block.text), re.IGNORECASE)
    if match:
        found.facts[f"nxapi {match[1].lower()}"] = (f"{match[1].lower()} {match[2]}", block)


def _settle_api(found: Found) -> None:
    """Say on which ports the NX-API answers, where it is on."""
    if found.traits.has("services", "feature nxapi"):
        for key, (port, block) in found.facts.items():
            if key.startswith("nxapi "):
                found.add("services", "feature nxapi", port, block)


def _schedule(found: Found, block: Block) -> None:
    """Read ``scheduler job name`` and ``scheduler schedule name``."""
    match = re.fullmatch(
        rf"(?P<name>scheduler (?:job|schedule) name {_NAME})", spaced(block.text), re.IGNORECASE
    )
    if match:
        said = body(block).removesuffix("end-job").rstrip("; ")
        found.add("automation", match["name"], said, block, *block.children)


_TABLE: Table = {
    "feature": (
        Form("services", rf"feature {_SERVED}", "feature {what}"),
        Form("guests", rf"feature {_INSIDE}", "feature {what}"),
    ),
    "nxapi": (_api,),
    "ssh": (Form("services", r"ssh port (?P<port>\d{1,5})", "ssh port {port}"),),
    "aaa": (aaa.methods, aaa.group),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "username": (username,),
    "line": (Section(r"line (?P<range>vty|console)", _ON_LINE),),
    "login": (
        Form("protections", r"login block-for (?P<how>.+)", "login block-for", "{how}"),
        Form("log_settings", r"login on-(?P<when>success|failure) log", "login on-{when}", "log"),
    ),
    "snmp-server": (_snmp,),
    "logging": (
        _logging,
        Form("log_settings", rf"logging level (?P<of>{_NAME}) (?P<how>[0-7])",
             "logging level {of}", "{how}"),
        Form(
            "log_settings",
            r"logging (?P<of>logfile|monitor)(?P<how>(?: [^ ]{1,128}){0,2}?)(?: size .+)?",
            "logging {of}",
            "{how}",
        ),
    ),
    "no logging": (
        Form("log_settings", r"no logging (?P<of>logfile|monitor|server)", "logging {of}", "off"),
    ),
    "flow": (management.exporter,),
    "sflow": (
        Form(
            "log_targets",
            r"sflow collector-ip (?P<who>\S{1,255})(?: (?P<vrf>vrf \S{1,64}))?(?: source .+)?",
            "flow {who}",
            "{vrf}",
        ),
    ),
    "event manager": management.EVENT_MANAGER,
    "scheduler": (_schedule,),
    "virtual-service": (Whole("guests", rf"(?P<name>virtual-service {_NAME})"),),
    "app-hosting": (
        Whole("guests", rf"app-hosting appid (?P<name>{_NAME})", "app-hosting {name}"),
    ),
    "ip access-list": (management.ACCESS_LIST,),
    "ipv6 access-list": (management.ACCESS_LIST,),
    "object-group": (management.OBJECTS,),
}  # fmt: skip


def with_shown(posture: Posture | None, answers: Answers) -> Posture | None:
    """Return ``posture`` with what runs: processes and virtual services."""
    return with_fields(
        posture,
        {
            "processes": _processes(answers.get(PROCESSES)),
            "running_guests": _guests(answers.get(GUESTS)),
        },
    )


def _processes(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _PROCESS_HEAD.search(text):
        return None
    found = Traits("processes")
    for said, quote in rows(text, PROCESSES, _PROCESS):
        if not _PASSING.match(said["name"]):
            found.add("processes", said["name"], "", quote)
    return found.of("processes")


def _guests(text: str | None) -> tuple[Trait, ...] | None:
    if text is None or not _SERVICE_HEAD.search(text):
        return None
    found = Traits("running_guests")
    for said, quote in rows(text, GUESTS, _SERVICE):
        if said["name"] != "Name":
            found.add("running_guests", said["name"], said["state"].lower(), quote)
    return found.of("running_guests")
