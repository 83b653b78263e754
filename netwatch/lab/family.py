"""How the shells of the vendors behave: prompts, errors, pagers, session-only settings."""

import re
from dataclasses import dataclass

IOS_PAGER = " --More-- "


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """The manners shared by all devices of one operating system's shell.

    ``prompt`` may hold ``{hostname}``, ``{username}`` and ``{mark}``. ``unknown`` may hold
    ``{caret}`` (spaces up to the command and a caret) and ``{command}``. ``settings`` are
    (regular expression, reply) pairs for session-only commands; ``height`` and ``width`` match
    the two of them that this emulator obeys, with the group ``n``. ``privileged`` are shell
    globs of commands that need ``enable`` first. ``page_lines`` is the height of a page until a
    session sets another; 0 where there is no pager. ``login_options`` matches what may follow the
    user name at login and is no part of it.
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

    def account(self, username: str) -> str:
        """Return the account that ``username`` logs in to."""
        return re.sub(rf"(?:{self.login_options})\Z", "", username)

    def setting(self, command: str) -> str | None:
        """Return the reply to a session-only command, None when ``command`` is not one."""
        for pattern, reply in self.settings:
            if found := re.fullmatch(pattern, command):
                return found.expand(reply)
        return None


_TERMINAL = ((r"terminal (?:length|width) \d+", ""),)
_SECRETS = ("show running-config*", "show startup-config*", "verify*", "more *", "show archive*")

FAMILIES = (
    Family(
        name="cisco_ios",
        settings=(*_TERMINAL, (r"terminal no monitor|terminal monitor", "")),
        enable="enable",
        privileged=_SECRETS,
    ),
    Family(
        name="cisco_nxos",
        prompt="{hostname}{mark} ",
        unknown="{caret}\n% Invalid command at '^' marker.\n",
        denied="% Permission denied for the role\n",
        settings=_TERMINAL,
        pager="--More--",
        erase="\r        \r",
    ),
    Family(
        name="arista_eos",
        unknown="% Invalid input\n",
        denied="% Authorization denied for command\n",
        settings=(
            (r"terminal length 0", "Pagination disabled.\n"),
            (r"terminal length (\d+)", "Pagination set to \\1 lines.\n"),
            (r"terminal width (\d+)", "Width set to \\1 columns.\n"),
        ),
        enable="enable",
        privileged=_SECRETS,
        pager=" --More-- ",
    ),
    Family(
        name="juniper_junos",
        prompt="{username}@{hostname}{mark} ",
        privileged_mark=">",
        unknown="{caret}\nunknown command.\n\n",
        denied="error: permission denied\n",
        settings=(
            (r"set cli screen-length (\d+)", "Screen length set to \\1\n\n"),
            (r"set cli screen-width (\d+)", "Screen width set to \\1\n\n"),
            (r"set cli complete-on-space off", "Disabling complete-on-space\n\n"),
        ),
        height=r"set cli screen-length (?P<n>\d+)",
        width=r"set cli screen-width (?P<n>\d+)",
        pager="---(more)---",
        erase="\r                                        \r",
    ),
    Family(
        name="linux",
        prompt="{username}@{hostname}:~{mark} ",
        privileged_mark="$",
        unknown="-bash: {command}: command not found\n",
        denied="Permission denied\n",
        height=r"stty rows (?P<n>\d+)",
        width=r"stty columns (?P<n>\d+)",
        farewell="logout\n",
        page_lines=0,
    ),
    Family(
        name="cisco_asa",
        unknown="{caret}\nERROR: % Invalid input detected at '^' marker.\n",
        denied="Command authorization failed\n",
        settings=((r"terminal pager \d+", ""),),
        height=r"terminal pager (?P<n>\d+)",
        enable="enable",
        privileged=("show *", "dir *", "verify *"),
        pager="<--- More --->",
        erase="\r              \r",
    ),
    Family(
        name="cisco_xr",
        prompt="RP/0/RP0/CPU0:{hostname}{mark}",
        settings=_TERMINAL,
        pager=" --More-- ",
    ),
    Family(
        name="mikrotik_routeros",
        prompt="[{username}@{hostname}] {mark} ",
        privileged_mark=">",
        unknown="bad command name {command} (line 1 column 1)\n",
        denied="not enough permissions (9)\n",
        bye=("/quit", "quit"),
        farewell="interrupted\n",
        page_lines=0,
        login_options=r"\+[a-z0-9]{1,32}",
    ),
    Family(name="plain", unknown="% Unknown command.\n", settings=_TERMINAL, enable="enable"),
)

_OF_PLATFORM = {
    "cisco_xe": "cisco_ios",
    "openvswitch": "linux",
    # Oxidized's names for the same systems
    "ios": "cisco_ios",
    "iosxe": "cisco_ios",
    "nxos": "cisco_nxos",
    "eos": "arista_eos",
    "junos": "juniper_junos",
    "cumulus": "linux",
    "routeros": "mikrotik_routeros",
    "pfsense": "linux",
    "opnsense": "linux",
}


def family(name: str) -> Family:
    """Return the family called ``name``; the one named ``plain`` for a name nobody knows."""
    wanted = family_name(name)
    return next(each for each in FAMILIES if each.name == wanted)


def family_name(platform: str) -> str:
    """Return the family of a netwatch platform or an Oxidized model, ``plain`` by default."""
    wanted = _OF_PLATFORM.get(platform, platform)
    return wanted if any(each.name == wanted for each in FAMILIES) else "plain"
