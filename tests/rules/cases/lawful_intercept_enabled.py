from support.build import Case, state, traits

from netwatch.model.evidence import Severity


def intercepts(*given):
    return state(**traits(intercepts=given))


FIRES = {
    "a-view": Case(
        before=intercepts(),
        after=intercepts("li-view"),
        severity=Severity.HIGH,
        says=("New lawful-intercept setting li-view",),
        quotes=("li-view",),
    ),
    "the-mib": Case(
        before=intercepts("li-view"),
        after=intercepts("li-view", "snmp view X cTap2MIB"),
        severity=Severity.HIGH,
    ),
    "changed": Case(
        before=intercepts(("mediation-device", "192.0.2.5")),
        after=intercepts(("mediation-device", "203.0.113.66")),
        severity=Severity.HIGH,
        says=("Changed lawful-intercept setting",),
    ),
}
QUIET = {
    "removed": Case(before=intercepts("li-view"), after=intercepts()),
    "there-all-along": Case(before=intercepts("li-view"), after=intercepts("li-view")),
}
