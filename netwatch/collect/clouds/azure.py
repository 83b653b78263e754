"""Asking an Azure subscription over REST: tokens by azure-identity, pages by ``nextLink``."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from netwatch.collect.clouds._extras import missing

try:
    import requests
    from azure.core.exceptions import AzureError, ClientAuthenticationError
    from azure.core.pipeline.transport import RequestsTransport
    from azure.identity import ClientSecretCredential, DefaultAzureCredential
except ImportError as error:
    raise missing("azure", error) from None

from netwatch.collect.access import CloudAccess
from netwatch.collect.clouds._refusal import Refusal
from netwatch.collect.clouds._rest import Answer, Client, Tokens
from netwatch.collect.clouds._visit import visit
from netwatch.collect.clouds._wire import guarded, is_loopback
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, quoted
from netwatch.model.device import CloudAccount, Device
from netwatch.model.platform import MIRRORS, Command, Platform
from netwatch.model.snapshot import Reason, Snapshot
from netwatch.platforms.azure import BALANCERS, INTERFACES, SUBSCRIPTION, SUBSCRIPTIONS, WATCHERS

MANAGEMENT = "https://management.azure.com"
TOKEN_S = 30.0
_TRIES = 2
# Of what may be many and changes often, only what the reader uses is kept.
_KEPT: dict[str, Any] = {
    INTERFACES: {
        "id": None,
        "location": None,
        "properties": {
            "virtualMachine": {"id": None},
            "ipConfigurations": {"id": None, "properties": {"privateIPAddress": None}},
            "tapConfigurations": {
                "id": None,
                "name": None,
                "properties": {"virtualNetworkTap": {"id": None}},
            },
        },
    },
    BALANCERS: {
        "id": None,
        "properties": {
            "frontendIPConfigurations": {"id": None, "properties": {"privateIPAddress": None}}
        },
    },
    WATCHERS: {"id": None, "location": None},
}
_PLACED = frozenset((MIRRORS, INTERFACES, WATCHERS))


def collect(device: Device, platform: Platform, access: CloudAccess, *, now: datetime) -> Snapshot:
    """Ask ``device``, a subscription, everything ``platform`` lists.

    ``now`` becomes ``taken_at``. Never raises for what a cloud or a network does.
    """
    return visit(device, platform, access, Azure, now=now)


class Azure:
    """The manners of the Resource Manager, for one subscription."""

    def __init__(self, device: Device, access: CloudAccess) -> None:
        self._cloud = device.cloud or CloudAccount()
        self._access = access
        self._endpoint = guarded(self._cloud.endpoint or MANAGEMENT)

    def tokens(self, opened: requests.Session, lifeline: Lifeline) -> Tokens:
        """Return who asks: a token, a client and its secret, or what the environment offers.

        Raises CollectError.
        """
        given = self._access.credentials
        if given is not None and given.token:
            return _Bare(given.token)
        audience = MANAGEMENT if is_loopback(self._endpoint) else self._endpoint
        return _Tokens(lambda: self._credential(opened, lifeline), f"{audience}/.default")

    def _credential(self, opened: requests.Session, lifeline: Lifeline) -> Any:  # noqa: ANN401  # one of two
        given, left = self._access.credentials, lifeline.left(TOKEN_S)
        manners: dict[str, Any] = {
            "transport": RequestsTransport(session=opened, session_owner=False),
            "connection_timeout": left,
            "read_timeout": left,
            "retry_total": _TRIES,
            "logging_enable": False,
            # The environment's AZURE_AUTHORITY_HOST may name a national cloud's directory.
            "disable_instance_discovery": True,
        }
        if given is None:
            return DefaultAzureCredential(**manners)
        if not (given.username and given.password and self._cloud.tenant):
            raise ValueError(
                "give `username:` (the client id), `password:` (its secret) and `tenant:`, or "
                "`token:`, or no credentials at all"
            )
        return ClientSecretCredential(self._cloud.tenant, given.username, given.password, **manners)

    def account(self, client: Client) -> str:
        """Return the subscription: the inventory's, else the only one the credentials see."""
        if self._cloud.account:
            return self._cloud.account
        found = [
            str(each["subscriptionId"])
            for page in client.pages(SUBSCRIPTIONS)
            for each in _listed(page)
            if isinstance(each, dict) and "subscriptionId" in each
        ]
        if len(found) != 1:
            detail = f"the credentials see {len(found)} subscriptions; write `account: ID`"
            raise CollectError(Reason.WRONG_DEVICE, detail)
        return found[0]

    def base(self, path: str) -> str:
        """Return the Resource Manager's address."""
        del path
        return self._endpoint

    def following(self, url: str, answer: Answer) -> str | None:
        """Return the link to the next page, if it leads to the same question."""
        link = answer.get("nextLink")
        if not isinstance(link, str) or not link:
            return None
        here, there = urlsplit(url), urlsplit(link)
        is_same = (here.scheme, here.netloc) == (there.scheme, there.netloc)
        if not is_same or here.path.casefold() != there.path.casefold():
            where = quoted(f"{there.scheme}://{there.netloc}{there.path}")
            detail = f"the next page is said to be at {where}, which is not this question"
            raise CollectError(Reason.INCOMPLETE, detail, f"GET {here.path}?{here.query}")
        return link

    def joined(self, command: Command, pages: list[Answer]) -> Answer:
        """Return one answer: the lists one after the other, by id, of the regions watched."""
        if not any("value" in each for each in pages):
            return {key: value for page in pages for key, value in page.items()}
        found = [each for page in pages for each in _listed(page)]
        if command.topic in _PLACED:
            found = [each for each in found if self._is_watched(each)]
        kept = _KEPT.get(command.topic)
        shown = [_without_etag(each) if kept is None else _only(each, kept) for each in found]
        return {"value": sorted(shown, key=_place)}

    def _is_watched(self, resource: Any) -> bool:  # noqa: ANN401  # JSON
        if not isinstance(resource, dict):
            return True
        regions = {each.casefold() for each in self._cloud.regions}
        return not regions or str(resource.get("location", "")).casefold() in regions

    def lacks(self, answer: Answer) -> Iterator[str]:
        """Yield nothing: the Resource Manager answers whole or not at all."""
        del answer
        yield from ()

    def stranger(self, account: str, command: Command, answer: Answer) -> str | None:
        """Return what shows that another subscription answered."""
        told = str(answer.get("subscriptionId", ""))
        if command.topic != SUBSCRIPTION or told.casefold() == account.casefold():
            return None
        detail = f"the subscription {quoted(told)} answered, not {account!r}; nothing was kept"
        return f"{detail}. Check `account:` and `endpoint:`"

    def is_not_offered(self, command: Command, refused: Refusal) -> bool:
        """Tell whether there is nothing of the kind: never said of a network question."""
        del command, refused
        return False


class _Bare:
    """A token that somebody else got, and nobody here can renew."""

    def __init__(self, token: str) -> None:
        self._token = token

    @property
    def shown(self) -> tuple[str, ...]:
        """Return the token."""
        return (self._token,)

    def current(self) -> str:
        """Return the token."""
        return self._token

    def renew(self) -> bool:
        """Tell that there is no other."""
        return False


class _Tokens:
    """Access tokens of azure-identity; a credential keeps them until they are over or refused."""

    def __init__(self, make: Callable[[], Any], scope: str) -> None:
        self._make, self._scope = make, scope
        self._credential: Any = None
        self._shown: dict[str, None] = {}

    @property
    def shown(self) -> tuple[str, ...]:
        """Every token given out so far."""
        return tuple(self._shown)

    def current(self) -> str:
        """Return a token that is not over. Raises CollectError."""
        try:
            if self._credential is None:
                self._credential = self._make()
            token = str(self._credential.get_token(self._scope).token)
        except (ClientAuthenticationError, ValueError) as error:
            detail = f"no token was given: {quoted(str(error), 300)}; check the credentials"
            raise CollectError(Reason.AUTH_FAILED, detail) from None
        except AzureError as error:
            detail = f"no token: the directory cannot be reached ({type(error).__name__})"
            raise CollectError(Reason.UNREACHABLE, detail) from None
        self._shown[token] = None
        return token

    def renew(self) -> bool:
        """Forget the credential with the tokens it keeps."""
        self._credential = None
        return True


def _listed(page: Answer) -> list[Any]:
    found = page.get("value")
    return found if isinstance(found, list) else []


def _place(resource: Any) -> str:  # noqa: ANN401  # JSON
    return str(resource.get("id", "")).casefold() if isinstance(resource, dict) else ""


def _without_etag(resource: Any) -> Any:  # noqa: ANN401  # JSON
    if not isinstance(resource, dict):
        return resource
    return {key: value for key, value in resource.items() if key != "etag"}


def _only(found: Any, kept: Any) -> Any:  # noqa: ANN401  # JSON
    """Return ``found`` with the members of ``kept`` alone; lists element by element."""
    if isinstance(found, list):
        return [_only(each, kept) for each in found]
    if not isinstance(found, dict) or kept is None:
        return found
    return {key: _only(found[key], inner) for key, inner in kept.items() if key in found}
