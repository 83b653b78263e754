"""One JSON answer over HTTPS, bounded in size and time; no redirect is followed."""

import json
import time
from pathlib import Path
from typing import Any

import httpx

_TIMEOUT_S = 10.0
_LONGEST_S = 20.0
_LARGEST = 256 * 1024


class WebAnswerError(Exception):
    """There was no answer that can be used; the text says why, without quoting it."""


def fetch_json(request: httpx.Request, ca: Path | None) -> dict[str, Any]:
    """Return the JSON object that answers ``request``. Raises WebAnswerError."""
    until = time.monotonic() + _LONGEST_S
    try:
        with (
            httpx.Client(verify=_trust(ca), timeout=_TIMEOUT_S, trust_env=False) as client,
        ):
            answer = client.send(request, stream=True)
            try:
                return _object(answer, until)
            finally:
                answer.close()
    except httpx.HTTPError as error:
        raise WebAnswerError(type(error).__name__) from None
    except OSError as error:
        raise WebAnswerError(error.strerror or type(error).__name__) from None


def _object(answer: httpx.Response, until: float) -> dict[str, Any]:
    if answer.status_code != httpx.codes.OK:
        raise WebAnswerError(f"status {answer.status_code}")
    body = b""
    for chunk in answer.iter_bytes():
        body += chunk
        if len(body) > _LARGEST or time.monotonic() > until:
            raise WebAnswerError("the answer is too large or too slow")
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        raise WebAnswerError("the answer is not JSON") from None
    if not isinstance(told, dict):
        raise WebAnswerError("the answer is no object")
    return told


def _trust(ca: Path | None) -> Any:  # noqa: ANN401  # ssl.SSLContext, or httpx's own default
    if ca is None:
        return True
    import ssl

    return ssl.create_default_context(cafile=str(ca))
