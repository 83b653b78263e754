from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity
from netwatch.model.image import Signature, Signed, TrustedKey

RUNNING = Signed(of="running", kind="Production", serial="5e9e2c0a")
PACKAGE = Signed(of="running PACKAGE base.pkg", kind="Production", serial="5e9e2c0a")
ON_DISK = Signed(of="flash:os.bin", kind="Production", serial="5e9e2c0a")


def signed(*links):
    return state(image=image(signed=links, signature=Signature.VALID))


def accepting(*kinds):
    keys = tuple(TrustedKey(each, "Primary", "A", "ab" * 32) for each in kinds)
    return state(image=image(trusted_keys=keys))


FIRES = {
    "does-not-verify": Case(
        after=state(
            image=image(
                signature=Signature.INVALID,
                evidence=lines("Signature verification failed for flash:os.bin", "authenticity"),
            )
        ),
        severity=Severity.CRITICAL,
        says=("The image flash:os.bin does not verify, says the device",),
        quotes=("Signature verification failed",),
    ),
    "the-installation-is-damaged": Case(
        after=state(
            image=image(
                signature=Signature.INVALID,
                evidence=lines("damaged system package: bad image", "installation"),
            )
        ),
        severity=Severity.CRITICAL,
        quotes=("damaged system package",),
    ),
    "the-kernel-is-not-its-package's": Case(
        after=state(
            image=image(
                signature=Signature.INVALID,
                evidence=lines("??5??????   /boot/vmlinuz-6.1.0-18-amd64", "kernel-package"),
            )
        ),
        severity=Severity.CRITICAL,
        quotes=("??5??????   /boot/vmlinuz-6.1.0-18-amd64",),
    ),
    "unsigned": Case(
        after=state(image=image(signature=Signature.ABSENT)), severity=Severity.MEDIUM
    ),
    "the-file-has-another-signer": Case(
        after=signed(RUNNING, Signed(of="flash:/os.bin", kind="Production", serial="66a30516")),
        severity=Severity.HIGH,
        says=("is signed with certificate 5e9e2c0a, its file flash:/os.bin with 66a30516",),
        quotes=("certificate 5e9e2c0a", "certificate 66a30516"),
    ),
    "a-package-has-another-signer": Case(
        after=signed(RUNNING, PACKAGE, Signed(of="flash:base.pkg", serial="66a30516")),
        severity=Severity.HIGH,
    ),
    "a-development-key-signed-it": Case(
        after=signed(Signed(of="running", kind="Development", serial="5e9e2c0a")),
        severity=Severity.HIGH,
        says=("signed with a development key",),
    ),
    "a-special-build": Case(
        after=signed(RUNNING, Signed(of="running ROMMON", kind="Special", serial="1")),
        severity=Severity.MEDIUM,
        says=("signed with a special key",),
        quotes=("running ROMMON",),
    ),
    "development-keys-are-accepted": Case(
        after=accepting("Release", "Development"),
        severity=Severity.LOW,
        says=("The device accepts code that is signed with a development key",),
    ),
}
QUIET = {
    "valid": Case(after=state(image=image(signature=Signature.VALID))),
    "the-device-did-not-say": Case(after=state(image=image(signature=Signature.UNKNOWN))),
    "the-installation-is-whole": Case(
        after=state(
            image=image(
                signature=Signature.VALID,
                evidence=lines("status: installation is ok", "installation"),
            )
        )
    ),
    "never-asked": Case(after=state(image=image())),
    "running-and-file-agree": Case(after=signed(RUNNING, PACKAGE, ON_DISK)),
    "another-file-has-another-signer": Case(
        after=signed(RUNNING, Signed(of="flash:older.bin", kind="Production", serial="11223344"))
    ),
    "release-keys-alone": Case(after=accepting("Release", "Production", "Rollover")),
}
