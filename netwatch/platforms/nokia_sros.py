"""Nokia SR OS: 7750 SR, 7450 ESS, 7705 SAR, 7210 SAS, in the classic and the model-driven CLI."""

from netwatch.model.mirror import Mirror
from netwatch.model.platform import (
    BOOT,
    BOOTLOADER,
    CONFIG,
    HASH,
    MIRRORS,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, ConfigLine, Reading
from netwatch.parsing import paths
from netwatch.parsing.flatten import by_indent
from netwatch.parsing.nokia import sros_shown
from netwatch.parsing.nokia.sros_mirrors import Found, declared
from netwatch.parsing.nokia.sros_posture import read_posture
from netwatch.parsing.nokia.sros_text import Step, steps
from netwatch.parsing.redact import COMMON_SECRETS

_DEBUG = "debug"
_SHOW_MIRROR = Command("show mirror mirror-dest {arg}", MIRRORS, optional=True)
_HASH = Command(
    "file checksum sha256 {arg}",
    HASH,
    optional=True,
    slow=True,
    end=r"[0-9A-Fa-f]{64}",
    timeout_s=600,
)


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough.

    ``show debug`` prints configuration that is never saved, so its sources join the declared
    sessions, and a session without them is incomplete.
    """
    text = answers.get(CONFIG)
    own = () if text is None else steps(text, CONFIG)
    found = None if text is None else _declared(answers, own)
    return Reading(
        identity=sros_shown.identity(answers, found.host_name if found else None),
        config=text,
        declared=found.mirrors if found else None,
        operating=_operating(answers),
        tunnels=found.tunnels if found else None,
        dormant=found.dormant if found else None,
        unread=found.unread if found else None,
        image=sros_shown.read_image(answers),
        posture=read_posture(own),
    )


def _operating(answers: Answers) -> tuple[Mirror, ...] | None:
    shown = [each for _, each in answers.all(MIRRORS)]
    if not shown:
        return None
    return (*sros_shown.operating(shown), *sros_shown.tapped(answers.get(sros_shown.LI)))


def _declared(answers: Answers, own: tuple[Step, ...]) -> Found:
    debugged = answers.get(_DEBUG)
    return declared((*own, *(steps(debugged, _DEBUG) if debugged else ())))


def follow_up(answers: Answers) -> tuple[Command, ...]:
    """Ask for each mirror in detail, and for the hash of the image that boots."""
    text = answers.get(CONFIG)
    own = steps(text, CONFIG) if text else ()
    ids = [each.id for each in _declared(answers, own).mirrors] if text else []
    path = sros_shown.hash_path(answers)
    shown = _SHOW_MIRROR.about_each(each for each in ids if "/" not in each)
    return (*shown, *_HASH.about_each((path,) if path else ()))


def flatten(text: str) -> tuple[ConfigLine, ...]:
    """Return the statements: by indentation in classic form, as whole paths in MD-CLI's."""
    if not paths.has_braces(text):
        lines = by_indent(text)
        return tuple(each for each in lines if not each.text.startswith(("exit", "echo ")))
    return paths.flatten(paths.braces(text))


def removal(session: str) -> tuple[str, ...]:
    """Return what ends a session in either CLI, for a person to weigh."""
    if session.startswith("li/"):
        return (f"configure li no li-source {session[3:]}",)
    return (
        f"no debug mirror-source {session}",
        f"configure mirror mirror-dest {session} shutdown",
        f'/configure mirror mirror-dest "{session}" admin-state disable',
    )


PLATFORM = Platform(
    name="nokia_sros",
    title="Nokia SR OS",
    read=read,
    flatten=flatten,
    interface_key=lambda name: "".join(name.split()).replace("lag-", "lag").lower(),
    commands=(
        Command("show version", VERSION, end=r"TiMOS-"),
        # One of the two belongs to the CLI engine that answers; the other is refused by it.
        Command("admin display-config", CONFIG, optional=True, end=r"^# Finished ", timeout_s=240),
        Command(
            "admin show configuration", CONFIG, optional=True, end=r"^# Finished ", timeout_s=240
        ),
        Command("show debug", _DEBUG, optional=True),
        Command("show li li-source", sros_shown.LI, optional=True),
        Command("show mirror mirror-dest", MIRRORS, optional=True),
        Command("show system information", sros_shown.SYSTEM, optional=True),
        Command("show bof", BOOT, optional=True),
        Command("show chassis", sros_shown.CHASSIS, optional=True),
        Command("file type bootlog.txt", BOOTLOADER, optional=True),
    ),
    templates=(_SHOW_MIRROR, _HASH),
    follow_up=follow_up,
    dialogue=Dialogue(
        driver="nokia_sros",
        prepare=("environment no more", "environment more false"),
        prompt=r"[*!]{0,2}(?:\([a-z]{2}\))?\[?[A-Za-z0-9_.:@()/{}~\[\] -]{1,80}[>#$] ?$",
        refused=(
            r"Error: (?:Bad command|Invalid parameter|Missing parameter)",
            r"MINOR: (?:MGMT_CORE|CLI) #\d+",
            r"MINOR: [A-Z]+ #\d+: (?:Unknown element|Invalid)",
        ),
        denied=(
            r"Command not allowed",
            r"Insufficient privileges",
            r"MINOR: .*[Pp]ermission denied",
        ),
        pager=r"Press any key to continue \(Q to quit\)|--\(more[^\n]{0,60}\)--",
        bye="logout",
        hostname=r"^ {8}name \"([A-Za-z0-9_.-]{1,255})\"[ \t]*$",
    ),
    noise=(
        Noise(r"^# (?:Generated|Finished|Last (?:modified|saved)) .*$"),
        Noise(r"^\[[^\]\n]{0,80}\]$"),
        Noise(r"^(?:INFO|WARNING): CLI #\d+:.*$"),
    ),
    volatile=(
        Noise(r"^(System Up Time +:).*", r"\1", topic=sros_shown.SYSTEM),
        Noise(r"^((?:Current|Last|Changes|Time)[^:\n]{0,40}:).*", r"\1", topic=sros_shown.SYSTEM),
        Noise(
            r"^( +(?:Temperature|Speed|Time of last)[^:\n]{0,40}:).*",
            r"\1",
            topic=sros_shown.CHASSIS,
        ),
    ),
    secrets=(
        SecretPattern(r"\b[a-z]{2,8}://[^\s:/@\"]{0,200}:(?P<secret>(?!<secret:)[^\s\"]{1,200})@"),
        SecretPattern(
            r"(?<!\S)(?P<secret>(?!<secret:)\S{1,300}) (?:hash2|custom)\b", SecretForm.SALTED
        ),
        SecretPattern(
            r"(?<![^\s\"])(?P<secret>(?!<secret:)[^\s\"]{1,300})\"? hash\b", SecretForm.SALTED
        ),
        SecretPattern(
            r"\b(?:authentication-key|auth-key|secret|password|key|community|access-community)"
            r" \"(?P<secret>(?!<secret:)[^\"]+)\""
        ),
        *COMMON_SECRETS,
    ),
    signature=(
        (r"^# TiMOS-[A-Z]-\d", 9),
        (r"^echo \"[A-Z][^\"\n]{2,60} Configuration\"", 7),
        (r"^exit all\s*$", 3),
        (r"^configure(?: \{)?\s*$", 3),
        (r"^/configure (?:system|router|mirror|service|port|card) ", 6),
        (r"^ {4,8}mirror-dest \S+", 5),
        (r"^ {4}mirror-source \S+", 4),
        (r"^ {4}router \"Base\" \{$", 4),
        (r"^ {4}card \d+ \{?$", 2),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.MEMORY,
        "capture": Offer.DOCUMENTED,
        "image hash": Offer.DOCUMENTED,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_OFFERED,
        "startup config": Offer.NOT_READ,
    },
)
