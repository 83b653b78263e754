"""Running code was signed by another key, or checked by another verifier, than before."""

from collections.abc import Iterator

from netwatch.judgement.describe import cut, label
from netwatch.judgement.signers import described, is_boot_link, links
from netwatch.model.change import ImageChanged
from netwatch.model.evidence import Evidence, Severity
from netwatch.model.finding import Finding
from netwatch.model.image import Signed, TrustedKey
from netwatch.model.rule import Facts, Rule
from netwatch.model.state import DeviceState

_ASPECTS = (
    ("kind", "kind of key"),
    ("serial", "certificate"),
    ("signer", "signer"),
    ("key_version", "key version"),
    ("verifier", "verifier"),
    ("verifier_version", "verifier version"),
)


def _judge(facts: Facts) -> Iterator[Finding]:
    changes = facts.changes_of(ImageChanged)
    upgraded = any(each.field == "version" for each in changes)
    for change in changes:
        if change.field == "signed":
            before, after = _signed(change.before), _signed(change.after)
            yield from _signers(facts, before, after, upgraded=upgraded)
        elif change.field == "trusted_keys":
            yield from _keys(facts, _known(change.before), _known(change.after))
    if _attests(facts.before) and _attests(facts.after) is False:
        yield _silenced(facts)


def _attests(state: DeviceState | None) -> bool | None:
    """Tell whether the device signs its account of its boot; None when that was not asked."""
    attestation = state.image.attestation if state and state.image else None
    return None if attestation is None else attestation.signature is not None


def _silenced(facts: Facts) -> Finding:
    image = facts.after.image
    product = image.attestation.product if image and image.attestation else None
    return RULE.finding(
        facts,
        subject="attestation without a signature",
        title="The device no longer signs its account of its boot, and did at the visit before",
        evidence=(
            Evidence("attestation", None, f"{cut(product or 'the device')}: no signature"),
            Evidence("previous attestation", None, "signed"),
        ),
    )


def _signed(value: object) -> dict[str, Signed]:
    given = value if isinstance(value, tuple) else ()
    return links(each for each in given if isinstance(each, Signed))


def _known(value: object) -> dict[TrustedKey, None]:
    given = value if isinstance(value, tuple) else ()
    return {each: None for each in given if isinstance(each, TrustedKey)}


def _signers(
    facts: Facts, before: dict[str, Signed], after: dict[str, Signed], *, upgraded: bool
) -> Iterator[Finding]:
    for of, now in after.items():
        was = before.get(of)
        changed = [words for name, words in _ASPECTS if was and _differs(was, now, name)]
        if was is None or not changed:
            continue
        if upgraded and not is_boot_link(of):
            # Every release is signed anew.
            continue
        yield RULE.finding(
            facts,
            subject=label(f"signer of {described(now)}"),
            title=(
                f"What is {cut(of)} has another {' and '.join(changed[:3])}: "
                f"{_values(was, changed)} became {_values(now, changed)}, "
                + ("together with the image" if upgraded else "though the version is the same")
            ),
            evidence=(
                Evidence("authenticity", None, described(now)),
                Evidence("previous authenticity", None, described(was)),
            ),
            severity=Severity.MEDIUM if upgraded else Severity.HIGH,
        )


def _differs(was: Signed, now: Signed, name: str) -> bool:
    old, new = getattr(was, name), getattr(now, name)
    return old is not None and new is not None and old != new


def _values(link: Signed, changed: list[str]) -> str:
    told = [str(getattr(link, name)) for name, words in _ASPECTS if words in changed[:3]]
    return cut(" and ".join(told), 160)


def _keys(
    facts: Facts, before: dict[TrustedKey, None], after: dict[TrustedKey, None]
) -> Iterator[Finding]:
    for words, some, others in (("accepts a new", after, before), ("lost its", before, after)):
        for key in some:
            if key not in others:
                yield _key(facts, words, key)


def _key(facts: Facts, words: str, key: TrustedKey) -> Finding:
    where = f" ({cut(key.use)})" if key.use else ""
    named = f"{cut(key.kind)} key{where} {cut(key.key_version)}".strip()
    mark = key.fingerprint[:16] or "without a fingerprint"
    return RULE.finding(
        facts,
        subject=label(f"{words} {named} {key.fingerprint}"),
        title=f"The device {words} {named} for signatures of images: {mark}",
        evidence=(Evidence("signing-keys", None, f"{named}: SHA-256 {key.fingerprint or '?'}"),),
    )


RULE = Rule(
    id="image-signing-key-changed",
    title="Code is signed by another key or checked by another verifier",
    severity=Severity.HIGH,
    judge=_judge,
    needs=("image",),
    techniques=("T1542.004", "T1601.001"),
    announceable=False,
)
