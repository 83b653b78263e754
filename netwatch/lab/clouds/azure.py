"""A simulated Azure subscription, built from the published specification of its APIs.

Objects: ``subscription`` (its id) and ``tenant``; lists of resources as the API gives them, under
``virtualNetworkTaps``, ``networkInterfaces``, ``networkWatchers``, ``loadBalancers``;
``packetCaptures`` by the name of a watcher, ``tapConfigurations`` by the name of an interface;
``page``, the largest size of a page; ``faults`` as in ``_server``.

The directory's token endpoint (``/TENANT/oauth2/v2.0/token``) is served as well; its clients speak
TLS only, so for them the cloud is opened with ``tls``.
"""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from netwatch.lab.clouds._server import Objects, Reply, RestCloud
from netwatch.model.device import Credentials

CREDENTIALS = Credentials(username="", token="lab-azure-token")  # noqa: S106  # of a simulated cloud
CLIENT_SECRET = "lab-azure-client-secret"  # noqa: S105  # of a simulated cloud
_LISTS = ("virtualNetworkTaps", "networkInterfaces", "networkWatchers", "loadBalancers")
_OF_ONE = ("packetCaptures", "tapConfigurations")
_PARENTS = 9  # the words of the path of a resource in a group


class Cloud(RestCloud):
    """Answers the Resource Manager and the directory on one address."""

    def __init__(self, objects: Objects, tls: Any = None) -> None:  # noqa: ANN401  # as inherited
        super().__init__(objects, tls)
        self.tokens.add(CREDENTIALS.token or "")

    def said(self, path: str, query: Mapping[str, str]) -> Reply:
        """Return a subscription, a list of its resources, or what belongs to one of them."""
        if "api-version" not in query:
            return self.error(400, "MissingApiVersionParameter", "The api-version is required.")
        words = path.strip("/").casefold().split("/")
        own = str(self.objects.get("subscription", "")).casefold()
        about = {
            "subscriptionId": own,
            "tenantId": self.objects.get("tenant", ""),
            "state": "Enabled",
        }
        if words == ["subscriptions"]:
            return Reply(said={"value": [about]})
        if words[:2] != ["subscriptions", own]:
            return self.error(404, "SubscriptionNotFound", "The subscription was not found.")
        if len(words) == 2:  # noqa: PLR2004  # the subscription itself
            return Reply(said={"id": f"/subscriptions/{own}", **about})
        held = self._held(words)
        if held is None:
            return self.error(404, "ResourceNotFound", "The resource was not found.")
        return Reply(said=self._page(held, path, query))

    def public(self, path: str) -> Reply | None:
        """Return what the directory says of itself, which its clients ask first."""
        if not path.endswith("/v2.0/.well-known/openid-configuration"):
            return None
        home = f"{self.endpoint}{path.removesuffix('/v2.0/.well-known/openid-configuration')}"
        return Reply(
            said={
                "issuer": f"{home}/v2.0",
                "token_endpoint": f"{home}/oauth2/v2.0/token",
                "authorization_endpoint": f"{home}/oauth2/v2.0/authorize",
            }
        )

    def posted(self, path: str, form: Mapping[str, str]) -> Reply:
        """Give out a token for the client's secret."""
        if not path.endswith("/oauth2/v2.0/token") or form.get("client_secret") != CLIENT_SECRET:
            return Reply(401, {"error": "invalid_client", "error_description": "AADSTS7000215"})
        token = f"lab-azure-token-{len(self.tokens)}"
        self.tokens.add(token)
        return Reply(said={"token_type": "Bearer", "expires_in": 3599, "access_token": token})

    def error(self, status: int, code: str, message: str = "no") -> Reply:
        """Return the Resource Manager's error object."""
        return Reply(status, {"error": {"code": code, "message": message}})

    def next_page(self, url: str, page: int) -> dict[str, str]:
        """Return the link to a page."""
        return {"nextLink": f"{url}{'&' if '?' in url else '?'}$skiptoken={page}"}

    def _held(self, words: list[str]) -> list[Mapping[str, Any]] | None:
        kind, names = words[-1], {each.casefold(): each for each in (*_LISTS, *_OF_ONE)}
        if kind not in names:
            return None
        found = self.objects.get(names[kind]) or ()
        if names[kind] in _LISTS:
            return list(found)
        parent = words[-2] if len(words) == _PARENTS else ""
        by_name = {str(name).casefold(): each for name, each in dict(found).items()}
        return list(by_name.get(parent) or ())

    def _page(
        self, held: list[Mapping[str, Any]], path: str, query: Mapping[str, str]
    ) -> dict[str, Any]:
        size, page = int(self.objects.get("page") or 500), int(query.get("$skiptoken", "1"))
        shown = held[(page - 1) * size : page * size]
        if page * size >= len(held):
            return {"value": shown}
        kept = {name: value for name, value in query.items() if name != "$skiptoken"}
        link = f"{self.endpoint}{path}?{urlencode(kept)}"
        return {"value": shown, **self.next_page(link, page + 1)}
