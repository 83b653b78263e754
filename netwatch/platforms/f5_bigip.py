"""F5 BIG-IP, read in its own shell (tmsh).

netmiko's driver modifies the account's ``cli preference`` to switch the pager off; netwatch writes
nothing of the kind. Pages are turned with the pager's key, and where ``list`` asks whether to
display all items, the answer is yes. Hashes and the integrity check (sys-eicheck) need the bash
shell and are not part of tmsh; a running tcpdump is not shown.
"""

from netwatch.model.platform import (
    BOOT,
    CONFIG,
    VERSION,
    Command,
    Dialogue,
    Noise,
    Offer,
    Platform,
    Question,
    SecretForm,
    SecretPattern,
)
from netwatch.model.state import Answers, Reading
from netwatch.parsing.f5 import status
from netwatch.parsing.f5.config import flatten, statements
from netwatch.parsing.f5.mirrors import Gathered
from netwatch.parsing.f5.posture import Watch
from netwatch.parsing.redact import COMMON_SECRETS

_DISPLAY_ALL = r"Display all [\d,]{1,12} items\? \(y(?: or |/)n\) ?"


def read(answers: Answers) -> Reading:
    """Return what the answers show; a configuration alone is enough."""
    text = answers.get(CONFIG)
    given = text is not None
    found, watch = Gathered(), Watch()
    if text is not None:
        found.take(watch.all(statements(text)))
    return Reading(
        identity=status.identity(answers, found.hostname),
        config=text,
        declared=found.mirrors() if given else None,
        tunnels=tuple(found.ways()) if given else None,
        dormant=tuple(found.dormant) if given else None,
        unread=tuple(found.unread) if given else None,
        image=status.image(answers),
        files=status.files(answers),
        posture=watch.posture() if given else None,
    )


def removal(session: str) -> tuple[str, ...]:
    """Return tmsh commands that end the mirror, for a person to weigh; nothing is sent."""
    space, _, name = session.partition("/")
    if space == "port-mirror":
        return (f"delete net port-mirror {name}",)
    if space == "rule":
        return (f"list ltm rule {name}", f"list ltm virtual rules | grep {name}")
    return (f"modify ltm virtual {session} clone-pools none",)


def _balanced(text: str) -> bool:
    return text.rstrip().endswith("}")


PLATFORM = Platform(
    name="f5_bigip",
    title="F5 BIG-IP",
    read=read,
    flatten=flatten,
    interface_key=lambda name: name.strip(),
    commands=(
        Command("show sys version", VERSION, end=r"^ +Version +\d"),
        Command("list", CONFIG, end=r"^\}\s*\Z", whole=_balanced, timeout_s=300),
        Command("show sys software status", BOOT, optional=True),
        Command("show sys hardware", status.HARDWARE, optional=True),
    ),
    dialogue=Dialogue(
        driver="f5_tmsh",
        prompt=r"[A-Za-z0-9_.@()/:, -]{1,200}\(tmos[^()\n]{0,40}\)[#>] ?$",
        pager=r"-{3}\(less \d{1,3}%\)-{3}$|--+ ?\(?[Mm]ore\b[^\n]{0,40}$",
        refused=(r"^Syntax Error: ", r"^Data Input Error: ", r"^Unexpected Error: "),
        denied=(r"^.{0,80}(?:Permission denied|not authorized|access denied)",),
        bye="quit",
        # From memory, also whether the key is enough: where it is not, it stands there echoed.
        confirmed=(
            Question(_DISPLAY_ALL, "y"),
            Question(_DISPLAY_ALL + "y", "\n"),
        ),
        hostname=r"^sys global-settings \{\n(?: {4}[^\n]{0,200}\n){0,60}? {4}hostname (\S{1,255})$",
    ),
    noise=(
        Noise(r"^ *state (?:up|down|checking|irule-down|user-down|unchecked) *$", topic=CONFIG),
        Noise(r"^([ \t]*(?:last-modified-time|creation-time)) .*$", r"\1", topic=CONFIG),
    ),
    volatile=(
        Noise(r"^.*(?:Temperature|RPM|Fan|temp\(|degC).*$", topic=status.HARDWARE),
        Noise(r"^ *\d+ +(?:up|down) +\d.*$", topic=status.HARDWARE),
    ),
    secrets=(
        SecretPattern(r"(?P<secret>\$M\$[A-Za-z0-9$+/=]{6,})", SecretForm.SALTED),
        *COMMON_SECRETS,
        SecretPattern(
            r"\b(?:passphrase|secret|bind-pw|auth-password) (?P<secret>(?!<secret:)[^\s{}]+)"
        ),
    ),
    signature=(
        (r"^#TMSH-VERSION: ", 9),
        (r"^(?:ltm|gtm|apm|cm|asm|pem) [a-z-]+(?: [a-z-]+)* \S+ \{", 6),
        (r"^sys [a-z-]+(?: [a-z-]+)*(?: \S+)? \{", 3),
        (r"^net (?:self|vlan|route|trunk|interface|tunnels|port-mirror) \S* ?\S* ?\{", 4),
        (r"^auth (?:partition|user|remote-user|source|radius) ?\S* \{", 3),
        (r"^(?:ltm|net|sys) \S+(?: \S+)? \{", 2),
    ),
    mirror_removal=removal,
    coverage={
        "mirrors in config": Offer.DOCUMENTED,
        "mirrors in operation": Offer.NOT_OFFERED,
        "capture": Offer.NOT_READ,
        "image hash": Offer.NOT_READ,
        "bootloader": Offer.MEMORY,
        "signature": Offer.NOT_READ,
        "attestation": Offer.NOT_READ,
        "startup config": Offer.NOT_READ,
    },
)
