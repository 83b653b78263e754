"""boto3 as netwatch uses it: one client a region, nothing asked that the platform does not list."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from netwatch.collect.access import CloudAccess
from netwatch.collect.deadline import Lifeline
from netwatch.collect.errors import CollectError, ForbiddenWriteError
from netwatch.model.device import CloudAccount
from netwatch.model.errors import NetwatchError
from netwatch.model.platform import Platform
from netwatch.model.snapshot import Reason

try:
    import boto3
    from botocore import xform_name
    from botocore.config import Config
    from botocore.exceptions import NoCredentialsError
    from botocore.parsers import ResponseParserError
except ImportError:
    raise NetwatchError(
        "AWS accounts are asked with boto3, which is not installed; "
        "run pip install 'netwatch-drift[aws]'"
    ) from None

from netwatch.collect.clouds import _aws_errors as errors
from netwatch.collect.clouds._aws_answers import Listing
from netwatch.collect.clouds._aws_wire import Wire

_SESSION_NAME = "netwatch"
_HOME = "us-east-1"
_CONNECT_S, _READ_S, _TRIES = 10.0, 30.0, 5
# The most that every one of these operations takes.
_PAGES = {"PageSize": 400}
_BEGIN, _REFUSED = 1024, 300
# The service in a permission's name -> boto3's name of it, where they differ.
_CLIENTS = {"elasticloadbalancing": "elbv2"}


class Clients:
    """The clients of one visit; safe between threads. What fails is raised as CollectError."""

    def __init__(
        self, account: CloudAccount, platform: Platform, access: CloudAccess, lifeline: Lifeline
    ) -> None:
        self._account, self._platform, self._access = account, platform, access
        self._lifeline = lifeline
        self._wire = Wire(lifeline, access.answer_bytes)
        self._lock = threading.Lock()
        self._clients: dict[tuple[str, str], Any] = {}
        self._secrets: set[str] = set()
        self._session: Any = None
        # At its finest botocore logs signed requests, and with them the session token.
        logging.getLogger("botocore").setLevel(logging.INFO)

    def log_in(self) -> None:
        """Find the credentials, and take the account's role where the inventory names one."""
        with self._explaining("the credentials"):
            self._session = self._own_session()
            role = self._account.assume_role
            if role:
                self._session = self._in_role(role)

    def ask(self, command: str) -> dict[str, Any]:
        """Return the answer to ``command``, which takes nothing and has no pages."""
        with self._explaining(command):
            answer: dict[str, Any] = getattr(self._client(command, None), _method(command))()
        return answer

    def listed(
        self, command: str, region: str | None, how: Listing, asked: dict[str, object]
    ) -> list[dict[str, Any]]:
        """Return the objects of every page of the answer to ``command``."""
        found: list[dict[str, Any]] = []
        with self._explaining(command):
            client, name = self._client(command, region), _method(command)
            if not client.can_paginate(name):
                return _array(getattr(client, name)(**asked), how)
            pages = client.get_paginator(name).paginate(**asked, PaginationConfig=_PAGES)
            for number, page in enumerate(pages, 1):
                found += _array(page, how)
                if number == self._access.pages:
                    detail = f"the answer has more than {number} pages; nothing of it is used"
                    raise CollectError(Reason.INCOMPLETE, detail, command)
        return found

    def told(self, detail: str) -> str:
        """Return ``detail`` without the secrets in use."""
        for each in self._secrets:
            detail = detail.replace(each, "<secret>")
        return detail

    def close(self) -> None:
        """Close every connection."""
        self._wire.close()

    @contextmanager
    def _explaining(self, command: str) -> Iterator[None]:
        self._wire.begin()
        try:
            yield
        except errors.MET as error:
            found = errors.explained(error, command)
            found.detail = self.told(found.detail)
            raise found from None

    def _own_session(self) -> Any:  # noqa: ANN401  # boto3 has no types
        """Return a session as whoever the inventory names, else as whoever netwatch runs as."""
        given = self._access.credentials
        if given is None:
            session = boto3.Session()
            found = session.get_credentials()
            if found is None:
                raise NoCredentialsError
            self._remember(found.get_frozen_credentials())
            return session
        if not given.password:
            detail = "the credentials lack the secret access key; give it as `password:`"
            raise CollectError(Reason.AUTH_FAILED, detail)
        return boto3.Session(given.username, given.password, given.token)

    def _in_role(self, role: str) -> Any:  # noqa: ANN401  # boto3 has no types
        asked = {"RoleArn": role, "RoleSessionName": _SESSION_NAME}
        if self._account.external_id:
            asked["ExternalId"] = self._account.external_id
        client = self._client("sts:AssumeRole", None)
        given = client.assume_role(**asked)["Credentials"]
        keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
        self._secrets.update(keys)
        with self._lock:
            self._clients.clear()
        return boto3.Session(*keys)

    def _remember(self, found: Any) -> None:  # noqa: ANN401  # botocore has no types
        held = (found.access_key, found.secret_key, found.token)
        self._secrets.update(each for each in held if each)

    def _client(self, command: str, region: str | None) -> Any:  # noqa: ANN401  # boto3 has no types
        service = command.partition(":")[0]
        region = region or self._home()
        # Clients are safe between threads, making one is not.
        with self._lock:
            if (service, region) not in self._clients:
                self._clients[service, region] = self._made(service, region)
            return self._clients[service, region]

    def _home(self) -> str:
        """Return the region for what is no region's own; it also says which part of AWS it is."""
        return next(iter(self._account.regions), self._session.region_name or _HOME)

    def _made(self, service: str, region: str) -> Any:  # noqa: ANN401  # boto3 has no types
        config = Config(
            connect_timeout=_CONNECT_S,
            read_timeout=min(_READ_S, self._lifeline.limit_s),
            retries={"mode": "standard", "total_max_attempts": _TRIES},
        )
        client = self._session.client(
            _CLIENTS.get(service, service),
            region_name=region,
            endpoint_url=self._account.endpoint,
            config=config,
        )
        guard = partial(self._guard, region)
        client.meta.events.register("before-call", guard)
        client.meta.events.register("before-parse", _demand_answer)
        client.meta.events.register("before-send", self._wire.sender(client, self._ca_bundle()))
        return client

    def _ca_bundle(self) -> str | None:
        bundle: str | None = self._session._session.get_config_variable("ca_bundle")  # noqa: SLF001
        return bundle

    def _guard(self, region: str, model: Any, **_: object) -> None:  # noqa: ANN401  # botocore's
        """Let through what the platform lists; an event handler of every client."""
        name = f"{model.service_model.signing_name}:{model.name}"
        if not any(self._platform.may_send(each) for each in (name, f"{name} {region}")):
            raise ForbiddenWriteError(f"{name} is not on the list of {self._platform.name}")


def _demand_answer(operation_model: Any, response_dict: dict[str, Any], **_: object) -> None:  # noqa: ANN401  # botocore's
    """Refuse what is no answer to this operation; an event handler of every client.

    botocore reads any XML as an empty answer, and an empty answer says that nothing is mirrored.
    """
    begin = bytes(response_dict["body"][:_BEGIN]).decode("utf-8", "replace")
    root = rf"\s*(?:<\?xml[^>]{{0,200}}>\s*)?<{re.escape(operation_model.name)}Response[\s>]"
    if response_dict["status_code"] < _REFUSED and not re.match(root, begin):
        raise ResponseParserError("not an answer to what was asked")


def _array(answer: dict[str, Any], how: Listing) -> list[dict[str, Any]]:
    """Return the objects of one page. Raises ResponseParserError when it has no place for them."""
    if not isinstance(found := answer.get(how.array), list):
        raise ResponseParserError(f"the answer lacks {how.array}")
    return found


def _method(command: str) -> str:
    """Return boto3's name for the operation of ``command``: describe_regions."""
    operation = command.partition(" ")[0].partition(":")[2]
    name: str = xform_name(operation)
    return name
