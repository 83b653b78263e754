from dataclasses import replace

from support.build import Case, image, state

from netwatch.model.evidence import Severity
from netwatch.model.image import Attestation, Signed, TrustedKey

SYSTEM = Signed(
    of="running",
    kind="Production",
    serial="5e9e2c0a",
    signer="CiscoSystems, IOS-XE",
    key_version="A",
    verifier="ROMMON",
    verifier_version="System Bootstrap, Version 17.9.2r",
)
ROMMON = Signed(
    of="running ROMMON",
    kind="Release",
    serial="c1ae12a2e27f620f9b0e617624813ae9",
    verifier="Microloader",
    verifier_version="MA1118R07.1007152025",
)
FILE = replace(SYSTEM, of="flash:os.bin", verifier=None, verifier_version=None)
KEY = TrustedKey("Release", "Primary", "A", "ab" * 32)
DEVELOPMENT = TrustedKey("Development", "Primary", "A", "cd" * 32)


def boot(*signed, **more):
    return state(image=image(signed=signed, **more))


def attesting(given):
    return state(image=image(attestation=given))


OLD = boot(SYSTEM, ROMMON)

FIRES = {
    "another-certificate": Case(
        before=OLD,
        after=boot(replace(SYSTEM, serial="66a30516"), ROMMON),
        severity=Severity.HIGH,
        says=("What is running has another certificate: 5e9e2c0a became 66a30516",),
        quotes=("certificate 66a30516", "certificate 5e9e2c0a"),
    ),
    "another-verifier": Case(
        before=OLD,
        after=boot(SYSTEM, replace(ROMMON, verifier_version="MA1118R06.0007152021")),
        severity=Severity.HIGH,
        says=("What is running ROMMON has another verifier version",),
    ),
    "another-rommon-with-an-upgrade": Case(
        before=OLD,
        after=boot(
            replace(SYSTEM, serial="66a30516"),
            replace(ROMMON, serial="00112233"),
            version="17.12.01",
        ),
        severity=Severity.MEDIUM,
        says=("together with the image",),
    ),
    "a-new-key-is-accepted": Case(
        before=state(image=image(trusted_keys=(KEY,))),
        after=state(image=image(trusted_keys=(KEY, DEVELOPMENT))),
        severity=Severity.HIGH,
        says=("The device accepts a new Development key (Primary) A",),
        quotes=("cdcdcdcd",),
    ),
    "a-key-was-replaced": Case(
        before=state(image=image(trusted_keys=(KEY,))),
        after=state(image=image(trusted_keys=(replace(KEY, fingerprint="ef" * 32),))),
        severity=Severity.HIGH,
        count=2,
    ),
    "the-boot-is-no-longer-signed": Case(
        before=attesting(Attestation(nonce="7", signature="ab" * 256)),
        after=attesting(Attestation(nonce="8", product="C9300-24T")),
        severity=Severity.HIGH,
        says=("The device no longer signs its account of its boot",),
        quotes=("C9300-24T: no signature",),
    ),
}
QUIET = {
    "the-same": Case(before=OLD, after=OLD),
    "a-release-is-signed-anew": Case(
        before=OLD, after=boot(replace(SYSTEM, serial="66a30516"), ROMMON, version="17.12.01")
    ),
    "a-file-was-asked-about-this-time": Case(before=OLD, after=boot(SYSTEM, ROMMON, FILE)),
    "keys-in-another-order": Case(
        before=state(image=image(trusted_keys=(KEY, DEVELOPMENT))),
        after=state(image=image(trusted_keys=(DEVELOPMENT, KEY))),
    ),
    "not-said-this-time": Case(before=OLD, after=state(image=image())),
    "never-signed": Case(before=attesting(Attestation()), after=attesting(Attestation())),
    "attestation-not-asked-this-time": Case(
        before=attesting(Attestation(signature="ab" * 256)), after=state(image=image())
    ),
}
