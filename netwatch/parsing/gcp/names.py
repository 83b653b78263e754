"""Names of Google Cloud resources: one spelling for URLs, partial URLs, and project numbers.

Sources: the Compute Engine API (self links), google.aip.dev/122 (resource names), and the form of
the default service account, ``NUMBER-compute@developer.gserviceaccount.com``.
"""

import re
from dataclasses import dataclass

_BEGINS = re.compile(r"(?:^|/)((?:projects|organizations|folders)/.+)$")
_PROJECT = re.compile(r"projects/([^/]{1,255})/")
_SERVICE_ACCOUNT = re.compile(r"([0-9]{6,20})-compute@developer\.gserviceaccount\.com")


@dataclass(frozen=True, slots=True)
class Project:
    """The project that was asked: its id, and its number, either ``""`` where nobody said."""

    id: str = ""
    number: str = ""

    def name_of(self, url: str) -> str:
        """Return ``url`` from ``projects/`` (or ``organizations/``) on, the own number as id."""
        found = _BEGINS.search(url)
        name = found[1] if found else url
        own = f"projects/{self.number}/"
        if self.id and self.number and name.startswith(own):
            return f"projects/{self.id}/{name.removeprefix(own)}"
        return name

    def owner_of(self, name: str) -> str | None:
        """Return the project in a name that ``name_of`` gave; the own one where none is named."""
        found = _PROJECT.match(name)
        return found[1] if found else self.id or None


def number_in(service_account: str) -> str:
    """Return the project number in the name of a default service account, ``""`` without one."""
    found = _SERVICE_ACCOUNT.fullmatch(service_account)
    return found[1] if found else ""


def last(name: str) -> str:
    """Return the last part of a name."""
    return name.rstrip("/").rpartition("/")[2]


def part(name: str, collection: str) -> str:
    """Return what follows ``collection/`` in a name, ``""`` when it is not there."""
    found = re.search(rf"(?:^|/){collection}/([^/]{{1,255}})", name)
    return found[1] if found else ""
