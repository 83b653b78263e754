"""How a Linux host lets people in, what it serves, logs and runs by itself.

From its own files (passwd(5), group(5), sshd_config(5), crontab(5), rsyslog.conf(5)), printed in
one go by ``grep``, from ``ss``, ``ps`` and ``systemctl``, and from its packet filter.
"""

import re
from collections.abc import Iterator, Mapping

from netwatch.model.evidence import Evidence
from netwatch.model.platform import Command, Noise
from netwatch.model.posture import Posture
from netwatch.model.state import Answers
from netwatch.parsing.linux.guards import firewall, ruleset
from netwatch.parsing.linux.kernel import FIREWALLS, NFT, missing
from netwatch.parsing.posture.traits import Traits, quoted

SETTINGS = "settings"
LISTENING = "listening"
PROCESSES = "processes"
UNITS = "units"

COMMANDS = (
    # Every line that is not empty, each with its file's path before it.
    Command(
        "grep -rs . /etc/passwd /etc/group /etc/crontab /etc/cron.d /etc/rsyslog.conf"
        " /etc/rsyslog.d /etc/ssh/sshd_config /etc/ssh/sshd_config.d /etc/systemd/system.conf",
        SETTINGS,
        optional=True,
    ),
    Command("ss -lntu", LISTENING, optional=True),
    # All but kernel threads: process 2 and its children.
    Command("ps -p 2 --ppid 2 --deselect -o comm", PROCESSES, optional=True),
    Command(
        "systemctl list-unit-files --state=enabled --no-legend --no-pager", UNITS, optional=True
    ),
)
NOISE = (
    # Bytes that wait in a queue.
    Noise(r"^((?:tcp|udp) +[A-Z]{4,8}) +\d{1,9} +\d{1,9} +", r"\1 0 0 ", topic=LISTENING),
)

_FILE = re.compile(r"(?P<path>/etc/[^:\s]{1,250}):(?P<said>.*)")
_NO_LOGIN = re.compile(r"/(?:nologin|false|sync|shutdown|halt)$")
_ADMINS = frozenset(("sudo", "wheel", "admin"))
_SOCKET = re.compile(
    r"(?P<kind>tcp|udp) +(?:LISTEN|UNCONN) +\d+ +\d+ +(?P<at>\S{1,80}):(?P<port>\d{1,5}) "
)
_LOOPBACK = re.compile(r"127\.|\[::1\]|\[?::ffff:127\.|127\S*%lo|\S*%lo$")
# By default a client's own port is taken from here up (ip_local_port_range, ip-sysctl).
_EPHEMERAL = 32_768
_CRON = re.compile(r"(?:@[a-z]{4,9}|(?:[\d*/,A-Za-z-]{1,60}\s+){4}[\d*/,A-Za-z-]{1,60})\s+\S")
_UNIT = re.compile(r"(?P<name>\S{1,200}\.[a-z]{3,10}) +enabled\b")
_FORWARD = re.compile(
    r"^(?P<what>[^\s#]{1,80})\s+(?P<way>@@?)(?:\([^\s)]{0,20}\))?(?P<to>[^\s;#@]{1,120})"
)
_HOST_PORT = re.compile(r"(\[[^\]]*\]|.*?)(?::(\d{1,5}))?")
_OMFWD = re.compile(r"\btype=\"omfwd\"")
_TARGET = re.compile(r"\btarget=\"([^\"]{1,120})\"", re.IGNORECASE)
_SELECTOR = re.compile(r"^[a-z0-9*,;.!=-]{3,120}\s+[-/|:&~]", re.IGNORECASE)
_SSHD = {
    "permitrootlogin": "ssh permitrootlogin",
    "passwordauthentication": "ssh passwordauthentication",
    "allowusers": "ssh allowusers",
    "allowgroups": "ssh allowgroups",
    "denyusers": "ssh denyusers",
    "authenticationmethods": "ssh authenticationmethods",
}
# Names of the visit itself.
_OWN = frozenset(("ps", "COMMAND"))

_ANY = frozenset(("0.0.0.0", "[::]", "*"))  # noqa: S104  # as ss prints it
# Stands where systemd runs the host, and its units must answer too.
_SYSTEMD = "/etc/systemd/system.conf"

_Lines = list[tuple[int, str]]


def live(answers: Answers) -> Posture | None:
    """Return what a host's answers tell; None when none of them was given.

    A field that two answers make is observed only with both, or what the missing one told of
    would look removed.
    """
    files = _files(answers.get(SETTINGS) or "")
    holes = {NFT, *FIREWALLS} & set(missing(answers))
    walls = [] if holes else [each for each in (NFT, *FIREWALLS) if each in answers]
    fields = _observed(answers, files)
    if holes:
        fields -= {"services", "protections", "permits"}
    if not walls:
        fields -= {"permits"}
    found = Traits(*sorted(fields))
    _settings(files, found)
    _filters(answers, walls, found)
    _listening(answers.get(LISTENING) or "", found)
    _running(answers.get(PROCESSES) or "", found)
    _units(answers.get(UNITS) or "", found)
    posture = found.posture()
    return posture if posture != Posture() else None


def _observed(answers: Answers, files: Mapping[str, _Lines]) -> set[str]:
    """Return the fields that these answers observe, the packet filter left aside."""
    has = {kind for kind in ("cron", "rsyslog", "ssh/") for path in files if f"/etc/{kind}" in path}
    fields = {
        "users": "/etc/passwd" in files,
        "automation": "cron" in has and (UNITS in answers or _SYSTEMD not in files),
        "log_targets": "rsyslog" in has,
        "log_settings": "rsyslog" in has,
        "protections": "ssh/" in has,
        "services": LISTENING in answers,
        "permits": True,
        "processes": PROCESSES in answers,
    }
    return {name for name, seen in fields.items() if seen}


def _files(text: str) -> Mapping[str, _Lines]:
    """Return the numbered lines of every file in the answer, by its path."""
    found: dict[str, _Lines] = {}
    for number, line in enumerate(text.split("\n"), 1):
        told = _FILE.match(line)
        if told:
            lines = found.setdefault(told["path"], [])
            said = told["said"].strip()
            if said[:1] != "#":
                lines.append((number, said))
    return found


def _settings(files: Mapping[str, _Lines], found: Traits) -> None:
    for path, lines in files.items():
        if path == "/etc/passwd":
            _users(lines, _admins(files.get("/etc/group", [])), found)
        elif path.startswith("/etc/cron"):
            for number, line in lines:
                if _CRON.match(line):
                    found.add("automation", f"cron {line}", "", quoted(SETTINGS, number, line))
        elif path.startswith("/etc/rsyslog"):
            _rsyslog(lines, found)
        elif path.startswith("/etc/ssh/"):
            _sshd(lines, found)


def _admins(lines: _Lines) -> Mapping[str, list[str]]:
    found: dict[str, list[str]] = {}
    for _, line in lines:
        name, _, rest = line.partition(":")
        if name in _ADMINS:
            for member in filter(None, rest.rpartition(":")[2].split(",")):
                found.setdefault(member, []).append(name)
    return found


def _users(lines: _Lines, admins: Mapping[str, list[str]], found: Traits) -> None:
    """Add who may log in, and whoever is root by another name."""
    for number, line in lines:
        parts = line.split(":")
        if len(parts) != 7:  # noqa: PLR2004  # passwd(5)
            continue
        root = "uid 0" if parts[2].lstrip("0") == "" else ""
        shell = "" if _NO_LOGIN.search(parts[6]) else "shell"
        if root or shell:
            groups = " ".join(sorted(admins.get(parts[0], ())))
            value = " ".join(filter(None, (root, shell, groups and f"group {groups}")))
            found.add("users", parts[0], value, quoted(SETTINGS, number, line))


def _rsyslog(lines: _Lines, found: Traits) -> None:
    for number, line in lines:
        proof = quoted(SETTINGS, number, line)
        forward = _FORWARD.match(line)
        target = _TARGET.search(line) if _OMFWD.search(line) else None
        if forward:
            way = "tcp" if forward["way"] == "@@" else "udp"
            to, port = _HOST_PORT.fullmatch(forward["to"]).groups()  # type: ignore[union-attr]
            value = f"{way} {port or '514'} {forward['what']}"
            found.add("log_targets", to, value, proof)
        elif target:
            found.add("log_targets", target[1], line, proof)
        elif _SELECTOR.match(line):
            what, to = line.split(None, 1)
            found.add("log_settings", f"rsyslog {to}", what, proof)


def _sshd(lines: _Lines, found: Traits) -> None:
    """Add the settings that keep somebody out; below a ``Match`` they hold for some only."""
    for number, line in lines:
        key, _, value = line.replace("=", " ", 1).partition(" ")
        key = key.lower()
        if key == "match":
            return
        if key in _SSHD and value.strip().lower() != "yes":
            proof = quoted(SETTINGS, number, line)
            found.add("protections", _SSHD[key], value.strip(), proof)


def _filters(answers: Answers, walls: list[str], found: Traits) -> None:
    known: set[str] = set()
    for each in walls:
        if each == NFT:
            continue
        firewall(answers[each], each, each, found)
        if "legacy" not in each:
            family = "ip6" if each == "ip6tables" else "ip"
            known |= {f"{family} {table}" for table in _tables(answers[each])}
    if NFT in walls:
        # nft shows the rules of iptables-nft a second time.
        ruleset(answers[NFT], NFT, found, frozenset(known))


def _tables(text: str) -> Iterator[str]:
    return (line[1:].strip() for line in text.split("\n") if line[:1] == "*")


def _listening(text: str, found: Traits) -> None:
    """Add the ports that somebody else may reach; a client's own ports come and go."""
    ports: dict[str, tuple[set[str], Evidence]] = {}
    for number, line in enumerate(text.split("\n"), 1):
        socket = _SOCKET.match(line)
        if socket is None or _LOOPBACK.match(socket["at"]):
            continue
        if socket["kind"] == "udp" and int(socket["port"]) >= _EPHEMERAL:
            continue
        name = f"{socket['kind']} port {socket['port']}"
        places, _ = ports.setdefault(name, (set(), quoted(LISTENING, number, line)))
        places.add("any" if socket["at"] in _ANY else socket["at"])
    for name, (places, proof) in ports.items():
        found.add("services", name, " ".join(sorted(places)), proof)


def _running(text: str, found: Traits) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        name = line.strip()
        if name and name not in _OWN:
            found.add("processes", name, "", quoted(PROCESSES, number, name))


def _units(text: str, found: Traits) -> None:
    for number, line in enumerate(text.split("\n"), 1):
        unit = _UNIT.match(line.strip())
        if unit:
            name = f"systemd {unit['name']}"
            found.add("automation", name, "enabled", quoted(UNITS, number, line))
