"""Cisco IOS XR: ASR 9000, NCS, Cisco 8000, CRS."""

import re

from netwatch.model.platform import (
    BOOT,
    CONFIG,
    FILES,
    HASH,
    MIRRORS,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
)
from netwatch.model.posture import Counter
from netwatch.model.state import Answers, Reading
from netwatch.parsing.commits import COMMITS, xr_commits
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.posture.changed import last_change, without_last_change
from netwatch.parsing.redact import COMMON_SECRETS
from netwatch.parsing.stanzas import split
from netwatch.parsing.unread import mentions
from netwatch.parsing.xr import attestation, posture, secure_boot, shown
from netwatch.parsing.xr.posture import last_commit
from netwatch.parsing.xr.sessions import declared, resolve

_MD5 = Command("show md5 file {arg}", HASH, optional=True, slow=True, timeout_s=600)
_MENTION = re.compile(
    r"\bmonitor-session\b|\bspan\b|\bmirror\b|\berspan-session-id\b", re.IGNORECASE
)
# `mirror location` copies a disk; spanning trees and ACL words are something else.
_LOOKALIKE = re.compile(
    r"(?:mirror location|\d+ (?:permit|deny|remark)|spanning-tree|ipv[46] access-list"
    r"|xconnect group|p2p)\b"
)
_HOSTNAME = re.compile(r"^hostname (\S{1,64})", re.MULTILINE)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a facet nobody answered for stays None."""
    config, status = answers.get(CONFIG), answers.get(MIRRORS)
    cut = split(config or "")
    found = declared(cut.blocks)
    known = found.read | cut.prose
    left = mentions(config or "", CONFIG, word=_MENTION, read=known, lookalike=_LOOKALIKE)
    operating, odd = shown.operating(status) if status is not None else (None, ())
    running = resolve(operating, found.tunnels) if operating is not None else None
    name = _HOSTNAME.search(config or "")
    version = answers.get(VERSION)
    return Reading(
        identity=shown.identity(version, answers.get(shown.INVENTORY), name[1] if name else None),
        config=without_last_change(config),
        declared=found.mirrors if config is not None else None,
        operating=running,
        tunnels=found.tunnels if config is not None else None,
        dormant=() if config is not None else None,
        unread=(*found.unread, *left, *odd) if config is not None or odd else None,
        image=shown.image(answers),
        files=shown.files(answers),
        posture=posture.read(cut.blocks) if config is not None else None,
        counters=_counters(config, answers.get(COMMITS)),
        commits=xr_commits(answers.get(COMMITS)) if config is not None else None,
        warnings=cut.warnings,
    )


def _counters(config: str | None, commits: str | None) -> tuple[Counter, ...] | None:
    if config is None and commits is None:
        return None
    return (*(last_change(config) or ()), *last_commit(commits))


def _follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for the hash of the file that classic XR booted."""
    path = shown.running_file(answers)
    return _MD5.about_each((path,) if path else ())


PLATFORM = Platform(
    name="cisco_xr",
    title="Cisco IOS XR",
    read=read,
    flatten=by_indent,
    interface_key=interface_key,
    commands=(
        Command("show version", VERSION, end=r"Cisco IOS XR Software"),
        Command("show running-config", CONFIG, end=r"^end\s*$", timeout_s=240),
        Command("show monitor-session status", MIRRORS, optional=True),
        Command("show install active summary", shown.PACKAGES, optional=True),
        Command("show variables boot", BOOT, optional=True),
        Command("show redundancy", shown.REDUNDANCY, optional=True),
        Command("show inventory", shown.INVENTORY, optional=True),
        Command("dir harddisk:/", FILES, optional=True),
        Command("show configuration commit list", COMMITS, optional=True),
        secure_boot.COMMAND,
        attestation.COMMAND,
    ),
    templates=(_MD5,),
    follow_up=_follow_up,
    dialogue=Dialogue(
        driver="cisco_xr",
        prepare=("terminal width 511", "terminal length 0"),
        refused=(r"% Invalid input detected", r"% Incomplete command", r"% Ambiguous command"),
        denied=(r"% This command is not authorized", r"% Permission denied"),
    ),
    noise=(
        Noise(r"^(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} +\d+ \d\d:\d\d:\d\d\.\d+ \S+[ \t]*$"),
        Noise(r"^!! Building configuration.*", topic=CONFIG),
        Noise(r"^Building configuration.*", topic=CONFIG),
    ),
    volatile=(
        Noise(r"^!! Last configuration change at.*", topic=CONFIG),
        GROWING_LOGS,
        Noise(r"^(\S+ uptime is) .*", r"\1", topic=VERSION),
        Noise(r"^(\S.{1,80} \d{4}): .* ago", r"\1", topic=shown.REDUNDANCY),
        Noise(r"^(\d+ \w?bytes total) \(\d+ \w?bytes free\)", r"\1", topic=FILES),
    ),
    secrets=(*COMMON_SECRETS,),
    signature=(
        (r"^(?:domain (?:name|lookup|list|name-server) |line template \S|ipv4 access-list \S)", 3),
        (r"^domain lookup source-interface MgmtEth", 3),
        (r"^(?:telnet vrf \S+ ipv4 server|tacacs source-interface|ssh server vrf) ", 3),
        (r"^router static\s*\n address-family ipv[46] ", 3),
        (r"^  \d+\.\d+\.\d+\.\d+/\d+ (?:[A-Z]\w+\d|\d+\.)", 2),
        (r"^ group (?:root-lr|root-system|netadmin|sysadmin|cisco-support)\s*$", 5),
        (r"^interface \S+ l2transport\s*$|^ l2transport\s*$", 3),
        (r"^route-policy \S+(?:\([^)\n]*\))?\s*$", 3),
        (r"^!! IOS XR Configuration", 6),
        (r"^!! Last configuration change at ", 3),
        (r"^interface (?:MgmtEth|Bundle-Ether|TenGigE|HundredGigE|tunnel-ip)\d", 3),
        (r"^monitor-session \S+(?: ethernet| ipv4| ipv6)?\s*$", 3),
        (r"^(?:end-policy|end-set)\s*$", 5),
        (r"^(?:interface|no interface) (?:preconfigure )?[A-Z]\w+\d+/\d+/\d+/\d+", 3),
        (r"^ {1,2}ipv4 address \d+\.\d+\.\d+\.\d+ 255\.", 3),
        (r"^(?:RP|LC)/\d+/\w+/CPU\d+:", 6),
        (r"^router static\s*$|^ address-family ipv4 unicast\s*$", 2),
        (r"^ssh server v2|^control-plane\s*$|^ management-plane\s*$", 1),
    ),
    mirror_removal=lambda session: (f"no monitor-session {session}",),
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.DOCUMENTED,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.SEEN,
        "bootloader": Offer.SEEN,
        "signature": Offer.MEMORY,
        "attestation": Offer.DOCUMENTED,
        "startup config": Offer.NOT_OFFERED,
    },
)
