"""The native inventory: YAML, checked by pydantic, given out as frozen values."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError

from netwatch.inventory.errors import InventoryError
from netwatch.inventory.source_settings import SourceModel
from netwatch.inventory.synced_file import read_synced, synced_path
from netwatch.inventory.yaml_text import Lines, line_of, load
from netwatch.model.device import (
    CloudAccount,
    Copying,
    Device,
    HostKeyPolicy,
    NetconfServer,
    Probe,
    SnmpAgent,
    SnmpVersion,
    SshAlgorithms,
    Window,
)
from netwatch.model.inventory import CredentialRefs, Inventory, SecretRef, SecretSource
from netwatch.model.source import SourceSettings

_SECRETS = ("password", "passphrase", "enable", "community", "privacy", "token")
_ALTERNATIVES = (
    "{env: NAME}, {file: /run/secrets/name}, {keyring: service/name}, {command: 'pass show x'}, "
    "{systemd: NAME} or {vault: path#field}"
)

_SYNCED = ("name", "address", "platform", "port", "site", "role", "credentials")
Name = Annotated[str, Field(min_length=1, max_length=255, pattern=r"^[\w][\w.:@-]*$")]


_COPYING = Copying()
_HOUR = r"(?:[01]\d|2[0-3]):[0-5]\d"
Hours = Annotated[str, Field(pattern=rf"^{_HOUR}-{_HOUR}$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Secret(_Strict):
    env: str | None = None
    file: str | None = None
    keyring: str | None = None
    command: str | None = None
    vault: str | None = None
    systemd: str | None = None

    def ref(self) -> SecretRef:
        given = [(key, value) for key, value in self.model_dump().items() if value is not None]
        if len(given) != 1:
            raise ValueError(f"give exactly one of {_ALTERNATIVES}")
        return SecretRef(SecretSource(given[0][0]), given[0][1])


class _Credentials(_Strict):
    username: str | None = None
    password: _Secret | None = None
    private_key: str | None = None
    passphrase: _Secret | None = None
    enable: _Secret | None = None
    community: _Secret | None = None
    privacy: _Secret | None = None
    token: _Secret | None = None

    @field_validator(*_SECRETS, mode="before")
    @classmethod
    def _refuse_plain(cls, value: object) -> object:
        if isinstance(value, str | int):
            raise PydanticCustomError(
                "plain_secret", f"a secret must not stand in this file; use {_ALTERNATIVES}"
            )
        return value


class _Ssh(_Strict):
    kex: tuple[str, ...] = ()
    ciphers: tuple[str, ...] = ()
    host_keys: tuple[str, ...] = ()


class _Snmp(_Strict):
    credentials: str
    version: Annotated[SnmpVersion, BeforeValidator(str)] = SnmpVersion.V3
    port: Annotated[int, Field(ge=1, le=65535)] = 161
    auth: Literal["md5", "sha", "sha224", "sha256", "sha384", "sha512"] = "sha256"
    privacy: Literal["des", "aes128", "aes192", "aes256", "aes192-cisco", "aes256-cisco"] = "aes128"


class _Netconf(_Strict):
    port: Annotated[int, Field(ge=1, le=65535)] = 830
    credentials: str | None = None


class _Defaults(_Strict):
    port: Annotated[int, Field(ge=1, le=65535)] = 22
    credentials: str = "default"
    host_key: HostKeyPolicy = HostKeyPolicy.ACCEPT_NEW
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    jump: tuple[str, ...] = ()
    ssh: _Ssh = _Ssh()
    timeout: Annotated[float, Field(gt=0, le=86400)] = 180.0
    probes: tuple[Probe, ...] = ()
    fetch_image: bool = False
    fetch_rate: Annotated[int, Field(ge=1000)] = _COPYING.rate
    fetch_window: Hours = "01:00-05:00"
    fetch_max_size: Annotated[int, Field(ge=1)] = _COPYING.max_bytes
    fetch_timeout: Annotated[float, Field(gt=0, le=86400)] = _COPYING.timeout_s


class _Host(_Strict):
    name: Name
    address: Annotated[str, Field(min_length=1, max_length=255)]
    port: Annotated[int, Field(ge=1, le=65535)] | None = None
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] | None = None
    credentials: str | None = None
    host_key: HostKeyPolicy | None = None
    jump: tuple[str, ...] | None = None
    ssh: _Ssh | None = None
    timeout: Annotated[float, Field(gt=0, le=86400)] | None = None
    probes: tuple[Probe, ...] | None = None
    fetch_image: bool | None = None
    fetch_rate: Annotated[int, Field(ge=1000)] | None = None
    fetch_window: Hours | None = None
    fetch_max_size: Annotated[int, Field(ge=1)] | None = None
    fetch_timeout: Annotated[float, Field(gt=0, le=86400)] | None = None


class _Device(_Host):
    platform: Name
    second_account: str | None = None
    snmp: _Snmp | None = None
    netconf: _Netconf | None = None


class _Cloud(_Strict):
    name: Name
    platform: Name
    account: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    regions: tuple[Name, ...] = ()
    endpoint: Annotated[str, Field(pattern=r"^https?://[^\s/]{1,255}/?$")] | None = None
    assume_role: str | None = None
    external_id: str | None = None
    tenant: str | None = None
    credentials: str | None = None
    site: str | None = None
    role: str | None = None
    tags: tuple[str, ...] = ()
    timeout: Annotated[float, Field(gt=0, le=86400)] = 300.0

    def device(self) -> Device:
        return Device(
            name=self.name,
            address=self.account or self.name,
            platform=self.platform,
            site=self.site,
            role=self.role,
            tags=self.tags,
            credentials=self.credentials or "",
            timeout_s=self.timeout,
            cloud=CloudAccount(
                account=self.account,
                regions=self.regions,
                endpoint=self.endpoint,
                assume_role=self.assume_role,
                external_id=self.external_id,
                tenant=self.tenant,
            ),
        )


class _File(_Strict):
    sources: tuple[SourceModel, ...] = ()
    defaults: _Defaults = _Defaults()
    credentials: dict[str, _Credentials] = {}
    jump_hosts: tuple[_Host, ...] = ()
    devices: tuple[_Device, ...] = ()
    clouds: tuple[_Cloud, ...] = ()


def read_inventory(path: Path) -> Inventory:
    """Return the inventory in ``path``.

    Raises InventoryError, naming file, line and remedy, for anything that is not right: a
    secret in the file, an unknown key, a duplicate name, a jump host nobody defines.
    """
    parsed, lines = _parsed(path)
    by_hand = (
        *(_watched(each, parsed.defaults) for each in parsed.devices),
        *(each.device() for each in parsed.clouds),
    )
    inventory = Inventory(
        source=str(path),
        devices=(*by_hand, *_from_sources(path, parsed, {each.name for each in by_hand})),
        jump_hosts=tuple(_device(each, "linux", parsed.defaults) for each in parsed.jump_hosts),
        credentials=tuple(
            _credentials(path, name, each, lines) for name, each in parsed.credentials.items()
        ),
    )
    _cross_check(inventory, lines)
    return inventory


def read_sources(path: Path) -> tuple[SourceSettings, ...]:
    """Return the sources that the inventory in ``path`` names. Raises InventoryError."""
    parsed, lines = _parsed(path)
    return tuple(
        replace(each.settings(path.parent), line=line_of(lines, ("sources", index)))
        for index, each in enumerate(parsed.sources)
    )


def hand_written(path: Path) -> set[str]:
    """Return the names of what people wrote into the inventory. Raises InventoryError."""
    parsed, _ = _parsed(path)
    hosts = {each.name for each in (*parsed.devices, *parsed.jump_hosts)}
    return hosts | {each.name for each in parsed.clouds}


def _parsed(path: Path) -> tuple[_File, Lines]:
    data, lines = load(path, kind="inventory")
    try:
        return _File.model_validate(data or {}), lines
    except ValidationError as error:
        raise InventoryError(_explain(path, error, lines)) from None


def _from_sources(path: Path, parsed: _File, by_hand: set[str]) -> Iterator[Device]:
    """Yield what the last sync wrote, without what is written by hand, which counts."""
    if not parsed.sources:
        return
    hops = {each.name for each in parsed.jump_hosts}
    for each in read_synced(synced_path(path)):
        if each.device.name not in by_hand | hops:
            given = {field: getattr(each.device, field) for field in _SYNCED}
            tags = each.device.tags or None
            yield _watched(_Device.model_validate({**given, "tags": tags}), parsed.defaults)


def _explain(path: Path, error: ValidationError, lines: Lines) -> str:
    said = []
    for each in error.errors(include_url=False)[:5]:
        where = tuple(part for part in each["loc"] if part != "frozen")
        line = line_of(lines, where)
        message = each["msg"].removeprefix("Value error, ")
        if each["type"] == "extra_forbidden":
            message = "unknown key; see inventory.example.yaml for the ones there are"
        said.append(f"{path}:{line}: {'.'.join(map(str, where))}: {message}")
    return "\n".join(said)


def _device(host: _Host, platform: str, defaults: _Defaults) -> Device:
    def own(name: str) -> Any:  # noqa: ANN401  # a field of either model, checked by pydantic
        value = getattr(host, name)
        return getattr(defaults, name) if value is None else value

    ssh: _Ssh = own("ssh")
    return Device(
        name=host.name,
        address=host.address,
        platform=platform,
        port=own("port"),
        site=own("site"),
        role=own("role"),
        tags=own("tags"),
        credentials=own("credentials"),
        host_key=own("host_key"),
        jump=own("jump"),
        ssh=SshAlgorithms(ssh.kex, ssh.ciphers, ssh.host_keys),
        timeout_s=own("timeout"),
        probes=own("probes"),
        copying=Copying(
            wanted=own("fetch_image"),
            rate=own("fetch_rate"),
            window=Window(*map(time.fromisoformat, own("fetch_window").split("-"))),
            max_bytes=own("fetch_max_size"),
            timeout_s=own("fetch_timeout"),
        ),
    )


def _watched(device: _Device, defaults: _Defaults) -> Device:
    return replace(
        _device(device, device.platform, defaults),
        second_account=device.second_account,
        snmp=SnmpAgent(**dict(device.snmp)) if device.snmp else None,
        netconf=NetconfServer(**dict(device.netconf)) if device.netconf else None,
    )


def _credentials(path: Path, name: str, given: _Credentials, lines: Lines) -> CredentialRefs:
    def ref(field: str) -> SecretRef | None:
        secret: _Secret | None = getattr(given, field)
        try:
            return secret.ref() if secret else None
        except ValueError as error:
            line = line_of(lines, ("credentials", name, field))
            raise InventoryError(f"{path}:{line}: credentials.{name}.{field}: {error}") from None

    key = given.private_key
    return CredentialRefs(
        name=name,
        username=given.username or "",
        password=ref("password"),
        private_key=str(Path(key).expanduser()) if key else None,
        passphrase=ref("passphrase"),
        enable=ref("enable"),
        community=ref("community"),
        privacy=ref("privacy"),
        token=ref("token"),
    )


def _cross_check(inventory: Inventory, lines: Lines) -> None:
    seen: set[str] = set()
    credentials = {each.name: each for each in inventory.credentials}
    for where, device in _placed(inventory, lines):
        if device.name in seen:
            raise InventoryError(f"{where}: this name is used twice")
        seen.add(device.name)
        if problem := _unfit(device, credentials):
            raise InventoryError(f"{where}: {problem}")
        missing = [hop for hop in device.jump if inventory.hop(hop) is None]
        if missing:
            raise InventoryError(
                f"{where}: jump host {missing[0]!r} is neither a device nor under `jump_hosts:`"
            )


def _placed(inventory: Inventory, lines: Lines) -> Iterator[tuple[str, Device]]:
    """Yield every entry with its place in the file, for messages."""
    entries = {
        "jump_hosts": inventory.jump_hosts,
        "devices": tuple(each for each in inventory.devices if each.cloud is None),
        "clouds": tuple(each for each in inventory.devices if each.cloud is not None),
    }
    for section, hosts in entries.items():
        for index, device in enumerate(hosts):
            line = line_of(lines, (section, index))
            yield f"{inventory.source}:{line}: {device.name}", device


def _unfit(device: Device, credentials: dict[str, CredentialRefs]) -> str | None:
    """Return what is wrong with the credentials that ``device`` names, and what to do."""
    agent = device.snmp
    wanted = [
        (device.credentials, "" if device.cloud else "username"),
        (device.second_account, "username"),
        (agent and agent.credentials, "username" if agent and agent.is_v3 else "community"),
        (device.netconf and device.netconf.credentials, "username"),
    ]
    for name, needed in wanted:
        if name and name not in credentials:
            return f"no credentials named {name!r}; add them under `credentials:`"
        if name and needed and not getattr(credentials[name], needed):
            return f"the credentials {name!r} need a {needed} for this"
    if device.second_account == device.credentials:
        return "second_account must be another account"
    if agent and device.jump:
        return "SNMP does not go over a jump host; leave `snmp:` away"
    return None
