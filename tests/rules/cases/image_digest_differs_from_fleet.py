from dataclasses import replace

from support.build import Case, digest, file, image, state

from netwatch.model.evidence import Severity
from netwatch.model.state import Identity


def seen(value="ab12", files=None, **more):
    digests = more.pop("digests", (digest(value),))
    return state(image=image(digests=digests, **more), files=files)


def fleet(*states):
    return tuple(replace(each, device=f"core-rtr{n}") for n, each in enumerate(states, start=2))


GOOD = seen()
ODD = seen("cd34")
THREE_GOOD = fleet(GOOD, GOOD, GOOD)

FIRES = {
    "three-to-one": Case(
        after=ODD,
        peers=THREE_GOOD,
        severity=Severity.CRITICAL,
        says=("Os.bin sha512 is cd34cd34", "ab12ab12", "on 3 of 4 like devices"),
        quotes=("cd34" * 8, "core-rtr2, core-rtr3, core-rtr4: " + "ab12" * 8),
    ),
    "two-against-two": Case(
        after=ODD,
        peers=fleet(GOOD, GOOD, ODD),
        severity=Severity.MEDIUM,
        says=(
            "no clear majority",
            "2 (core-rtr2, core-rtr3)",
            "2 (core-rtr1, core-rtr4)",
        ),
        quotes=("core-rtr1, core-rtr4: " + "cd34" * 8, "core-rtr2, core-rtr3: " + "ab12" * 8),
    ),
    "two-against-one-is-no-majority": Case(
        after=ODD, peers=fleet(GOOD, GOOD), severity=Severity.MEDIUM, says=("no clear majority",)
    ),
    "another-size-and-no-hash": Case(
        after=seen(digests=None, files=(file("flash:os.bin", 999),)),
        peers=fleet(*[seen(digests=None, files=(file("flash:os.bin", 1000),))] * 3),
        severity=Severity.HIGH,
        says=("Os.bin size is 999 bytes, but 1000 bytes on 3 of 4",),
        quotes=("core-rtr2, core-rtr3, core-rtr4: 1000 bytes",),
    ),
    "another-bootloader": Case(
        after=seen(bootloader="17.3(1r)"),
        peers=fleet(*[seen(bootloader="16.12(2r)")] * 3),
        severity=Severity.HIGH,
        says=("Bootloader is 17.3(1r), but 16.12(2r) on 3 of 4",),
    ),
    "one-member-of-a-stack": Case(
        after=seen(digests=(digest("ab12"), digest("cd34", "flash-2:os.bin"))),
        peers=THREE_GOOD,
        severity=Severity.CRITICAL,
        says=("cd34cd34",),
    ),
    "the-version-is-spelled-otherwise": Case(
        after=seen("cd34", version="17.9.4a"), peers=THREE_GOOD, severity=Severity.CRITICAL
    ),
    "the-model-is-known-by-identity-only": Case(
        after=replace(
            seen("cd34", model=None), identity=Identity(hostname="core-rtr1", model="c9300-24t")
        ),
        peers=THREE_GOOD,
        severity=Severity.CRITICAL,
    ),
}
QUIET = {
    "all-agree": Case(after=GOOD, peers=THREE_GOOD),
    "the-odd-one-is-a-peer": Case(after=GOOD, peers=fleet(GOOD, GOOD, ODD)),
    "two-devices-only": Case(after=ODD, peers=fleet(GOOD)),
    "no-peers": Case(after=ODD),
    "peers-that-were-not-hashed": Case(after=ODD, peers=fleet(*[seen(digests=None)] * 3)),
    "another-model": Case(after=seen("cd34", model="C9500-48Y4C"), peers=THREE_GOOD),
    "another-version": Case(after=seen("cd34", version="17.12.01"), peers=THREE_GOOD),
    "another-file-name": Case(
        after=seen(digests=(digest("cd34", "flash:new.bin"),), running_file="flash:new.bin"),
        peers=THREE_GOOD,
    ),
    "another-platform": Case(
        after=ODD, peers=tuple(replace(each, platform="other_os") for each in THREE_GOOD)
    ),
    "another-kind-of-hash": Case(
        after=seen(digests=(digest("cd34", algorithm="md5"),)), peers=THREE_GOOD
    ),
    "a-file-that-does-not-run": Case(
        after=seen(digests=(digest("ab12"), digest("cd34", "flash:old.bin"))), peers=THREE_GOOD
    ),
    "upgraded-and-not-hashed-since": Case(
        before=seen("cd34", version="17.06.01"), after=seen(digests=None), peers=THREE_GOOD
    ),
}
