from dataclasses import replace

from support.build import Case, count, erspan, state, volume

from netwatch.model.evidence import Severity
from netwatch.model.volume import Fit, Witness

COUNTED = state(mirrors=(erspan(),), counters=(count("in octets Gi1/0/1", 50_000_000),))
FIRES = {
    "more-than-its-sources-carried": Case(
        after=COUNTED,
        volumes=(volume(),),
        severity=Severity.HIGH,
        says=("Session 52 sent 120.0 MB to 198.51.100.9", "carried 50.0 MB: something else"),
        quotes=("flow records from", "the sources' counters", "monitor session 52"),
    ),
}
QUIET = {
    "within": Case(after=COUNTED, volumes=(volume(fit=Fit.WITHIN, octets=52_000_000),)),
    "nothing-seen": Case(after=COUNTED, volumes=(volume(fit=Fit.NOTHING, octets=None),)),
    "not-observed": Case(after=COUNTED, volumes=(volume(fit=Fit.NOT_OBSERVED, carried=None),)),
    "a-port-that-forwards-too": Case(after=COUNTED, volumes=(volume(witness=Witness.PORT),)),
    "mirrors-not-observed": Case(
        after=replace(COUNTED, declared=None, mirrors=None), volumes=(volume(),)
    ),
}
