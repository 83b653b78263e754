"""The inventory of a running fleet, in netwatch's own format, and the secrets it refers to."""

from collections.abc import Iterable, Mapping
from typing import Any

import yaml

from netwatch.lab.cloud import CloudFleet, credentials_for
from netwatch.lab.fleet import LOOPBACK
from netwatch.lab.spec import CloudSpec, Crypto, DeviceSpec, Login, LoginMethod

_CLOUD_SECRETS = ("password", "token")
_LEGACY = {
    "kex": ["diffie-hellman-group14-sha1"],
    "ciphers": ["aes128-cbc"],
    "host_keys": ["ssh-rsa"],
}


def environment(specs: Iterable[DeviceSpec], clouds: Iterable[CloudSpec] = ()) -> dict[str, str]:
    """Return the environment variables that the inventory's credentials refer to."""
    wanted: dict[str, str] = {}
    for number, login in enumerate(_logins(specs)):
        if login.password is not None:
            wanted[_variable("PASSWORD", number)] = login.password
        if login.enable is not None:
            wanted[_variable("ENABLE", number)] = login.enable
    for platform in {each.platform for each in clouds}:
        given = credentials_for(platform)
        for secret in _CLOUD_SECRETS:
            if value := getattr(given, secret):
                wanted[_cloud_variable(platform, secret)] = value
    return wanted


def inventory_yaml(
    specs: Iterable[DeviceSpec],
    ports: Mapping[str, int],
    private_keys: Mapping[str, str] | None = None,
    clouds: CloudFleet | None = None,
) -> str:
    """Return the inventory of ``specs`` served at ``ports`` on loopback, and of ``clouds``.

    Secrets are references to ``environment``; ``private_keys`` gives a device's key file, which
    then gets credentials of its own. A device that forwards and answers nothing is a jump host.
    """
    specs = tuple(specs)
    logins = _logins(specs)
    keys = private_keys or {}
    credentials = {_name(number): _credentials(each, number) for number, each in enumerate(logins)}
    devices: list[dict[str, Any]] = []
    jump_hosts: list[dict[str, Any]] = []
    for spec in specs:
        number = logins.index(spec.scenes[0][1].login)
        entry = _device(spec, ports[spec.name], _name(number))
        if spec.name in keys:
            entry["credentials"] = f"{spec.name}-key"
            credentials[f"{spec.name}-key"] = {
                **_credentials(logins[number], number),
                "private_key": keys[spec.name],
            }
        (jump_hosts if _only_forwards(spec) else devices).append(entry)
    for hop in jump_hosts:
        del hop["platform"]
    accounts = clouds.specs if clouds else ()
    credentials |= {f"lab-{each.platform}": _cloud_credentials(each.platform) for each in accounts}
    content = {
        "defaults": {"host_key": "accept-new", "credentials": _name(0)},
        "credentials": credentials,
        "jump_hosts": jump_hosts,
        "devices": devices,
        "clouds": [_cloud(each, clouds.endpoints[each.name]) for each in accounts if clouds],
    }
    return yaml.safe_dump(content, sort_keys=False)


def _only_forwards(spec: DeviceSpec) -> bool:
    return spec.scenes[0][1].forwards and not any(scene.answers for _, scene in spec.scenes)


def _logins(specs: Iterable[DeviceSpec]) -> list[Login]:
    return list(dict.fromkeys(spec.scenes[0][1].login for spec in specs))


def _name(number: int) -> str:
    return "lab" if number == 0 else f"lab-{number + 1}"


def _variable(kind: str, number: int) -> str:
    return f"NETWATCH_LAB_{kind}" if number == 0 else f"NETWATCH_LAB_{kind}_{number + 1}"


def _credentials(login: Login, number: int) -> dict[str, Any]:
    entry: dict[str, Any] = {"username": login.username}
    if login.password is not None and set(login.methods) - {LoginMethod.PUBLIC_KEY}:
        entry["password"] = {"env": _variable("PASSWORD", number)}
    if login.enable is not None:
        entry["enable"] = {"env": _variable("ENABLE", number)}
    return entry


def _device(spec: DeviceSpec, port: int, credentials: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": spec.name,
        "address": LOOPBACK,
        "platform": spec.platform,
        "port": port,
        "credentials": credentials,
        "site": spec.site,
        "role": spec.role,
        "tags": list(spec.tags),
        "jump": list(spec.jump),
        "ssh": _LEGACY if spec.scenes[0][1].crypto is Crypto.LEGACY else None,
    }
    return {key: value for key, value in entry.items() if value}


def _cloud(spec: CloudSpec, endpoint: str) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "name": spec.name,
        "platform": spec.platform,
        "account": spec.account,
        "regions": list(spec.regions),
        "tenant": spec.tenant,
        "endpoint": endpoint,
        "credentials": f"lab-{spec.platform}",
    }
    return {key: value for key, value in entry.items() if value}


def _cloud_credentials(platform: str) -> dict[str, Any]:
    given = credentials_for(platform)
    entry: dict[str, Any] = {"username": given.username, "private_key": given.private_key}
    for secret in _CLOUD_SECRETS:
        if getattr(given, secret):
            entry[secret] = {"env": _cloud_variable(platform, secret)}
    return {key: value for key, value in entry.items() if value}


def _cloud_variable(platform: str, secret: str) -> str:
    return f"NETWATCH_LAB_{platform}_{secret}".upper()
