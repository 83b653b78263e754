"""The only words that may ever be written to a device. Pure; a test reads them off the wire."""

from netwatch.collect.errors import ForbiddenWriteError, quoted
from netwatch.model.platform import Platform, Question

PAGER_KEY = " "


class Gate:
    """Passes the platform's own list and nothing else.

    Allowed are the lines of ``dialogue.prepare``, ``commands``, instances of ``templates``,
    ``dialogue.enable``, ``dialogue.inner_shell`` and ``dialogue.bye``; the key that turns a
    pager's page and those that empty the line; and, once after each ``expect_secret`` or
    ``expect_answer``, the enable secret or the declared answer to a question.
    """

    def __init__(self, platform: Platform) -> None:
        dialogue = platform.dialogue
        if dialogue is None:
            raise ForbiddenWriteError(f"{platform.name} declares no dialogue: it is not for SSH")
        self.enter = dialogue.enter
        self._platform = platform
        self._words = {*dialogue.prepare, dialogue.bye}
        self._words |= {each for each in (dialogue.enable, dialogue.inner_shell) if each}
        self._keys = {PAGER_KEY, *filter(None, [dialogue.wipe])}
        self._questions = {*dialogue.asked, *dialogue.confirmed}
        self._due: tuple[str, str] | None = None

    def expect_secret(self, secret: str) -> None:
        """Let ``secret`` through once: the device has just asked for it."""
        self._due = ("the enable secret", secret + self.enter)

    def expect_answer(self, question: Question) -> None:
        """Let the answer through once: the device has just asked ``question``.

        Raises ForbiddenWriteError for a question the platform does not declare.
        """
        if question not in self._questions:
            raise ForbiddenWriteError(f"{self._platform.name} declares no {question.pattern!r}")
        self._due = ("the answer to the question", question.answer)

    def check(self, written: str) -> None:
        """Return when ``written`` (a whole line with its end, or a key) may be sent.

        Raises ForbiddenWriteError, which names the text unless it may be a secret.
        """
        due, self._due = self._due, None
        if due is not None:
            if written != due[1]:
                raise ForbiddenWriteError(f"something else than {due[0]} was to be sent")
            return
        if written in self._keys:
            return
        line = written.removesuffix(self.enter)
        if line == written or any(char < " " or char == "\x7f" for char in line):
            raise ForbiddenWriteError(f"{quoted(written)} is not one whole line")
        if line not in self._words and not self._platform.may_send(line):
            raise ForbiddenWriteError(f"{self._platform.name} does not list {quoted(line)}")
