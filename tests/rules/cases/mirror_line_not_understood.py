from support.build import Case, lines, state

from netwatch.model.evidence import Severity

FIRES = {
    "one-line": Case(
        after=state(unread=lines("monitor session 9 type warp-drive", start=300)),
        severity=Severity.MEDIUM,
        says=("monitor session 9 type warp-drive",),
        quotes=("monitor session 9 type warp-drive",),
    ),
    "many-lines-are-counted": Case(
        after=state(unread=lines("\n".join(f"mirror odd {n}" for n in range(70)))),
        severity=Severity.MEDIUM,
        count=51,
        says=("20 more lines mention mirroring",),
        quotes=("mirror odd 0", "mirror odd 69"),
    ),
    "a-line-twice-is-one-fact": Case(
        after=state(unread=lines("mirror odd\n mirror  odd")), severity=Severity.MEDIUM
    ),
}
QUIET = {"all-was-understood": Case(after=state(unread=()))}
