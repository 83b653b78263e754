"""An SR OS configuration as a tree of words, and what both CLIs say of on and off."""

from collections.abc import Iterable

from netwatch.parsing.nokia.sros_text import Step
from netwatch.parsing.word_tree import Branch

_DEPTH = 24
_SWITCH = frozenset(("shutdown", "admin-state"))


def branches(steps: Iterable[Step], tops: frozenset[str]) -> Branch:
    """Return the tree of the statements whose first word is in ``tops``.

    Of ``shutdown`` and ``no shutdown`` in one block the later stands.
    """
    root = Branch()
    for each in steps:
        if each.path[:1] and each.path[0] in tops:
            _switch(root, each)
            root.grow(each.path[:_DEPTH], each.number, each.text)
    return root


def _switch(root: Branch, step: Step) -> None:
    path = step.path
    if path[-1:] != ("shutdown",):
        return
    if path[-2:] == ("no", "shutdown"):
        root.at(*path[:-2]).below.pop("shutdown", None)
    else:
        root.at(*path[:-1], "no").below.pop("shutdown", None)


def is_on(branch: Branch) -> bool | None:
    """Tell whether what ``branch`` describes is switched on; None where it does not say."""
    if "shutdown" in branch.below or branch.first("admin-state") == "disable":
        return False
    if "shutdown" in branch.at("no").below or branch.first("admin-state") == "enable":
        return True
    return None


def said(branch: Branch, without: frozenset[str] = frozenset()) -> list[str]:
    """Return what stands below ``branch``, its state left out."""
    return branch.said(without | _SWITCH)


def lists(branch: Branch) -> list[str]:
    """Return the members of a list: one a line, or all in brackets."""
    words = " ".join(branch.said()).split()
    return sorted({each.strip('[]"') for each in words} - {""})
