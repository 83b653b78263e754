"""A directory asked over LDAP, as the person who signs in: netwatch has no account of its own.

Only LDAPS, or LDAP with StartTLS before anything is said. Extra ``ldap``.
"""

import contextlib
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from netwatch.identity.errors import DirectoryError

_TIMEOUT_S = 10
_MOST_GROUPS = 1000
_GROUPS = "(|(member={dn})(uniqueMember={dn}))"

Connect = Callable[["Directory", str, str], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Directory:
    """A directory; ``user`` and ``filter`` hold ``{name}``. ``ca`` signed its certificate."""

    url: str
    user: str
    base: str
    filter: str
    ca: Path | None = None


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody in the directory: the distinguished name, and those of their groups."""

    name: str
    groups: tuple[str, ...]


def find(
    directory: Directory, name: str, password: str, connect: Connect | None = None
) -> Entry | None:
    """Return the entry of whoever has this name and password, None when the directory refuses.

    Raises DirectoryError when it cannot be asked.
    """
    try:
        from ldap3.core.exceptions import LDAPException
    except ImportError:
        raise DirectoryError(
            "LDAP needs its library: run pip install 'netwatch-drift[ldap]'"
        ) from None
    # RFC 4513, 5.1.2: a bind with a name and no password succeeds and proves nothing.
    if not password or not name:
        return None
    try:
        connection = (connect or _connect)(directory, _user(directory, name), password)
        try:
            return _entry(connection, directory, name) if connection.bind() else None
        finally:
            _leave(connection)
    except (LDAPException, OSError, ssl.SSLError) as error:
        raise DirectoryError(
            f"the directory {directory.url} cannot be asked ({type(error).__name__}); check "
            "ldap_url, ldap_ca and the directory itself"
        ) from None


def _connect(directory: Directory, user: str, password: str) -> Any:  # noqa: ANN401  # ldap3 has no types
    from ldap3 import AUTO_BIND_NONE, Connection, Server, Tls
    from ldap3.core.exceptions import LDAPException

    if not directory.url.startswith(("ldaps://", "ldap://")):
        raise DirectoryError("setting ldap_url: write ldaps://host or ldap://host (StartTLS)")
    tls = Tls(
        validate=ssl.CERT_REQUIRED,
        ca_certs_file=None if directory.ca is None else str(directory.ca),
    )
    server = Server(directory.url, tls=tls, connect_timeout=_TIMEOUT_S, get_info=None)
    connection = Connection(
        server,
        user=user,
        password=password,
        auto_bind=AUTO_BIND_NONE,
        receive_timeout=_TIMEOUT_S,
        read_only=True,
        auto_referrals=False,
    )
    try:
        connection.open()
    except LDAPException:
        _leave(connection)
        raise
    if directory.url.startswith("ldap://") and not _start_tls(connection):
        _leave(connection)
        raise DirectoryError(f"no StartTLS with {directory.url}; check ldap_ca, or use ldaps://")
    return connection


def _leave(connection: Any) -> None:  # noqa: ANN401  # as above
    from ldap3.core.exceptions import LDAPException

    held = getattr(connection, "socket", None)
    with contextlib.suppress(LDAPException, OSError):
        connection.unbind()
    # A connection that failed is not closed by unbind.
    if held is not None:
        with contextlib.suppress(OSError):
            held.close()


def _start_tls(connection: Any) -> bool:  # noqa: ANN401  # as above
    from ldap3.core.exceptions import LDAPException

    try:
        return bool(connection.start_tls())
    except LDAPException:
        return False


def _user(directory: Directory, name: str) -> str:
    from ldap3.utils.dn import escape_rdn

    return directory.user.replace("{name}", escape_rdn(name) if "=" in directory.user else name)


def _entry(connection: Any, directory: Directory, name: str) -> Entry | None:  # noqa: ANN401  # as above
    from ldap3.utils.conv import escape_filter_chars

    wanted = directory.filter.replace("{name}", escape_filter_chars(name))
    found = _search(connection, directory.base, wanted, ["memberOf"], most=2)
    if len(found) != 1:
        return None
    entry = found[0]
    dn = str(entry["dn"])
    told = entry.get("attributes", {}).get("memberOf") or []
    groups = [told] if isinstance(told, str) else list(told)
    about = _GROUPS.replace("{dn}", escape_filter_chars(dn))
    listed = _search(connection, directory.base, about, ["1.1"], most=_MOST_GROUPS)
    return Entry(dn, tuple(dict.fromkeys(map(str, (*groups, *(each["dn"] for each in listed))))))


def _search(
    connection: Any,  # noqa: ANN401  # as above
    base: str,
    wanted: str,
    attributes: list[str],
    *,
    most: int,
) -> list[Any]:
    from ldap3 import SUBTREE

    connection.search(
        base, wanted, SUBTREE, attributes=attributes, size_limit=most, time_limit=_TIMEOUT_S
    )
    return [each for each in connection.response or () if each.get("type") == "searchResEntry"]
