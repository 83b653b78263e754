"""Why a cloud's API said no, from the error object of its answer (Google and Azure alike)."""

import json
from dataclasses import dataclass

from netwatch.collect.errors import quoted

_LONGEST = 300
_THROTTLED = frozenset({"rateLimitExceeded", "userRateLimitExceeded", "RATE_LIMIT_EXCEEDED"})


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer that is none: its HTTP status, the API's own codes for it, and its words."""

    status: int
    codes: frozenset[str]
    says: str

    @property
    def is_throttled(self) -> bool:
        """Tell whether the same question may be answered later; Google says so with 403, too."""
        return self.status in (429, 500, 502, 503, 504) or bool(self.codes & _THROTTLED)

    @property
    def text(self) -> str:
        """The refusal for people: ``HTTP 403 PERMISSION_DENIED: 'Required ...'``."""
        codes = " ".join(sorted(self.codes))
        return " ".join(each for each in (f"HTTP {self.status}", codes) if each) + (
            f": {self.says}" if self.says else ""
        )


def refusal(status: int, body: bytes) -> Refusal:
    """Return what an answer with an error status says; ``body`` may be anything. Never raises."""
    try:
        error = json.loads(body).get("error")
    except (ValueError, AttributeError, RecursionError):
        return Refusal(status, frozenset(), "")
    if isinstance(error, str):
        return Refusal(status, frozenset({_plain(error)} - {""}), "")
    if not isinstance(error, dict):
        return Refusal(status, frozenset(), "")
    parts = [error, *_listed(error.get("errors")), *_listed(error.get("details"))]
    codes = (_plain(part.get(key)) for part in parts for key in ("status", "code", "reason"))
    message = error.get("message")
    says = quoted(message, _LONGEST) if isinstance(message, str) else ""
    return Refusal(status, frozenset(codes) - {""}, says)


def _listed(value: object) -> list[dict[str, object]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def _plain(value: object) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST:
        return ""
    return value if value.replace("_", "").isalnum() else ""
