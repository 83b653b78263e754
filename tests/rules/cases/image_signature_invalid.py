from support.build import Case, image, lines, state

from netwatch.model.evidence import Severity
from netwatch.model.image import Signature

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
    "unsigned": Case(
        after=state(image=image(signature=Signature.ABSENT)), severity=Severity.MEDIUM
    ),
}
QUIET = {
    "valid": Case(after=state(image=image(signature=Signature.VALID))),
    "the-device-did-not-say": Case(after=state(image=image(signature=Signature.UNKNOWN))),
    "never-asked": Case(after=state(image=image())),
}
