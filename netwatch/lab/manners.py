"""What a vendor's shell is like, as values: prompts, errors, pagers, session-only settings."""

import re
from dataclasses import dataclass

IOS_PAGER = " --More-- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The manners shared by all devices of one operating system's shell.

    ``prompt`` may hold ``{hostname}``, ``{username}`` and ``{mark}``. ``unknown`` may hold
    ``{caret}`` (spaces up to the command and a caret) and ``{command}``. ``settings`` are
    (regular expression, reply) pairs for session-only commands; ``height`` and ``width`` match
    the two of them that this emulator obeys, with the group ``n``; a height without ``n`` ends
    paging. ``privileged`` are shell globs of commands that need ``enable`` first. ``page_lines``
    is the height of a page until a session sets another; 0 where there is no pager.
    ``login_options`` matches what may follow the user name at login and is no part of it. Where
    the shell ``keeps_refused``, a refused command is left standing at the next prompt. ``prompt``
    may also hold ``{count}``, the number of the command to come. Where a login lands in another
    shell, that one's prompt is ``outer`` and ``inward`` opens the vendor's.
    """

    name: str
    prompt: str = "{hostname}{mark}"
    user_mark: str = ">"
    privileged_mark: str = "#"
    unknown: str = "{caret}\n% Invalid input detected at '^' marker.\n"
    denied: str = "% Authorization failed.\n"
    settings: tuple[tuple[str, str], ...] = ()
    height: str = r"terminal length (?P<n>\d+)"
    width: str = r"terminal width (?P<n>\d+)"
    enable: str | None = None
    bye: tuple[str, ...] = ("exit", "quit", "logout")
    farewell: str = ""
    pager: str = IOS_PAGER
    page_lines: int = 24
    erase: str = "\b" * len(IOS_PAGER) + " " * len(IOS_PAGER) + "\b" * len(IOS_PAGER)
    privileged: tuple[str, ...] = ()
    login_options: str = ""
    keeps_refused: bool = False
    outer: str = ""
    inward: str = ""

    def account(self, username: str) -> str:
        """Return the account that ``username`` logs in to."""
        return re.sub(rf"(?:{self.login_options})\Z", "", username)

    def setting(self, command: str) -> str | None:
        """Return the reply to a session-only command, None when ``command`` is not one."""
        for pattern, reply in self.settings:
            if found := re.fullmatch(pattern, command):
                return found.expand(reply)
        return None
