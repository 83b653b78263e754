"""Settings, inventory, policy and store of one run, each opened when first needed."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Self

from netwatch import registry
from netwatch.app.settings import Settings, environment, load_settings, secret_key
from netwatch.inventory.errors import InventoryError
from netwatch.inventory.policy_file import read_policy
from netwatch.inventory.secrets import resolve
from netwatch.inventory.yaml_file import read_inventory
from netwatch.model.alert import Alerting
from netwatch.model.device import Credentials, Device
from netwatch.model.inventory import Inventory
from netwatch.model.policy import Policy
from netwatch.store.store import Store

if TYPE_CHECKING:
    from netwatch.app.boards import Boards


def utc_now() -> datetime:
    """Return the time, in UTC: with ``time.monotonic`` the only clock of netwatch."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Workspace:
    """Everything one run works with. Close it, or use it in a ``with``."""

    settings: Settings
    environment: Mapping[str, str] = field(default_factory=environment, repr=False, hash=False)
    _resolved: dict[str, Credentials] = field(default_factory=dict, repr=False, hash=False)

    @classmethod
    def open(cls, given: dict[str, object] | None = None) -> "Workspace":
        """Return the workspace for command-line values ``given``. Raises SettingsError."""
        return cls(load_settings(**(given or {})))

    @cached_property
    def inventory(self) -> Inventory:
        """Return the inventory. Raises InventoryError."""
        inventory = read_inventory(self.settings.inventory)
        for device in inventory.devices:
            try:
                platform = registry.platform(device.platform)
            except registry.UnknownUnitError as error:
                raise InventoryError(f"{inventory.source}: {device.name}: {error}") from None
            if (platform.transport == "ssh") is not (device.cloud is None):
                section = "devices" if platform.transport == "ssh" else "clouds"
                raise InventoryError(
                    f"{inventory.source}: {device.name}: {device.platform} belongs under "
                    f"`{section}:`"
                )
        return inventory

    @cached_property
    def addresses(self) -> Mapping[str, str]:
        """Return the device at every address of the inventory. Raises InventoryError."""
        return {each.address: each.name for each in self.inventory.devices}

    @cached_property
    def policy(self) -> Policy:
        """Return the policy; the empty one when none was named and none lies beside."""
        if self.settings.policy is None and not self.settings.policy_path.exists():
            return Policy()
        return read_policy(self.settings.policy_path)

    @cached_property
    def alerting(self) -> Alerting:
        """Return who is told of findings; nobody when no file was named and none lies beside."""
        from netwatch.inventory.alerts_file import read_alerts
        from netwatch.notify import notifier

        if self.settings.alerts is None and not self.settings.alerts_path.exists():
            return Alerting()
        return read_alerts(self.settings.alerts_path, notifier)

    @cached_property
    def store(self) -> Store:
        """Return the open store, its schema current. Raises StoreError."""
        self.settings.state_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        return Store.open(self.settings.url)

    @cached_property
    def boards(self) -> "Boards":
        """Return what is read off all devices at once, kept between requests by a ``Desk``."""
        from netwatch.app.boards import Boards

        return Boards()

    @cached_property
    def key(self) -> bytes:
        """Return the key of the secrets' HMAC. Raises SettingsError."""
        return secret_key(self.settings)

    def credentials(self, name: str) -> Credentials:
        """Return the credentials called ``name``, looked up once. Raises SecretError."""
        if name not in self._resolved:
            refs = next(each for each in self.inventory.credentials if each.name == name)
            self._resolved[name] = resolve(refs, self.environment)
        return self._resolved[name]

    def devices(self, names: tuple[str, ...]) -> tuple[Device, ...]:
        """Return the named devices in the order given, all of them for no names.

        ``site:nyc``, ``tag:edge`` and ``role:core`` select several. Raises InventoryError.
        """
        if not names:
            return self.inventory.devices
        chosen: dict[str, Device] = {}
        for name in names:
            for device in self._selected(name):
                chosen[device.name] = device
        return tuple(chosen.values())

    def _selected(self, name: str) -> tuple[Device, ...]:
        kind, colon, value = name.partition(":")
        if colon and kind in {"site", "tag", "role"}:
            found = tuple(
                each
                for each in self.inventory.devices
                if value in ((*each.tags,) if kind == "tag" else (getattr(each, kind),))
            )
        else:
            device = self.inventory.device(name)
            found = (device,) if device else ()
        if not found:
            known = ", ".join(each.name for each in self.inventory.devices[:8]) or "none"
            raise InventoryError(f"no device {name!r} in {self.inventory.source} (known: {known})")
        return found

    def close(self) -> None:
        """Close what was opened."""
        if "store" in self.__dict__:
            self.store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.close()
