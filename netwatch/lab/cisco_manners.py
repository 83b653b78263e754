"""The shells of Cisco's systems, and of those that are spoken like IOS."""

from netwatch.lab.manners import Family

TERMINAL = ((r"terminal (?:length|width) \d+", ""),)
SECRETS = ("show running-config*", "show startup-config*", "verify*", "more *", "show archive*")
_ASA = Family(
    name="cisco_asa",
    unknown="{caret}\nERROR: % Invalid input detected at '^' marker.\n",
    denied="Command authorization failed\n",
    settings=((r"terminal pager \d+", ""),),
    height=r"terminal pager (?P<n>\d+)",
    enable="enable",
    privileged=("show *", "dir *", "verify *"),
    pager="<--- More --->",
    erase="\r              \r",
)

FAMILIES = (
    Family(
        name="cisco_ios",
        settings=(*TERMINAL, (r"terminal no monitor|terminal monitor", "")),
        enable="enable",
        privileged=SECRETS,
    ),
    Family(
        name="cisco_nxos",
        prompt="{hostname}{mark} ",
        unknown="{caret}\n% Invalid command at '^' marker.\n",
        denied="% Permission denied for the role\n",
        settings=TERMINAL,
        pager="--More--",
        erase="\r        \r",
    ),
    Family(
        name="cisco_xr",
        prompt="RP/0/RP0/CPU0:{hostname}{mark}",
        denied="% This command is not authorized\n",
        settings=TERMINAL,
        pager=" --More-- ",
    ),
    _ASA,
    # The management shell of Threat Defense: a bare mark, no pager, and one odd habit.
    Family(
        name="cisco_ftd",
        prompt="> ",
        privileged_mark=">",
        unknown="{caret}\nSyntax error: Illegal command line\n",
        denied=_ASA.denied,
        page_lines=0,
        keeps_refused=True,
    ),
    Family(
        name="cisco_smb",
        unknown="% Unrecognized command\n",
        denied="% Not authorized\n",
        settings=((r"terminal datadump|terminal width \d+", ""),),
        height=r"terminal datadump",
        enable="enable",
        pager="More: <space>,  Quit: q or CTRL+Z, One line: <return> ",
        erase="\r" + " " * 54 + "\r",
    ),
    Family(name="plain", unknown="% Unknown command.\n", settings=TERMINAL, enable="enable"),
)
