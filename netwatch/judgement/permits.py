"""Which approvals cover a finding: the one place that decides whether a permission explains it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from functools import cached_property

from netwatch.claims import mirror_claim
from netwatch.judgement.approval import approval_text, selects, standing
from netwatch.judgement.describe import destination_key
from netwatch.judgement.image_version import order
from netwatch.judgement.places import place_of
from netwatch.judgement.quotes import MAX_QUOTE, MAX_QUOTES
from netwatch.model.finding import Finding
from netwatch.model.image import Digest, Image
from netwatch.model.mirror import Destination, Mirror, MirrorKind
from netwatch.model.policy import Approval, DriftApproval, ImageApproval
from netwatch.model.rule import Facts

COPIES = frozenset(
    {
        "capture-active",
        "cloud-mirror-cross-account",
        "mirror-destination-changed",
        "mirror-enabled",
        "mirror-new-destination",
        "mirror-new-session",
        "mirror-source-widened",
        "mirror-unapproved-destination",
        "mirror-unknown-owner",
        "mirror-approval-expired",
    }
)
"""Rules that say no more than that something is copied somewhere: what a mirror's approval allows.

What hides a session, leads it through a new tunnel or ends it is another matter.
"""
VERSIONS = frozenset({"image-version-changed", "image-downgraded"})
DIGESTS = frozenset(
    {"image-digest-changed", "image-digest-not-known-good", "image-digest-differs-from-fleet"}
)

ENDED = frozenset({"mirror-unapproved-destination", "mirror-unknown-owner"})
"""Rules whose condition an approval ends by itself."""

Copy = tuple[Mirror, Destination]


@dataclass(frozen=True)
class Permits:
    """The approvals of ``facts``, weighed for one finding after another.

    What is known of the device decides, whether or not this visit could see it.
    """

    facts: Facts

    def covering(self, finding: Finding) -> tuple[Approval, ...]:
        """Return the approvals in force that cover ``finding`` whole, () when none does.

        A finding about several destinations is covered when each of them is.
        """
        facts = self.facts
        if finding.rule in COPIES:
            return self._for_copies(finding)
        for approval in (*facts.policy.image_approvals, *facts.policy.drift_approvals):
            in_force = selects(approval, facts.device) and not approval.is_over(facts.now)
            if in_force and _covers(approval, finding, facts):
                return (approval,)
        return ()

    def text(self, finding: Finding) -> str | None:
        """Return ``owner soc, ticket CHG-1, until 2026-12-31 (policy.yaml:12)``, None for none."""
        policy = self.facts.policy
        texts = (f"{approval_text(e)} ({place_of(e, policy)})" for e in self.covering(finding))
        return "; ".join(dict.fromkeys(texts)) or None

    def copies(self, finding: Finding) -> tuple[Copy, ...]:
        """Return the sessions and destinations ``finding`` speaks of, as they are known now."""
        key = self.facts.platform.interface_key
        subject, claim = finding.subject, finding.claim
        found: list[Copy] = []
        for mirror in self._mirrors_of(finding):
            whole = claim is not None and finding.rule != "mirror-new-destination"
            whole |= claim is None and mirror.kind is MirrorKind.CAPTURE
            for each in mirror.destinations:
                named = f"destination {destination_key(each, key)}"
                if whole or subject in (f"mirror {mirror.id} {named}", named):
                    found.append((mirror, each))
        return tuple(found)

    def _for_copies(self, finding: Finding) -> tuple[Approval, ...]:
        if not self.facts.policy.approvals:
            return ()
        stands = [standing(self.facts, *copy).current for copy in self.copies(finding)]
        granted = tuple(each for each in stands if each is not None)
        return tuple(dict.fromkeys(granted)) if len(granted) == len(stands) else ()

    def _mirrors_of(self, finding: Finding) -> Iterator[Mirror]:
        claim = finding.claim
        if claim is not None:
            for mirror in self._by_id.get(claim.key, ()):
                if claim == mirror_claim(mirror.id, mirror):
                    yield mirror
            return
        for begins, ends in (("mirror ", " destination "), ("capture ", " of ")):
            if finding.subject.startswith(begins):
                # An id may hold the very word that ends it.
                for end in re.finditer(ends, finding.subject):
                    yield from self._by_id.get(finding.subject[len(begins) : end.start()], ())

    @cached_property
    def _by_id(self) -> dict[str, list[Mirror]]:
        # A device may show thousands of sessions, and as many findings about them.
        found: dict[str, list[Mirror]] = {}
        for each in self.facts.known.mirrors or ():
            found.setdefault(each.id, []).append(each)
        return found


def digests_of(finding: Finding, image: Image) -> tuple[Digest, ...]:
    """Return the hashes of ``image`` that the subject of ``finding`` names."""
    words = set(finding.subject.casefold().split())
    return tuple(each for each in image.digests or () if each.value.casefold() in words)


def _covers(approval: Approval, finding: Finding, facts: Facts) -> bool:
    if isinstance(approval, ImageApproval):
        return _covers_image(approval, finding, facts)
    return isinstance(approval, DriftApproval) and _covers_drift(approval, finding)


def _covers_drift(approval: DriftApproval, finding: Finding) -> bool:
    exact = finding.claim.digest if finding.claim else None
    return (
        _matches(approval.rules, finding.rule)
        and (not approval.subjects or _matches(approval.subjects, finding.subject))
        and (not approval.statements or _covers_statements(approval, finding))
        and approval.claim in (None, exact)
    )


def _covers_statements(approval: DriftApproval, finding: Finding) -> bool:
    """Tell whether every quoted line matches; lines that were cut could hide one that does not."""
    lines = [each.text for each in finding.evidence if each.line is not None]
    if not lines or len(lines) >= MAX_QUOTES:
        return False
    return all(
        len(each) < MAX_QUOTE and _matches(approval.statements, " ".join(each.split()))
        for each in lines
    )


def _covers_image(approval: ImageApproval, finding: Finding, facts: Facts) -> bool:
    image = facts.known.image
    if image is None or not _is_model(approval, image):
        return False
    if finding.rule in VERSIONS:
        held = approval.digest is None or _holds(approval, image.digests or ())
        return approval.version is not None and _is_version(approval, image) and held
    if finding.rule in DIGESTS:
        named = digests_of(finding, image)
        same = approval.version is None or _is_version(approval, image)
        return approval.digest is not None and _holds(approval, named) and same
    return False


def _is_model(approval: ImageApproval, image: Image) -> bool:
    model = (image.model or "").casefold()
    return not approval.models or any(
        fnmatchcase(model, each.casefold()) for each in approval.models
    )


def _is_version(approval: ImageApproval, image: Image) -> bool:
    if approval.version is None or image.version is None:
        return False
    return approval.version == image.version or order(approval.version, image.version) == 0


def _holds(approval: ImageApproval, digests: Iterable[Digest]) -> bool:
    wanted = (approval.digest or "").casefold()
    return any(each.value.casefold() == wanted for each in digests)


def _matches(patterns: Iterable[str], text: str) -> bool:
    return any(fnmatchcase(text, each) for each in patterns)
