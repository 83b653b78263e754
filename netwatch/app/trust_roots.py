"""Certificates from which trust starts, from files into the store."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from netwatch.app.known_good import KnownGoodError
from netwatch.model.known_good import TrustRoot
from netwatch.store.store import Store

_LARGEST = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportedRoots:
    """What became of a file: its certificates, how many are new, and what is odd about some."""

    roots: tuple[TrustRoot, ...]
    new: int
    remarks: tuple[str, ...]


def import_trust_roots(path: Path, store: Store, at: datetime) -> ImportedRoots:
    """Keep the self-signed certificates (PEM) in ``path`` as roots of trust.

    One that is out of date or signed with an old hash is kept and told: a device outlives its
    maker's certificates. Raises KnownGoodError when the file holds anything else, and StoreError.
    """
    from netwatch.judgement.signed import describe_root, read_certificates

    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
    except OSError as error:
        raise KnownGoodError(f"cannot read {path}: {error.strerror}") from None
    try:
        certificates = read_certificates(data) if len(data) <= _LARGEST else []
    except ValueError:
        certificates = []
    if not certificates:
        raise KnownGoodError(f"{path} holds no certificate in PEM form")
    described = [describe_root(each, at) for each in certificates]
    for each in described:
        if not each.self_signed:
            raise KnownGoodError(
                f"{path}: {each.subject} is not signed by itself, so no root; nothing was kept"
            )
    roots = tuple(
        TrustRoot(
            pem=each.pem, subject=each.subject, fingerprint=each.fingerprint, source=str(path)
        )
        for each in described
    )
    return ImportedRoots(
        roots=roots,
        new=store.keep_trust_roots(roots, at=at),
        remarks=tuple(remark for each in described for remark in each.remarks),
    )
