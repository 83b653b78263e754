"""A simulated AWS account: the operations netwatch asks, over HTTP as boto3 speaks it.

The objects:

- ``account``: its number; ``roles``: role ARN -> the external id it wants, or null
- ``page``: how many objects one page of an answer has at most
- ``regions``: name -> ``status`` (of opting in) and the lists ``sessions``, ``targets``,
  ``filters``, ``interfaces``, ``load_balancers``, ``endpoints``, ``services``, each object with
  the member names of the API
- ``faults``: each with ``at``, a shell glob over ``ec2:DescribeRegions us-east-1``; ``times``, if
  it passes; and ``code`` (with ``status``), an error answer, or ``play``: ``hang``, ``drip``,
  ``garbage``, ``cut``, ``oversize`` (of ``bytes``)

Answers are written from botocore's own models of the services, so they have the published form.
"""

import re
import threading
from collections.abc import Iterator, Mapping
from contextlib import suppress
from fnmatch import fnmatchcase
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self
from urllib.parse import parse_qsl

from netwatch.lab.clouds._aws_xml import error_xml, models, response_xml
from netwatch.model.device import Credentials

CREDENTIALS = Credentials(username="AKIDNETWATCHLAB", password="netwatch-lab-secret")  # noqa: S106  # protects nothing

_ROLE_KEY = "ASIDNETWATCHLAB"
_MAX_BODY = 1_000_000
_SCOPE = re.compile(r"Credential=(?P<key>[^/]+)/\d{8}/(?P<region>[^/]+)/(?P<service>[^/]+)/")
_LISTS = {
    "DescribeTrafficMirrorSessions": ("TrafficMirrorSessions", "sessions"),
    "DescribeTrafficMirrorTargets": ("TrafficMirrorTargets", "targets"),
    "DescribeTrafficMirrorFilters": ("TrafficMirrorFilters", "filters"),
    "DescribeNetworkInterfaces": ("NetworkInterfaces", "interfaces"),
    "DescribeLoadBalancers": ("LoadBalancers", "load_balancers"),
    "DescribeVpcEndpoints": ("VpcEndpoints", "endpoints"),
    "DescribeVpcEndpointServices": ("ServiceDetails", "services"),
}
_NAMES = {
    "network-interface-id": "NetworkInterfaceId",
    "vpc-endpoint-id": "VpcEndpointId",
    "service-name": "ServiceName",
}
_TOKENS = {"ec2": ("NextToken", "NextToken"), "elasticloadbalancing": ("Marker", "NextMarker")}
_STEP_S = 0.05


class Cloud:
    """Serves ``objects`` on loopback while it is open."""

    def __init__(self, objects: Mapping[str, Any]) -> None:
        self._lock = threading.Lock()
        self._asked: list[str] = []
        self.over = threading.Event()
        self.become(objects)
        models()  # read from disk now, not in the first answer

    def __enter__(self) -> Self:
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.cloud = self
        self.endpoint = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": _STEP_S}
        )
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()

    def become(self, objects: Mapping[str, Any]) -> None:
        """Put the account into another stage."""
        with self._lock:
            self._objects = objects
            self._faults = [dict(each) for each in objects.get("faults") or ()]

    @property
    def asked(self) -> tuple[str, ...]:
        """Every question so far: ``ec2:DescribeRegions us-east-1``."""
        with self._lock:
            return tuple(self._asked)

    def fault(self, question: str) -> Mapping[str, Any] | None:
        """Note the question, and return how it goes wrong, if it does."""
        with self._lock:
            self._asked.append(question)
            for each in self._faults:
                if fnmatchcase(question, str(each.get("at", "*"))) and each.get("times") != 0:
                    if "times" in each:
                        each["times"] -= 1
                    return each
        return None

    def answer(self, service: str, region: str, key: str, asked: Mapping[str, str]) -> "_Answer":
        """Return the answer to one request; ``asked`` are its parameters on the wire."""
        operation = asked.get("Action", "")
        if key not in (CREDENTIALS.username, _ROLE_KEY):
            return _refused(service, "InvalidClientTokenId", "The security token is invalid.", 403)
        if operation == "GetCallerIdentity":
            return _whole(service, operation, self._caller(key))
        if operation == "AssumeRole":
            return self._assumed(asked)
        if operation == "DescribeRegions":
            return self._regions(asked)
        if operation in _LISTS:
            return self._listed(service, region, operation, asked)
        return _refused(service, "InvalidAction", f"The action {operation} is not valid.", 400)

    def _caller(self, key: str) -> dict[str, Any]:
        who = "assumed-role/netwatch/netwatch" if key == _ROLE_KEY else "user/netwatch"
        account = str(self._objects["account"])
        return {"UserId": f"{key}:1", "Account": account, "Arn": f"arn:aws:sts::{account}:{who}"}

    def _assumed(self, asked: Mapping[str, str]) -> "_Answer":
        roles, role = self._objects.get("roles") or {}, asked.get("RoleArn", "")
        if role not in roles or roles[role] not in (None, asked.get("ExternalId")):
            said = f"User is not authorized to perform: sts:AssumeRole on resource: {role}"
            return _refused("sts", "AccessDenied", said, 403)
        keys = {
            "AccessKeyId": _ROLE_KEY,
            "SecretAccessKey": "role-secret",
            "SessionToken": "role-token",
        }
        until = {"Expiration": "2099-01-01T00:00:00Z"}
        return _whole("sts", "AssumeRole", {"Credentials": {**keys, **until}})

    def _regions(self, asked: Mapping[str, str]) -> "_Answer":
        wanted = [value for name, value in asked.items() if name.startswith("RegionName.")]
        regions = self._objects.get("regions") or {}
        if strange := next((each for each in wanted if each not in regions), None):
            said = f"Invalid values found for region names: [{strange}]"
            return _refused("ec2", "InvalidParameterValue", said, 400)
        found = [
            {
                "RegionName": name,
                "Endpoint": f"ec2.{name}.amazonaws.com",
                "OptInStatus": (held or {}).get("status", "opt-in-not-required"),
            }
            for name, held in regions.items()
            if not wanted or name in wanted
        ]
        return _whole("ec2", "DescribeRegions", {"Regions": found})

    def _listed(
        self, service: str, region: str, operation: str, asked: Mapping[str, str]
    ) -> "_Answer":
        array, name = _LISTS[operation]
        token_in, token_out = _TOKENS[service]
        held = ((self._objects.get("regions") or {}).get(region) or {}).get(name) or []
        found = [each for each in held if _fits(each, asked)]
        at = int(asked.get(token_in) or 0)
        size = int(self._objects.get("page") or asked.get("MaxResults") or 1000)
        answer: dict[str, Any] = {array: found[at : at + size]}
        if at + size < len(found):
            answer[token_out] = str(at + size)
        return _whole(service, operation, answer)


class _Answer:
    def __init__(self, body: bytes, status: int = 200) -> None:
        self.body, self.status = body, status


def _whole(service: str, operation: str, answer: Mapping[str, Any]) -> _Answer:
    return _Answer(response_xml(service, operation, answer))


def _refused(service: str, code: str, said: str, status: int) -> _Answer:
    return _Answer(error_xml(service, code, said), status)


def _fits(each: Mapping[str, Any], asked: Mapping[str, str]) -> bool:
    """Tell whether an object is among those asked for by a filter on its name."""
    member = _NAMES.get(asked.get("Filter.1.Name", ""))
    wanted = {value for name, value in asked.items() if name.startswith("Filter.1.Value.")}
    return member is None or each.get(member) in wanted


class _Server(ThreadingHTTPServer):
    cloud: Cloud
    daemon_threads = False


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    timeout = 5
    disable_nagle_algorithm = True
    server: _Server

    def do_POST(self) -> None:
        """Answer one request, or do it wrong."""
        length = min(int(self.headers.get("Content-Length") or 0), _MAX_BODY)
        asked = dict(parse_qsl(self.rfile.read(length).decode()))
        scope = _SCOPE.search(self.headers.get("Authorization") or "")
        service, region = (scope["service"], scope["region"]) if scope else ("ec2", "nowhere")
        cloud = self.server.cloud
        fault = cloud.fault(f"{service}:{asked.get('Action')} {region}")
        answer = cloud.answer(service, region, scope["key"] if scope else "", asked)
        with suppress(ConnectionError):
            if fault is None:
                self._send(answer.body, answer.status)
            elif "code" in fault:
                said = str(fault.get("said", "simulated"))
                status = int(fault.get("status", 403))
                self._send(error_xml(service, str(fault["code"]), said), status)
            else:
                self._misbehave(fault, answer.body)

    def _misbehave(self, fault: Mapping[str, Any], body: bytes) -> None:
        self.close_connection = True
        over = self.server.cloud.over
        match fault.get("play"):
            case "hang":
                over.wait()
            case "drip":
                self._head(200, len(body))
                for byte in body:
                    if over.wait(_STEP_S):
                        return
                    self.wfile.write(bytes([byte]))
            case "garbage":
                self._send(b"<html>Welcome to the hotel network</html>", 200)
            case "cut":
                self._head(200, len(body))
                self.wfile.write(body[: len(body) // 2])
            case "oversize":
                self._head(200, int(fault["bytes"]))
                for piece in _blanks(int(fault["bytes"])):
                    self.wfile.write(piece)
            case other:
                raise ValueError(f"no fault named {other!r}")

    def _send(self, body: bytes, status: int) -> None:
        self._head(status, len(body))
        self.wfile.write(body)

    def _head(self, status: int, length: int) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/xml;charset=UTF-8")
        self.send_header("Content-Length", str(length))
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


def _blanks(length: int) -> Iterator[bytes]:
    piece = b" " * 65_536
    for at in range(0, length, len(piece)):
        yield piece[: length - at]
