"""The SSH side of a simulated device: its host key, its algorithms, its logins, its door."""

import asyncio
import hmac
import warnings
from collections.abc import Awaitable
from pathlib import Path
from weakref import WeakSet

import asyncssh

from netwatch.lab.device import SimulatedDevice
from netwatch.lab.files import Visitor
from netwatch.lab.road import LongRoad, Silence, SlammedDoor
from netwatch.lab.shell import Shell
from netwatch.lab.spec import AUTH, CONNECT, Crypto, FaultKind, LoginMethod

_FOREVER_S = 86400.0
# What current network systems offer, and cheap: ChaCha20 and ML-KEM cost asyncssh twice the time.
_KEX = (
    "curve25519-sha256",
    "curve25519-sha256@libssh.org",
    "ecdh-sha2-nistp256",
    "diffie-hellman-group14-sha256",
)
_CIPHERS = ("aes128-gcm@openssh.com", "aes256-gcm@openssh.com", "aes128-ctr", "aes256-ctr")
_MACS = ("hmac-sha2-256-etm@openssh.com", "hmac-sha2-256", "hmac-sha2-512")
_LEGACY_KEX = ("diffie-hellman-group14-sha1", "diffie-hellman-group1-sha1")
_LEGACY_CIPHERS = ("aes128-cbc", "3des-cbc", "aes256-cbc")
_LEGACY_MACS = ("hmac-sha1",)
_LEGACY_KEY = b"ssh-rsa"


class DeviceServer(asyncssh.SSHServer):
    """One client's login on one device."""

    def __init__(self, device: SimulatedDevice) -> None:
        self._device = device
        self._username = ""

    def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
        """Remember the connection for the banner."""
        self._conn = conn

    def begin_auth(self, username: str) -> bool | Awaitable[bool]:
        """Show the banner, then ask for proof, late or never when the device is slow or hung."""
        self._username = username
        scene = self._device.scene
        if scene.banner:
            self._conn.send_auth_banner(scene.banner)
        hung = any(each.kind is FaultKind.HANG for each in self._device.faults(AUTH))
        delay = _FOREVER_S if hung else scene.login.delay_s
        return _true_after(delay) if delay else True

    def _offers(self, method: LoginMethod) -> bool:
        return method in self._device.scene.login.methods

    def _is(self, username: str, password: str) -> bool:
        login = self._device.scene.login
        right = login.password is not None and hmac.compare_digest(
            login.password.encode(), password.encode()
        )
        return right and self._is_known(username)

    def _is_known(self, username: str) -> bool:
        scene, account = self._device.scene, self._device.family.account(username)
        return account == scene.login.username or account in dict(scene.accounts)

    def password_auth_supported(self) -> bool:
        """Tell whether plain passwords are taken."""
        return self._offers(LoginMethod.PASSWORD)

    def validate_password(self, username: str, password: str) -> bool:
        """Judge a password."""
        return self._is(username, password)

    def kbdint_auth_supported(self) -> bool:
        """Tell whether the keyboard-interactive dialogue is offered."""
        return self._offers(LoginMethod.KEYBOARD)

    def get_kbdint_challenge(
        self,
        username: str,  # noqa: ARG002  # asyncssh's signature
        lang: str,  # noqa: ARG002  # asyncssh's signature
        submethods: str,  # noqa: ARG002  # asyncssh's signature
    ) -> tuple[str, str, str, tuple[tuple[str, bool], ...]]:
        """Ask for the password, unseen."""
        return "", "", "", (("Password: ", False),)

    def validate_kbdint_response(self, username: str, responses: list[str]) -> bool:  # type: ignore[override]
        """Judge the answer to the challenge."""
        return len(responses) == 1 and self._is(username, responses[0])

    def public_key_auth_supported(self) -> bool:
        """Tell whether keys are taken."""
        return bool(self._device.scene.login.keys) and self._offers(LoginMethod.PUBLIC_KEY)

    def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
        """Judge a key by the authorised ones."""
        login = self._device.scene.login
        known = {_body(each) for each in login.keys}
        return self._is_known(username) and _body(key.export_public_key().decode()) in known

    def session_requested(self) -> Shell | Visitor:
        """Open a session: a terminal, or another server where the device is one."""
        scene = self._device.scene
        kind = Visitor if scene.shares or scene.netconf is not None else Shell
        return kind(self._device, self._username)

    def connection_requested(
        self,
        dest_host: str,  # noqa: ARG002  # asyncssh's signature
        dest_port: int,  # noqa: ARG002  # asyncssh's signature
        orig_host: str,  # noqa: ARG002  # asyncssh's signature
        orig_port: int,  # noqa: ARG002  # asyncssh's signature
    ) -> bool:
        """Forward a connection when the device is a jump host."""
        return self._device.scene.forwards


def _body(public_key: str) -> str:
    return public_key.split()[1] if " " in public_key else public_key


async def _true_after(seconds: float) -> bool:
    await asyncio.sleep(seconds)
    return True


class KeyRing:
    """Host keys: one a device and label, made when first needed, kept in ``folder`` if given."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._keys: dict[tuple[str, str, Crypto], asyncssh.SSHKey] = {}

    def key(self, device: SimulatedDevice) -> asyncssh.SSHKey:
        """Return the host key ``device`` has in its present stage."""
        scene = device.scene
        label = (device.spec.name, scene.host_key, scene.crypto)
        if label not in self._keys:
            self._keys[label] = self._made(*label)
        return self._keys[label]

    def _made(self, name: str, host_key: str, crypto: Crypto) -> asyncssh.SSHKey:
        if "/" in host_key:
            return asyncssh.read_private_key(host_key)
        kept = None if self._folder is None else self._folder / f"{name}.{host_key}.{crypto}.key"
        if kept is not None and kept.exists():
            return asyncssh.read_private_key(kept)
        algorithm = "ssh-rsa" if crypto is Crypto.LEGACY else "ssh-ed25519"
        key = asyncssh.generate_private_key(algorithm)
        if kept is not None:
            kept.parent.mkdir(parents=True, exist_ok=True)
            key.write_private_key(kept)
        return key


class Door:
    """Where clients of one device arrive: makes the protocol for each new connection.

    Algorithms and keys are prepared once a stage, never per connection, so that a fleet spends
    its time on cryptography alone.
    """

    def __init__(self, device: SimulatedDevice, keys: KeyRing) -> None:
        self._device = device
        self._keys = keys
        self._options: dict[str, asyncssh.SSHServerConnectionOptions] = {}
        self._guests: WeakSet[Silence | _Connection] = WeakSet()

    def abort(self) -> None:
        """Break every connection that came through this door."""
        for guest in tuple(self._guests):
            guest.abort()

    def __call__(self) -> asyncio.Protocol:
        """Return the protocol that answers a new connection."""
        scene = self._device.scene
        for fault in self._device.faults(CONNECT):
            if fault.kind is FaultKind.HANG:
                silence = Silence()
                self._guests.add(silence)
                return silence
            if fault.kind is FaultKind.REFUSE_CONNECTION:
                return SlammedDoor()
        connection = _Connection(asyncio.get_running_loop(), self._prepared())
        self._guests.add(connection)
        return LongRoad(connection, scene.rtt_s) if scene.rtt_s > 0 else connection

    def _prepared(self) -> asyncssh.SSHServerConnectionOptions:
        stage = self._device.stage
        if stage not in self._options:
            self._options[stage] = self._prepare()
        return self._options[stage]

    def _prepare(self) -> asyncssh.SSHServerConnectionOptions:
        legacy = self._device.scene.crypto is Crypto.LEGACY
        if legacy:
            # Each handshake of an old device would warn that its algorithms are old.
            warnings.filterwarnings("ignore", module=r"asyncssh\.crypto")
        options = asyncssh.SSHServerConnectionOptions(
            server_factory=lambda: DeviceServer(self._device),
            server_host_keys=[self._keys.key(self._device)],
            encoding=None,
            line_editor=False,
            gss_host=None,
            login_timeout=0,
            compression_algs=None,
            x11_forwarding=False,
            agent_forwarding=False,
            kex_algs=_LEGACY_KEX if legacy else _KEX,
            encryption_algs=_LEGACY_CIPHERS if legacy else _CIPHERS,
            mac_algs=_LEGACY_MACS if legacy else _MACS,
        )
        if legacy:
            for algorithm in list(options.server_host_keys):
                if algorithm != _LEGACY_KEY:
                    del options.server_host_keys[algorithm]
        return options


class _Connection(asyncssh.SSHServerConnection):
    async def reload_config(self) -> None:
        """Nothing to reload: asyncssh would prepare all options anew for each login."""
