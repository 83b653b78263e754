"""What a platform file declares: its commands, its dialogue, its readers, all as data."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from netwatch.model.evidence import Confidence
from netwatch.model.netconf import Netconf
from netwatch.model.state import Answers, ConfigLine, Reading

CONFIG = "running-config"
STARTUP = "startup-config"
MIRRORS = "mirrors"
CAPTURES = "captures"
VERSION = "version"
BOOT = "boot"
BOOTLOADER = "bootloader"
FILES = "files"
HASH = "hash"
FETCHED = "fetched-hash"
JOURNAL = "command-log"
NEIGHBOURS = "neighbours"

PLAIN_PATH = r"[A-Za-z0-9_./:+@=~-]{1,255}"
NONCE = r"[1-9][0-9]{0,9}"
_SAFE_PATH = re.compile(PLAIN_PATH)
_BLANKS = {"{arg}": PLAIN_PATH, "{nonce}": NONCE}


@dataclass(frozen=True, slots=True)
class Command:
    """One read-only question.

    ``text`` may hold ``{arg}``, filled from the device's own earlier answers by ``about``, and
    ``{nonce}``, filled with the visit's random number by ``with_nonce``.
    ``topic`` is what it answers. When ``optional``, a refusal means "not offered here" and is no
    failure. ``end`` is a regular expression (MULTILINE) that a complete answer must match;
    ``timeout_s`` bounds the wait. ``slow`` commands cost the device minutes (image hashes).
    ``whole`` tells whether the structure of an answer is closed (balanced braces); it must be
    cheap and never raise. A question with ``opt_in`` is asked only of devices whose inventory
    entry lists that word among its ``probes``.
    """

    text: str
    topic: str
    optional: bool = False
    slow: bool = False
    end: str | None = None
    timeout_s: float = 60.0
    whole: Callable[[str], bool] | None = None
    opt_in: str = ""

    def about(self, path: str) -> "Command | None":
        """Return this command for the file ``path``, or None when the path is not plain.

        The path comes from the device and is hostile: only letters, digits and ``_./:+@=~-``
        are let through, so it can never smuggle a second command or an option.
        """
        if not _SAFE_PATH.fullmatch(path) or path.startswith("-"):
            return None
        return replace(self, text=self.text.replace("{arg}", path))

    def about_each(self, paths: Iterable[str]) -> "tuple[Command, ...]":
        """Return this command for every one of ``paths`` that is plain."""
        asked = (self.about(each) for each in paths)
        return tuple(each for each in asked if each)

    def with_nonce(self, nonce: int) -> "Command":
        """Return this command with ``nonce``, a positive number, for ``{nonce}``."""
        return replace(self, text=self.text.replace("{nonce}", str(nonce)))

    def allows(self, written: str) -> bool:
        """Tell whether ``written`` is this command, its blanks filled and nothing else.

        A plain path stands for ``{arg}``, a number of at most ten digits for ``{nonce}``.
        """
        pattern = re.escape(self.text)
        for blank, form in _BLANKS.items():
            pattern = pattern.replace(re.escape(blank), form)
        return re.fullmatch(pattern, written) is not None


@dataclass(frozen=True, slots=True)
class Question:
    """Something a device asks a person, and the one answer that changes nothing on it.

    ``pattern`` matches the question at the end of what was shown. ``answer`` is written as it
    stands: a single key, or a line with its end.
    """

    pattern: str
    answer: str

    def ends(self, shown: str) -> bool:
        """Tell whether ``shown`` ends with this question."""
        return re.search(rf"(?:{self.pattern})\s*\Z", shown) is not None

    def fits(self, shown: str) -> bool:
        """Tell whether ``shown`` is this question and nothing else."""
        return re.fullmatch(rf"\s*(?:{self.pattern})\s*", shown) is not None


@dataclass(frozen=True, slots=True)
class Dialogue:
    """How to speak with the device over SSH without changing it.

    ``driver`` is netmiko's device_type. ``prepare`` are session-only commands written once
    after login (paging off); nothing that configures may stand here. ``prompt`` matches a prompt
    alone on the last line. ``refused`` and ``denied`` match the device's words for "no such
    command" and "not authorised". ``pager`` matches a pager that waits. ``enable`` is the command
    that raises privilege, written only when an enable secret is known. ``inner_shell`` opens the
    vendor's own shell where a login lands in another. ``counted`` matches, behind a group, the
    number in a prompt that counts the commands. ``enter`` ends a line.
    ``hostname`` finds the device's own name in its configuration (group 1, MULTILINE); where it
    matches, the name must stand in the prompt. ``login_suffix`` is added to the user name.
    ``asked`` may be asked before the first prompt, ``confirmed`` before the first line of an
    answer; no other question is answered. ``wipe`` are the keys that empty the line, for a shell
    that leaves a refused command standing at its prompt.
    """

    driver: str
    prepare: tuple[str, ...] = ()
    prompt: str = r"[A-Za-z0-9_.:@()/~\[\] -]{1,80}[>#$%] ?$"
    refused: tuple[str, ...] = ()
    denied: tuple[str, ...] = ()
    pager: str = r"--+ ?\(?[Mm]ore\b[^\n]{0,40}$|<--- More --->|Press any key"
    enable: str | None = None
    inner_shell: str | None = None
    counted: str | None = None
    bye: str = "exit"
    enter: str = "\n"
    wipe: str | None = None
    login_suffix: str = ""
    asked: tuple[Question, ...] = ()
    confirmed: tuple[Question, ...] = ()
    hostname: str = (
        r"^[ \t]*(?:set (?:system )?)?(?:host-?name|sysname)[ \t]+"
        r"\"?([A-Za-z0-9_.-]{1,255})\"?;?[ \t]*$"
    )


class SecretForm(StrEnum):
    """How a secret is printed, which decides what its fingerprint is taken of.

    PLAIN and HASH are stable text; TYPE7 and JUNOS9 are decoded first, because the same secret
    is printed differently every time; SALTED cannot be decoded, so no change can be seen.
    """

    PLAIN = "plain"
    HASH = "hash"
    TYPE7 = "type7"
    JUNOS9 = "junos9"
    SALTED = "salted"


@dataclass(frozen=True, slots=True)
class SecretPattern:
    """A line that holds a secret; the regular expression names it with the group ``secret``."""

    pattern: str
    form: SecretForm = SecretForm.PLAIN


@dataclass(frozen=True, slots=True)
class Noise:
    """A volatile piece of an answer: what ``pattern`` matches in a line becomes ``replacement``.

    An empty replacement of a whole line leaves an empty line, so line numbers stay true.
    ``topic`` limits it to one topic.
    """

    pattern: str
    replacement: str = ""
    topic: str | None = None


@dataclass(frozen=True, slots=True)
class Fragile:
    """A model that some questions are known to harm: they are never asked there.

    ``models`` and ``commands`` are shell globs, compared without regard to case; ``why`` says what
    happens, and who says so.
    """

    models: str
    commands: str
    why: str


class CopyBy(StrEnum):
    """A protocol by which a device hands out a file over SSH."""

    SFTP = "sftp"
    SCP = "scp"


@dataclass(frozen=True, slots=True)
class Copies:
    """How a file is copied off the device: ``by`` are tried in order.

    ``roots`` are (prefix on the command line, folder for the copy) pairs; a path that begins with
    none of the prefixes is asked for as it stands.
    """

    by: tuple[CopyBy, ...]
    roots: tuple[tuple[str, str], ...] = ()

    def remote(self, path: str) -> str:
        """Return ``path`` as the copying protocol names it."""
        for prefix, folder in self.roots:
            if path.startswith(prefix):
                return folder + path.removeprefix(prefix).lstrip("/")
        return path


class Offer(StrEnum):
    """Where the knowledge behind one cell of the coverage table comes from."""

    SEEN = "seen in real output"
    DOCUMENTED = "vendor document"
    MEMORY = "from memory"
    NOT_OFFERED = "not offered by this platform"
    NOT_READ = "offered, not read by netwatch"


class Layout(StrEnum):
    """How a configuration shows which statement stands inside of which.

    INDENTED: by indentation, with or without braces. SECTIONS: below a menu that begins with a
    slash. EXITS: until ``exit``, without indentation. PLAIN: not at all, and every line's place
    means something.
    """

    INDENTED = "indented"
    SECTIONS = "sections"
    EXITS = "exits"
    PLAIN = "plain"


def _no_follow_up(_answers: Answers) -> tuple[Command, ...]:
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Platform:
    """Everything known of one platform, on one page.

    ``commands`` are asked in order; ``follow_up`` looks at the answers and asks more, each an
    instance of a command in ``templates``. ``read`` turns answers into a reading and must accept
    a configuration alone (``netwatch parse``). ``flatten`` gives configuration lines for drift,
    ``layout`` says how its text is nested where it is shown.
    ``noise`` is blanked before reading; ``volatile`` pieces (an uptime) are read first and blanked
    before the answer is kept, so that an unchanged device costs no new version.
    ``fragile`` are models that a question harms, ``copies`` how image files come off the device,
    ``netconf`` what is asked over NETCONF (None: it is not read there).
    ``rights`` are what a cloud's account must be granted to answer, and nothing more.
    ``interface_key`` maps any spelling of an interface to one key. ``signature`` are
    (regular expression, weight) pairs by which a configuration is recognised.
    """

    name: str
    title: str
    read: Callable[[Answers], Reading]
    flatten: Callable[[str], tuple[ConfigLine, ...]]
    interface_key: Callable[[str], str]
    commands: tuple[Command, ...] = ()
    templates: tuple[Command, ...] = ()
    follow_up: Callable[[Answers], tuple[Command, ...]] = _no_follow_up
    transport: str = "ssh"
    dialogue: Dialogue | None = None
    noise: tuple[Noise, ...] = ()
    volatile: tuple[Noise, ...] = ()
    secrets: tuple[SecretPattern, ...] = ()
    signature: tuple[tuple[str, int], ...] = ()
    fragile: tuple[Fragile, ...] = ()
    copies: Copies | None = None
    netconf: Netconf | None = None
    mirror_removal: Callable[[str], tuple[str, ...]] | None = None
    rights: tuple[str, ...] = ()
    coverage: dict[str, Offer] = field(default_factory=dict)
    confidence: Confidence = Confidence.HIGH
    layout: Layout = Layout.INDENTED

    def may_send(self, written: str) -> bool:
        """Tell whether ``written`` is on this platform's list; nothing else is ever sent."""
        return self.asked_by(written) is not None

    def asked_by(self, written: str) -> Command | None:
        """Return the command or template that ``written`` is an instance of, None for none."""
        listed = (*self.commands, *self.templates)
        return next((each for each in listed if each.allows(written)), None)
