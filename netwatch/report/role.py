"""The role that netwatch asks a Google Cloud project or an Azure subscription in.

It has the rights to read what netwatch reads and no others, in the form the cloud's own tool takes.
Sources: ``gcloud iam roles create --file``, ``az role definition create --role-definition``.
"""

import json

from netwatch.model.document import Document, Look
from netwatch.report._command_set import NoCommandSetError, platform_of

_TITLE = "netwatch reader"
_SAYS = "Reads traffic mirroring for netwatch, and nothing else"


def render(document: Document, look: Look) -> str:
    """Return the definition of the role. Raises NoCommandSetError for another document."""
    del look
    data = document.data
    rights = data.get("rights") if isinstance(data, dict) else None
    if isinstance(rights, list) and platform_of(document, "gcp"):
        return _google(tuple(str(each) for each in rights))
    if isinstance(rights, list) and platform_of(document, "azure"):
        return _azure(tuple(str(each) for each in rights))
    raise NoCommandSetError("role", "the permissions of a Google Cloud or Azure role", "gcp")


def _google(rights: tuple[str, ...]) -> str:
    lines = (f"title: {_TITLE}", f"description: {_SAYS}", "stage: GA", "includedPermissions:")
    return "\n".join((*lines, *(f"- {each}" for each in rights)))


def _azure(rights: tuple[str, ...]) -> str:
    role = {
        "Name": _TITLE,
        "Description": _SAYS,
        "Actions": list(rights),
        "AssignableScopes": ["/subscriptions/SUBSCRIPTION"],
    }
    return json.dumps(role, indent=2)
