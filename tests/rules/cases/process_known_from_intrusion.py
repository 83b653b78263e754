from support.build import Case, state, traits

from netwatch.model.evidence import Severity


def processes(*given):
    return state(**traits(processes=given))


FIRES = {
    "firestarter": Case(
        after=processes("lina", ("lina_cs", "68081 29428 20 0 249856 S 3")),
        severity=Severity.CRITICAL,
        says=("Process lina_cs runs, a name known from FIRESTARTER",),
        quotes=("lina_cs 68081",),
    ),
    "with-its-folder": Case(after=processes("/usr/bin/lina_cs"), severity=Severity.CRITICAL),
    "jaguar-tooth": Case(after=processes("Service Policy Lock"), severity=Severity.CRITICAL),
}
QUIET = {
    "the-real-one": Case(after=processes("lina", "Service Policy Manager")),
    "junos-names-elsewhere": Case(after=processes("to", "appid")),
    "none": Case(after=processes()),
}
