"""The lasting fact a change left behind, and whether it still holds in a later state.

A finding about a change stays open while its claim holds: the new session is still there, the
image still has the new digest. When the device was seen otherwise, the finding is resolved.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from netwatch.model.finding import Claim
from netwatch.model.image import Digest
from netwatch.model.mirror import Mirror, Tunnel
from netwatch.model.platform import Platform
from netwatch.model.posture import Trait
from netwatch.model.state import ConfigLine, DeviceState
from netwatch.parsing.commits import committed_at, not_listed
from netwatch.parsing.elsewhere import shown_elsewhere
from netwatch.parsing.hidden import unconfigured
from netwatch.parsing.interfaces import interface_key
from netwatch.parsing.saved_from import saved_only
from netwatch.parsing.sessions import mirror_digest

ABSENT = "absent"
_MAX_LINES = 200


def mirror_claim(mirror_id: str, mirror: Mirror | None) -> Claim:
    """Claim that the session is now like ``mirror``, or gone when None."""
    digest = ABSENT if mirror is None else mirror_digest(mirror, interface_key)
    return Claim("mirrors", mirror_id, digest)


def tunnel_claim(name: str, tunnel: Tunnel | None) -> Claim:
    """Claim that the tunnel is now like ``tunnel``, or gone when None."""
    return Claim("tunnels", name, _digest(tunnel))


def image_claim(field_name: str, value: object) -> Claim:
    """Claim that one field of the image state now has ``value``."""
    return Claim("image", field_name, _digest(value))


def trait_claim(field_name: str, name: str, trait: Trait | None) -> Claim:
    """Claim that a posture's trait ``name`` is now like ``trait``, or gone when None."""
    return Claim(
        "posture", f"{field_name}:{name}", ABSENT if trait is None else _digest(trait.value)
    )


def hidden_claim(shown: str, configured: str, name: str) -> Claim:
    """Claim that the posture's field ``shown`` has a trait ``name`` that ``configured`` has not."""
    return Claim("posture", f"{shown}!{configured}:{name}", "hidden")


def elsewhere_claim(what: str, name: str) -> Claim:
    """Claim that another channel shows ``name`` of ``what`` and the main visit does not."""
    return Claim("channels", f"{what}:{name}", "shown")


def saved_claim(what: str) -> Claim:
    """Claim that the start-up file, saved from the running configuration, alone shows ``what``."""
    return Claim("startup", what, "saved")


def unlisted_claim(at: int) -> Claim:
    """Claim that the configuration was committed at ``at`` and no commit so new is listed."""
    return Claim("commits", str(at), "not listed")


def identity_claim(field_name: str, value: str) -> Claim:
    """Claim that the device now says ``value`` of itself."""
    return Claim("identity", field_name, _digest(value))


def host_key_claim(value: str) -> Claim:
    """Claim that the device now presents this host key."""
    return Claim("host_key", "", _digest(value))


def file_claim(path: str) -> Claim:
    """Claim that a file is now listed at ``path``."""
    return Claim("files", path, "present")


def config_claim(parents: tuple[str, ...], lines: tuple[ConfigLine, ...]) -> Claim:
    """Claim that the statements ``lines`` now stand under ``parents``.

    With no lines (a pure removal) the claim holds until a person looks at it.
    """
    marks = sorted({_mark(parents, each.text) for each in lines})
    return Claim("config", " / ".join(parents), ",".join(marks[:_MAX_LINES]))


@dataclass(frozen=True)
class Present:
    """One state made ready for many questions of the sort "does this still hold?"."""

    state: DeviceState
    platform: Platform

    def holds(self, claim: Claim) -> bool | None:
        """Tell whether ``claim`` holds; None when its facet was not observed."""
        state = self.state
        if getattr(state, claim.facet, None) is None:
            return None
        match claim.facet:
            case "mirrors" | "tunnels":
                known = self._mirrors if claim.facet == "mirrors" else self._tunnels
                return claim.digest in known.get(claim.key, {ABSENT})
            case "posture" | "channels":
                ask = self._trait if claim.facet == "posture" else self._elsewhere
                return ask(claim)
            case "files" | "startup" | "commits":
                return self._listed(claim)
            case "config":
                return all(mark in self._marks for mark in claim.digest.split(",") if mark)
            case _:
                return self._field(claim)

    @cached_property
    def _mirrors(self) -> dict[str, set[str]]:
        # One number may be two sessions: IOS-XE receives and sends RSPAN under the same id.
        digests: dict[str, set[str]] = {}
        for each in self.state.mirrors or ():
            digests.setdefault(each.id, set()).add(mirror_digest(each, interface_key))
        return digests

    @cached_property
    def _marks(self) -> Counter[str]:
        lines = self.platform.flatten(self.state.config or "")
        return Counter(_mark(each.parents, each.text) for each in lines)

    @cached_property
    def _tunnels(self) -> dict[str, set[str]]:
        return {each.name: {_digest(each)} for each in self.state.tunnels or ()}

    def _trait(self, claim: Claim) -> bool | None:
        field_name, _, name = claim.key.partition(":")
        shown, _, configured = field_name.partition("!")
        if configured and self.state.posture is not None:
            hidden = unconfigured(self.state.posture, shown, configured)
            return None if hidden is None else name in {each.name for each in hidden}
        traits = getattr(self.state.posture, field_name, None)
        if traits is None:
            return None
        found = {_digest(each.value) for each in traits if each.name == name}
        return claim.digest in (found or {ABSENT})

    def _elsewhere(self, claim: Claim) -> bool | None:
        what, _, name = claim.key.partition(":")
        shown = shown_elsewhere(self.state, what)
        return None if shown is None else name in {each.name for each in shown}

    def _listed(self, claim: Claim) -> bool | None:
        if claim.facet == "files":
            return claim.key in {each.path for each in self.state.files or ()}
        if claim.facet == "startup":
            saved = saved_only(self.state)
            return None if saved is None else claim.key in saved
        if committed_at(self.state) is None:
            return None
        header = not_listed(self.state)
        return header is not None and str(header.value) == claim.key

    def _field(self, claim: Claim) -> bool | None:
        facet = getattr(self.state, claim.facet)
        value = getattr(facet, claim.key, None) if claim.key else facet
        if value is None:
            # A pending register that is gone was seen gone; any other None was not observed.
            return False if claim.key == "config_register_next" else None
        if claim.key == "digests":
            return claim.digest in {_digest(each) for each in value}
        return _digest(value) == claim.digest


def _digest(value: object) -> str:
    match value:
        case None:
            return ABSENT
        case Tunnel():
            text = repr((value.name, value.mode, value.local, value.remote, value.vrf, value.key))
        case Digest():
            text = repr((value.path, value.algorithm, value.value))
        case str():
            text = value
        case Iterable():
            text = repr(tuple(str(each) for each in value))
        case _:
            text = str(value)
    return hashlib.sha256(text.encode(errors="backslashreplace")).hexdigest()[:16]


def _mark(parents: tuple[str, ...], text: str) -> str:
    whole = "\0".join((*parents, text))
    return hashlib.sha256(whole.encode(errors="backslashreplace")).hexdigest()[:8]
