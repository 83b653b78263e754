"""Why a visit, or one command of it, ended: an exception inside collect/, a Failure outside."""

from netwatch.model.snapshot import Failure, Reason


class CollectError(Exception):
    """A visit cannot go on. ``detail`` is for people and says what to do next."""

    def __init__(self, reason: Reason, detail: str, command: str | None = None) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail
        self.command = command

    def failure(self) -> Failure:
        """Return the same as a value; not yet redacted."""
        return Failure(self.command, self.reason, self.detail)


class ForbiddenWriteError(RuntimeError):
    """Something outside the platform's list was to be written: a bug. Nothing was sent."""


def quoted(text: str, limit: int = 120) -> str:
    """Return hostile ``text`` as one printable line of at most ``limit`` characters, in quotes."""
    line = " ".join("".join(c if c.isprintable() else " " for c in text[: 4 * limit]).split())
    return f"'{line[:limit]}…'" if len(line) > limit else f"'{line}'"
