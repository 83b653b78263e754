"""Open vSwitch on a Linux host: Mirror rows joined to the port, tunnel or VLAN they feed.

Seen in real output of Open vSwitch 3.1 with the userspace datapath. Copies made by OpenFlow
actions (``output:2,output:3``) are forwarding like any other and are not told apart.
"""

import re

from netwatch.model.evidence import Evidence
from netwatch.model.mirror import Dormant
from netwatch.model.platform import (
    CONFIG,
    Command,
    Copies,
    CopyBy,
    Noise,
    Offer,
    Platform,
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.linux import config as linux_config
from netwatch.parsing.linux import host as linux_host
from netwatch.parsing.linux import saved as linux_saved
from netwatch.parsing.linux.config import Section
from netwatch.parsing.linux.counts import switch_counts
from netwatch.parsing.linux.live import Extra, read_live
from netwatch.parsing.ovs import mirror as ovs_mirror
from netwatch.parsing.ovs.mirror import Database, sort_rows
from netwatch.parsing.ovs.script import read_script
from netwatch.parsing.ovs.table import read_saved, read_table

MIRROR = "ovs-mirror"
BRIDGE = "ovs-bridge"
PORT = "ovs-port"
INTERFACE = "ovs-interface"
SWITCH = "ovs-version"
PORT_COUNTS = "ovs-port-counts"

_LIST = "ovs-vsctl --format=json --columns="
_END = r"\}\s*\Z"
_STATISTIC = r'(\["[a-z0-9_]{1,48}",)\d{1,20}(?=\])'
COMMANDS = (
    # All columns: `filter` exists in new versions only, and naming it would fail on the others.
    Command("ovs-vsctl --format=json list Mirror", MIRROR, end=_END),
    Command(
        f"{_LIST}_uuid,name,mirrors,ports,datapath_type,flood_vlans,fail_mode list Bridge",
        BRIDGE,
        end=_END,
    ),
    Command(f"{_LIST}_uuid,name,interfaces,tag,trunks,vlan_mode list Port", PORT, end=_END),
    Command(f"{_LIST}_uuid,name,type,options list Interface", INTERFACE, end=_END),
    Command("ovs-vswitchd --version", SWITCH, optional=True),
    Command(f"{_LIST}name,statistics list Interface", PORT_COUNTS, optional=True, end=_END),
)
_SELECTS = re.compile(
    r"^\s*(?:select_all|select_src_port|select_dst_port|output_port|output_vlan) *: (?!\[\]|false)"
)
_OF_A_TABLE = re.compile(
    r"\{\"(?:data|headings|caption)\":|(?:mirrors|type|options|name|external_ids) *: "
    r"|-- (?:--id=|add|set) ?"
)


def read(answers: Answers) -> Reading:
    """Return the reading of a live host, or of a saved dump given as running-config alone."""
    saved = answers.get(CONFIG)
    return _read_live(answers) if saved is None else _read_saved(saved)


def _read_live(answers: Answers) -> Reading:
    tables = (read_table(answers.get(each)) for each in (MIRROR, BRIDGE, PORT, INTERFACE))
    database = Database(*tables)
    version = answers.get(SWITCH)
    extra = Extra(
        sections=(
            Section("open vswitch", ovs_mirror.lines(database)),
            *((linux_config.plain("open vswitch version", version),) if version else ()),
        ),
        mirrors=ovs_mirror.read_mirrors(database, MIRROR) if database.is_whole else None,
        tunnels=ovs_mirror.tunnels(database, INTERFACE) if database.is_whole else None,
        # The userspace datapath reads its ports through packet sockets.
        readers=frozenset(("ovs-vswitchd",)),
        counts=switch_counts(read_table(answers.get(PORT_COUNTS))),
    )
    return read_live(answers, extra)


def _read_saved(text: str) -> Reading:
    database = sort_rows((*read_saved(text), *read_script(text)))
    host = linux_saved.read(text)
    return Reading(
        config=text,
        declared=(
            *ovs_mirror.read_mirrors(database, CONFIG),
            *(host.declared or ()),
        ),
        tunnels=ovs_mirror.tunnels(database, CONFIG),
        dormant=_dormant(host, database),
        unread=_unread(text, host, database),
        warnings=_warnings(text, database),
    )


def _dormant(host: Reading, database: Database) -> tuple[Dormant, ...]:
    # A command that was read as the mirror it makes is not told twice.
    played = {each.line for each in database.mirrors or ()}
    return tuple(each for each in host.dormant or () if each.line not in played)


def _unread(text: str, host: Reading, database: Database) -> tuple[Evidence, ...]:
    """Return the lines about mirrors that are in no table that was read."""
    unread = [each for each in host.unread or () if not _OF_A_TABLE.match(each.text)]
    if database.mirrors is None:
        lines = enumerate(text.split("\n"), 1)
        unread += [Evidence(CONFIG, at, line.strip()) for at, line in lines if _SELECTS.match(line)]
    return tuple(unread)


def _warnings(text: str, database: Database) -> tuple[str, ...]:
    if database.mirrors is None and "select_all" not in text:
        return ("this text holds no Mirror table: mirrors cannot be seen in it",)
    if database.mirrors is not None and not database.is_whole:
        return ("the tables Bridge, Port or Interface are missing: references stay open",)
    return ()


def removal(mirror_id: str) -> tuple[str, ...]:
    """Return commands that would end the mirror, for a person to weigh; nothing is sent."""
    bridge, _, name = mirror_id.partition("/")
    if not name or "/" in name:
        return ()
    return (f"ovs-vsctl -- --id=@m get Mirror {name} -- remove Bridge {bridge} mirrors @m",)


PLATFORM = Platform(
    name="openvswitch",
    title="Open vSwitch",
    read=read,
    flatten=linux_config.flatten,
    interface_key=linux_host.interface_key,
    commands=(*linux_host.COMMANDS, *COMMANDS),
    templates=linux_host.TEMPLATES,
    follow_up=linux_host.follow_up,
    dialogue=linux_host.DIALOGUE,
    noise=linux_host.NOISE,
    volatile=(
        *linux_host.VOLATILE,
        Noise(_STATISTIC, r"\g<1>0", topic=PORT_COUNTS),
        Noise(_STATISTIC, r"\g<1>0", topic=MIRROR),
    ),
    secrets=(
        *linux_host.SECRETS,
        SecretPattern(r"\[\"psk\",\"(?P<secret>[^\"<]+)\"\]"),
        SecretPattern(r"\bpsk=\"?(?P<secret>[^\s\",}]+)"),
    ),
    signature=(
        (r"^\{\"(?:data|headings)\":", 3),
        (r"\"select_all\"", 3),
        (r"^select_(?:all|src_port|dst_port|vlan) +: ", 5),
        (r"^ {4}Bridge \"?\S+\"?$", 3),
        (r"^ {8}Port \"?\S+\"?$", 2),
        (r"^ {12}Interface \"?\S+\"?$", 2),
        (r"^[ \t]*ovs_version: ", 3),
        (r"ovs-vsctl [^\n]{0,400}\b(?:create [Mm]irror|add-port|add-br|set [Bb]ridge)\b", 5),
    ),
    copies=Copies((CopyBy.SFTP, CopyBy.SCP)),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.SEEN,
        "mirrors in operation": Offer.SEEN,
        "capture": Offer.SEEN,
        "image hash": Offer.SEEN,
        "bootloader": Offer.NOT_READ,
        "signature": Offer.SEEN,
        "attestation": Offer.NOT_READ,
        "startup config": Offer.NOT_OFFERED,
    },
)
