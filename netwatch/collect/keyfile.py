"""A private key from its file: RSA, ECDSA or Ed25519, in OpenSSH's form or PEM."""

import threading
from functools import lru_cache
from io import StringIO
from pathlib import Path

import paramiko
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    load_ssh_private_key,
)

from netwatch.collect.errors import CollectError
from netwatch.model.snapshot import Reason

_KINDS = (
    (rsa.RSAPrivateKey, paramiko.RSAKey),
    (ec.EllipticCurvePrivateKey, paramiko.ECDSAKey),
    (ed25519.Ed25519PrivateKey, paramiko.Ed25519Key),
)
_PEM_MARKS = (
    b"-----BEGIN RSA ",
    b"-----BEGIN EC ",
    b"-----BEGIN ENCRYPTED ",
    b"-----BEGIN PRIVATE ",
)
_LOADING = threading.Lock()


def load_key(path: str, passphrase: str | None) -> paramiko.PKey:
    """Return the private key in the file ``path``, with its certificate where one lies beside it.

    Raises CollectError (auth-failed) that says what is wrong with the file.
    """
    place = Path(path).expanduser()
    try:
        with _LOADING:
            return _loaded(place, place.stat().st_mtime_ns, passphrase)
    except FileNotFoundError:
        problem = "does not exist"
    except PermissionError:
        problem = "may not be read by this user"
    except TypeError:
        problem = "and the passphrase do not fit: one is given and the other has none"
        if passphrase is None:
            problem = "needs a passphrase; name one beside private_key, or add the key to ssh-agent"
    except (OSError, ValueError, UnsupportedAlgorithm, paramiko.SSHException):
        problem = "is no usable private key, or the passphrase is wrong"
    raise CollectError(Reason.AUTH_FAILED, f"the private key {place} {problem}")


@lru_cache(maxsize=64)
def _loaded(place: Path, _changed_at: int, passphrase: str | None) -> paramiko.PKey:
    # Unlocking takes up to a second of CPU by design; a sweep does it once, not for each device.
    data = place.read_bytes()
    read = load_pem_private_key if data.lstrip().startswith(_PEM_MARKS) else load_ssh_private_key
    found = read(data, passphrase.encode() if passphrase else None)
    kind = next((ours for theirs, ours in _KINDS if isinstance(found, theirs)), None)
    if kind is None:
        raise ValueError("neither RSA, ECDSA nor Ed25519")
    # paramiko misreads some files whose key has no comment, so it gets the key written anew.
    plain = found.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption())
    key: paramiko.PKey = kind.from_private_key(StringIO(plain.decode()))
    certificate = place.with_name(f"{place.name}-cert.pub")
    if certificate.exists():
        key.load_certificate(str(certificate))
    return key
