r"""Where one answer begins and ends in the bytes a device sends. Pure: bytes in, text out.

Two anchors, never a quiet moment alone: an answer begins after the *echo* of its command, seen
behind the prompt, and ends where the *same prompt stands alone* on the last line. A banner or a
description that holds ``host#`` is neither, and a second prompt from a stray RETURN comes before
the next echo, so it can never shift an answer. What arrives between a supposed end and the next
echo belonged to the answer before: it is handed back by ``late``.
"""

import re

from netwatch.model.platform import Dialogue, Question
from netwatch.parsing.text import clean

TAIL = 2048
WRAPPED_LINES = 8

# IOS prints its log as *Mar  1 00:01:02.345: %SYS-5-CONFIG_I: and NX-OS with a year and a name.
SYSLOG = re.compile(
    r"(?:<\d{1,3}>)?[*.]?(?:[0-9A-Za-z_.:+/\[\]-]{1,40} {1,3}){0,10}?"
    r"%[A-Z0-9_]{2,40}(?:-[A-Z0-9_]{1,40})?-[0-7]-[A-Z0-9_]{2,60} ?: "
)
_MASTER = re.compile(r"\{(?:master|backup|primary|secondary|linecard)(?::[\w-]{1,20})?\}")
_SCROLLED = 8
_PAGER_CHARS = 120
_DOUBLED = re.compile(r"(\S)\r(?=\1)")
# A pager that stands behind a half line takes itself back, not the half line.
_TAKEN_BACK = re.compile(rb"\x08(?:[\x08 ]*\x08)?|\r +\r|\x1b\[\d{1,3}D +\x1b\[\d{1,3}D")


class Screen:
    """The bytes since one command was written.

    ``prompt`` is the known prompt without blanks around it, or None for the first command, when
    the prompt is whatever stands before the echo and looks like ``dialogue.prompt``. ``carry`` is
    the line the cursor stood on when the command was written. After ``answer``, ``interrupted``
    tells whether log lines stood inside it (one may have cut a line in two), ``unended`` whether
    the prompt stood right behind its last word.
    """

    def __init__(self, dialogue: Dialogue, command: str, prompt: str | None, carry: bytes) -> None:
        self.command = command
        self.prompt = prompt
        self.pages = 0
        self.interrupted = self.unended = False
        self._looks_like_prompt = re.compile(dialogue.prompt)
        self._pager = re.compile(dialogue.pager)
        self._counted = re.compile(dialogue.counted) if dialogue.counted else None
        self._questions = [*dialogue.confirmed]
        self._answered: list[Question] = []
        self._target = _squeezed(command)
        self._about_logs = "log" in command
        self._data = bytearray(carry)
        self._lines: list[tuple[int, str]] = []
        self._scanned = self._searched = 0
        self._echo = 0
        self._start: int | None = None
        self._paged: list[tuple[int, int]] = []
        self._turned = 0

    def __len__(self) -> int:
        return len(self._data)

    def feed(self, data: bytes) -> None:
        """Take what arrived."""
        self._data += data
        if self._target and self._start is None:
            self._find_echo()

    @property
    def echoed(self) -> bool:
        """Whether the echo was seen: before that, nothing is an answer."""
        return self._start is not None

    def last_line(self) -> str:
        """Return the line the cursor stands on, as a terminal would show it."""
        return self._steady(_shown(self._tail().rpartition("\n")[2]))

    def ended(self) -> bool:
        """Whether the known prompt stands alone on the last line, after the echo."""
        return self._start is not None and self.last_line() == self.prompt

    def ended_in_silence(self) -> bool:
        """Whether the answer is over although something stands around the prompt.

        For use when nothing has arrived for a while: log lines may be printed behind the prompt,
        and a file that does not end with a line end puts the prompt behind its last word.
        """
        lines = clean(self._tail()).split("\n")
        return self._start is not None and self._prompt_at(lines) is not None

    def strange_prompt(self) -> str | None:
        """Return the last line if it looks like a prompt, yet is not the known one."""
        line = self.last_line()
        if line == self.prompt or not self._looks_like_prompt.fullmatch(line):
            return None
        return line

    def adopt(self, prompt: str) -> bool:
        """Read again with another prompt; return whether the echo stands behind that one."""
        self.prompt, self._start = prompt, None
        self._lines, self._scanned, self._searched = [], 0, 0
        self._find_echo()
        return self._start is not None

    def at_pager(self) -> bool:
        """Whether the last line is a pager that waits."""
        line = self.last_line()[-_PAGER_CHARS:]
        return line not in ("", self.prompt) and self._pager.search(line) is not None

    def turn_page(self) -> None:
        """Note that the pager was answered, so that its text is cut out of the answer."""
        begin = max(self._turned, self._data.rfind(b"\n") + 1)
        # Latin-1 keeps one character a byte, so a match's place is a place in the bytes.
        text = self._data[begin:].decode("latin-1")
        found = self._pager.search(text)
        before = text[: found.start()].rstrip(" ") if found else ""
        self._paged.append((begin + len(before), len(self._data)))
        self._turned = len(self._data)
        self.pages += 1

    def shown(self) -> str:
        """Return the end of all that came, over several lines, as a person sees it."""
        return clean(_decoded(self._data[-TAIL:]))

    def question(self) -> Question | None:
        """Return the declared question that is all there is of the answer, asked once.

        Standing in front of every line of the answer, it cannot be a text of the device's users.
        """
        if not self._questions or self._start is None or len(self._data) - self._start > TAIL:
            return None
        text = clean(_decoded(self._data[self._start :]))
        return next((each for each in self._questions if each.fits(text)), None)

    def note_answer(self, question: Question) -> None:
        """Note that ``question`` was answered, so that it is cut out of the answer."""
        self._questions.remove(question)
        self._answered.append(question)

    def left_standing(self) -> bool:
        """Whether the command, or its beginning, stands again behind the prompt it ended at."""
        line, prompt = self.last_line(), self.prompt or ""
        if self._start is None or not prompt or not line.startswith(prompt):
            return False
        rest = _squeezed(line.removeprefix(prompt))
        return bool(rest) and self._target.startswith(rest)

    def late(self) -> str:
        """Return what came before the echo and was more than prompts and log lines."""
        stop = self._echo if self.echoed else len(self._data)
        lines = clean(_decoded(self._data[:stop])).split("\n")
        if not self.echoed and _squeezed(lines[-1]).endswith(self._target):
            lines.pop()
        while lines and self._trivial(lines[-1]):
            lines.pop()
        return "\n".join(line for line in lines if not SYSLOG.match(line.lstrip()))

    def carry(self) -> bytes:
        """Return the last line's bytes: behind them the next command will be echoed."""
        return bytes(self._data[max(self._turned, self._data.rfind(b"\n") + 1) :])

    def answer(self) -> str:
        """Return the text between echo and prompt, cleaned, without interleaved log lines.

        Raises TooLargeError as ``clean`` does.
        """
        lines = self._answer_lines()
        if self._about_logs:
            return "\n".join(lines)
        kept = [line for line in lines if "%" not in line or not SYSLOG.match(line.lstrip())]
        self.interrupted = len(kept) < len(lines)
        return "\n".join(kept)

    def _answer_lines(self) -> list[str]:
        text = clean(_decoded(self._without_pagers()))
        for each in self._answered:
            echo = re.escape(each.answer.strip())
            text = re.sub(rf"\A\s*(?:{each.pattern})[ \t]*(?:{echo})?[ \t]*\n?", "", text)
        lines = text.split("\n")
        if self.left_standing():
            lines.pop()
        at = self._prompt_at(lines)
        if at is not None:
            rest = self._steady(lines[at].rstrip()).removesuffix(self.prompt or "")
            self.unended = bool(rest.strip()) and not SYSLOG.search(rest)
            lines = [*lines[:at], rest if self.unended else ""]
        while lines and (self._trivial(lines[-1]) or self._closing(lines[-1].strip())):
            lines.pop()
        return lines

    def _closing(self, text: str) -> bool:
        # Log lines printed around the prompt interrupt nothing.
        log = not self._about_logs and SYSLOG.match(text)
        return not text or bool(log) or _MASTER.fullmatch(text) is not None

    def _tail(self) -> str:
        begin = max(self._turned, self._start or 0, len(self._data) - TAIL)
        return _decoded(self._data[max(begin, self._data.find(b"\n", begin, -1)) :])

    def _without_pagers(self) -> bytearray:
        kept, begin = bytearray(), self._start or 0
        for start, stop in self._paged:
            kept += self._data[begin:start]
            back = _TAKEN_BACK.match(self._data, stop)
            begin = max(begin, back.end() if back else stop)
        return kept + self._data[begin:]

    def _prompt_at(self, lines: list[str]) -> int | None:
        """Return the place, from the end, of the closing prompt; log lines may follow it."""
        if not self.prompt:
            return None
        for back, line in enumerate(reversed(lines), 1):
            text = self._steady(line.strip())
            behind = text.removeprefix(self.prompt)
            if text == self.prompt or (back == 1 and text.endswith(self.prompt)):
                return -back
            if behind != text and SYSLOG.match(behind.lstrip()):
                return -back
            if text and not SYSLOG.match(text):
                return None
        return None

    def _trivial(self, line: str) -> bool:
        text = self._steady(line.strip())
        return self._closing(text.removeprefix(self.prompt or "").strip())

    def _steady(self, line: str) -> str:
        """Return ``line`` with the number of a prompt that counts made one and the same."""
        return line if self._counted is None else self._counted.sub(r"\1N", line)

    def _find_echo(self) -> None:
        while self._start is None:
            stop = self._data.find(b"\n", self._searched)
            self._searched = len(self._data) if stop < 0 else stop + 1
            if stop < 0:
                return
            raw = _decoded(self._data[self._scanned : stop])
            echo = self._echo_ends_on(self._steady(_shown(raw)))
            if echo is None and "\r" in raw.rstrip("\r"):
                echo = self._wrapped_echo(raw)
            self._scanned = stop + 1
            if echo is not None:
                self._echo, self._start = echo, stop + 1

    def _wrapped_echo(self, raw: str) -> int | None:
        """Return the echo's place where a carriage return wraps it instead of redrawing it.

        readline does so, and may print the first character of the new line before it too.
        """
        for each in (raw, _DOUBLED.sub("", raw)):
            self._lines.pop()
            echo = self._echo_ends_on(self._steady(_shown(each.replace("\r", " "))))
            if echo is not None:
                return echo
        return None

    def _echo_ends_on(self, line: str) -> int | None:
        """Return where the echo that ends on ``line`` begins; it may wrap over several."""
        self._lines = [*self._lines[1 - WRAPPED_LINES :], (self._scanned, line)]
        joined = ""
        for back, (begin, first) in enumerate(reversed(self._lines)):
            joined = _squeezed(first) + joined
            if len(joined) > len(self._target) + TAIL:
                return None
            if joined.endswith(self._target) and self._behind_prompt(first, joined, back):
                return begin
        return self._scanned if self._scrolled(line) else None

    def _behind_prompt(self, line: str, joined: str, back: int) -> bool:
        head = joined.removesuffix(self._target)
        if self.prompt is not None:
            earlier = self._lines[: len(self._lines) - 1 - back]
            bare = not head and all(self._trivial(text) for _, text in earlier)
            return bare or head.endswith(_squeezed(self.prompt))
        found = _stretched(head, line)
        if not self._looks_like_prompt.fullmatch(found):
            return False
        self.prompt = found
        return True

    def _scrolled(self, line: str) -> bool:
        # IOS scrolls a long line sideways: the prompt, "$", and the end of the command.
        if not self.prompt or not line.startswith(self.prompt):
            return False
        rest = _squeezed(line[len(self.prompt) :])
        return rest[:1] == "$" and len(rest) > _SCROLLED and self._target.endswith(rest[1:])


def _squeezed(text: str) -> str:
    """Return ``text`` without white space: what a wrapped echo has in common with its line."""
    return "".join(text.split())


def _stretched(head: str, line: str) -> str:
    """Return the beginning of ``line`` that squeezes to ``head``."""
    left = len(head)
    for at, char in enumerate(line):
        if not left:
            return line[:at].strip()
        left -= not char.isspace()
    return line.strip()


def _decoded(data: bytes | bytearray) -> str:
    """Return text; bytes that are not UTF-8 are read as Latin-1, so none is lost."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data.decode("latin-1")


def _shown(line: str) -> str:
    return clean(line).strip()
