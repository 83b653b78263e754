"""What ASA and FTD have in common on the wire: noise, what moves, secrets, how to undo."""

import re

from netwatch.model.platform import (
    CAPTURES,
    CONFIG,
    FILES,
    STARTUP,
    VERSION,
    Command,
    Noise,
    SecretForm,
    SecretPattern,
)
from netwatch.parsing.asa import running
from netwatch.parsing.listings import GROWING_LOGS
from netwatch.parsing.redact import COMMON_SECRETS

REFUSED = (
    r"^ERROR: % (?:Invalid|Incomplete|Ambiguous)",
    r"^% ?(?:Invalid|Incomplete|Ambiguous|Unknown|Unrecognized) ",
    r"^ERROR: Command requires failover license",
    r"^Syntax error: ",
)
DENIED = (r"^Command authorization failed", r"^ERROR: Command authorization failed")

NOISE = (
    Noise(r"^:.*$", topic=CONFIG),
    Noise(r"^:.*$", topic=STARTUP),
    Noise(r"^Cryptochecksum:.*", topic=CONFIG),
    Noise(r"^Cryptochecksum:.*", topic=STARTUP),
)

VOLATILE = (
    *running.VOLATILE,
    GROWING_LOGS,
    Noise(r"^(\d+ file\(s\) total size:) .*", r"\1", topic=FILES),
    # A feature licensed for a time counts its days down.
    Noise(r"^(\S.{0,60} : (?:Enabled|Disabled|\d+) +)\d+ days\b", r"\1N days", topic=VERSION),
    Noise(r"^(\S{1,64}(?: cluster)? up) \d.*", r"\1", topic=VERSION),
    Noise(r"^(\d+ bytes total) \(.*", r"\1", topic=FILES),
    Noise(r"\[(Capturing|Buffer Full)\b[^\]\n]{0,60}\]", r"[\1]", topic=CAPTURES),
)

SECRETS = (
    SecretPattern(r"(?P<secret>\$(?:sha512|pbkdf2)\$[^\s]{8,})", SecretForm.HASH),
    SecretPattern(
        r"^(?:enable password|passwd) (?P<secret>(?!<secret:)\S+) (?:encrypted|pbkdf2)",
        SecretForm.HASH,
    ),
    SecretPattern(
        r"^failover (?:key|ipsec pre-shared-key) (?:hex |\d )?(?P<secret>(?!<secret:)\S+)"
    ),
    *COMMON_SECRETS,
)

# The exact and complete words of the published checks for the implants of 2024 and 2025
# (CISA ED 25-03): an implant may listen for them in any other spelling.
MEMORY = (
    Command("show memory region", running.MEMORY_REGION, optional=True),
    Command("show checkheaps", running.CHECKHEAPS, optional=True),
    Command("show kernel process", running.KERNEL_PROCESS, optional=True),
    # The settings alone: `show logging` would print the buffer, which is everybody's traffic.
    Command("show logging setting", running.LOG_SETTING, optional=True),
)


def removal(session: str) -> tuple[str, ...]:
    """Return the commands, for a person, that would end the session ``session``."""
    kind, _, name = session.partition("/")
    if kind == "traffic-forward":
        return (f"interface {name}", "no traffic-forward")
    if kind == "policy-map":
        policy, _, group = name.partition("/")
        return (f"policy-map {policy}", f"class {group}", "no sfr")
    if re.match(r"[A-Za-z]{2,20} ?\d+/\d", session):
        return (f"interface {session}", "no switchport monitor")
    return (f"no capture {session}",)
