"""How an IOS XR configuration lets people in, what it serves and what it tells.

Sources: Cisco's command references for XR security, system management and telemetry, the vendor's
YANG models, and real configurations. A shell that runs beside XR (``sshd_operns`` on port 57722)
is started from Linux and stands in no configuration: it is not seen here.
"""

import re
from collections.abc import Sequence

from netwatch.model.evidence import Evidence
from netwatch.model.posture import Counter, Posture
from netwatch.parsing.commits import COMMITS
from netwatch.parsing.posture import aaa, management
from netwatch.parsing.posture.changed import seconds
from netwatch.parsing.posture.found import Found
from netwatch.parsing.posture.scan import Form, Section, Table, Whole, matching, spaced
from netwatch.parsing.posture.statements import gathered
from netwatch.parsing.stanzas import Block, Line

_NAME = r"\S{1,128}"
_LINE = r"line (?P<range>default|console|template \S{1,64})"
_SSH = re.compile(
    r"ssh server(?P<what>(?: netconf)?)(?: vrf (?P<vrf>\S{1,64}))?(?P<rest>(?: .+)?)", re.IGNORECASE
)
_LISTS = re.compile(r"\bipv[46] access-list (\S{1,128})", re.IGNORECASE)
_TELNET = re.compile(
    r"telnet vrf (?P<vrf>\S{1,64}) (?P<kind>ipv[46]) server(?: max-servers \S{1,8})?"
    r"(?: access-list (?P<acl>\S{1,128}))?",
    re.IGNORECASE,
)
_LOG_HOST = re.compile(
    r"logging (?:ipv[46] )?(?P<who>[0-9a-f.:]{3,45}|(?=\S*\.)[a-z0-9.-]{3,255})"
    r"(?: vrf (?P<vrf>\S{1,64}))?(?P<rest>(?: .+)?)",
    re.IGNORECASE,
)
_PLANE = (
    r"(?:(?P<band>inband|out-of-band)|interface (?P<where>.{1,64})"
    r"|allow (?P<what>\S{1,20})(?: peer)?|address (?P<peer>ipv[46] \S{1,64}))"
)
_COMMIT = re.compile(
    r"^ *1 +(?P<id>\d{6,12}) +(?P<who>\S{1,64}) .{0,120}?"
    r"(?P<when>\w{3} \w{3} +\d{1,2} [\d:]{8} \d{4})",
    re.MULTILINE,
)

_ON_LINE = (
    Form(
        "protections",
        rf"access-class (?P<way>ingress|egress) (?P<acl>{_NAME})",
        "{range} access-class {way}",
        "{acl}",
    ),
    Form("protections", r"transport output (?P<ways>none)", "{range} transport output", "{ways}"),
    Form("protections", r"transport input (?P<ways>ssh|none)", "{range} transport input", "{ways}"),
    Form("services", r"transport input (?:.+ )?(?:telnet|all)(?: .+)?", "telnet on {range}"),
    Form("aaa_methods", rf"login authentication (?P<list>{_NAME})", "{range} login", "{list}"),
    Form(
        "aaa_methods",
        rf"(?P<kind>(?:authorization|accounting) (?:exec|commands)) (?P<list>{_NAME})",
        "{range} {kind}",
        "{list}",
    ),
)


def read(blocks: Sequence[Block]) -> Posture:
    """Return the posture that the top-level blocks of one running-config describe."""
    found = gathered(blocks, _TABLE)
    found.usual("log_settings", "logging trap", "informational")
    return found.traits.posture()


def last_commit(text: str | None) -> tuple[Counter, ...]:
    """Return when the newest commit was made, by the device's clock, from its list of commits."""
    row = _COMMIT.search(text[:4000]) if text else None
    when = seconds(row["when"]) if row else None
    if text is None or row is None or when is None:
        return ()
    number = text.count("\n", 0, row.start("id")) + 1
    quote = Evidence(COMMITS, number, text.split("\n")[number - 1].strip())
    return (Counter("last commit at", when, (quote,)),)


def _user(found: Found, block: Block) -> None:
    """Read an account: the groups it is in say what it may do."""
    words = spaced(block.text).split()
    if len(words) > 1:
        groups = [
            line["group"] for line, _ in matching(block.children, r"group (?P<group>\S{1,64})")
        ]
        said = " ".join(f"group {each}" for each in sorted(set(groups)))
        found.add("users", words[1], said, block, *block.children[:16])


def _ssh(found: Found, block: Block) -> None:
    match = _SSH.fullmatch(spaced(block.text))
    if match is None:
        return
    name = f"ssh server{match['what'].lower()} vrf {match['vrf'] or 'default'}"
    port = re.search(r"\bport (\d{1,5})", match["rest"])
    if port:
        found.add("services", f"ssh{match['what'].lower()} port {port[1]}", "", block)
    elif match["vrf"]:
        found.add("services", name, "", block)
    lists = _LISTS.findall(match["rest"])
    for each in lists:
        found.guard(each, block)
    if lists:
        found.add("protections", f"{name} access list", " ".join(lists), block)


def _telnet(found: Found, block: Block) -> None:
    match = _TELNET.fullmatch(spaced(block.text))
    if match is None:
        return
    name = f"telnet vrf {match['vrf']} {match['kind'].lower()}"
    found.add("services", name, "", block)
    if match["acl"]:
        found.guard(match["acl"], block)
        found.add("protections", f"{name} access list", match["acl"], block)


def _logging(found: Found, block: Block) -> None:
    match = _LOG_HOST.fullmatch(spaced(block.text))
    if match is None:
        return
    port = re.search(r"\bport (\d{1,5})", match["rest"])
    level = re.search(r"\bseverity (\S{1,20})", match["rest"])
    said = [f"udp {port[1] if port else '514'}"]
    said += [f"vrf {match['vrf']}"] if match["vrf"] and match["vrf"] != "default" else []
    said += [f"severity {level[1]}"] if level else []
    found.add("log_targets", match["who"], " ".join(said), block)


def _planes(found: Found, block: Block) -> None:
    """Read ``management-plane``: which interface lets which protocol in, and from whom."""
    where = name = ""
    let_in: dict[str, tuple[list[str], Line]] = {}
    for said, line in matching(block.children, _PLANE):
        if said["where"]:
            where, name = said["where"], ""
        elif said["what"]:
            name = f"management-plane {where} permit {said['what'].lower()}"
            let_in.setdefault(name, ([], line))
        elif said["peer"] and name:
            let_in[name][0].append(said["peer"])
    for each, (peers, line) in let_in.items():
        for peer in peers or ["any"]:
            found.add("permits", f"{each} {peer}", "", line)
    if let_in:
        found.add("protections", "management-plane", "on", block)


_TABLE: Table = {
    "aaa": (aaa.methods, aaa.group, aaa.authors),
    "tacacs-server": (aaa.host,),
    "radius-server": (aaa.host,),
    "username": (_user,),
    "line": (Section(_LINE, _ON_LINE),),
    "vty-pool": (
        Form(
            "aaa_methods",
            rf"vty-pool (?P<name>{_NAME}) (?P<range>\d{{1,4}} \d{{1,4}})"
            r"(?: line-template (?P<how>\S{1,64}))?",
            "vty-pool {name}",
            "{range} {how}",
        ),
    ),
    "ssh": (_ssh,),
    "telnet": (_telnet,),
    "control-plane": (_planes,),
    "http": (Form("services", r"http server(?P<how>(?: .+)?)", "http server", "{how}"),),
    "https": (Form("services", r"https server(?P<how>(?: .+)?)", "https server", "{how}"),),
    "tftp": (
        Form(
            "services",
            r"tftp vrf (?P<vrf>\S{1,64}) ipv[46] server(?P<how>(?: .+)?)",
            "tftp-server vrf {vrf}",
            "{how}",
        ),
    ),
    "ftp": (Form("services", r"ftp vrf (?P<vrf>\S{1,64}) ipv4 server.*", "ftp-server vrf {vrf}"),),
    "netconf-yang": (
        Section(r"netconf-yang agent", (Form("services", r"ssh", "netconf-yang ssh"),)),
    ),
    "netconf": (Form("services", r"netconf agent (?P<how>\S{1,20})", "netconf agent {how}"),),
    "xml": (Form("services", r"xml agent(?P<how>(?: \S{1,20})?)", "xml agent{how}"),),
    "grpc": (Whole("services", r"(?P<name>grpc)"),),
    "ipv4 access-list": (management.ACCESS_LIST,),
    "ipv6 access-list": (management.ACCESS_LIST,),
    "object-group": (management.OBJECTS,),
    "snmp-server": (management.community, management.group, management.tap_view),
    "logging": (
        _logging,
        Form(
            "log_settings",
            r"logging (?P<what>trap|monitor) (?P<how>\S{1,20})",
            "logging {what}",
            "{how}",
        ),
        Form("log_settings", r"logging buffered (?P<how>[a-z]{3,20})", "logging buffered", "{how}"),
    ),
    "no logging": (
        Form(
            "log_settings", r"no logging (?P<what>trap|monitor|buffered)", "logging {what}", "off"
        ),
    ),
    "flow": (management.exporter,),
    "event manager": management.EVENT_MANAGER,
    "appmgr": (Whole("guests", r"(?P<name>appmgr)"),),
    "virtual-service": (Form("guests", r"(?P<what>virtual-service .+)", "{what}"),),
    "lawful-intercept": (
        Form("protections", r"lawful-intercept disable", "lawful-intercept disable", "on"),
    ),
}
