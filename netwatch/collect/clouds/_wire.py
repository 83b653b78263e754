"""HTTP under a visit's limits: every socket is cut when time is up; TLS is always verified."""

import socket
from typing import Any
from urllib.parse import urlsplit

import requests
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool

from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError
from netwatch.model.snapshot import Reason

_LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})


def session(lifeline: Lifeline) -> requests.Session:
    """Return a session without redirects or retries of its own, on sockets ``lifeline`` can cut.

    Proxies and authorities of the environment are honoured; a ``.netrc`` is not (``auth`` of each
    request says who asks).
    """
    opened = requests.Session()
    for scheme in ("https://", "http://"):
        opened.mount(scheme, _Adapter(lifeline))
    return opened


def is_loopback(url: str) -> bool:
    """Tell whether ``url`` leads no further than this machine."""
    return urlsplit(url).hostname in _LOOPBACK


def guarded(endpoint: str) -> str:
    """Return ``endpoint`` without a last slash. Raises CollectError for plain HTTP off loopback."""
    if urlsplit(endpoint).scheme != "https" and not is_loopback(endpoint):
        detail = f"{endpoint} is not https, and a token is sent there; correct `endpoint:`"
        raise CollectError(Reason.UNREACHABLE, detail)
    return endpoint.rstrip("/")


class _Adapter(HTTPAdapter):
    """Hands every socket to the lifeline as it opens."""

    def __init__(self, lifeline: Lifeline) -> None:
        self._lifeline = lifeline
        super().__init__(max_retries=0)

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # as inherited
        super().init_poolmanager(*args, **kwargs)
        self.poolmanager.pool_classes_by_scheme = _pools(self._lifeline)

    def proxy_manager_for(self, proxy: str, **kwargs: Any) -> Any:  # noqa: ANN401  # as inherited
        manager = super().proxy_manager_for(proxy, **kwargs)
        manager.pool_classes_by_scheme = _pools(self._lifeline)
        return manager


def _pools(lifeline: Lifeline) -> dict[str, type[HTTPConnectionPool]]:
    class Plain(HTTPConnection):
        def _new_conn(self) -> socket.socket:
            opened = super()._new_conn()
            lifeline.hold(opened)
            return opened

    class Secure(HTTPSConnection):
        def connect(self) -> None:
            super().connect()
            # Only now: the socket under TLS gave its descriptor away and can no more be cut.
            if self.sock is not None:
                lifeline.hold(self.sock)

    class PlainPool(HTTPConnectionPool):
        ConnectionCls = Plain

    class SecurePool(HTTPSConnectionPool):
        ConnectionCls = Secure

    return {"http": PlainPool, "https": SecurePool}
