"""The only words that may ever be written to a device. Pure; a test reads them off the wire."""

from netwatch.collect.errors import ForbiddenWriteError, quoted
from netwatch.model.platform import Platform

PAGER_KEY = " "


class Gate:
    """Passes the platform's own list and nothing else.

    Allowed are the lines of ``dialogue.prepare``, ``commands``, instances of ``templates``,
    ``dialogue.enable`` and ``dialogue.bye``; the key that turns a pager's page; and the enable
    secret, once after each ``expect_secret``.
    """

    def __init__(self, platform: Platform) -> None:
        dialogue = platform.dialogue
        if dialogue is None:
            raise ForbiddenWriteError(f"{platform.name} declares no dialogue: it is not for SSH")
        self.enter = dialogue.enter
        self._platform = platform
        self._words = {*dialogue.prepare, dialogue.bye}
        if dialogue.enable:
            self._words.add(dialogue.enable)
        self._secret: str | None = None

    def expect_secret(self, secret: str) -> None:
        """Let ``secret`` through once: the device has just asked for it."""
        self._secret = secret

    def check(self, written: str) -> None:
        """Return when ``written`` (a whole line with its end, or a key) may be sent.

        Raises ForbiddenWriteError, which names the text unless it may be a secret.
        """
        if written == PAGER_KEY:
            return
        line = written.removesuffix(self.enter)
        secret, self._secret = self._secret, None
        if secret is not None:
            if line != secret:
                raise ForbiddenWriteError("something else than the enable secret was to be sent")
            return
        if line == written or any(char < " " or char == "\x7f" for char in line):
            raise ForbiddenWriteError(f"{quoted(written)} is not one whole line")
        if line not in self._words and not self._platform.may_send(line):
            raise ForbiddenWriteError(f"{self._platform.name} does not list {quoted(line)}")
