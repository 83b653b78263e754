"""Whether a server presents the pinned host key; no credential is sent before that is known."""

import base64
import hashlib
from functools import cached_property

import paramiko

from netwatch.collect.access import HostKeys
from netwatch.collect.errors import CollectError
from netwatch.model.device import Device, HostKeyPolicy
from netwatch.model.snapshot import Reason


def fingerprint(key: paramiko.PKey) -> str:
    """Return ``ssh-ed25519 SHA256:...``, the form ``ssh-keygen -l`` prints."""
    digest = base64.b64encode(hashlib.sha256(key.asbytes()).digest()).decode().rstrip("=")
    return f"{key.get_name()} SHA256:{digest}"


class Trust(paramiko.MissingHostKeyPolicy):
    """paramiko asks this policy about every key, because no known_hosts file is loaded.

    ``presented`` is the key the server showed, also when it was refused.
    """

    def __init__(self, device: Device, host_keys: HostKeys) -> None:
        self.device = device
        self.presented: str | None = None
        self._host_keys = host_keys

    @cached_property
    def pinned(self) -> str | None:
        """The key on record, looked up once; None also when the inventory says ``off``."""
        if self.device.host_key is HostKeyPolicy.OFF:
            return None
        return self._host_keys.pinned(self.device.name)

    def missing_host_key(
        self, client: paramiko.SSHClient, hostname: str, key: paramiko.PKey
    ) -> None:
        """Accept or refuse ``key``.

        Raises CollectError (host-key-changed) naming both fingerprints.
        """
        del client, hostname
        self.presented = fingerprint(key)
        if self.device.host_key is HostKeyPolicy.OFF:
            return
        known = self.pinned
        if known is None and self.device.host_key is HostKeyPolicy.ACCEPT_NEW:
            known = self._host_keys.pin(self.device.name, self.presented)
        if known != self.presented:
            raise CollectError(Reason.HOST_KEY_CHANGED, self._detail(known))

    def _detail(self, known: str | None) -> str:
        name, shown = self.device.name, self.presented
        if known is None:
            return (
                f"{name} presents {shown}, and no key is pinned while the inventory says strict; "
                "compare it on the device's console, then visit once with host_key: accept-new"
            )
        return (
            f"{name} presents {shown}, pinned is {known}; nothing was sent. Find out whether the "
            "device was replaced or its key renewed; only then remove the pinned key"
        )
