"""MikroTik RouterOS 6 and 7: CCR, CRS, RB and CHR.

``+ct511w4098h`` behind the login name (as netmiko appends it) switches off colours and sets the
width. RouterOS keeps no startup configuration, and no command prints the hash of a package. The
packet sniffer's run state is not in an export.
"""

import re
from dataclasses import replace

from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CONFIG,
    FILES,
    MIRRORS,
    VERSION,
    Command,
    Dialogue,
    Layout,
    Noise,
    Offer,
    Platform,
    Question,
    SecretForm,
    SecretPattern,
)
from netwatch.model.posture import Posture
from netwatch.model.state import Answers, Identity, Reading
from netwatch.parsing.facts import identified
from netwatch.parsing.mikrotik import installation, status
from netwatch.parsing.mikrotik.config import Export, read_export
from netwatch.parsing.mikrotik.export import cut_short, flatten
from netwatch.parsing.mikrotik.people import printed
from netwatch.parsing.mikrotik.sniffers import RULE_MENUS, SNIFFER_ID, SNIFFER_MENUS
from netwatch.parsing.redact import COMMON_SECRETS

_IDENTITY, _USERS = "identity", "users"
_VALUE = r"\"?(?P<secret>(?!<secret:|\*+[\" ]|\*+$)[^\s\"]+)"
_MENUS = {name: menu for menu, name in (*RULE_MENUS.items(), *SNIFFER_MENUS.items())}
_SWITCH_ENTRY = re.compile(r"switch-(rule|host|acl|unicast-fdb)/\d+")


def read(answers: Answers) -> Reading:
    """Return what the answers show; an export alone is enough."""
    text = answers.get(CONFIG)
    export = None if text is None else read_export(text)
    return Reading(
        identity=_identity(answers, export),
        config=text,
        declared=export.mirrors if export else None,
        operating=status.operating(answers.get(MIRRORS)),
        tunnels=export.tunnels if export else None,
        dormant=export.dormant if export else None,
        unread=export.unread if export else None,
        image=status.image(answers),
        files=status.files(answers.get(FILES)),
        posture=_posture(answers.get(_USERS), export),
        warnings=(*(export.warnings if export else ()), *status.notes(answers)),
    )


def _identity(answers: Answers, export: Export | None) -> Identity | None:
    board = status.pairs(answers.get(BOOTLOADER))
    return identified(
        hostname=status.pairs(answers.get(_IDENTITY)).get("name")
        or (export.hostname if export else None),
        serial=board.get("serial-number") or (export.serial if export else None),
        model=board.get("model") or (export.model if export else None),
    )


def _posture(shown: str | None, export: Export | None) -> Posture | None:
    posture = export.posture if export else None
    if shown is None:
        return posture
    users = printed(shown, _USERS, export.groups if export else {})
    return replace(posture or Posture(), users=users)


def _whole(text: str) -> bool:
    return not cut_short(text)


def removal(session: str) -> tuple[str, ...]:
    """Return commands that end the mirror, for a person to weigh; nothing is sent."""
    if session == SNIFFER_ID:
        return ("/tool sniffer stop", "/tool sniffer set streaming-enabled=no")
    space, _, number = session.partition("/")
    if session in _MENUS:
        return (f"/{_MENUS[session]} set streaming-enabled=no",)
    if space in _MENUS:
        return (f'/{_MENUS[space]} print where action~"sniff"', f"/{_MENUS[space]} disable NUMBER")
    if _SWITCH_ENTRY.fullmatch(session):
        return (f"/interface ethernet switch {space.removeprefix('switch-')} disable NUMBER",)
    if space == "switch" and number.isalnum():
        return (f"/interface ethernet switch set {number} mirror-source=none mirror-target=none",)
    return ("/interface ethernet switch export", "/interface ethernet switch port export")


PLATFORM = Platform(
    name="mikrotik_routeros",
    title="MikroTik RouterOS",
    read=read,
    flatten=flatten,
    layout=Layout.SECTIONS,
    interface_key=lambda name: name.strip().strip('"'),
    commands=(
        Command("/export terse", CONFIG, end=r"^# .*\bby RouterOS ", whole=_whole, timeout_s=180),
        Command("/system resource print", VERSION, end=r"^ *platform: "),
        Command("/system identity print", _IDENTITY, optional=True),
        Command("/system routerboard print", BOOTLOADER, optional=True),
        Command("/system routerboard settings print", BOOT, optional=True),
        Command("/tool sniffer print", MIRRORS, optional=True, end=r"^ *running: "),
        Command("/system device-mode print", status.MODE, optional=True),
        Command("/file print detail without-paging", FILES, optional=True),
        Command("/user print detail without-paging", _USERS, optional=True),
        *installation.COMMANDS,
    ),
    dialogue=Dialogue(
        driver="mikrotik_routeros",
        prompt=(
            r"\[[^\[\]\n]{1,140}\] ?(?:<SAFE> ?|/[^>\n]{0,80})?> ?$"
            r"|[A-Za-z0-9_.@()-]{1,80}[>#] ?$"
        ),
        pager=r"-- \[Q quit[^\n]{0,80}$",
        refused=(
            r"^bad command name ",
            r"^expected (?:end of command|command name)",
            r"^syntax error ",
            r"^no such (?:item|command)",
            r"^input does not match any value of ",
        ),
        denied=(r"^(?:failure: )?not enough permissions",),
        bye="/quit",
        enter="\r\n",
        # c: no colours, t: the terminal is not probed, then its width and height in characters
        # (netmiko's driver, which also shows what a box asks at its first login).
        login_suffix="+ct511w4098h",
        asked=(
            Question(r"see the software license\? ?\[Y/n\] ?:?", "n"),
            Question(r'press "Enter" to continue!', "\r"),
            Question(r'type "r" or hit any other key to continue\.[^>\]]{0,200}', "\r"),
            Question(r"new password>", "\x03"),
        ),
        hostname=r"^/system identity(?: |\n)set name=\"?([^\"\s]{1,64})\"?[ \t]*$",
    ),
    noise=(
        Noise(r"^# (?:\w{3}/\d\d/\d{4}|\d{4}-\d\d-\d\d) [\d:]{8} by ", "# by ", topic=CONFIG),
        Noise(
            r"^# (?:inactive time|poe-out status|received packet from|\S+ not ready|"
            r"Firmware upgraded|.{1,200} please restart the device).*$",
            topic=CONFIG,
        ),
    ),
    volatile=(
        Noise(
            r"\blast-logged-in=(?:\S{1,20} \d\d:\d\d:\d\d|\S{0,30})",
            "last-logged-in=",
            topic=_USERS,
        ),
        Noise(
            r"^( *(?:uptime|free-memory|cpu-load|cpu-frequency|free-hdd-space|bad-blocks|"
            r"write-sect-since-reboot|write-sect-total):).*$",
            r"\1",
            topic=VERSION,
        ),
        Noise(
            r'^( *\d+ +(?:\w )?name="[^"\n]{0,200}\blog[.\d]{0,8}\.txt"[^\n]{0,80}?) size=.*',
            r"\1",
            topic=FILES,
        ),
    ),
    secrets=(
        SecretPattern(
            r"(?:^|[ -])(?:password|secret|passphrase|private-key|pre-shared-key|preshared-key|"
            r"wpa-key|auth-key|authentication-key|tcp-md5-key|sae-password|key)=" + _VALUE
        ),
        SecretPattern(r"^/snmp community .{0,400}\bname=" + _VALUE),
        SecretPattern(r"\bstatic-key-\d=" + _VALUE, SecretForm.PLAIN),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^# .*\bby RouterOS \d", 9),
        (r"^# software id = ", 4),
        (
            r"^/(?:ip|ipv6|interface|system|tool|routing|queue|snmp|user|port)(?: [a-z0-9-]+)*$",
            3,
        ),
        (r"^/(?:ip|interface|system|tool|routing|snmp|user)(?: [a-z0-9-]+)* (?:add|set) ", 5),
        (r"^set \[ find (?:default-name|default|name)=", 5),
        (r"^add (?:[a-z-]+=\S+ )+[a-z-]+=", 3),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.MEMORY,
        "image hash": Offer.NOT_OFFERED,
        "bootloader": Offer.SEEN,
        "signature": Offer.SEEN,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_OFFERED,
    },
)
