"""What a simulated device is, as values: who may log in, what it answers, how it misbehaves."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

CONNECT = "connect"
AUTH = "auth"
LOGIN = "login"


class FaultKind(StrEnum):
    """Ways in which real devices and the roads to them fail."""

    REFUSE_CONNECTION = "refuse-connection"
    HANG = "hang"
    DRIP = "drip"
    TRUNCATE = "truncate"
    DROP = "drop"
    SYSLOG = "syslog"
    REFUSE = "refuse"
    DENY = "deny"
    EMPTY = "empty"
    DOUBLE_PROMPT = "double-prompt"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One misbehaviour.

    ``at`` is ``connect``, ``auth``, ``login`` or a shell glob over commands. ``after`` counts
    bytes of output (for ``drip`` the bytes written at once), ``seconds`` is the pause between
    two drips, ``text`` the interleaved syslog line or the wording of a refusal. With ``times``
    only the first so many occurrences misbehave, which lets a retry succeed.
    """

    kind: FaultKind
    at: str = "*"
    after: int = 0
    seconds: float = 0.0
    text: str = ""
    times: int | None = None


class AnswerForm(StrEnum):
    """PLAIN text gets echo and prompt around it, WRAPPED is also broken at the terminal's width.

    RECORDED holds everything the device sent, from its echo to its next prompt; a KEYSTROKE
    answers a single key (a pager's) and only right after the answer it stands behind.
    """

    PLAIN = "plain"
    WRAPPED = "wrapped"
    RECORDED = "recorded"
    KEYSTROKE = "keystroke"


@dataclass(frozen=True, slots=True)
class Answer:
    r"""What a device says to ``command``: ``text`` with ``\n`` line ends, after ``delay_s``."""

    command: str
    text: str
    form: AnswerForm = AnswerForm.PLAIN
    delay_s: float = 0.0


class LoginMethod(StrEnum):
    """How a user may prove who they are, by SSH's own names."""

    PASSWORD = "password"  # noqa: S105  # the method's name
    PUBLIC_KEY = "publickey"
    KEYBOARD = "keyboard-interactive"


@dataclass(frozen=True, slots=True, kw_only=True)
class Login:
    """Who may log in. ``keys`` are lines of an authorized_keys file.

    With an ``enable`` secret a session starts unprivileged; without one it starts privileged.
    ``delay_s`` is how long the authentication server takes.
    """

    username: str = "netwatch"
    password: str | None = field(default=None, repr=False)
    keys: tuple[str, ...] = ()
    methods: tuple[LoginMethod, ...] = (LoginMethod.PASSWORD, LoginMethod.KEYBOARD)
    enable: str | None = field(default=None, repr=False)
    delay_s: float = 0.0


class PagerManner(StrEnum):
    """POLITE obeys "terminal length 0", STUBBORN pages all the same, DEAF ignores keys too."""

    POLITE = "polite"
    STUBBORN = "stubborn"
    DEAF = "deaf"


@dataclass(frozen=True, slots=True)
class Pager:
    """How long output is shown; ``lines`` is a page's height, 0 for no paging at all."""

    lines: int = 24
    manner: PagerManner = PagerManner.POLITE


class Crypto(StrEnum):
    """LEGACY offers only SHA-1 key exchange, ssh-rsa and CBC ciphers, like an old IOS."""

    MODERN = "modern"
    LEGACY = "legacy"


class Sharing(StrEnum):
    """A protocol over which a device hands out its files."""

    SFTP = "sftp"
    SCP = "scp"


@dataclass(frozen=True, slots=True)
class Spoken:
    """A device's NETCONF server: the versions it offers (RFC 6242) and its one answer.

    ``reply`` is what stands inside ``<rpc-reply>``.
    """

    reply: str
    versions: tuple[str, ...] = ("1.0", "1.1")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """A device in one stage.

    ``prompt`` overrides the family's. ``banner`` is shown before login, ``motd`` after it.
    ``host_key`` is the path of a private key, or any other word: one generated key a word.
    ``rtt_s`` is the round-trip time of the road, ``delay_s`` the thinking time per command.
    ``forwards`` lets the device be used as a jump host. ``files`` (path, content) are handed out
    over ``shares``. ``accounts`` are further users with the same proof of who they are, each with
    the answers that are other ones for it. ``netconf`` is None where it is not spoken.
    """

    hostname: str
    family: str
    answers: tuple[Answer, ...] = ()
    login: Login = field(default_factory=Login)
    pager: Pager = field(default_factory=Pager)
    faults: tuple[Fault, ...] = ()
    prompt: str | None = None
    banner: str = ""
    motd: str = ""
    host_key: str = "generated"
    crypto: Crypto = Crypto.MODERN
    rtt_s: float = 0.0
    delay_s: float = 0.0
    forwards: bool = False
    files: tuple[tuple[str, bytes], ...] = ()
    shares: tuple[Sharing, ...] = ()
    accounts: tuple[tuple[str, tuple[Answer, ...]], ...] = ()
    netconf: Spoken | None = None

    @property
    def recorded(self) -> bool:
        """Whether the answers are a recording that brings its own echoes and prompts."""
        return any(each.form is AnswerForm.RECORDED for each in self.answers)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeviceSpec:
    """A whole simulated device: its stages in order, and what the inventory says of it."""

    name: str
    platform: str
    scenes: tuple[tuple[str, Scene], ...]
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    jump: tuple[str, ...] = ()

    @property
    def stages(self) -> tuple[str, ...]:
        """The names of the stages, the first being where the device starts."""
        return tuple(name for name, _ in self.scenes)

    def scene(self, stage: str) -> Scene:
        """Return the device in ``stage``; a stage it does not know leaves it as at the start."""
        return dict(self.scenes).get(stage, self.scenes[0][1])


@dataclass(frozen=True, slots=True, kw_only=True)
class CloudSpec:
    """A simulated cloud account: its stages in order, and what the inventory says of it.

    What it holds in a stage is plain data for ``netwatch/lab/clouds/<platform>.py``.
    """

    name: str
    platform: str
    account: str
    scenes: tuple[tuple[str, Mapping[str, Any]], ...]
    regions: tuple[str, ...] = ()
    tenant: str | None = None

    def objects(self, stage: str) -> Mapping[str, Any]:
        """Return what it holds in ``stage``; an unknown one leaves it as at the start."""
        return dict(self.scenes).get(stage, self.scenes[0][1])
