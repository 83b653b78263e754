"""Settings: command line > environment ``NETWATCH_*`` > ``netwatch.toml`` > default."""

import contextlib
import os
import secrets
from datetime import timedelta
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from platformdirs import user_state_path
from pydantic import Field, ValidationError
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from netwatch.app.settings_people import PeopleSettings
from netwatch.model.errors import NetwatchError

_KEY_BYTES = 32


class SettingsError(NetwatchError):
    """A setting has a value netwatch cannot use."""


class Settings(PeopleSettings):
    """Everything that can be set; each field is also ``NETWATCH_<FIELD>`` in the environment."""

    model_config = SettingsConfigDict(env_prefix="NETWATCH_", extra="ignore", frozen=True)

    inventory: Path = Field(Path("inventory.yaml"), description="what to watch")
    policy: Path | None = Field(None, description="what is allowed; policy.yaml beside inventory")
    alerts: Path | None = Field(
        None, description="who is told of findings; alerts.yaml beside inventory"
    )
    state_dir: Path = Field(
        default_factory=lambda: user_state_path("netwatch"), description="database, key, host keys"
    )
    database_url: str | None = Field(
        None, description="sqlite:///netwatch.db in the state directory"
    )
    secret_key: str | None = Field(
        None, repr=False, description="keys the HMAC of secrets; else a key file in state_dir"
    )
    threads: int = Field(100, ge=1, le=1000, description="devices visited at once")
    per_site: int = Field(100, ge=1, le=1000, description="devices of one site visited at once")
    processes: int | None = Field(
        None, ge=1, le=64, description="collecting processes; by itself one a core for many devices"
    )
    pace_s: float = Field(0.0, ge=0, le=60, description="least time between logins at one site")
    schedule: str = Field("0 2 * * *", description="when serve sweeps, as five cron fields")
    timezone: str = Field("UTC", description="the time zone of the schedule")
    hash_max_age: timedelta = Field(
        timedelta(days=7),
        ge=timedelta(0),
        le=timedelta(days=366),
        description="image hashes are taken again by then though nothing changed; P7D is a week",
    )
    jitter_s: int = Field(0, ge=0, le=3600, description="a sweep starts up to so much later")
    schedules: Path | None = Field(
        None, description="what is done by itself; schedules.yaml beside inventory"
    )
    stale_after: timedelta = Field(
        timedelta(hours=54),
        ge=timedelta(minutes=1),
        le=timedelta(days=366),
        description="a device not seen for longer is a finding; by itself two nights and a morning",
    )
    keep_days: int | None = Field(
        None, ge=1, description="visits older than this are pruned; by itself none are"
    )
    stop_grace_s: float = Field(
        30.0, ge=0, le=3600, description="how long visits in flight may go on when stopping"
    )

    syslog_udp: str | None = Field(None, description="serve hears syslog there: 127.0.0.1:5514")
    syslog_tcp: str | None = Field(None, description="the same over TCP")
    syslog_tls: str | None = Field(None, description="the same over TLS")
    tls_certificate: Path | None = Field(None, description="the server's certificate, as PEM")
    tls_key: Path | None = Field(None, description="its key, readable by netwatch alone")
    syslog_relays: tuple[str, ...] = Field(
        (), description="addresses that pass on other devices' lines; the name in the line counts"
    )
    web: str | None = Field(None, description="serve answers HTTP there: 127.0.0.1:8550")
    web_token: str | None = Field(
        None, repr=False, description="what a webhook must bring; without it none is taken"
    )
    web_behind_proxy: bool = Field(
        False,  # noqa: FBT003  # a default
        description="a proxy in front speaks TLS and lets nobody else reach the address",
    )
    ticket_mapping: Path | None = Field(
        None, description="where a ticket system's webhook keeps what a change window needs"
    )
    traps: str | None = Field(None, description="serve hears SNMP traps there: 127.0.0.1:5162")

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources; no .env file is ever read, it would be a secret at rest."""
        del dotenv_settings, file_secret_settings
        toml = Path(environment().get("NETWATCH_CONFIG", "netwatch.toml"))
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls, toml)

    @property
    def url(self) -> str:
        """Return the database URL, the default one inside the state directory."""
        return self.database_url or f"sqlite:///{self.state_dir.absolute() / 'netwatch.db'}"

    @property
    def console_url(self) -> str | None:
        """Return where browsers find the console, None when `serve` answers no HTTP."""
        if self.public_url or not self.web:
            return self.public_url
        at = f"127.0.0.1{self.web}" if self.web.startswith(":") else self.web
        return f"{'https' if self.tls_certificate else 'http'}://{at}"

    @property
    def policy_path(self) -> Path:
        """Return where the policy is looked for when none is named."""
        return self.policy or self.inventory.parent / "policy.yaml"

    @property
    def alerts_path(self) -> Path:
        """Return where the receivers of alerts are looked for when no file is named."""
        return self.alerts or self.inventory.parent / "alerts.yaml"

    @property
    def schedules_path(self) -> Path:
        """Return where the schedules are looked for when no file is named."""
        return self.schedules or self.inventory.parent / "schedules.yaml"

    @property
    def zone(self) -> ZoneInfo:
        """Return the time zone of the schedule. Raises SettingsError."""
        try:
            return ZoneInfo(self.timezone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise SettingsError(f"setting timezone: no time zone {self.timezone!r}") from None


def cores() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def environment() -> dict[str, str]:
    """Return the process environment: the only place that reads it."""
    return dict(os.environ)  # noqa: TID251  # the one place


def load_settings(**given: Any) -> Settings:  # noqa: ANN401  # pydantic checks them
    """Return the settings; ``given`` are command-line values, None meaning "not given".

    Raises SettingsError naming the setting and what is wrong with it.
    """
    try:
        return Settings(**{key: value for key, value in given.items() if value is not None})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        name = ".".join(map(str, first["loc"]))
        raise SettingsError(f"setting {name}: {first['msg']}") from None
    except (OSError, ValueError) as error:
        raise SettingsError(f"netwatch.toml: {error}") from None


def secret_key(settings: Settings) -> bytes:
    """Return the key of the secrets' HMAC, creating its file (mode 0600) on first use.

    Raises SettingsError when the state directory cannot be written.
    """
    if settings.secret_key:
        return settings.secret_key.encode()
    path = settings.state_dir / "secret.key"
    try:
        if not path.exists():
            settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
            _create_key(path)
        key = path.read_bytes().strip()
    except OSError as error:
        raise SettingsError(
            f"cannot use {path}: {error.strerror}; set NETWATCH_STATE_DIR to a directory of yours"
        ) from None
    if len(key) < _KEY_BYTES:
        raise SettingsError(f"{path} is damaged; restore it from backup or delete it")
    return key


def _create_key(path: Path) -> None:
    """Write a new key beside ``path`` and link it there, so that two starts agree on one."""
    with NamedTemporaryFile(dir=path.parent, prefix=".key") as draft:  # created 0600
        draft.write(secrets.token_hex(_KEY_BYTES).encode())
        draft.flush()
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft.name)
