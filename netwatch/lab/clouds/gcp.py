"""A simulated Google Cloud project, built from the published schemas of its APIs.

Objects: ``project`` (its id) and ``number``; lists of resources as the APIs give them, under
``packetMirrorings``, ``forwardingRules``, ``instances`` (scoped by their ``region`` or ``zone``),
``mirroringEndpointGroupAssociations``, ``mirroringEndpointGroups``, ``mirroringDeployments``,
``securityProfileGroups``, ``securityProfiles``; ``effectiveFirewalls``, by the name of a network;
``regions``, also those without a resource; ``unreachable``, regions that cannot be reached;
``page``, the largest size of a page; ``faults`` as in ``_server``.

The token endpoint (``/token``, for a service account's key) and the one for impersonation give out
tokens of their own.
"""

from collections.abc import Mapping
from typing import Any

from netwatch.lab.clouds._server import Objects, Reply, RestCloud
from netwatch.model.device import Credentials

CREDENTIALS = Credentials(username="", token="lab-gcp-token")  # noqa: S106  # of a simulated cloud
_KINDS = {
    "packetMirrorings": "compute#packetMirroringAggregatedList",
    "forwardingRules": "compute#forwardingRuleAggregatedList",
    "instances": "compute#instanceAggregatedList",
}
_NOTHING = {"code": "NO_RESULTS_ON_PAGE", "message": "There are no results for this scope."}
_GONE = {"code": "UNREACHABLE", "message": "The scope is unreachable."}


class Cloud(RestCloud):
    """Answers Compute Engine and Network Security on one address, and gives out tokens."""

    def __init__(self, objects: Objects) -> None:
        super().__init__(objects)
        self.tokens.add(CREDENTIALS.token or "")

    def said(self, path: str, query: Mapping[str, str]) -> Reply:
        """Return a project, an aggregated list, a list, a network's firewalls, or one resource."""
        project = str(self.objects.get("project", ""))
        words = path.strip("/").split("/")
        if words[:2] == ["compute", "v1"] and words[2:4] == ["projects", project]:
            return self._compute(words[4:], query)
        if words[0] == "v1":
            return self._security("/".join(words[1:]), query)
        return self.error(404, "notFound", f"The resource {path} was not found")

    def posted(self, path: str, form: Mapping[str, str]) -> Reply:
        """Give out a token for a signed assertion, or for another service account's name."""
        token = f"lab-gcp-token-{len(self.tokens)}"
        if path == "/token" and form.get("assertion"):
            self.tokens.add(token)
            return Reply(said={"access_token": token, "expires_in": 3600, "token_type": "Bearer"})
        if path.endswith(":generateAccessToken"):
            self.tokens.add(token)
            return Reply(said={"accessToken": token, "expireTime": "2099-01-01T00:00:00Z"})
        return Reply(400, {"error": "invalid_grant", "error_description": "Invalid assertion"})

    def error(self, status: int, code: str, message: str = "no") -> Reply:
        """Return Google's error object."""
        detail = {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": code}
        error = {"code": status, "message": message, "status": code, "details": [detail]}
        return Reply(status, {"error": error})

    def next_page(self, url: str, page: int) -> dict[str, str]:
        """Return the token of a page."""
        del url
        return {"nextPageToken": f"page-{page}"}

    def _compute(self, words: list[str], query: Mapping[str, str]) -> Reply:
        if not words:
            account = f"{self.objects.get('number', '')}-compute@developer.gserviceaccount.com"
            name = self.objects["project"]
            return Reply(
                said={"kind": "compute#project", "name": name, "defaultServiceAccount": account}
            )
        if words[0] == "aggregated" and words[1] in _KINDS:
            return self._aggregated(words[1], query)
        firewalls = self.objects.get("effectiveFirewalls") or {}
        if words[:2] == ["global", "networks"] and words[3:] == ["getEffectiveFirewalls"]:
            return Reply(said=firewalls.get(words[2], {}))
        return self.error(404, "notFound", "The resource was not found")

    def _aggregated(self, kind: str, query: Mapping[str, str]) -> Reply:
        held = list(self.objects.get(kind) or ())
        shown, more = self._page(held, query)
        scopes: dict[str, Any] = {
            f"regions/{each}": {"warning": _NOTHING} for each in self.objects.get("regions") or ()
        }
        for each in shown:
            found = scopes.setdefault(_scope(each), {})
            found.pop("warning", None)
            found.setdefault(kind, []).append(each)
        gone = [f"regions/{each}" for each in self.objects.get("unreachable") or ()]
        scopes |= {each: {"warning": _GONE} for each in gone}
        said = {"kind": _KINDS[kind], "items": scopes, **more}
        return Reply(said=said | ({"unreachables": gone} if gone else {}))

    def _security(self, name: str, query: Mapping[str, str]) -> Reply:
        parent, _, kind = name.rpartition("/")
        if parent.startswith(f"projects/{self.objects['project']}/locations/"):
            shown, more = self._page(list(self.objects.get(kind) or ()), query)
            return Reply(said={kind: shown, **more} if shown else {})
        kinds = ("mirroringEndpointGroups", "securityProfileGroups", "securityProfiles")
        held = [each for kind in kinds for each in self.objects.get(kind) or ()]
        found = next((each for each in held if each["name"] == name), None)
        return Reply(said=found) if found else self.error(403, "PERMISSION_DENIED", "denied")

    def _page(
        self, held: list[Mapping[str, Any]], query: Mapping[str, str]
    ) -> tuple[list[Mapping[str, Any]], dict[str, str]]:
        size = int(self.objects.get("page") or 500)
        page = int(query.get("pageToken", "page-1").removeprefix("page-"))
        is_last = page * size >= len(held)
        return held[(page - 1) * size : page * size], {} if is_last else self.next_page(
            "", page + 1
        )


def _scope(resource: Mapping[str, Any]) -> str:
    for kind in ("region", "zone"):
        if kind in resource:
            return f"{kind}s/{str(resource[kind]).rpartition('/')[2]}"
    return "global"
