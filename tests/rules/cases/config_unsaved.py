from support.build import Case, erspan, state

from netwatch.model.evidence import Severity

SAVED = "hostname r1\nip http server\n"
SESSION = "monitor session 52 type erspan-source\n  ip address 198.51.100.9\n"

FIRES = {
    "a-statement-not-saved": Case(
        after=state(config=SAVED + "logging host 192.0.2.9\n", startup=SAVED),
        severity=Severity.LOW,
        says=("1 only running, 0 only saved",),
        quotes=("logging host 192.0.2.9",),
    ),
    "a-mirror-that-a-reload-wipes-away": Case(
        after=state(config="\n" * 199 + SESSION + SAVED, startup=SAVED, mirrors=(erspan(),)),
        severity=Severity.MEDIUM,
        says=("a mirror session will vanish",),
        quotes=("monitor session 52 type erspan-source",),
    ),
    "saved-but-not-running": Case(
        after=state(config="hostname r1\n", startup=SAVED),
        severity=Severity.LOW,
        quotes=("ip http server",),
    ),
}
QUIET = {
    "the-same-in-another-order": Case(
        after=state(config="! running\nip http server\nhostname r1\n", startup=SAVED)
    ),
    "startup-not-observed": Case(after=state(config=SAVED)),
}
