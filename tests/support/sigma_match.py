"""Whether a Sigma rule matches an event, by pySigma's own reading of the rule.

Case does not count, as the specification says; a keyword is looked for in the whole event.
"""

import re

from sigma.conditions import (
    ConditionAND,
    ConditionFieldEqualsValueExpression,
    ConditionNOT,
    ConditionOR,
    ConditionValueExpression,
)
from sigma.types import SigmaExists, SpecialChars

_WILD = {SpecialChars.WILDCARD_MULTI: ".*", SpecialChars.WILDCARD_SINGLE: "."}


def matches(rule, event):
    """Tell whether ``rule`` (a SigmaRule) matches ``event``: a line, or a dict of its fields."""
    return any(_holds(each.parsed, event) for each in rule.detection.parsed_condition)


def _holds(item, event):
    match item:
        case ConditionAND():
            return all(_holds(each, event) for each in item.args)
        case ConditionOR():
            return any(_holds(each, event) for each in item.args)
        case ConditionNOT():
            return not _holds(item.args[0], event)
        case ConditionFieldEqualsValueExpression():
            return _field(item.value, event.get(item.field))
        case ConditionValueExpression():
            return bool(re.search(_pattern(item.value), event, re.IGNORECASE | re.DOTALL))
    raise TypeError(f"{type(item).__name__} is not known here")


def _field(wanted, found):
    if isinstance(wanted, SigmaExists):
        return bool(wanted) == (found is not None)
    return found is not None and bool(
        re.fullmatch(_pattern(wanted), found, re.IGNORECASE | re.DOTALL)
    )


def _pattern(value):
    return "".join(
        _WILD[each] if isinstance(each, SpecialChars) else re.escape(each) for each in value.s
    )
