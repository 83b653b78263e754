"""Asking a Google Cloud project over REST: tokens by google-auth, pages by ``pageToken``."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from netwatch.collect.clouds._extras import missing

try:
    import google.auth
    import requests
    from google.auth import exceptions, impersonated_credentials
    from google.auth.transport.requests import Request
    from google.oauth2 import credentials as oauth2
    from google.oauth2 import service_account
except ImportError as error:
    raise missing("gcp", error) from None

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds._refusal import Refusal
from netwatch.collect.clouds._rest import Answer, Client, Tokens
from netwatch.collect.clouds._visit import visit
from netwatch.collect.clouds._wire import guarded, is_loopback
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.model.device import CloudAccount, Device
from netwatch.model.platform import Command, Platform
from netwatch.model.snapshot import Reason, Snapshot

COMPUTE = "https://compute.googleapis.com"
SECURITY = "https://networksecurity.googleapis.com"
SCOPES = ("https://www.googleapis.com/auth/cloud-platform",)
TOKEN_S = 30.0
_LONGEST_TOKEN = 8192
_DISABLED = frozenset({"SERVICE_DISABLED", "accessNotConfigured"})
# What google-auth raises for a key file that is JSON and no key.
_ODD_FILE = (ValueError, TypeError, AttributeError, KeyError)
_UNREACHABLE = ("unreachable", "unreachables")
_EMPTY = "NO_RESULTS_ON_PAGE"


def collect(device: Device, platform: Platform, access: CloudAccess, *, now: datetime) -> Snapshot:
    """Ask ``device``, a project, everything ``platform`` lists.

    ``now`` becomes ``taken_at``. Never raises for what a cloud or a network does.
    """
    return visit(device, platform, access, Gcp, now=now)


class Gcp:
    """The manners of Google's APIs, for one project."""

    def __init__(self, device: Device, access: CloudAccess) -> None:
        self._cloud = device.cloud or CloudAccount()
        self._access = access
        self._project: str | None = None
        self._endpoint = guarded(self._cloud.endpoint) if self._cloud.endpoint else None

    def tokens(self, opened: requests.Session, lifeline: Lifeline) -> Tokens:
        """Return who asks: a token, a key file, or what the environment offers.

        Raises CollectError.
        """
        request = _Request(opened, lifeline)
        try:
            found, self._project = self._credentials(request)
        except (*_ODD_FILE, OSError, exceptions.GoogleAuthError) as error:
            detail = f"no credentials for Google Cloud: {quoted(str(error), 300)}"
            raise CollectError(Reason.AUTH_FAILED, detail) from None
        return _Tokens(self._impersonating(found), request)

    def _credentials(self, request: Request) -> tuple[Any, str | None]:
        given = self._access.credentials
        if given is None:
            return google.auth.default(scopes=SCOPES, request=request)
        if given.token:
            return oauth2.Credentials(token=given.token), None
        if given.private_key:
            path = Path(given.private_key).expanduser()
            found = service_account.Credentials.from_service_account_file(str(path), scopes=SCOPES)
            return found, found.project_id
        raise ValueError("give `private_key: KEYFILE.json` or `token:`, or no credentials at all")

    def _impersonating(self, found: Any) -> Any:  # noqa: ANN401  # google's types
        if not self._cloud.assume_role:
            return found
        path = f"/v1/projects/-/serviceAccounts/{self._cloud.assume_role}:generateAccessToken"
        is_lab = self._endpoint is not None and is_loopback(self._endpoint)
        return impersonated_credentials.Credentials(
            source_credentials=found,
            target_principal=self._cloud.assume_role,
            target_scopes=SCOPES,
            iam_endpoint_override=f"{self._endpoint}{path}" if is_lab else None,
        )

    def account(self, _client: Client) -> str:
        """Return the project: the inventory's, else that of the credentials."""
        found = self._cloud.account or self._project
        if found is None:
            detail = "the credentials name no project; write `account: PROJECT` in the inventory"
            raise CollectError(Reason.WRONG_DEVICE, detail)
        return found

    def base(self, path: str) -> str:
        """Return the host of the API that ``path`` belongs to."""
        return self._endpoint or (COMPUTE if path.startswith("/compute/") else SECURITY)

    def following(self, url: str, answer: Answer) -> str | None:
        """Return the same address with the token of the next page."""
        token = answer.get("nextPageToken")
        if not isinstance(token, str) or not token:
            return None
        if len(token) > _LONGEST_TOKEN:
            raise CollectError(Reason.INCOMPLETE, "the token of the next page is without measure")
        parts = urlsplit(url)
        query = [each for each in parse_qsl(parts.query) if each[0] != "pageToken"]
        asked = urlencode([*query, ("pageToken", token)], safe="*/(),")
        return urlunsplit(parts._replace(query=asked))

    def joined(self, _command: Command, pages: list[Answer]) -> Answer:
        """Return one answer: lists one after the other, scopes merged, those without any left."""
        whole: Answer = {}
        for page in pages:
            for member, value in page.items():
                if member == "items" and isinstance(value, dict):
                    self._merge(whole.setdefault("items", {}), value)
                elif isinstance(value, list) and isinstance(whole.get(member, []), list):
                    gone = member in _UNREACHABLE
                    found = [each for each in value if not gone or self._is_watched(_scope(each))]
                    whole.setdefault(member, []).extend(found)
                elif member != "nextPageToken":
                    whole[member] = value
        return whole

    def _merge(self, scopes: dict[str, Any], more: dict[str, Any]) -> None:
        for scope, found in more.items():
            if not isinstance(found, dict) or not self._is_watched(scope):
                continue
            held = scopes.setdefault(scope, {})
            for member, value in found.items():
                if isinstance(value, list) and isinstance(held.get(member, []), list):
                    held.setdefault(member, []).extend(value)
                elif member != "warning" or _code(value) != _EMPTY:
                    held[member] = value
            if not held:
                del scopes[scope]

    def _is_watched(self, scope: str) -> bool:
        """Tell whether ``regions/us-central1`` or ``zones/us-central1-a`` is to be looked at."""
        regions, (kind, _, place) = self._cloud.regions, scope.partition("/")
        region = place.rpartition("-")[0] if kind == "zones" else place
        return not regions or kind not in ("regions", "zones") or region in regions

    def lacks(self, answer: Answer) -> Iterator[str]:
        """Yield each place the API says it could not reach."""
        places: dict[str, str] = {}
        scopes = answer.get("items")
        for scope, found in scopes.items() if isinstance(scopes, dict) else ():
            if "warning" in found:
                places[scope] = _code(found["warning"])
        for member in _UNREACHABLE:
            gone = answer.get(member)
            for place in gone if isinstance(gone, list) else ():
                places.setdefault(str(place), "UNREACHABLE")
        for place, code in places.items():
            yield f"{quoted(place)} is missing from the answer ({code}); the next visit asks again"

    def stranger(self, account: str, _command: Command, answer: Answer) -> str | None:
        """Return what shows that the answer about the project is another project's."""
        if answer.get("kind") != "compute#project":
            return None
        name, service_account_ = answer.get("name"), str(answer.get("defaultServiceAccount", ""))
        if name == account or service_account_.startswith(f"{account}-compute@"):
            return None
        detail = f"the project {quoted(str(name))} answered, not {account!r}; nothing was kept"
        return f"{detail}. Check `account:` and `endpoint:`"

    def is_not_offered(self, command: Command, refused: Refusal) -> bool:
        """Tell whether the project never had the Network Security API."""
        return bool(refused.codes & _DISABLED) and "/compute/" not in command.text


class _Tokens:
    """Access tokens of one google-auth credential, renewed when they are over or refused."""

    def __init__(self, credentials: Any, request: Request) -> None:  # noqa: ANN401  # google's types
        self._credentials, self._request = credentials, request
        self._shown: dict[str, None] = {}

    @property
    def shown(self) -> tuple[str, ...]:
        """Every token given out so far."""
        return tuple(self._shown)

    def current(self) -> str:
        """Return a token that is not over. Raises CollectError."""
        if not self._credentials.valid:
            self._refresh()
        token = str(self._credentials.token)
        self._shown[token] = None
        return token

    def renew(self) -> bool:
        """Get another token; a bare token cannot be renewed."""
        if (
            isinstance(self._credentials, oauth2.Credentials)
            and not self._credentials.refresh_token
        ):
            return False
        self._refresh()
        return True

    def _refresh(self) -> None:
        try:
            self._credentials.refresh(self._request)
        except exceptions.TransportError as error:
            detail = f"no token: the token endpoint cannot be reached ({type(error).__name__})"
            raise CollectError(Reason.UNREACHABLE, detail) from None
        except (*_ODD_FILE, exceptions.GoogleAuthError) as error:
            detail = f"no token was given: {quoted(str(error), 300)}; check the credentials"
            raise CollectError(Reason.AUTH_FAILED, detail) from None


class _Request(Request):
    """google-auth's way to ask, on the visit's session and within its time."""

    def __init__(self, opened: requests.Session, lifeline: Lifeline) -> None:
        super().__init__(session=opened)
        self._lifeline = lifeline

    def __call__(self, *args: Any, **kwargs: Any) -> Any:  # noqa: ANN401  # as inherited
        kwargs["timeout"] = self._lifeline.left(TOKEN_S)
        return super().__call__(*args, **kwargs)  # type: ignore[no-untyped-call]  # google's


def _scope(place: object) -> str:
    """Return the last two parts of a name: ``regions/us-central1``."""
    return "/".join(str(place).split("/")[-2:])


def _code(warning: object) -> str:
    return str(warning.get("code", "")) if isinstance(warning, dict) else ""
