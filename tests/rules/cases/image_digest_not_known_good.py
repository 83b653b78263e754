from support.build import Case, digest, image, policy, state

from netwatch.model.evidence import Severity
from netwatch.model.policy import KnownImage

SEEN = state(image=image(digests=(digest("cd34"),)))


def known(value="ab12", **more):
    more.setdefault("algorithm", "sha512")
    return policy(images=(KnownImage(digest=value * 8, **more),))


FIRES = {
    "not-on-the-list": Case(
        after=SEEN,
        policy=known(),
        severity=Severity.HIGH,
        says=("flash:os.bin sha512 cd34", "not among the 1 known good"),
        quotes=("cd34" * 8,),
    ),
    "listed-for-this-model": Case(
        after=SEEN, policy=known(models=("c9300*",)), severity=Severity.HIGH
    ),
    "a-good-image-of-another-version": Case(
        after=SEEN,
        policy=known("CD34", version="16.12.01"),
        severity=Severity.HIGH,
        says=("known good as 16.12.01, not as 17.09.04a",),
    ),
    "listed-by-file-name": Case(
        after=SEEN,
        policy=known(file="OS.bin", source="hashes.csv:7"),
        severity=Severity.HIGH,
        quotes=("ab12" * 8 + "  hashes.csv:7",),
    ),
    "a-good-image-under-another-good-name": Case(
        after=SEEN,
        policy=policy(
            images=(
                KnownImage(digest="ab12" * 8, file="os.bin"),
                KnownImage(digest="cd34" * 8, file="old.bin"),
            )
        ),
        severity=Severity.HIGH,
    ),
}
QUIET = {
    "on-the-list": Case(after=SEEN, policy=known("CD34", version="17.9.4a", models=("C9300*",))),
    "no-list": Case(after=SEEN),
    "the-list-is-about-another-model": Case(after=SEEN, policy=known(models=("ASR*",))),
    "the-list-does-not-name-this-file": Case(after=SEEN, policy=known(file="other.bin")),
    "the-list-names-this-file-with-this-hash": Case(
        after=SEEN, policy=known("CD34", file="os.bin")
    ),
    "the-list-holds-another-kind-of-hash": Case(after=SEEN, policy=known(algorithm="md5")),
    "the-list-holds-a-hash-of-another-length": Case(
        after=SEEN, policy=policy(images=(KnownImage(digest="ab" * 10),))
    ),
}
